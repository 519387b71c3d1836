"""What a file that was handed over (受け渡しファイル) would bring, and what it brought, in words: for a screen, the command line, and whoever hears it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.assessment.findings_in_words import finding_in_words, taken_in_words
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.assessment.merging import Unmerged
    from dxcheck.benchmark.model import Benchmark
    from dxcheck.desk.arrival import Arrival, TakenArrival
    from dxcheck.formats.exchange import ExchangeDocument
    from dxcheck.model.snapshot import Snapshot


def exchange_name(document: ExchangeDocument) -> str:
    """What its file is called, without the ending."""
    day = f"{document.made_at:%Y%m%d}"
    if document.to == "centre":
        return _("受け渡し_{municipality}からセンターへ_{day}", municipality=document.name, day=day)
    return _("受け渡し_センターから{municipality}へ_{day}", municipality=document.name, day=day)


def whose_file(document: ExchangeDocument) -> list[str]:
    """Whose it is, and what its sum tells and what not."""
    day = long_date(document.made_at)
    if document.to == "centre":
        said = _("{municipality}からセンターへの受け渡しファイルです（{day}につくられました）。", municipality=document.name, day=day)
    else:
        said = _("センターから{municipality}への受け渡しファイルです（{day}につくられました）。", municipality=document.name, day=day)
    sure = _("中身は壊れていません。だれがつくったかまでは確かめられないので、届けた人に確かめてください。")
    return [said, sure]


def snapshot_in_a_line(one: Snapshot) -> str:
    """Which one."""
    return _("{cycle}　{day}提出　{id}", cycle=one.cycle.label, day=long_date(one.submitted_at), id=one.id)


def why_unmerged(one: Unmerged) -> str:
    """Why a snapshot cannot be taken in, and what to do."""
    why = {
        "changed": _("同じ番号の診断結果がこちらにあり、中身が違います（文を削除したあとなど）"),
        "earlier": _("こちらに、これよりあとに提出された別の診断結果があります"),
    }
    return _("{snapshot}: {why}", snapshot=snapshot_in_a_line(one.snapshot), why=why[one.why])


def arrival_in_words(arrival: Arrival) -> list[tuple[str, list[str]]]:
    """All that a municipality's file would bring: headings, each with its lines."""
    found, draft = arrival.snapshots, arrival.draft
    told = [(_n("新しく入る診断結果 {n}件", "新しく入る診断結果 {n}件", len(found.new)), [snapshot_in_a_line(one) for one in found.new])]
    if found.known:
        told.append((_n("すでに入っている診断結果 {n}件", "すでに入っている診断結果 {n}件", len(found.known)), []))
    if found.conflicts:
        told.append(
            (_("食い違い（取り込みません。どちらが正しいか、市町とセンターで確かめてください）"), [*map(why_unmerged, found.conflicts)])
        )
    if draft is not None:
        new, conflicts = draft.of_kind("new"), draft.of_kind("conflict")
        told.append(
            (
                _n("下書き: 新しく入る {n}か所", "下書き: 新しく入る {n}か所", len(new)),
                [finding_in_words(one, draft.questionnaire, is_of_file=True) for one in new],
            )
        )
        if conflicts:
            told.append(
                (
                    _("下書きの食い違い（こちらのままにします）"),
                    [finding_in_words(one, draft.questionnaire, is_of_file=True) for one in conflicts],
                )
            )
    elif arrival.draft_left:
        told.append((arrival.draft_left, []))
    return told


def is_anything_new(arrival: Arrival) -> bool:
    """Whether taking it in would change anything, conflicts aside."""
    return bool(arrival.snapshots.new or (arrival.draft is not None and arrival.draft.of_kind("new")))


def taken_arrival_in_words(snapshots: int, taken: TakenArrival | None = None) -> list[str]:
    """What was taken in, and how it is taken back where it can be."""
    said = [_n("診断結果を{n}件取り込みました。", "診断結果を{n}件取り込みました。", snapshots)] if snapshots else []
    if taken is not None and taken.draft is not None and taken.draft.taken:
        said.append(taken_in_words(taken.draft.taken))
    return said or [_("取り込むものはありません。")]


def averages_in_words(new: Sequence[Benchmark], others: Sequence[Benchmark], document: ExchangeDocument) -> list[tuple[str, list[str]]]:
    """All that the centre's file would bring."""
    told = [(_n("新しく入る県内平均 {n}期", "新しく入る県内平均 {n}期", len(new)), [_cycle(one) for one in new])]
    if known := len(document.averages) - len(new) - len(others):
        told.append((_n("すでに入っている県内平均 {n}期", "すでに入っている県内平均 {n}期", known), []))
    if others:
        told.append(
            (
                _("食い違い（取り込みません。公表された平均は変わらないはずなので、センターに確かめてください）"),
                [_cycle(one) for one in others],
            )
        )
    return told


def receipt_in_words(document: ExchangeDocument, own: Sequence[Snapshot]) -> list[str]:
    """Which of the municipality's snapshots the centre has."""
    there = set(document.received)
    left = [one for one in own if one.id not in there]
    said = [_n("センターに届いている診断結果 {n}件", "センターに届いている診断結果 {n}件", len(document.received))]
    if left:
        said.append(_n("まだ届いていない診断結果 {n}件:", "まだ届いていない診断結果 {n}件:", len(left)))
        said += [f"  {snapshot_in_a_line(one)}" for one in left]
    return said


def _cycle(one: Benchmark) -> str:
    return _("{cycle}　{day}公表　{id}", cycle=one.cycle.label, day=long_date(one.published_on), id=one.questionnaire.id)
