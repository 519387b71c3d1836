"""訪問記録: what was written about one visit, as a paper that offices go on with; Word first. Only what both sides may read can come in: it is made of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.casework.model import VISIT_KINDS
from dxcheck.casework.tries import lines_of
from dxcheck.casework.wording import tried_in_words
from dxcheck.formats.blocks import Facts, Paper, Points, Prose, Section
from dxcheck.formats.file_formats import endings_of
from dxcheck.formats.output import NothingToMakeError, Offer
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.reports.paper_file import PaperFile
from dxcheck.reports.parts import actions_table, foot

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from dxcheck.casework.model import Action, VisitRecord
    from dxcheck.desk import ReadingDesk
    from dxcheck.desk.case import CaseDesk
    from dxcheck.formats.blocks import Block

RECORD_FORMATS: Final = endings_of("paper", usual="docx")


def visit_record(desk: ReadingDesk, record: VisitRecord, agreed: Sequence[Action] | None = None, *, is_shared: bool = True) -> Paper:
    """The record of one visit.

    Args:
        desk: whose it is.
        record: what both sides may read of it.
        agreed: the actions that were agreed there; those that the municipality has of it without any.
        is_shared: whether the municipality has it; where it has not, that is said at the top.

    Raises:
        StoreError: something cannot be read.
    """
    kind = _(VISIT_KINDS[record.kind])
    blocks: list[Block] = [Facts(_about(record))]
    if not is_shared:
        blocks.append(Prose(_("書きかけです。市町とはまだ共有していません。")))
    if record.tried:
        blocks += [Section(_("前回の Try")), Points(tuple(tried_in_words(one) for one in record.tried))]
    blocks += [Section(_("記録")), Prose(record.notes or _("書かれていません。"), is_quiet=not record.notes)]
    for name, text in (
        (_("Keep 続けること"), record.keep),
        (_("Problem 困ったこと"), record.problem),
        (_("Try 次に試すこと"), record.tries),
    ):
        blocks += [Section(name), Points(tuple(lines_of(text)), _("ありません。"))]
    if agreed is None:
        agreed = [one for one in desk.actions() if one.visit == record.id]
    table = actions_table(agreed, desk.questionnaire, desk.now.date(), _("この訪問で合意した取組はありません。"))
    return Paper(
        title=_("訪問記録　{name}", name=desk.municipality),
        subtitle=_("{day}　{kind}", day=long_date(record.date), kind=kind),
        mark=_("取扱注意"),
        made=desk.now,
        foot=foot(desk),
        name="_".join([_("訪問記録"), str(desk.municipality), f"{record.date:%Y%m%d}"]),
        blocks=(*blocks, Section(_("合意した取組")), table),
    )


def _about(record: VisitRecord) -> tuple[tuple[str, str], ...]:
    facts = [(_("出席"), "、".join(record.who.split("\n"))), (_("記録した専門官"), record.by)]
    return tuple((name, text) for name, text in facts if text)


def shared_record(desk: ReadingDesk, day: dt.date | None = None) -> Paper:
    """The newest record that a municipality has, or the one of a day.

    Raises:
        NothingToMakeError: there is none.
        StoreError: something cannot be read.
    """
    records = [one for one in desk.records() if day is None or one.date == day]
    if not records:
        when = _("{day}の", day=long_date(day)) if day else ""
        raise NothingToMakeError(_("{name}には、共有された{when}訪問記録がありません。", name=desk.municipality, when=when))
    return visit_record(desk, records[0])


def record_offer(desk: ReadingDesk, record: VisitRecord) -> Offer:
    """A record that was shared, to be made."""
    return Offer(_("訪問記録（{day}）", day=long_date(record.date)), lambda: PaperFile(visit_record(desk, record)), RECORD_FORMATS)


def written_record_offer(case: CaseDesk, visit_id: str) -> Offer:
    """The record of a visit as its specialist has written it by then, shared or not; without what only specialists read."""

    def make() -> PaperFile:
        visit = case.visit(visit_id)
        known = {one.id: one for one in case.actions()}
        agreed = [known.get(one.id, one) for one in visit.actions]
        return PaperFile(visit_record(case, visit.record, agreed, is_shared=visit.state == "recorded"))

    return Offer(_("訪問記録"), make, RECORD_FORMATS)
