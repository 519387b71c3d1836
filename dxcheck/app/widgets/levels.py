"""The steps of an item's scale with their descriptors, in full, and the other answers below them.

Textual's radio buttons show one line and cut the rest; here every descriptor wraps. The chosen level has square brackets around its key and the row under the
cursor a `>`: neither depends on colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message

from dxcheck.app.heard import Heard, box_in_words, in_one, of_all
from dxcheck.app.widgets.lines import Lines, hanging
from dxcheck.app.widgets.measured_rows import measured_blocks, measured_rows, what_follows
from dxcheck.i18n import _
from dxcheck.model.snapshot import EMPTY, Answer
from dxcheck.questionnaire.scale import as_level
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from textual import events

    from dxcheck.model.snapshot import Choice
    from dxcheck.questionnaire.measures import Measures
    from dxcheck.questionnaire.model import Item, Questionnaire
    from dxcheck.questionnaire.scale import Level, Scale

_NAMES_FROM_WIDTH = 54
"""Narrower than this, level names take a line of their own instead of a column."""
_HEARD: Final = 10_000
"""Cells of a line that is heard: it is never broken."""


@dataclass(frozen=True)
class Asked:
    """Everything the level list needs to know about an item."""

    item: Item
    questionnaire: Questionnaire
    answer: Answer = EMPTY
    before: Level | None = None
    """Last time's level, if the wording is the same."""
    same_offered: bool = False
    """Whether 前回と同じ can be chosen."""
    hint: Level | None = None
    """The level the quick check hints at."""
    room: int = 0
    """Rows there are for the levels; where they fit with an empty line between them, they get one."""

    @property
    def scale(self) -> Scale:
        """What the item is answered on."""
        return self.questionnaire.scale_of(self.item.id)

    @property
    def measures(self) -> Measures | None:
        """What its level follows from; None where it is chosen."""
        return self.questionnaire.measured.get(self.item.id)

    def key_of(self, choice: Choice) -> str:
        """The row of a choice: a level's key, else the choice itself."""
        place = None if choice is None or isinstance(choice, str) else self.scale.position(choice)
        return str(choice) if place is None else self.scale.step_keys[place]


class LevelList(Lines):
    """Rows to choose from: the levels, then わからない, 前回と同じ and 該当なし as far as they are offered."""

    DEFAULT_CSS = """
    LevelList { margin: 1 0 0 0; }
    """

    @dataclass
    class Chosen(Message):
        """A row was chosen: the key of a level, `not_applicable`, `unknown` or `same`."""

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
            at = asked.key_of(choice if choice is not None else asked.before)
            self._cursor = rows.index(at) if at in rows and (self._measures is None or isinstance(choice, str)) else 0
        self.renew()

    @property
    def rows(self) -> list[str]:
        """The rows in their order."""
        levels = self._levels
        if self._asked is None or self.targeting:
            return levels
        offered = {"unknown": True, "same": self._asked.same_offered, "not_applicable": bool(self._asked.item.not_applicable)}
        return [*levels, *(row for row, is_there in offered.items() if is_there)]

    @property
    def _levels(self) -> list[str]:
        if self._asked is None:
            return []
        measures = self._measures
        return measured_rows(measures) if measures is not None else list(self._asked.scale.step_keys)

    @property
    def _measures(self) -> Measures | None:
        """What is ticked or typed in place of levels; a target is a level at every item."""
        return None if self._asked is None or self.targeting else self._asked.measures

    @property
    def row(self) -> str:
        """The row under the cursor."""
        return self.rows[min(self._cursor, len(self.rows) - 1)]

    @property
    def heard(self) -> Heard:
        """The row under the cursor: its key, what it means, whether it is chosen, and last time's."""
        asked = self._asked
        if asked is None:
            return Heard()
        row, rows = self.row, self.rows
        place = of_all(rows.index(row), len(rows))
        if row in _others() and row not in self._levels:
            key, name = _others()[row]
            return Heard(text=f"{key} {name}", state=_("選択中") if asked.answer.choice == row else "", place=place)
        if self._measures is not None:
            blocks = dict(measured_blocks(self._measures, asked.answer, _HEARD, ""))
            head, state = box_in_words(blocks[row][0].plain[1:4])
            return Heard(text=in_one([head, blocks[row][0].plain[4:]]), state=state, place=place)
        level = asked.scale.values[asked.scale.step_keys.index(row)]
        chosen = _("選択中") if asked.answer.choice == level else ""
        tags = self._tags(asked, level).replace("<", "").replace(">", "")
        name = _name(asked, row, level)
        return Heard(
            of=_("3年後の目標") if self.targeting else "",
            text=in_one([f"{row} {name}", _means(asked, level)]),
            state=in_one([chosen, tags]),
            place=place,
        )

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
        keys, measures = self._levels, self._measures
        if measures is not None:
            blocks = [rows for _key, rows in measured_blocks(measures, asked.answer, width, self.row)]
        else:
            blocks = [self._level(asked, key, level, width) for key, level in zip(keys, asked.scale.values, strict=True)]
        apart = sum(map(len, blocks)) + len(blocks) - 1 <= asked.room
        made: list[Content] = []
        self._rows_at = []
        for key, rows in zip(keys, blocks, strict=True):
            made += rows
            self._rows_at += [key] * len(rows)
            if apart and key != keys[-1]:
                made.append(Content(""))
                self._rows_at.append("")
        if measures is not None:
            follows = what_follows(measures, asked.answer, asked.item.id, asked.questionnaire, width)
            made += follows
            self._rows_at += [""] * len(follows)
        if not self.targeting:
            made += [Content(""), self._others(asked)]
            self._rows_at += ["", "others"]
        return made

    def _level(self, asked: Asked, key: str, level: Level, width: int) -> list[Content]:
        here = self.row == key
        chosen = asked.answer.choice == level
        style = "bold" if chosen else ""
        digit = f"[{key}]" if chosen else f" {key} "
        name, text = _name(asked, key, level), _means(asked, level)
        tags = self._tags(asked, level)
        column = max(cell_len(_name(asked, *one)) for one in zip(self._levels, asked.scale.values, strict=True)) + 2
        if width >= _NAMES_FROM_WIDTH and text and 2 * column <= width:
            head = Content.assemble(
                (">" if here else " ", "bold"),
                (digit, "bold $accent" if chosen else "bold"),
                " ",
                (pad(name, column), "" if here else "$muted"),
            )
            rows = hanging(head, text, width, style)
        else:
            head = Content.assemble((">" if here else " ", "bold"), (digit, "bold $accent" if chosen else "bold"), " ")
            rows = hanging(head, text or name, width, style)
        if tags:
            rows = self._with_tags(rows, tags, width)
        padded = [row.pad_right(max(0, width - row.cell_length)) for row in rows]
        return [row.stylize("on $here") for row in padded] if here else padded

    def _tags(self, asked: Asked, level: Level) -> str:
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
        """In a line, each in the same place at every item: one that is not offered leaves its place empty, so that a click never means another."""
        line = Content("")
        self._others_at = []
        offered = self.rows[len(self._levels) :]
        for row, (key, name) in _others().items():
            if row not in offered:
                line = line.pad_right(cell_len(f" {key}  {name}   ") + 1)
                continue
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


def _others() -> dict[str, tuple[str, str]]:
    """What can be answered beside a level, with its key and its name, in the order of the screen."""
    return {"unknown": ("k", _("わからない")), "same": ("s", _("前回と同じ")), "not_applicable": ("n", _("該当なし"))}


def _name(asked: Asked, key: str, level: Level) -> str:
    """A level's name, with what it counts where its key does not say that."""
    name = str(asked.questionnaire.name_of(asked.item.id, level))
    return name if key == as_level(level) else _("{name}（{value}）", name=name, value=as_level(level))


def _means(asked: Asked, level: Level) -> str:
    """What a level means in the item's own words; empty where nothing is written beside its name."""
    place, levels = asked.scale.position(level), asked.item.levels
    return str(levels[place]) if levels and place is not None else ""
