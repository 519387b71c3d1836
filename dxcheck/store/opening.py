"""From what somebody named to where the data is: a folder's path, or a database's address."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dxcheck.i18n import _

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.store.archive import Manifest
    from dxcheck.store.shelf import Address, InDatabase

_DATABASE: Final = re.compile(r"""[\s"']*(?:\.{1,2}/)*[\s"']*[A-Za-z][\w+.-]+:/""")
"""Longer than the letter of a drive; also in quotes, after a space or as a path. None of them may become a folder that is named after a password."""


def names_a_database(named: str) -> bool:
    """Whether somebody named a database, and no folder. A kind of address that is not known, or is written otherwise, is refused where it is opened."""
    return _DATABASE.match(named) is not None


def address_of(named: str) -> Address:
    """Where the data is that somebody named.

    Raises:
        StoreError: it is in a database that cannot be opened.
    """
    return database_at(named) if names_a_database(named) else Path(named)


def database_at(url: str) -> InDatabase:
    """Where a database begins.

    Raises:
        StoreError: it cannot be reached, is not ready for this version, or the library for it is not installed.
    """
    check_library()
    from dxcheck.store.database.database_shelf import open_database  # few work with a database

    return open_database(url)


def database_for_server(url: str) -> InDatabase:
    """Where a database begins, for a web server: with rights that show it no answers, where the database lets it in like that.

    Raises:
        StoreError: as `database_at`; or sessions have no way in, and the server's login is none for them.
    """
    check_library()
    from dxcheck.store.database.database_shelf import open_database  # few work with a database
    from dxcheck.store.database.server_role import role_of_server

    return open_database(url, role_of_server(url))


def serves_alone(url: str) -> bool:
    """Whether the login of a database's address is for a web server and for nothing else.

    Raises:
        StoreError: it cannot be told.
    """
    check_library()
    from dxcheck.store.database.connecting import conninfo_of  # few work with a database
    from dxcheck.store.database.server_role import server_login

    conninfo = conninfo_of(url)
    return server_login(conninfo) == conninfo


def check_library() -> None:
    """Whether the library for databases is installed.

    Raises:
        StoreError: it is not.
    """
    try:
        import psycopg  # noqa: F401 - only whether it is there
    except ImportError as problem:
        from dxcheck.store import errors  # not needed for --help

        raise errors.OtherStoreError(
            _("データベースを使うための部品（psycopg）が入っていません"),
            _("何も書き込んでいません"),
            _("dxcheckを dxcheck[postgresql] として入れ直してください"),
        ) from problem


def back_up_either(address: Address, target: Path, now: dt.datetime) -> Manifest:
    """Copy a data folder, or what is in a database, into one archive, and read it back.

    Raises:
        StoreError: something cannot be read, the archive cannot be written, or there is nothing to copy.
    """
    if isinstance(address, Path):
        from dxcheck.store.backup import back_up  # few need it

        return back_up(address, target, now)
    from dxcheck.store.database.transfer import back_up_database  # few work with a database

    return back_up_database(str(address), target, now)
