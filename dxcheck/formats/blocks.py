"""What a paper consists of: plain data, set by `typeset` and written by `markdown`. Every text is data and never becomes markup."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import msgspec

from dxcheck.model.calendar import Timed


class _Block(msgspec.Struct, frozen=True, tag_field="kind"):
    """A piece of a page."""


class Section(_Block, frozen=True, tag="section"):
    """A heading over what follows."""

    title: str
    level: int = 2
    """1 begins a part, 2 a section."""


class Prose(_Block, frozen=True, tag="prose"):
    """A paragraph; line ends are kept."""

    text: str
    is_quiet: bool = False


class Facts(_Block, frozen=True, tag="facts"):
    """Names and what belongs to them, in one running line."""

    rows: tuple[tuple[str, str], ...]


class Points(_Block, frozen=True, tag="points"):
    """A list of points."""

    items: tuple[str, ...]
    if_none: str = ""
    """What is written where there are no rows."""


class Table(_Block, frozen=True, tag="table"):
    """Rows under a head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    """Shares of the page's width."""
    if_none: str = ""
    figures: bool = False
    """Whether everything but the first column is figures, which are centred."""


class Picture(_Block, frozen=True, tag="picture"):
    """A vector picture."""

    svg: Callable[[], str]
    """Draws it. A form of the paper that shows no pictures asks for none."""
    alt: str


class Card(_Block, frozen=True, tag="card"):
    """One thing with its texts, and room for handwriting under it."""

    title: str
    side: str
    """At the right of the title."""
    texts: tuple[tuple[str, str], ...]
    """Names (may be empty) and texts."""
    room: float = 0
    """Millimetres left free."""


class Boxes(_Block, frozen=True, tag="boxes"):
    """Boxes to be stamped (決裁欄)."""

    labels: tuple[str, ...]


class NewPage(_Block, frozen=True, tag="page"):
    """What follows begins on a page of its own."""


class Rest(_Block, frozen=True, tag="rest"):
    """A frame for handwriting that takes what is left of the page; none where that is no room to write in."""

    title: str


class Columns(_Block, frozen=True, tag="columns"):
    """Two stacks beside each other."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    share: float = 1.0
    """The left one's width as a multiple of the right one's."""


Block = Section | Prose | Facts | Points | Table | Picture | Card | Boxes | NewPage | Rest | Columns


class Paper(Timed, frozen=True):
    """A whole document, A4 portrait."""

    title: str
    subtitle: str
    mark: str
    """On every page at the top right: 取扱注意."""
    made: dt.datetime
    foot: str
    """On every page at the bottom left."""
    name: str
    """A file name without its ending."""
    blocks: tuple[Block, ...]
