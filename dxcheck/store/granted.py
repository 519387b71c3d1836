"""Who may read and change what, by where it lies (docs/design.md section 4.6).

The one place from which both the kernel's rules over a session's files and the engine's over its rows are made (`dxcheck.web.reach`, `dxcheck.store.database.seats`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.store import layout
from dxcheck.store.accounts import ACCOUNTS
from dxcheck.store.audit import AUDIT, REFUSED
from dxcheck.store.factors import FACTORS
from dxcheck.store.links import LINKS
from dxcheck.store.marker import MARKER, SECOND
from dxcheck.store.shelf import TEXTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from dxcheck.model.account import Role

ANY: Final = "*"
"""In the place of a code: every municipality there is, and will be."""
OWN_FILES: Final = (MARKER, SECOND, "roster.toml", "disclosure.toml", TEXTS)
"""Of the data folder itself."""


class Granted(NamedTuple):
    """Something that may be reached."""

    place: str
    """Below the data folder, with all that lies beneath it."""
    may_change: bool


class Whose(NamedTuple):
    """Whose documents a session is about."""

    codes: tuple[str, ...] = ()
    """Of municipalities, as they are today."""
    former: tuple[str, ...] = ()
    """Of those that became them: to be read."""
    asks: tuple[str, ...] = ()
    """What a section's session is there for."""


def to_everybody() -> Iterator[Granted]:
    """What every desk reads."""
    yield from (Granted(name, may_change=False) for name in OWN_FILES)
    yield Granted(f"{layout.PREFECTURE}/{layout.SHARED}", may_change=False)


def to_desk(role: Role, whose: Whose) -> Iterator[Granted]:
    """What the desk of a role reads and changes beyond that."""
    if role == "section":
        for ask in whose.asks:
            yield from (Granted(f"{code}/{layout.ASKED}/{ask}", may_change=True) for code in whose.codes)
            yield from (Granted(f"{code}/{layout.ASKED}/{ask}", may_change=False) for code in whose.former)
        return
    read: tuple[str, ...] = ()
    change: tuple[str, ...]
    if role == "centre":
        yield from (Granted(f"{layout.PREFECTURE}/{name}", may_change=True) for name in (layout.SHARED, layout.CENTRE_ONLY))
        read, change = (layout.STAFF,), (layout.SHARED, layout.INTERNAL)
    elif role == "staff":
        change = (layout.STAFF, layout.SHARED, layout.ASKED)
    else:
        change = (layout.SHARED, layout.INTERNAL)
    for code in whose.codes:
        yield from (Granted(f"{code}/{name}", may_change=False) for name in read)
        yield from (Granted(f"{code}/{name}", may_change=True) for name in change)
    yield from (Granted(f"{code}/{name}", may_change=False) for code in whose.former for name in change)


def told_of() -> tuple[str, ...]:
    """What every session is told of when it changes, whether or not it may read it: a specialist's asks then what its own account has now."""
    return (f"{layout.PREFECTURE}/{layout.CENTRE_ONLY}/{ACCOUNTS}",)


def to_server() -> Iterator[Granted]:
    """What the web server itself reads and changes: who may log in, and what it does for sessions (`dxcheck.web.errands`). No answers.

    What it may do with files and logs, which are no documents, is in `dxcheck.store.database.server_step` beside it.
    """
    yield from (Granted(name, may_change=True) for name in (MARKER, SECOND, TEXTS))
    yield Granted(f"{layout.PREFECTURE}/{layout.CENTRE_ONLY}/{ACCOUNTS}", may_change=True)
    yield from (Granted(f"{layout.PREFECTURE}/{layout.SERVER_ONLY}/{name}", may_change=True) for name in (FACTORS, LINKS))
    yield from (Granted(name, may_change=True) for name in (AUDIT, REFUSED))


def lies_in(name: str, places: Collection[str]) -> bool:
    """Whether a document of this name lies in one of these places; as the engine has it (`places_of` in `dxcheck.store.database.access_step`)."""
    first, second, third = (*name.split("/"), "", "")[:3]
    return not {name, first, f"{first}/{second}", f"{ANY}/{second}", f"{first}/{second}/{third}"}.isdisjoint(places)


def read_and_changed(granted: Iterable[Granted]) -> tuple[list[str], list[str]]:
    """The places that are read, and those among them that are changed."""
    every = list(granted)
    return sorted({one.place for one in every}), sorted({one.place for one in every if one.may_change})
