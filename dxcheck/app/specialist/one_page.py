"""市町の1枚: everything about one municipality on one page, to be read and printed; nothing internal is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical, VerticalScroll

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import buttons_below
from dxcheck.app.specialist.base import CaseScreen
from dxcheck.app.widgets.course_rows import CourseRows
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.i18n import N_, _
from dxcheck.reports.one_page import course_of_one, page_offer, page_parts
from dxcheck.system.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget

    from dxcheck.desk.case import CaseDesk
    from dxcheck.formats.output import Offer
    from dxcheck.reports.one_page import PagePart

_EXPORT = Command("export", ("o",), N_("書き出す"), N_("この1枚をPDFなどにします。内部メモと見立ては入りません"))


class OnePageScreen(CaseScreen):
    """The open municipality's."""

    AUTO_FOCUS = "VerticalScroll"
    TITLE_TEXT = N_("市町の1枚")
    GUIDE = N_("1つの市町の歩み、訪問、取組、相談と、担当の専門官を1枚で見ます。oでPDFなどにできます。")
    TABLE = (_EXPORT, BACK)

    def __init__(self) -> None:
        super().__init__()
        self._seen = Seen()

    def body(self) -> Iterable[Widget]:
        """Who and how far at the left; what is worked on at the right."""
        stamp, case = self.case.stamp(), self.case
        who, *others = page_parts(case, self.attempt(self._supporters) or ())
        with VerticalScroll(id="home"), Horizontal(id="panels"):
            with Vertical(id="mine"):
                yield part_panel(who)
                yield course_panel(case)
            with Vertical(id="beside"):
                yield from map(part_panel, others)
        yield buttons_below(_EXPORT, BACK)
        self._seen.took_in(stamp)

    def renewed(self) -> None:
        """The page takes the keyboard again."""
        self.query_one(VerticalScroll).focus()

    async def on_screen_resume(self) -> None:
        """Show what was written meanwhile."""
        if not self._seen.is_at(self.case.stamp()):
            await self.recompose()
            self.renewed()

    def printed(self) -> Offer:
        """The page."""
        return page_offer(self.case, self._supporters())

    def action_export(self) -> None:
        """Make the paper."""
        offer = self.attempt(self.printed)  # who supports it is asked of the accounts
        if offer is not None:
            self.host.open_making([offer])

    def _supporters(self) -> Sequence[str]:
        return self.dxcheck.supporters().get(self.case.municipality.code, ())


def part_panel(part: PagePart) -> Widget:
    """A part of the page under its heading."""
    lines = part.lines or (part.if_none,)
    return Vertical(Paragraphs((part.title, "bold $heading"), *(f"・{one}" for one in lines)), classes="panel")


def course_panel(case: CaseDesk) -> Widget:
    """The course of one municipality."""
    course, latest = course_of_one(case), case.latest()
    asked = case.questionnaire if latest is None else case.questionnaire_for(latest.questionnaire)
    note = [Paragraphs((course.note, "$muted"))] if course.note else []
    head = Paragraphs((_("これまでの歩み（レベルの平均）"), "bold $heading"))
    return Vertical(head, CourseRows(course, asked.scale), *note, classes="panel")
