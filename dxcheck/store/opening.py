"""From what somebody named to where the data is: a folder's path, or a database's address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.i18n import _
from dxcheck.store import errors

if TYPE_CHECKING:
    from dxcheck.store.shelf import InDatabase


def database_at(url: str) -> InDatabase:
    """Where a database begins.

    Raises:
        StoreError: it cannot be reached, is not ready for this version, or the library for it is not installed.
    """
    check_library()
    from dxcheck.store.database.database_shelf import open_database  # few work with a database

    return open_database(url)


def check_library() -> None:
    """Whether the library for databases is installed.

    Raises:
        StoreError: it is not.
    """
    try:
        import psycopg  # noqa: F401 - only whether it is there
    except ImportError as problem:
        raise errors.OtherStoreError(
            _("データベースを使うための部品（psycopg）が入っていません"),
            _("何も書き込んでいません"),
            _("dxcheckを dxcheck[postgresql] として入れ直してください"),
        ) from problem
