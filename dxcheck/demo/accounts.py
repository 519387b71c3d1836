"""Accounts of the demo, for looking at it in a browser."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck import calendar
from dxcheck.account import Account
from dxcheck.demo.casework import CASES, FIELDS, SPECIALIST
from dxcheck.store import errors

if TYPE_CHECKING:
    from dxcheck.place import Place

POSTS: Final = {"demo-imabari": "382027", "demo-matsuyama": "382019", "demo-kamijima": "383562"}
"""One in the middle of a draft, one with results, one that begins."""
CENTRE: Final = "demo-centre"


def demo_accounts(place: Place, password: str) -> list[Account]:
    """Make the demo's accounts, or give those that are there a new password.

    Args:
        place: a demo.
        password: hashed.

    Raises:
        DemoMixError: this is no demo.
        StoreError: they could not be saved.
    """
    if not place.folder.is_demo:
        raise errors.demo_mix(place.folder.path, file_is_demo=False)
    now = calendar.now()
    wanted = [Account(name, "staff", code, password, now, must_change=False) for name, code in POSTS.items()]
    cases = tuple(one.code for one in CASES)
    wanted.append(Account(SPECIALIST, "specialist", "", password, now, must_change=False, municipalities=cases, fields=FIELDS))
    wanted.append(Account(CENTRE, "centre", "", password, now, must_change=False))
    accounts = place.folder.accounts(place.roster.prefecture.code)
    made = []
    for new in wanted:
        with contextlib.suppress(ValueError):
            accounts.add(new)
        made.append(accounts.change(new.name, lambda old, new=new: msgspec.structs.replace(new, generation=old.generation + 1)))  # type: ignore[misc]
    return made
