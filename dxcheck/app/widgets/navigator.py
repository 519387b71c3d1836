"""The dimensions at the left of the questionnaire, each with its progress, the current one with its items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message

from dxcheck.app.widgets.lines import Lines
from dxcheck.model.snapshot import EMPTY, Answer
from dxcheck.questionnaire.scale import as_level
from dxcheck.system.terminal_width import pad, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textual import events

    from dxcheck.questionnaire.model import Item, Questionnaire


class Navigator(Lines):
    """Where I am in the questionnaire."""

    @dataclass
    class Picked(Message):
        """An item, or the first open item of a dimension, was clicked."""

        item: str

    def __init__(self) -> None:
        super().__init__(id="navigator")
        self._questionnaire: Questionnaire | None = None
        self._asked: Sequence[Item] = ()
        self._answers: Mapping[str, Answer] = {}
        self._current = ""
        self._returned: frozenset[str] = frozenset()
        self._targets: list[str] = []
        self._marks = 1
        """Cells of an answer's mark."""

    def mark(self, returned: Iterable[str]) -> None:
        """Mark the items that a specialist gave back."""
        self._returned = frozenset(returned)

    def show(self, questionnaire: Questionnaire, asked: Sequence[Item], answers: Mapping[str, Answer], current: str) -> None:
        """Show the progress, with `current` as the item in work."""
        self._questionnaire, self._asked, self._answers, self._current = questionnaire, asked, answers, current
        self._marks = max(len(as_level(one)) for one in questionnaire.values)
        self.renew()

    def make(self, width: int) -> list[Content]:
        """A line for each dimension, and for each item of the current one."""
        made: list[Content] = []
        self._targets = []
        if self._questionnaire is None:
            return made
        here = self._questionnaire.item_by_id[self._current].dimension
        for dimension in self._questionnaire.dimensions:
            items = [item for item in self._asked if item.dimension == dimension.id]
            done = [item for item in items if self._answer(item).is_answered]
            count = f"{len(done)}/{len(items)}"
            style = "bold" if dimension.id == here else ""
            if any(item.id in self._returned for item in items):
                count = f"! {count}"
            room = width - len(count) - 3
            line = Content.assemble((("> " if dimension.id == here else "  ") + pad(str(dimension.title), room) + " " + count, style))
            made.append(line if len(done) < len(items) else line.stylize("$done"))
            first_open = next((item for item in items if item not in done), items[0] if items else None)
            self._targets.append(first_open.id if first_open else "")
            if dimension.id == here:
                self._list(items, made, width)
        return made

    def _list(self, items: Sequence[Item], made: list[Content], width: int) -> None:
        """The items of the current dimension, those of a group inside it under its name."""
        assert self._questionnaire is not None
        group = None
        for item in items:
            if item.group is not None and item.group != group:
                group = item.group
                made.append(Content.styled(shorten(f"   {self._questionnaire.branch_by_id[group].title}", width), "$muted"))
                self._targets.append(item.id)
            made.append(self._item(item, width))
            self._targets.append(item.id)

    def _answer(self, item: Item) -> Answer:
        return self._answers.get(item.id, EMPTY)

    def _item(self, item: Item, width: int) -> Content:
        answer = self._answer(item)
        marks = {"None": "-", "unknown": "k", "not_applicable": "n"}
        mark = marks[str(answer.choice)] if answer.level is None else as_level(answer.level)
        current = item.id == self._current
        text = shorten(f" {mark:<{self._marks}}{'!' if item.id in self._returned else ' '} {item.title}", width - 4)
        line = Content("    ") + Content(text)
        line = line.pad_right(max(0, width - line.cell_length))
        if current:
            return line.stylize("bold on $here")
        return line if answer.is_answered else line.stylize("$muted")

    def on_click(self, event: events.Click) -> None:
        """Go to what was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= offset.y < len(self._targets) and self._targets[offset.y]:
            event.stop()
            self.post_message(self.Picked(self._targets[offset.y]))
