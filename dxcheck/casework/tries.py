"""What was to be tried until the next visit (Try), looked back on at that visit: 続ける, できた or やめる. What nobody looked back on is not forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.casework.model import LONGEST_STEP, Tried
from dxcheck.model.text import cleaned_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dxcheck.casework.model import Action, TryMark, VisitRecord


def still_tried(records: Sequence[VisitRecord], actions: Iterable[Action]) -> list[str]:
    """What is to be looked back on, in the order it was written down: whatever was not done, stopped or made an action.

    Args:
        records: of the visits before, the earliest first.
        actions: those agreed so far; what one says is followed there.
    """
    followed = {one.step for one in actions}
    there: dict[str, None] = {}
    for record in records:
        for one in record.tried:
            if one.mark != "continue":
                there.pop(one.text, None)
        there |= dict.fromkeys(line for line in lines_of(record.tries))
    return [text for text in there if step_of_line(text) not in followed]


def lines_of(text: str) -> list[str]:
    """The lines that say something, without their bullets."""
    return [said for line in text.split("\n") if (said := line.strip().lstrip("・-*").strip())]


def step_of_line(text: str) -> str:
    """Something to try as the step of an action, in one line that has room there."""
    line = cleaned_line(text)
    return line if len(line) <= LONGEST_STEP else line[: LONGEST_STEP - 1] + "…"


def with_mark(tried: Sequence[Tried], text: str, mark: TryMark) -> tuple[Tried, ...]:
    """With something marked; the same mark a second time takes it away."""
    others = [one for one in tried if one.text != text]
    is_there = Tried(text, mark) in tried
    return (*others, *([] if is_there else [Tried(text, mark)]))
