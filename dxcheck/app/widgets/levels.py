"""The six level descriptors of an item, in full, and the other answers below them.

Textual's radio buttons show one line and cut the rest; here every descriptor wraps. The chosen level has square brackets around its digit and the row under the
cursor a `>`: neither depends on colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message

from dxcheck.app.widgets.lines import Lines, hanging
from dxcheck.i18n import _
from dxcheck.model.snapshot import EMPTY, Answer
from dxcheck.questionnaire.model import LEVELS, TOP_LEVEL, Item, Questionnaire
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from textual import events

_NAMES_FROM_WIDTH = 54
"""Narrower than this, level names take a line of their own instead of a column."""


@dataclass(frozen=True)
class Asked:
    """Everything the level list needs to know about an item."""

    item: Item
    questionnaire: Questionnaire
    answer: Answer = EMPTY
    before: int | None = None
    """Last time's level, if the wording is the same."""
    same_offered: bool = False
    """Whether 前回と同じ can be chosen."""
    hint: int | None = None
    """The level the quick check hints at."""
    room: int = 0
    """Rows there are for the levels; where they fit with an empty line between them, they get one."""


class LevelList(Lines):
    """Rows to choose from: levels 0 to 5, then 該当なし, わからない and 前回と同じ as far as they are offered."""

    DEFAULT_CSS = """
    LevelList { margin: 1 0 0 0; }
    """

    @dataclass
    class Chosen(Message):
        """A row was chosen: `0`..`5`, `not_applicable`, `unknown` or `same`."""

        row: str

    def __init__(self) -> None:
        super().__init__(id="levels")
        self._asked: Asked | None = None
        self._cursor = 0
        self.targeting = False
        """Whether a choice sets the target instead of the level."""
        self._rows_at: list[str] = []
        self._others_at: list[tuple[int, int, str]] = []

    def show(self, asked: Asked, *, keep_cursor: bool = False) -> None:
        """Show an item."""
        self._asked = asked
        if not keep_cursor:
            rows = self.rows
            choice = asked.answer.choice
            at = str(choice if choice is not None else asked.before if asked.before is not None else 0)
            self._cursor = rows.index(at) if at in rows else 0
        self.renew()

    @property
    def rows(self) -> list[str]:
        """The rows in their order."""
        levels = [str(level) for level in LEVELS]
        if self._asked is None or self.targeting:
            return levels
        others = ["not_applicable"] if self._asked.item.not_applicable else []
        return [*levels, *others, "unknown", *(["same"] if self._asked.same_offered else [])]

    @property
    def row(self) -> str:
        """The row under the cursor."""
        return self.rows[min(self._cursor, len(self.rows) - 1)]

    def move(self, by: int) -> None:
        """Move the cursor."""
        self._cursor = max(0, min(self._cursor + by, len(self.rows) - 1))
        self.renew(layout=False)
        shown = self.row if self.row in self._rows_at else "others"
        if shown in self._rows_at:
            self.keep_in_sight(self._rows_at.index(shown), self._rows_at.count(shown))

    def make(self, width: int) -> list[Content]:
        """Every level wrapped, then the other answers in a line."""
        asked = self._asked
        if asked is None:
            return []
        blocks = [self._level(asked, level, width) for level in LEVELS]
        apart = sum(map(len, blocks)) + TOP_LEVEL <= asked.room
        made: list[Content] = []
        self._rows_at = []
        for level, rows in zip(LEVELS, blocks, strict=True):
            made += rows
            self._rows_at += [str(level)] * len(rows)
            if apart and level < TOP_LEVEL:
                made.append(Content(""))
                self._rows_at.append("")
        if not self.targeting:
            made += [Content(""), self._others(asked)]
            self._rows_at += ["", "others"]
        return made

    def _level(self, asked: Asked, level: int, width: int) -> list[Content]:
        here = self.row == str(level)
        chosen = asked.answer.choice == level
        style = "bold" if chosen else ""
        digit = f"[{level}]" if chosen else f" {level} "
        name = str(asked.questionnaire.scale[level].name)
        tags = self._tags(asked, level)
        column = max(cell_len(str(grade.name)) for grade in asked.questionnaire.scale) + 2
        if width >= _NAMES_FROM_WIDTH:
            head = Content.assemble(
                (">" if here else " ", "bold"),
                (digit, "bold $accent" if chosen else "bold"),
                " ",
                (pad(name, column), "" if here else "$muted"),
            )
            rows = hanging(head, str(asked.item.levels[level]), width, style)
        else:
            head = Content.assemble((">" if here else " ", "bold"), (digit, "bold $accent" if chosen else "bold"), " ")
            rows = hanging(head, str(asked.item.levels[level]), width, style)
        if tags:
            rows = self._with_tags(rows, tags, width)
        padded = [row.pad_right(max(0, width - row.cell_length)) for row in rows]
        return [row.stylize("on $here") for row in padded] if here else padded

    def _tags(self, asked: Asked, level: int) -> str:
        tags = []
        if asked.before == level:
            tags.append(_("前回"))
        if asked.answer.target == level:
            tags.append(_("目標"))
        if asked.hint == level:
            tags.append(_("かんたん診断のめやす"))
        return " ".join(f"<{tag}>" for tag in tags)

    @staticmethod
    def _with_tags(rows: list[Content], tags: str, width: int) -> list[Content]:
        tagged = Content.styled(tags, "$accent")
        last = rows[-1]
        room = width - last.cell_length - tagged.cell_length
        if room >= 1:
            return [*rows[:-1], last.pad_right(room) + tagged]
        return [*rows, Content(" " * max(0, width - tagged.cell_length)) + tagged]

    def _others(self, asked: Asked) -> Content:
        keys = {"not_applicable": ("n", _("該当なし")), "unknown": ("k", _("わからない")), "same": ("s", _("前回と同じ"))}
        line = Content("")
        self._others_at = []
        for row in self.rows[TOP_LEVEL + 1 :]:
            key, name = keys[row]
            chosen = asked.answer.choice == row
            here = self.row == row
            part = Content.assemble(
                (">" if here else " ", "bold"),
                (f"[{key}]" if chosen else f" {key} ", "bold $accent" if chosen else "bold"),
                " ",
                (name, "bold" if chosen else "" if here else "$muted"),
                "   ",
            )
            self._others_at.append((line.cell_length, line.cell_length + part.cell_length, row))
            line += part.stylize("on $here") if here else part
        return line

    def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked."""
        offset = event.get_content_offset(self)
        if offset is None or not 0 <= offset.y < len(self._rows_at):
            return
        row = self._rows_at[offset.y]
        if row == "others":
            row = next((other for start, end, other in self._others_at if start <= offset.x < end), "")
        if row:
            event.stop()
            self._cursor = self.rows.index(row)
            self.post_message(self.Chosen(row))
