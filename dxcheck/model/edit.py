"""Two people at one thing: what was seen before it was changed goes along with every change, so that nobody writes over what they have not seen.

A text of several lines keeps what both wrote. A single value (a day, a post, a list of names) cannot: there the second one is told, and decides.
"""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from dxcheck.i18n import _
from dxcheck.model.text import cleaned
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_Value = TypeVar("_Value")
_Other = TypeVar("_Other")


class ChangedMeanwhileError(RefusedError):
    """Somebody else changed a value since it was looked at; nothing was written."""

    def __init__(self) -> None:
        super().__init__(_("開いているあいだに、ほかの画面で変えられていました。いまの内容を確かめて、もう一度保存してください。"))


class TooLongTogetherError(RefusedError):
    """What two people wrote has no room in one text; nothing was written."""

    def __init__(self, characters: int, most: int) -> None:
        super().__init__(
            _(
                "ほかの人が書いたものと合わせると{n}文字になり、{most}文字を超えます。短くしてから、もう一度保存してください。",
                n=characters,
                most=most,
            )
        )


class Edit(msgspec.Struct, Generic[_Value], frozen=True):
    """A change of one thing by somebody who had seen something there."""

    seen: _Value
    """What it was when they last looked."""
    new: _Value
    """What they made of it."""

    def read(self, reader: Callable[[_Value], _Other]) -> Edit[_Other]:
        """The same change in another form: what was typed as a day, say."""
        return Edit(reader(self.seen), reader(self.new))

    def then(self, later: Edit[_Value]) -> Edit[_Value]:
        """This change and a later one by the same person, as one."""
        return Edit(self.seen, later.new)


def settled(change: _Value | Edit[_Value], stored: _Value) -> _Value:
    """What a value becomes: somebody else's stays where this person did not touch it; a plain value stands whatever was there.

    Raises:
        ChangedMeanwhileError: both changed it, and not to the same.
    """
    if not isinstance(change, Edit):
        return change
    if change.seen == change.new:
        return stored
    if stored not in (change.seen, change.new):
        raise ChangedMeanwhileError
    return change.new


def combined(change: str | Edit[str], stored: str, most: int) -> str:
    """What a text becomes, cleaned, with what both wrote in it; a plain text stands whatever was there.

    Raises:
        TooLongTogetherError: both together have more than `most` characters.
    """
    if not isinstance(change, Edit):
        return cleaned(change)
    seen, new = cleaned(change.seen), cleaned(change.new)
    made = merged(seen, stored, new)
    if made not in (new, stored) and len(made) > most:
        raise TooLongTogetherError(len(made), most)
    return made


class _Hunk(msgspec.Struct, frozen=True):
    """Lines `begin` to `end` of a text become these."""

    begin: int
    end: int
    lines: tuple[str, ...]

    def touches(self, begin: int, end: int) -> bool:
        """Whether it changes any of these lines, or puts others in the same place."""
        return max(self.begin, begin) < min(self.end, end) or self.begin == self.end == begin == end


def merged(seen: str, stored: str, written: str) -> str:
    """What two people made of one text.

    Where only one of them changed a place, theirs stands, deletions too; where both did, the stored lines stand and the writer's new ones follow.
    No line that either of them added is lost.
    """
    if stored in (seen, written):
        return written
    if written == seen:
        return stored
    base = seen.splitlines()
    theirs, mine = _hunks(base, stored.splitlines()), _hunks(base, written.splitlines())
    made: list[str] = []
    at = 0
    while theirs or mine:
        begin, end = _region(theirs, mine)
        made += base[at:begin]
        left, right = _taken(theirs, begin, end), _taken(mine, begin, end)
        if left and right:
            made += _both(base[begin:end], _applied(base, left, begin, end), _applied(base, right, begin, end))
        else:
            made += _applied(base, left or right, begin, end)
        at = end
    return "\n".join([*made, *base[at:]])


def _hunks(base: Sequence[str], text: Sequence[str]) -> list[_Hunk]:
    codes = SequenceMatcher(None, base, text, autojunk=False).get_opcodes()
    return [_Hunk(begin, end, tuple(text[start:stop])) for tag, begin, end, start, stop in codes if tag != "equal"]


def _region(theirs: list[_Hunk], mine: list[_Hunk]) -> tuple[int, int]:
    """The first place that somebody changed, as far as changes of both hang together there. Lines put in go before those changed at their place."""
    first = min([*theirs[:1], *mine[:1]], key=lambda one: (one.begin, one.end))
    begin, end = first.begin, first.end
    while True:
        wider = max([one.end for one in (*theirs, *mine) if one.touches(begin, end)], default=end)
        if wider == end:
            return begin, end
        end = wider


def _taken(hunks: list[_Hunk], begin: int, end: int) -> list[_Hunk]:
    """Those of a region, removed from the list."""
    found = [one for one in hunks if one.touches(begin, end)]
    hunks[:] = [one for one in hunks if one not in found]
    return found


def _applied(base: Sequence[str], hunks: Sequence[_Hunk], begin: int, end: int) -> list[str]:
    made: list[str] = []
    at = begin
    for one in hunks:
        made += [*base[at : one.begin], *one.lines]
        at = one.end
    return [*made, *base[at:end]]


def _both(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> list[str]:
    """Theirs, then what is new of mine."""
    there = Counter(theirs) | Counter(base)
    added = []
    for line in mine:
        if there[line] > 0:
            there[line] -= 1
        else:
            added.append(line)
    return [*theirs, *added]
