"""Accounts of the demo: the specialists are there from the beginning, everybody gets a password when it is opened in a browser."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.demo.asking import SECTIONS
from dxcheck.demo.casework import CASES, FIELDS, SPECIALIST
from dxcheck.demo.invent import HOME
from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.model.calendar import JAPAN
from dxcheck.store import errors

if TYPE_CHECKING:
    from dxcheck.workspace import Workspace

POSTS: Final = {"demo-imabari": "382027", "demo-matsuyama": "382019", "demo-kamijima": "383562"}
"""One in the middle of a draft, one with results, one that begins."""
ASKED_SECTIONS: Final = {"demo-imabari-joho": SECTIONS[0], "demo-imabari-shimin": "市民課 窓口係"}
"""Sections of the home municipality that are asked something."""
CENTRE: Final = "demo-centre"
COLLEAGUES: Final = {
    "demo-senmonkan-jinzai": (("people", "design"), "南予"),
    "demo-senmonkan-system": (("system",), "中予"),
}
"""The other specialists: their fields and the region they look after. Nobody has the fields of data and co-creation, so that a gap is seen."""
_FITS_NOTHING: Final = "!"
"""In place of a password's hash."""


def add_specialists(workspace: Workspace, day: dt.date) -> None:
    """Add the demo's specialists; nobody can log in with them until `demo_accounts` gave them a password.

    Raises:
        StoreError: they could not be saved.
    """
    accounts = workspace.folder.accounts(workspace.roster.prefecture.code)
    began = dt.datetime(day.year, day.month, day.day, 9, 0, tzinfo=JAPAN)
    for one in _specialists(workspace, _FITS_NOTHING, began):
        accounts.add(one)


def _specialists(workspace: Workspace, password: str, at: dt.datetime) -> list[Account]:
    own = tuple(sorted(one.code for one in CASES))
    made = [Account(SPECIALIST, "specialist", "", password, at, must_change=False, municipalities=own, fields=FIELDS)]
    for name, (fields, region) in COLLEAGUES.items():
        codes = tuple(one.code for one in workspace.roster.municipalities if one.region == region)
        made.append(Account(name, "specialist", "", password, at, must_change=False, municipalities=codes, fields=fields))
    return made


def demo_accounts(workspace: Workspace, password: str) -> list[Account]:
    """Make the demo's accounts, or give those that are there a new password.

    Args:
        workspace: a demo.
        password: hashed.

    Raises:
        DemoMixError: this is no demo.
        StoreError: they could not be saved.
    """
    if not workspace.folder.is_demo:
        raise errors.demo_mix(workspace.folder.path, file_is_demo=False)
    now = calendar.now()
    wanted = [Account(name, "staff", code, password, now, must_change=False) for name, code in POSTS.items()]
    wanted += [Account(name, "section", HOME, password, now, must_change=False, post=post) for name, post in ASKED_SECTIONS.items()]
    wanted += _specialists(workspace, password, now)
    wanted.append(Account(CENTRE, "centre", "", password, now, must_change=False))
    accounts = workspace.folder.accounts(workspace.roster.prefecture.code)
    made = []
    for new in wanted:
        with contextlib.suppress(ValueError):
            accounts.add(new)
        made.append(accounts.change(new.name, lambda old, new=new: msgspec.structs.replace(new, generation=old.generation + 1)))  # type: ignore[misc]
    return made
