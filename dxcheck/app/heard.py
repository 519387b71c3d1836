"""The words for the place where the keyboard is, for people who hear a screen: what is new of it since the last time they heard it. Pure; `app/hearing.py` asks for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.app.drawing import DOUBTFUL
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPACES: Final = " \u3000\t"
_ENDS: Final = tuple("。．.！!？?：:、,")
_BOX: Final = re.compile(r"\[(.*)\]")


class AtCursor(msgspec.Struct, frozen=True):
    """Where the cursor is in what somebody writes: its line, how many lines are above it, and how many characters of it are before the cursor."""

    line: str
    column: int
    row: int = 0

    def since(self, before: AtCursor) -> str:
        """What a moved cursor came to, or what was taken out; nothing for what was written, which the keyboard has said."""
        if self.row != before.row:
            return self.line.strip() or _("空の行")
        if self.line == before.line:
            return "" if self.column == before.column else self._under_the_cursor
        return _taken_out(before.line, self.line)

    @property
    def _under_the_cursor(self) -> str:
        character = self.line[self.column : self.column + 1]
        return _("行の終わり") if not character else _("空白") if character in _SPACES else character


class Heard(msgspec.Struct, frozen=True):
    """One place, in the order in which it is heard."""

    of: str = ""
    """What it belongs to: a field's label, the heading above a row."""
    text: str = ""
    """What stands there."""
    state: str = ""
    """Chosen, ticked, last time's."""
    kind: str = ""
    """A button, a field."""
    place: str = ""
    """In a list: 「3/6」."""
    written: AtCursor | None = None
    """In a field: where its cursor is."""
    key: int = 0
    """Tells its widget from others; 0 where that does not matter."""

    @property
    def words(self) -> tuple[str, ...]:
        """All of it."""
        return (self.of, self.text, self.state, self.kind, self.place)

    def since(self, before: Heard | None) -> str:
        """What is new: at another place all of it, else from the first thing that changed on."""
        if before is None or before.key != self.key:
            return in_one(self.words)
        if self.written is not None and before.written is not None:
            return self.of if self.of != before.of else self.written.since(before.written)
        first = next((n for n, (now, then) in enumerate(zip(self.words, before.words, strict=True)) if now != then), None)
        return "" if first is None else in_one(self.words[first:])


def newly_heard(before: Sequence[Heard], now: Sequence[Heard]) -> list[str]:
    """What is new of several places; what comes after something new is heard whole, since it is now of that."""
    said: list[str] = []
    for number, one in enumerate(now):
        words = one.since(before[number] if number < len(before) and not said else None)
        if words:
            said.append(words)
    return said


def in_one(parts: Sequence[str]) -> str:
    """Several words in one sentence, with a pause between them."""
    said = ""
    for part in map(undrawn, parts):
        if part:
            said += ("" if not said else " " if said.endswith(_ENDS) else _("。")) + part
    return said


def undrawn(text: str) -> str:
    """A text of the screen without what is only drawn: bars, and spaces that set it apart."""
    return " ".join(text.translate(_UNDRAWN).split())


_UNDRAWN: Final = {ord(one): " " for one in DOUBTFUL.replace("▲", "").replace("▼", "")}


def of_all(place: int, places: int) -> str:
    """A place in a list; empty where there is no list.

    Args:
        place: from 0.
        places: how many there are.
    """
    return f"{place + 1}/{places}" if places else ""


def box_in_words(head: str) -> tuple[str, str]:
    """The beginning of a row, and what its brackets mean: `[x]` and `[*]` are ticked, `[ ]` is not, `[3]` is chosen."""
    found = _BOX.fullmatch(head.strip())
    if found is None:
        return head.strip(), ""
    inside = found[1].strip()
    if inside in ("x", "*"):
        return "", _("印あり")
    return (inside, _("選択中")) if inside else ("", _("印なし"))


def _taken_out(before: str, now: str) -> str:
    """What of a line is gone, if that is all that happened to it."""
    gone = len(before) - len(now)
    if gone <= 0:
        return ""
    same = next((n for n, (one, other) in enumerate(zip(before, now, strict=False)) if one != other), len(now))
    if before[same + gone :] != now[same:]:
        return ""
    taken = before[same : same + gone]
    return _("{text} を消しました", text=taken if taken.strip(_SPACES) else _("空白"))
