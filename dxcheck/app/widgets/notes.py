"""Beside an item: last time's answer, this time's evidence and comment, the target, and what somebody else did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message

from dxcheck.app.heard import Heard, in_one
from dxcheck.app.widgets.lines import Lines
from dxcheck.system.terminal_width import shorten, wrap

if TYPE_CHECKING:
    from textual import events

    from dxcheck.assessment.question import Question


class Notes(Lines):
    """Texts beside an item."""

    @dataclass
    class Wanted(Message):
        """A block was clicked: `evidence`, `comment`, `target` or `restore`."""

        what: str

    def __init__(self) -> None:
        super().__init__(id="notes")
        self._question: Question | None = None
        self._targets: list[str] = []
        self.short = False
        """Whether there is little room: every block in one line, last time's texts left out."""

    def show(self, question: Question, *, short: bool) -> None:
        """Show the notes of an item."""
        if (question, short) != (self._question, self.short):
            self._question, self.short = question, short
            self.renew()

    @property
    def heard(self) -> Heard:
        """What somebody wrote or chose here; nothing of what is still empty."""
        blocks = self._question.beside() if self._question is not None else []
        return Heard(text=in_one([part for one in blocks if one.text and not one.is_muted for part in (one.head, one.text)]))

    def make(self, width: int) -> list[Content]:
        """All blocks, one below the other."""
        self._targets = []
        if self._question is None:
            return []
        made: list[Content] = []
        for one in self._question.beside():
            if not (one.is_long and self.short):
                rows = self._block(one.head, one.text, width, muted=one.is_muted)
                made += rows
                self._targets += [one.what] * len(rows)
        return made

    def _block(self, head: str, text: str, width: int, *, muted: bool) -> list[Content]:
        style = "$muted" if muted else ""
        if self.short:
            line = ": ".join(part for part in (head, " ".join(text.split())) if part)
            return [Content.styled(shorten(line, width), style) if style else Content(shorten(line, width))]
        made = [Content.styled(row, "bold") for row in wrap(head, width)] if head else []
        made += [Content.styled(row, style) if style else Content(row) for row in wrap(text, width)] if text else []
        return [*made, Content("")]

    def on_click(self, event: events.Click) -> None:
        """Open what was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= offset.y < len(self._targets) and self._targets[offset.y]:
            event.stop()
            self.post_message(self.Wanted(self._targets[offset.y]))
