"""Whatever a newer dxcheck wrote is refused and stays as it is: every kind of file we write, collected from the code."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from moments import NOW

import dxcheck
from dxcheck.benchmark import document
from dxcheck.model.link import Link
from dxcheck.model.mail import SentReminder
from dxcheck.model.schedule import Term
from dxcheck.model.second_factor import Factor
from dxcheck.prefecture.partners import SavedSearch
from dxcheck.store import archive, errors, marker
from dxcheck.store.backup import back_up, restore
from dxcheck.store.envelope import SCHEMA, Envelope
from dxcheck.store.folder import DataFolder
from dxcheck.store.layout import asks, every
from dxcheck.workspace import Workspace

FIXTURE = Path(__file__).parent / "fixtures" / f"schema-{SCHEMA}"
TOWN = "382027"
LINK = Link(hash="0" * 64, municipality=TOWN, ask="0" * 16, post="情報係", until=NOW.date(), made_at=NOW, by="imabari-kikaku")
REMINDER = SentReminder("ask", "0" * 16, NOW.date(), 7, "joho@city.example", NOW)
KINDS = get_args(get_type_hints(Envelope)["kind"])
"""Every kind of document in the data folder."""
OTHERS = {
    "store/envelope.py",
    "store/marker.py",
    "store/archive.py",
    "benchmark/document.py",
    "formats/exchange.py",
    "reports/overview.py",
    "reports/public_file.py",
}
"""Where a schema of its own is: the documents, the folder's marker, copies, averages and exchanges as a file; the last two are for other programs, and never read by us."""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """What this dxcheck wrote, with something in every kind of file."""
    shutil.copytree(FIXTURE, tmp_path / "data")
    workspace = Workspace.open(tmp_path / "data")
    workspace.folder.secret_key(workspace.roster.prefecture.code).keep(bytes(32))
    workspace.folder.links(workspace.roster.prefecture.code).add(LINK)
    workspace.folder.reminders(workspace.roster.prefecture.code).claim(REMINDER)
    return workspace


def decided(_schedule: object) -> Term:
    """A decision that is never taken, because the file is refused before."""
    raise AssertionError


def uses(workspace: Workspace) -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    """Kind of document to a reading and a writing of it."""
    folder, code = workspace.folder, workspace.roster.prefecture.code
    town, internal = folder.repository(TOWN), folder.internal_notes(TOWN)
    accounts, published, ledger = folder.accounts(code), folder.benchmarks(code), folder.ledger(code)
    factors = folder.factors(code)
    ask = town.asks.document(asks(folder.path, TOWN)[0])
    account, benchmark, entry = accounts.all()[0], published.all()[0], ledger.entries()[0]
    return {
        "municipality": (town.every_snapshot, lambda: town.change_actions(lambda there: there[:0])),
        "draft": (town.every_draft, lambda: town.change_draft("ehime-dx", lambda _there: None)),
        "ask": (ask.read, lambda: ask.change(lambda there: there)),
        "links": (folder.links(code).all, lambda: folder.links(code).add(LINK)),
        "reminders": (folder.reminders(code).all, lambda: folder.reminders(code).claim(REMINDER)),
        "internal": (internal.visits.all, lambda: internal.visits.change(lambda there: there[:0])),
        "accounts": (accounts.all, lambda: accounts.change(account.name, lambda one: one)),
        "factors": (factors.all, lambda: factors.put(Factor(account.name, 1, NOW), account)),
        "benchmarks": (published.all, lambda: published.add(benchmark)),
        "ledger": (ledger.entries, lambda: ledger.add(entry, None)),
        "key": (folder.secret_key(code).read, lambda: folder.secret_key(code).keep(bytes(32))),
        "finders": (folder.finders(code).all, lambda: folder.finders(code).save(SavedSearch("もう1つ", "bpr-01<=1"))),
        "schedule": (folder.schedule(code).read, lambda: folder.schedule(code).decide(decided)),
    }


def file_of(folder: Path, kind: str) -> Path:
    """A file of this kind."""
    return next(one for one in sorted(every(folder, "*.json")) if json.loads(one.read_bytes()).get("dxcheck", {}).get("kind") == kind)


def test_every_kind_is_known_here(workspace: Workspace) -> None:
    """A new kind of document, or a new module with a schema of its own, fails until it is tested too."""
    assert set(uses(workspace)) == set(KINDS)
    root = Path(dxcheck.__file__).parent
    having = {
        one.relative_to(root).as_posix()
        for one in root.rglob("*.py")
        if re.search(r"^_?(?:[A-Z]+_)?SCHEMA\b", one.read_text("utf-8"), re.MULTILINE)
    }
    assert having == OTHERS


@pytest.mark.parametrize("kind", KINDS)
def test_a_newer_document_is_refused_and_stays(workspace: Workspace, kind: str) -> None:
    """Reading and writing say to update dxcheck; not one byte changes. The same for a number that is none."""
    read, write = uses(workspace)[kind]
    path = file_of(workspace.folder.path, kind)
    data = json.loads(path.read_bytes())
    for schema, error, told in (
        (SCHEMA + 1, errors.NewerSchemaError, "新しい版"),
        (-5, errors.DamagedError, "形式の番号"),
        (10**30, errors.DamagedError, "形式の番号"),
    ):
        data["dxcheck"]["schema"] = schema
        path.write_text(json.dumps(data), encoding="utf-8")
        before = path.read_bytes()
        with pytest.raises(error, match=told):
            read()
        with pytest.raises(error, match=told):
            write()
        assert path.read_bytes() == before


def test_a_newer_marker_is_refused_and_stays(workspace: Workspace) -> None:
    """Its second is not taken instead: the folder was used by a newer dxcheck."""
    path = workspace.folder.path / marker.MARKER
    (workspace.folder.path / marker.SECOND).write_bytes(path.read_bytes())
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"schema": marker.MARKER_SCHEMA + 1}), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(errors.NewerSchemaError, match="新しい版"):
        DataFolder.open(path.parent)
    assert path.read_bytes() == before


def test_a_newer_copy_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    """Before anything is written."""
    back_up(workspace.folder.path, tmp_path / "a.zip", NOW)
    with zipfile.ZipFile(tmp_path / "a.zip") as whole, zipfile.ZipFile(tmp_path / "b.zip", "w") as newer:
        for name in whole.namelist():
            content = whole.read(name)
            if name == archive.MANIFEST:
                content = json.dumps(json.loads(content) | {"schema": archive.ARCHIVE_SCHEMA + 1}).encode()
            newer.writestr(name, content)
    with pytest.raises(errors.NewerSchemaError, match="新しい版"):
        restore(tmp_path / "b.zip", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_newer_averages_are_refused(workspace: Workspace) -> None:
    """The centre's dxcheck is newer than the municipality's."""
    code = workspace.roster.prefecture.code
    made = document.to_file(workspace.folder.benchmarks(code).all()[0], demo=workspace.folder.is_demo)
    newer = json.dumps(json.loads(made) | {"schema": document.BENCHMARK_SCHEMA + 1}).encode()
    with pytest.raises(document.BenchmarkFileError, match="新しい版"):
        document.from_file(newer, demo=workspace.folder.is_demo, prefecture=code)
