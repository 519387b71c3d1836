"""What a file of a municipality would bring: whether it may be taken in here, what of it is new, and adding that."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.assessment.answer_sheet import SHEET_FIELDS
from dxcheck.assessment.merging import Merged, merged_snapshots
from dxcheck.assessment.taking_in import Findings, SheetFinding, field_value
from dxcheck.formats.exchange import ExchangeDocument, ExchangeFileError
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import EMPTY, Draft, is_cycle_full
from dxcheck.store import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dxcheck.assessment.taking_in import FindingKind, SheetKnown
    from dxcheck.benchmark.model import Benchmark
    from dxcheck.desk.sheets import TakenIn
    from dxcheck.model.roster import Municipality
    from dxcheck.model.snapshot import QuestionnaireRef, Snapshot
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.store.repository import MunicipalityRepository

_CLOCKS_DIFFER: Final = dt.timedelta(days=1)
"""By how much a municipality's clock may be ahead of the one here."""


class Arrival(NamedTuple):
    """What a file of a municipality would bring; nothing of it is taken yet."""

    document: ExchangeDocument
    snapshots: Merged
    draft: Findings | None = None
    """What its draft says otherwise than the one here; None where it has none, or where it is not for whoever looks."""
    draft_left: str = ""
    """Why its draft is not taken in here, in a sentence."""


class TakenArrival(NamedTuple):
    """What became of it."""

    snapshots: tuple[Snapshot, ...]
    """Those that were added."""
    draft: TakenIn | None = None


def refuse_what_is_not_for(document: ExchangeDocument, municipality: Municipality | None, *, is_demo: bool, now: dt.datetime) -> None:
    """Whether a file that a municipality wrote may be taken in under a municipality here at this time.

    Raises:
        ExchangeFileError: it may not.
    """
    if document.to != "centre":
        raise ExchangeFileError(_("センターから市町に渡すファイルです。市町が書き出したものを指定してください。何も取り込んでいません。"))
    refuse_other_data(document, is_demo=is_demo)
    if municipality is None or municipality.code != document.municipality:
        raise others(document)
    own = {municipality.code, *(one.code for one in municipality.former_codes)}
    if not {one.municipality for one in document.snapshots} <= own:
        raise ExchangeFileError(_("ほかの市町の診断結果が混ざっています。何も取り込んでいません。"))
    ahead = next((one for one in document.snapshots if one.submitted_at > now + _CLOCKS_DIFFER), None)
    if ahead is not None:
        raise ExchangeFileError(
            _(
                "提出日がきょうより先の診断結果があります（{day}、{id}）。提出したパソコンか、このパソコンの時計が違うようです。何も取り込んでいません。",
                day=long_date(ahead.submitted_at),
                id=ahead.id,
            )
        )


def others(document: ExchangeDocument) -> ExchangeFileError:
    """The refusal of another municipality's file."""
    return ExchangeFileError(
        _("ほかの市町（{name}、団体コード {code}）のファイルです。何も取り込んでいません。", name=document.name, code=document.municipality)
    )


def averages_beside(document: ExchangeDocument, here: Sequence[Benchmark]) -> tuple[list[Benchmark], list[Benchmark]]:
    """Which averages of the centre's file are not here, and which are other than those that are; what is published never changes."""
    known = {(one.questionnaire.id, one.cycle): one for one in here}
    new = [one for one in document.averages if (one.questionnaire.id, one.cycle) not in known]
    return new, [one for one in document.averages if known.get((one.questionnaire.id, one.cycle), one) != one]


def refuse_other_data(document: ExchangeDocument, *, is_demo: bool) -> None:
    """A demo's file among real ones, or the other way round.

    Raises:
        ExchangeFileError: it is.
    """
    if document.demo != is_demo:
        raise ExchangeFileError(
            _("デモ（架空のデータ）のファイルは、実際のデータのフォルダーには取り込めません。")
            if document.demo
            else _("実際のデータのファイルは、デモのフォルダーには取り込めません。")
        )


def arrived(document: ExchangeDocument, repository: MunicipalityRepository, text: Callable[[QuestionnaireRef], Questionnaire]) -> Arrival:
    """What of a file is new here, what is known, and what cannot be taken.

    Raises:
        ExchangeFileError: what it answers is not known here.
        StoreError: what is here cannot be read.
    """
    found = merged_snapshots(repository.every_snapshot(), document.snapshots)
    _known_texts(found.new, text)
    return Arrival(document, found)


def take_snapshots(
    document: ExchangeDocument, repository: MunicipalityRepository, text: Callable[[QuestionnaireRef], Questionnaire]
) -> tuple[Snapshot, ...]:
    """Add what is new by now, all of it or nothing.

    Raises:
        ExchangeFileError: what it answers is not known here.
        FullCycleError: far too much would be submitted in a cycle.
        StoreError: nothing was added.
    """
    for one in _known_texts(merged_snapshots(repository.every_snapshot(), document.snapshots).new, text):
        repository.keep_questionnaire(one)

    def new(there: list[Snapshot]) -> Sequence[Snapshot]:
        found = merged_snapshots(there, document.snapshots).new
        for one in found:
            if is_cycle_full([*there, *(other for other in found if other is not one)], one.cycle):
                raise errors.full_cycle(one.cycle.label)
        return found

    return repository.add_snapshots(new)


def _known_texts(snapshots: Sequence[Snapshot], text: Callable[[QuestionnaireRef], Questionnaire]) -> list[Questionnaire]:
    """The questionnaires that snapshots answer, every item of an answer among theirs."""
    known: dict[str, Questionnaire] = {}
    for one in snapshots:
        ref = one.questionnaire
        if ref.hash not in known:
            try:
                known[ref.hash] = text(ref)
            except errors.NoAnswerError:
                raise
            except errors.StoreError as unknown:
                raise ExchangeFileError(
                    _(
                        "診断票 {id} {version}版がここにないか、内容が違います。dxcheckを同じ版にするか、診断票のファイルを置いてから取り込んでください。何も取り込んでいません。",
                        id=ref.id,
                        version=ref.version,
                    )
                ) from unknown
        if not one.answers.keys() <= known[ref.hash].item_by_id.keys():
            raise ExchangeFileError(_("{id} に、診断票にない設問の回答があります。何も取り込んでいません。", id=one.id))
    return list(known.values())


def draft_findings(draft: Draft, known: SheetKnown) -> Findings:
    """What another draft of the same version says otherwise, field by field: nobody knows which of two is the newer, so what both have is a conflict."""
    asked, found, same = known.questionnaire, list[SheetFinding](), 0
    for item in asked.ordered:
        entry = draft.entries.get(item.id)
        if entry is None:
            continue
        mine, before = known.answers.get(item.id, EMPTY), len(found)
        for field in SHEET_FIELDS:
            theirs = field_value(entry.answer, field)
            if theirs in (field_value(mine, field), field_value(EMPTY, field)):
                continue
            names = (
                ("choice", "reason", "met", *(("ticks", "number") if item.id in asked.measured else ())) if field == "answer" else (field,)
            )
            patch = AnswerPatch(**{name: getattr(entry.answer, name) for name in names})
            kind: FindingKind = "new" if field_value(mine, field) == field_value(EMPTY, field) else "conflict"
            found.append(SheetFinding(item.id, field, kind, "", mine, patch, entry.by))
        same += len(found) == before
    return Findings(asked, tuple(found), (), (), same)
