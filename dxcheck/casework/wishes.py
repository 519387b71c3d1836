"""Wishes and questions of a municipality (相談): who has to say something next, since when, and how a wish changes. None ends by itself.

What the next visit was to take up waits for an answer again once a visit was held since: somebody must say what came of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.casework.model import Remark, WishReply
from dxcheck.model.calendar import in_japan
from dxcheck.model.edit import combined
from dxcheck.model.snapshot import LONGEST_TEXT
from dxcheck.model.text import cleaned

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from dxcheck.casework.model import VisitRecord, Wish, WishState
    from dxcheck.model.edit import Edit


# -- who has to say something ------------------------------------------------------------------------------------------


def waits_since(wish: Wish, records: Iterable[VisitRecord]) -> dt.date | None:
    """Since which day a municipality has waited for an answer; None where it is not the specialist who has to say something.

    Args:
        wish: the wish.
        records: of the visits that were held.
    """
    if not wish.is_open or wish.state == "answered":
        return None
    since = in_japan(wish.since).date()
    if wish.state == "received":
        return since
    return min(
        (one.date for one in records if one.date > since or (one.date == since and one.at is not None and one.at > wish.since)),
        default=None,
    )


def longest_waiting(wishes: Iterable[Wish], records: Sequence[VisitRecord]) -> list[Wish]:
    """The open ones that wait for an answer, the longest waiting first."""
    waiting = [(since, one.at, one) for one in wishes if (since := waits_since(one, records)) is not None]
    return [one for _since, _at, one in sorted(waiting, key=lambda found: found[:2])]


def open_in_order(wishes: Iterable[Wish], records: Sequence[VisitRecord]) -> list[Wish]:
    """All that are open: those that wait for an answer, the longest waiting first, then those that are answered, then those the next visit takes up."""
    there = [one for one in wishes if one.is_open]
    waiting = longest_waiting(there, records)
    others = [one for one in there if one not in waiting]
    return [*waiting, *sorted(others, key=lambda one: (one.state != "answered", one.since))]


# -- how a wish changes ------------------------------------------------------------------------------------------------


def replied(wish: Wish, text: str, state: WishState, at: dt.datetime, by: str, session: str) -> Wish:
    """A wish on which somebody said something; one that was done with is open again.

    Nothing changes where nothing is said and nothing decided: without a text, only the next visit can take it up.
    """
    text = cleaned(text)
    if not text and state != "next_visit":
        return wish
    reply = WishReply(at, by, state, text, session)
    return msgspec.structs.replace(wish, replies=(*wish.replies, reply), closed_at=None, closed_by="")


def can_take_back(wish: Wish, by: str, session: str) -> bool:
    """Whether the last thing said on an open wish was said by the same person in the same running app."""
    return wish.is_open and bool(wish.replies) and (wish.replies[-1].by, wish.replies[-1].session) == (by, session)


def without_last_reply(wish: Wish) -> Wish:
    """A wish as it was before the last thing was said on it."""
    return msgspec.structs.replace(wish, replies=wish.replies[:-1])


def done_with(wish: Wish, at: dt.datetime | None, by: str) -> Wish:
    """A wish that is done with, or (without a moment) open again as it stood."""
    return msgspec.structs.replace(wish, closed_at=at, closed_by=by if at is not None else "")


def reworded(wish: Wish, text: str | Edit[str], at: dt.datetime, by: str) -> Wish:
    """A wish in other words; what a colleague wrote there meanwhile stays, and what it said before is kept. An empty text changes nothing.

    Raises:
        TooLongTogetherError: both have no room in one text.
    """
    new = combined(text, wish.text, LONGEST_TEXT)
    if not new or new == wish.text:
        return wish
    return msgspec.structs.replace(wish, text=new, earlier=(*wish.earlier, Remark(at, by, wish.text)))
