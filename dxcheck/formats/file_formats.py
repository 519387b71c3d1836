"""Every format that files for people are written in, a row each: its ending, its name, and what writes it.

Screens, commands and the browser's downloads all read this table. A new format is a function that writes it and a row here; a format that is here already and
shall hold another kind of content, an entry in its row. Writers are named instead of held: a large library is imported when such a file is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import PurePath

Content = Literal["paper", "table", "picture", "text", "form", "calendar"]
"""What can be in a file: a paper made of blocks, a table made of sheets, a figure, a text as it is, a sheet to answer in, planned days."""
MATPLOTLIB: Final = "matplotlib"
"""In place of a writer of pictures: `charts/canvas.py` lets matplotlib write every format that it knows by its ending."""
IN_TERMINAL, IN_PAGE = "png", "svg"
"""The formats in which a picture is shown before it is saved: in a terminal that can, and over the page in a browser."""


@dataclass(frozen=True)
class FileFormat:
    """One format."""

    ending: str
    """Of a file's name, without the dot and in lower case."""
    name: str
    """As people call it, on a button."""
    mime: str
    """As browsers call it."""
    writers: Mapping[Content, str]
    """For which kinds of content it is, and the function that writes each, as `module:function`. It gets the content and gives the file's bytes."""
    is_text: bool = False
    """Whether it can be read as it is, so that a command may print it instead of writing a file."""


FORMATS: Final[Mapping[str, FileFormat]] = {
    one.ending: one
    for one in (
        FileFormat("png", "PNG", "image/png", {"picture": MATPLOTLIB}),
        FileFormat("pdf", "PDF", "application/pdf", {"paper": "dxcheck.formats.typeset:to_pdf", "picture": MATPLOTLIB}),
        FileFormat("svg", "SVG", "image/svg+xml", {"picture": MATPLOTLIB}, is_text=True),
        FileFormat(
            "docx",
            "Word",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            {"paper": "dxcheck.formats.word:to_docx"},
        ),
        FileFormat("md", "Markdown", "text/markdown; charset=utf-8", {"paper": "dxcheck.formats.markdown:to_markdown"}, is_text=True),
        FileFormat(
            "xlsx",
            "Excel",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            {
                "table": "dxcheck.formats.tables:as_workbook",
                "form": "dxcheck.formats.answer_workbook:to_answer_workbook",
                "paper": "dxcheck.formats.paper_workbook:to_paper_workbook",
            },
        ),
        FileFormat(
            "csv",
            "CSV",
            "text/csv; charset=utf-8",
            {"table": "dxcheck.formats.tables:as_csv", "form": "dxcheck.formats.answer_workbook:to_answer_csv"},
            is_text=True,
        ),
        FileFormat("json", "JSON", "application/json", {"table": "dxcheck.formats.tables:as_json"}, is_text=True),
        FileFormat("ics", "iCalendar", "text/calendar; charset=utf-8", {"calendar": "dxcheck.formats.calendar_file:to_ics"}, is_text=True),
        FileFormat("txt", "TXT", "text/plain; charset=utf-8", {"text": "dxcheck.formats.plain_text:to_text"}, is_text=True),
    )
}
"""By their endings. The first of a kind of content is its usual one."""


def endings_of(*contents: Content, usual: str = "") -> tuple[str, ...]:
    """The endings of all formats of some kinds of content, kind by kind.

    Args:
        contents: which kinds.
        usual: the format to put first, where it is not the table's first.
    """
    found = dict.fromkeys(one.ending for content in contents for one in FORMATS.values() if content in one.writers)
    return tuple(sorted(found, key=lambda one: one != usual))


def ending_of(path: PurePath) -> str:
    """A file name's ending as this table writes it."""
    return path.suffix.lower().removeprefix(".")


def written_as(ending: str, content: Content, source: object) -> bytes:
    """A paper, table or text as a file.

    Args:
        ending: of one of its formats.
        content: which kind it is.
        source: what the format's writer takes: a `Paper`, a `TableSource`, a `CalendarFile` or a `str`.
    """
    import pkgutil  # only where something is written

    writer = pkgutil.resolve_name(FORMATS[ending].writers[content])
    made: bytes = writer(source)
    return made
