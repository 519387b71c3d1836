"""A paper as Markdown, for people who go on editing it. Pictures become their description."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from dxcheck.formats.blocks import Boxes, Card, Columns, Facts, NewPage, Picture, Points, Prose, Rest, Section, Table
from dxcheck.system.control_characters import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dxcheck.formats.blocks import Block, Paper

_MARKUP: Final = re.compile(r"([\\`*_\[\]<>|&~$])")
_ADDRESS: Final = re.compile(r"\b(?P<before>[a-z][a-z0-9+.-]*(?=://)|www(?=\.))(?P<mark>[:.])", re.IGNORECASE)
"""What many programs make a link of without being asked."""
_AT_BEGINNING: Final = re.compile(r"^(\s*[0-9]*)([#+\-=.)])")


def to_markdown(paper: Paper) -> bytes:
    """The paper as Markdown in UTF-8. What people wrote stays text: characters that Markdown would act on are escaped."""
    parts = [f"# {_inline(paper.title)}", _inline(" / ".join(one for one in (paper.mark, paper.subtitle) if one))]
    parts += [*_blocks(paper.blocks), "---", _inline(paper.foot)]
    return ("\n\n".join(one for one in parts if one) + "\n").encode()


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for one in blocks:
        if isinstance(one, Columns):
            yield from _blocks((*one.left, *one.right))
        else:
            yield _WRITERS[type(one)](one)


def _card(card: Card) -> str:
    head = f"#### {_inline(card.title)}　{_inline(card.side)}".rstrip()
    return f"{head}\n\n" + _list(f"{name}: {text}" if name else text for name, text in card.texts)


def _table(table: Table) -> str:
    if not table.rows:
        return _escaped(table.if_none)
    rows = [table.head, ("---",) * len(table.head), *table.rows]
    return "\n".join(
        "| " + " | ".join(text if text == "---" else _escaped(text).replace("\n", "<br>") for text in row) + " |" for row in rows
    )


def _list(items: Iterable[str]) -> str:
    return "\n".join("- " + _escaped(one).replace("\n", "  \n  ") for one in items)


def _inline(text: str) -> str:
    return _escaped(" ".join(text.split()))


def _escaped(text: str) -> str:
    text = plain(text)
    return "\n".join(_line(one) for one in text.split("\n"))


def _line(text: str) -> str:
    return _AT_BEGINNING.sub(r"\1\\\2", _ADDRESS.sub(r"\g<before>\\\g<mark>", _MARKUP.sub(r"\\\1", text)))


_WRITERS: Final[dict[type[Block], Callable[[Any], str]]] = {
    Section: lambda one: f"{'#' * (one.level + 1)} {_inline(one.title)}",
    Prose: lambda one: _escaped(one.text),
    Facts: lambda one: _list(f"{name}: {text}" for name, text in one.rows),
    Points: lambda one: _list(one.items) or _escaped(one.if_none),
    Table: _table,
    Picture: lambda one: _escaped(one.alt),
    Card: _card,
    Boxes: lambda one: _table(Table(one.labels, (("",) * len(one.labels),), ())),
    Rest: lambda one: f"## {_inline(one.title)}",
    NewPage: lambda _one: "---",
}
