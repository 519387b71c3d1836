"""The self-check line by line, in this process: what was typed, what was said."""

from __future__ import annotations

import io
import re

from dxcheck.desk import StaffDesk
from dxcheck.plain import run


class Told(str):
    """Everything that was said, with what was typed behind each question; and the exit code."""

    __slots__ = ("code",)
    code: int


def talk(desk: StaffDesk, *lines: str) -> Told:
    """Type these lines at somebody's desk, then end the input."""
    out = io.StringIO()
    code = run(lambda _town: desk, desk.municipality, io.StringIO("".join(f"{one}\n" for one in lines)), out)
    told = Told(out.getvalue())
    told.code = code
    return told


def choices(desk: StaffDesk) -> dict[str, object]:
    """What is in the store, by item."""
    draft = desk.draft()
    return {item: answer.choice for item, answer in draft.answers.items()} if draft is not None else {}


def ids_of(told: str) -> list[str]:
    """The items that were asked, in their order."""
    return re.findall(r"^([a-z]{3}-\d\d) .*$", told, re.MULTILINE)
