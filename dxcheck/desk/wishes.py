"""Wishes and questions of a municipality (相談), as both sides read them, and what each side may say on them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from dxcheck.casework.model import Wish
from dxcheck.casework.wishes import (
    can_take_back,
    done_with,
    longest_waiting,
    open_in_order,
    replied,
    reworded,
    waits_since,
    without_last_reply,
)
from dxcheck.model.text import cleaned

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from dxcheck.casework.model import WishState
    from dxcheck.model.edit import Edit
    from dxcheck.store.notes import SharedNotes


class Seat(NamedTuple):
    """Who sits at a desk now."""

    writer: str
    """A post."""
    session: str
    """Which running app."""
    now: Callable[[], dt.datetime]
    witness: Callable[[str, str], None]


class Wishes:
    """What both sides see and may do."""

    def __init__(self, notes: SharedNotes, seat: Seat) -> None:
        self._notes, self._seat = notes, seat

    def every(self) -> list[Wish]:
        """All there ever were, in the order they were asked.

        Raises:
            StoreError: they cannot be read.
        """
        return sorted(self._notes.wishes.all(), key=lambda one: one.at)

    def open(self) -> list[Wish]:
        """Those that nobody has said to be done with: the longest waiting for an answer first, then the answered ones, then those of the next visit."""
        return open_in_order(self.every(), self._notes.records())

    def waiting(self) -> list[Wish]:
        """Those that wait for an answer, the longest waiting first."""
        return longest_waiting(self.every(), self._notes.records())

    def waits_since(self, wish: Wish) -> dt.date | None:
        """Since which day one has waited for an answer; None where it does not."""
        return waits_since(wish, self._notes.records())

    def close(self, wish: Wish, *, done: bool = True) -> bool:
        """Say that one is done with, or open it again as it stood; False if something else was said on it since it was read.

        Raises:
            StoreError: it could not be saved.
        """
        at = self._seat.now() if done else None
        return self._change(wish, lambda one: done_with(one, at, self._seat.writer), "close" if done else "reopen", only_as_read=True)

    def can_take_back(self, wish: Wish) -> bool:
        """Whether what was said last on one was said here, and nobody has said anything since."""
        return can_take_back(wish, self._seat.writer, self._seat.session)

    def take_back(self, wish: Wish) -> bool:
        """Take back what was said here last; False if something else was said since.

        Raises:
            StoreError: it could not be saved.
        """
        return self.can_take_back(wish) and self._change(wish, without_last_reply, "take-back", only_as_read=True)

    def _say(self, wish: Wish, text: str, state: WishState, event: str) -> bool:
        """Say something on one as it is now, after whatever was said meanwhile; False if nothing was to be said."""
        at, by, session = self._seat.now(), self._seat.writer, self._seat.session
        return self._change(wish, lambda one: replied(one, text, state, at, by, session), event)

    def _change(self, wish: Wish, change: Callable[[Wish], Wish], event: str, *, only_as_read: bool = False) -> bool:
        changed: list[Wish] = []

        def change_one(wishes: list[Wish]) -> list[Wish]:
            there = next((one for one in wishes if one.id == wish.id and (one == wish or not only_as_read)), None)
            made = change(there) if there is not None else None
            changed[:] = [made] if made is not None and made != there else []
            return [changed[0] if one is there else one for one in wishes] if changed else wishes

        self._notes.wishes.change(change_one)
        if changed:
            self._seat.witness(f"wish-{event}", wish.id)
        return bool(changed)


class OwnWishes(Wishes):
    """A municipality's own: it asks."""

    def ask(self, text: str) -> Wish:
        """Ask for something, or say what to talk about; the specialists read it at once.

        Raises:
            ValueError: there is no text.
            StoreError: it could not be saved.
        """
        if not cleaned(text):
            raise ValueError(text)
        made = Wish(cleaned(text), self._seat.now(), self._seat.writer, os.urandom(4).hex())
        self._notes.wishes.change(lambda wishes: [*wishes, made])
        self._seat.witness("wish-ask", made.id)
        return made

    def reword(self, wish: Wish, text: str | Edit[str]) -> bool:
        """Put one in other words; what a colleague wrote there meanwhile stays.

        Raises:
            TooLongTogetherError: both have no room in one text.
            StoreError: it could not be saved.
        """
        at, by = self._seat.now(), self._seat.writer
        return self._change(wish, lambda one: reworded(one, text, at, by), "reword")

    def say(self, wish: Wish, text: str) -> bool:
        """Say something more on one; from then on it waits for an answer.

        Raises:
            StoreError: it could not be saved.
        """
        return self._say(wish, text, "received", "ask")


class TheirWishes(Wishes):
    """A municipality's, at a specialist's desk: they are answered."""

    def answer(self, wish: Wish, text: str) -> bool:
        """Answer one.

        Raises:
            StoreError: it could not be saved.
        """
        return self._say(wish, text, "answered", "answer")

    def put_to_visit(self, wish: Wish, text: str = "") -> bool:
        """Say that the next visit takes it up, with or without more words.

        Raises:
            StoreError: it could not be saved.
        """
        return self._say(wish, text, "next_visit", "to-visit")
