"""A paper as a Word document, for offices that go on editing it: real headings, tables whose heads are repeated, pictures with what they say.

Every text is a run of text: nothing that people wrote becomes a field, a link or a formula.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from dxcheck.formats.blocks import Boxes, Card, Columns, Facts, NewPage, Picture, Points, Prose, Rest, Section, Table
from dxcheck.formats.raster import rastered
from dxcheck.formats.word_parts import (
    QUIET_INK,
    SMALL,
    TEXT,
    add_borders,
    add_field,
    add_grid,
    add_paragraph,
    add_rule,
    add_run,
    add_space,
    always_the_same,
    centre,
    hang,
    keep_rows,
    set_font,
    without_unseen,
)
from dxcheck.i18n import _
from dxcheck.system.progress import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.formats.blocks import Block, Paper
    from dxcheck.formats.word_parts import Place, Run

_LEFT, _RIGHT, _TOP, _BOTTOM = 20, 14, 17, 15
"""Millimetres, as paper.typ has them."""
_WIDTH: Final = 176.0
_GUTTER: Final = 4.0
_BOX: Final = (17.0, 15.0)
_REST: Final = 25.0
"""Millimetres for handwriting: a Word document does not know what is left of its page."""
_ALL_SIDES: Final = dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), 4)


def to_docx(paper: Paper) -> bytes:
    """The document, A4 portrait; the same paper gives the same bytes."""
    import docx  # a large library, and only here
    from docx.shared import Mm

    made = docx.Document()
    about = made.core_properties
    about.title, about.author, about.comments = without_unseen(paper.title)[:255], "dxcheck", ""
    about.created = about.modified = paper.made.replace(tzinfo=None)
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Mm(_LEFT), Mm(_RIGHT), Mm(_TOP), Mm(_BOTTOM)
    page.header_distance = page.footer_distance = Mm(7)
    _styles(made)
    _around(page, paper)
    add_paragraph(made, (paper.title, 17.0, True, ""), after=4)
    if paper.subtitle:
        add_paragraph(made, (paper.subtitle, TEXT, False, QUIET_INK), after=4)
    _Writer(_WIDTH).write(made, paper.blocks)
    out = io.BytesIO()
    made.save(out)
    return always_the_same(out.getvalue())


class _Writer:
    """Writes blocks into a place of a width."""

    def __init__(self, wide: float) -> None:
        self._wide = wide

    def write(self, place: Place, blocks: Sequence[Block]) -> None:
        """One after the other."""
        for before, one in zip((None, *blocks), counted(blocks, _("文書に書いています")), strict=False):
            getattr(self, _WRITERS[type(one)])(place, one)
            if isinstance(before, NewPage) and isinstance(one, Section):
                place.paragraphs[-1].paragraph_format.page_break_before = True

    def section(self, place: Place, one: Section) -> None:
        """A heading that stays with what follows."""
        made = place.add_paragraph(style=f"Heading {one.level}")
        add_run(made, (one.title if one.level == 1 else f"■ {one.title}", 12.0 if one.level == 1 else 9.6, True, ""))

    def prose(self, place: Place, one: Prose) -> None:
        """A paragraph."""
        add_paragraph(place, (one.text, TEXT, False, QUIET_INK if one.is_quiet else ""))

    def facts(self, place: Place, one: Facts) -> None:
        """Names and what belongs to them in a line."""
        runs: list[Run] = []
        for name, text in one.rows:
            runs += [(f"{name} ", TEXT, False, QUIET_INK), (f"{text}　", TEXT, False, "")]
        add_paragraph(place, *runs)

    def points(self, place: Place, one: Points) -> None:
        """A list."""
        if not one.items:
            add_paragraph(place, (one.if_none, TEXT, False, QUIET_INK))
        for item in one.items:
            hang(add_paragraph(place, (f"・{item}", TEXT, False, ""), after=1))

    def table(self, place: Place, one: Table) -> None:
        """Rows under a head that is repeated on every page."""
        if not one.rows:
            add_paragraph(place, (one.if_none, TEXT, False, QUIET_INK))
            return
        made = add_grid(place, len(one.rows) + 1, [self._wide * share / sum(one.widths) for share in one.widths])
        add_borders(made, {"top": 4, "bottom": 4, "insideH": 4})
        keep_rows(made, head=True)
        cells = list(made._cells)  # noqa: SLF001 - `rows[n].cells` makes the whole list anew for every row
        for at, (text, cell) in enumerate(zip((text for row in (one.head, *one.rows) for text in row), cells, strict=True)):
            row, column = divmod(at, len(one.head))
            style: Run = (text, SMALL, False, QUIET_INK) if row == 0 else (text, TEXT, False, "")
            paragraph = cell.paragraphs[0]
            add_run(paragraph, style)
            if one.figures and column > 0:
                centre(paragraph)
        add_space(place)

    def picture(self, place: Place, one: Picture) -> None:
        """As wide as its place."""
        from docx.shared import Mm

        wide = self._wide - 1
        paragraph = place.add_paragraph()
        paragraph.paragraph_format.line_spacing = 1.0
        made = paragraph.add_run().add_picture(io.BytesIO(rastered(one.svg(), wide).png), width=Mm(wide))
        made._inline.docPr.set("descr", without_unseen(one.alt))  # noqa: SLF001 - there is no public way to say what a picture shows

    def card(self, place: Place, one: Card) -> None:
        """A title, what stands at its right, and its texts."""
        from docx.enum.text import WD_TAB_ALIGNMENT
        from docx.shared import Mm

        head = add_paragraph(place, (one.title, TEXT, True, ""), ("\t" + one.side, TEXT, True, ""), after=1)
        head.paragraph_format.tab_stops.add_tab_stop(Mm(self._wide), WD_TAB_ALIGNMENT.RIGHT)
        head.paragraph_format.keep_with_next = bool(one.texts)
        add_rule(head)
        for name, text in one.texts:
            said = add_paragraph(
                place, *([(f"{name}　", TEXT, False, QUIET_INK)] if name else []), (text, TEXT, False, "" if name else QUIET_INK), after=1
            )
        last = said if one.texts else head
        last.paragraph_format.space_after = Mm(max(2.0, one.room))

    def boxes(self, place: Place, one: Boxes) -> None:
        """At the right: a row of names over a row to be stamped."""
        from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
        from docx.shared import Mm

        made = add_grid(place, 2, [_BOX[0]] * len(one.labels))
        made.alignment = WD_TABLE_ALIGNMENT.RIGHT
        add_borders(made, _ALL_SIDES)
        for cell, label in zip(made.rows[0].cells, one.labels, strict=True):
            add_run(cell.paragraphs[0], (label, 7.5, False, ""))
            centre(cell.paragraphs[0])
        made.rows[1].height, made.rows[1].height_rule = Mm(_BOX[1]), WD_ROW_HEIGHT_RULE.EXACTLY
        add_space(place)

    def new_page(self, place: Place, _one: NewPage) -> None:
        """What follows begins on a page of its own: its heading does (see `write`)."""

    def rest(self, place: Place, one: Rest) -> None:
        """A frame for handwriting."""
        from docx.enum.table import WD_ROW_HEIGHT_RULE
        from docx.shared import Mm

        made = add_grid(place, 1, [self._wide])
        add_borders(made, _ALL_SIDES)
        add_run(made.rows[0].cells[0].paragraphs[0], (one.title, SMALL, False, QUIET_INK))
        made.rows[0].height, made.rows[0].height_rule = Mm(_REST), WD_ROW_HEIGHT_RULE.AT_LEAST
        add_space(place)

    def columns(self, place: Place, one: Columns) -> None:
        """Two stacks beside each other, in a table that nobody sees."""
        left = (self._wide - _GUTTER) * one.share / (one.share + 1)
        widths = [left + _GUTTER / 2, self._wide - left - _GUTTER / 2]
        made = add_grid(place, 1, widths)
        for cell, blocks, wide in zip(made.rows[0].cells, (one.left, one.right), widths, strict=True):
            _Writer(wide - _GUTTER).write(cell, blocks)
            first = cell.paragraphs[0]._p  # noqa: SLF001 - a cell begins with an empty paragraph, which cannot be taken away otherwise
            if len(cell.paragraphs) > 1:
                first.getparent().remove(first)
        add_space(place)


_WRITERS: Final[dict[type[Block], str]] = {
    Section: "section",
    Prose: "prose",
    Facts: "facts",
    Points: "points",
    Table: "table",
    Picture: "picture",
    Card: "card",
    Boxes: "boxes",
    Rest: "rest",
    NewPage: "new_page",
    Columns: "columns",
}


def _styles(document: Place) -> None:
    """Our letters in the styles that are used, so that whoever goes on writing gets the same."""
    from docx.shared import Pt

    normal = document.styles["Normal"]
    set_font(normal, TEXT, is_bold=False)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(2), Pt(12.5)
    for level, size in ((1, 12.0), (2, 9.6)):
        style = document.styles[f"Heading {level}"]
        set_font(style, size, is_bold=True)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(9 if level == 1 else 5), Pt(2)
        style.paragraph_format.line_spacing = Pt(size * 1.4)


def _around(section: Place, paper: Paper) -> None:
    """The mark at the top right, where and when it was made and the number of the page at the foot of each page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
    from docx.shared import Mm

    top = section.header.paragraphs[0]
    top.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    add_run(top, (paper.mark, TEXT, True, ""))
    foot = section.footer.paragraphs[0]
    for stop in list(foot.style.paragraph_format.tab_stops):
        foot.paragraph_format.tab_stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    add_run(foot, (paper.foot + "\t", 7.5, False, QUIET_INK))
    add_field(foot, "PAGE", 7.5)
    add_run(foot, (" / ", 7.5, False, QUIET_INK))
    add_field(foot, "NUMPAGES", 7.5)
