"""The server over a real PostgreSQL: what works over a folder works over a database."""

from __future__ import annotations

from pathlib import Path

from store.making import CODE, REF, draft

from dxcheck.model import calendar
from dxcheck.store.audit import AUDIT, AuditLog
from dxcheck.store.database.database_shelf import open_database
from dxcheck.store.folder import DataFolder
from dxcheck.store.marker import SECOND
from dxcheck.store.opening import back_up_either
from dxcheck.store.shelves import shelf_of
from dxcheck.web.bookkeeper import Bookkeeper


def test_who_did_what_is_written_into_the_database(database: str) -> None:
    """In the same lines, and each with its sum."""
    root = open_database(database)
    book = Bookkeeper(root)
    book.act("login", "imabari-kikaku", "192.0.2.7")
    book.close()
    lines = shelf_of(root).log(root / AUDIT)[AUDIT] or b""
    assert b'"event":"login","account":"imabari-kikaku"' in lines
    assert AuditLog(root).faulty_lines() == {}


def test_the_daily_copy_of_a_database_is_the_same_archive(database: str, tmp_path: Path) -> None:
    """As of a folder with the same in it, but for the marker's second, which a folder makes anew."""
    names = []
    for data, target in ((tmp_path / "data", tmp_path / "one.zip"), (open_database(database), tmp_path / "two.zip")):
        DataFolder.open(data).repository(CODE).change_draft(REF.id, lambda _there: draft(mom_01=3))
        names.append([part.path for part in back_up_either(data, target, calendar.now()).parts])
    assert set(names[0]) == set(names[1]) - {SECOND}
