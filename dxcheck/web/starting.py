"""What a session begins with: what its process is told of who sits there, and nothing that this person must not reach."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from dxcheck.model import calendar
from dxcheck.store.errors import NoAnswerError, StoreError
from dxcheck.web.identity import Start

if TYPE_CHECKING:
    from dxcheck.model.account import Account
    from dxcheck.store.database.database_shelf import DatabaseShelf
    from dxcheck.store.database.nodes import SharedState
    from dxcheck.web.identity import Theme
    from dxcheck.web.lending import Lending
    from dxcheck.web.login import Login
    from dxcheck.web.settings import ServeSettings
    from dxcheck.workspace import Workspace

_log = logging.getLogger("dxcheck.web")


def _database_of(workspace: Workspace) -> DatabaseShelf | None:
    """The database that the data is in; None over a folder."""
    root = workspace.folder.path
    if isinstance(root, Path):
        return None
    from dxcheck.store.database.database_shelf import DatabaseShelf  # few work with a database

    assert isinstance(root.shelf, DatabaseShelf)
    return root.shelf


def lending_of(workspace: Workspace) -> Lending | None:
    """Whoever lends connections to sessions, where the data is in a database.

    Raises:
        StoreError: it is not there.
    """
    shelf = _database_of(workspace)
    if shelf is None:
        return None
    from dxcheck.web.lending import Lending  # few work with a database

    return Lending(shelf, str(workspace.folder.settings_folder))


def shared_state_of(workspace: Workspace) -> SharedState | None:
    """What this server and others at the same database know together; None over a folder, which has one server."""
    shelf = _database_of(workspace)
    if shelf is None:
        return None
    from dxcheck.store.database.nodes import SharedState  # few work with a database

    return SharedState(shelf, secrets.token_hex(8))


def start_of(
    login: Login, size: tuple[int, int], theme: Theme, settings: ServeSettings, workspace: Workspace, lending: Lending | None = None
) -> Start:
    """Everything a session of a login is told, for a screen of so many columns and rows.

    Raises:
        StoreError: the data is in a database that gave no seat.
    """
    account, (width, height) = login.account, size
    start = Start(
        account=account.name,
        address=login.address,
        role=account.role,
        municipality=account.municipality,
        municipalities=account.municipalities,
        fields=account.fields,
        data=str(settings.data),
        roster=str(settings.roster) if settings.roster else "",
        questionnaire=settings.questionnaire,
        language=login.language,
        theme=theme,
        width=width,
        height=height,
        post=account.post,
        asks=(login.ask,) if login.link else _asks_of(account, workspace),
    )
    if lending is None:
        return start
    return msgspec.structs.replace(
        start, borrowed=lending.lent_to(start, workspace, calendar.now() + dt.timedelta(seconds=settings.absolute))
    )


def _asks_of(account: Account, workspace: Workspace) -> tuple[str, ...]:
    """What a section is asked now. Its session reaches that and nothing else: what is asked meanwhile it has when it is opened the next time.

    Raises:
        StoreError: no answer came. Begun without its asks, the session would say that there are none.
    """
    town = workspace.roster.by_code(account.municipality)
    if account.role != "section" or town is None:
        return ()
    try:
        return tuple(workspace.asked_of(town, account.post))
    except NoAnswerError:
        raise
    except StoreError as problem:
        _log.error("cannot read what %s is asked: %s", account.name, problem)
        return ()
