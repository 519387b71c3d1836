"""A sheet to answer in as a file that can be made and saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dxcheck.formats.file_formats import endings_of, written_as
from dxcheck.formats.output import Offer
from dxcheck.i18n import _

if TYPE_CHECKING:
    from dxcheck.assessment.answer_sheet import AnswerSheet
    from dxcheck.casework.asking import Ask
    from dxcheck.desk import StaffDesk
    from dxcheck.desk.asked import AskedDesk

SHEET_FORMATS: Final = endings_of("form")


@dataclass(frozen=True)
class AnswerSheetFile:
    """The sheet and its formats."""

    sheet: AnswerSheet

    @property
    def name(self) -> str:
        """A file name without its ending."""
        return self.sheet.name

    def to_bytes(self, format_: str) -> bytes:
        """The file's content."""
        return written_as(format_, "form", self.sheet)


def asked_offer(desk: StaffDesk, ask: Ask) -> Offer:
    """Just what one section is asked."""
    return Offer(_("記入表（{post}）", post=ask.post), lambda: AnswerSheetFile(desk.asked_sheet(ask.id)), SHEET_FORMATS)


def own_asked_offer(desk: AskedDesk) -> Offer:
    """The same at the section's own desk."""
    return Offer(_("記入表（照会された設問）"), lambda: AnswerSheetFile(desk.answer_sheet()), SHEET_FORMATS)


def sheet_offers(desk: StaffDesk) -> list[Offer]:
    """The whole, then each dimension alone, to be sent to whoever knows it."""
    asked = desk.questionnaire_for(draft.questionnaire) if (draft := desk.draft()) is not None else desk.questionnaire
    whole = Offer(_("記入表（すべての分野）"), lambda: AnswerSheetFile(desk.answer_sheet()), SHEET_FORMATS)

    def of(dimension: str) -> Offer:
        title = _("記入表（{dimension}）", dimension=asked.dimension_by_id[dimension].title)
        return Offer(title, lambda: AnswerSheetFile(desk.answer_sheet((dimension,))), SHEET_FORMATS)

    return [whole, *(of(one.id) for one in asked.dimensions)]
