"""What was submitted: every snapshot in a line, two of them compared, and the means over the cycles as sentences and as a plain table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.assessment.figures import as_mean
from dxcheck.assessment.scoring import whole_score
from dxcheck.assessment.speech import change_said, mean_said
from dxcheck.assessment.wording import beside_change
from dxcheck.benchmark.gate import band, what_ends_mean, what_it_is, why_hidden
from dxcheck.benchmark.trend import trends
from dxcheck.benchmark.wording import published_in_words
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import current_snapshots
from dxcheck.plain.comparing import compare_two
from dxcheck.plain.files import make_pictures
from dxcheck.plain.result import ResultTold
from dxcheck.plain.words import Saying

if TYPE_CHECKING:
    from dxcheck.assessment.series import Series
    from dxcheck.benchmark.gate import Peers
    from dxcheck.benchmark.trend import Trend
    from dxcheck.model.calendar import Cycle
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.plain.sitting import Sitting
    from dxcheck.questionnaire.scale import Scale

_COMPARE: Final = Saying("compare", ("c", "比べる", "compare"), N_("2つを比べる"), N_("番号を2つ聞いて、設問ごとに比べます"))
_PICTURE: Final = Saying(
    "picture", ("o", "図", "picture"), N_("図"), N_("推移を図にして、報告書などに使えるファイル（PNG・PDF・SVG）に保存します")
)
_TABLE: Final = Saying("table", ("t", "表", "table"), N_("表"), N_("同じ数字を、1行に1つの分野で、読点で区切って読み上げます"))
_ALL_OF_EACH: Final = Saying(
    "plain",
    ("a", "すべて", "all"),
    N_("共通・すべて"),
    N_("設問の変わった期があるとき、共通の設問だけで計算した平均と、各期の設問すべての平均を切り替えます"),
)


# -- これまで ----------------------------------------------------------------------------------------------------------


def tell_history(sitting: Sitting) -> None:
    """All snapshots, the newest first, to open or to compare."""
    desk = sitting.desk
    before = [one for _town, there in desk.predecessors() for one in reversed(there)]
    own = list(reversed(desk.snapshots()))
    every = [*own, *before]
    if not every:
        sitting.say(_("まだ診断結果がありません。ホームの「診断をはじめる」から、最初の診断を提出してみてください。"))
        return
    standing = {one.id for one in current_snapshots(own, desk.questionnaire_id)} | {one.id for one in before}
    lines = [_in_a_line(sitting, one, is_standing=one.id in standing) for one in every]
    while True:
        sitting.say("", _("これまでの診断結果"), *(_("{n}. {entry}", n=n, entry=one) for n, one in enumerate(lines, 1)))
        typed = sitting.ask(_("番号で開く、c で2つを比べる。空の行で戻ります:"), (_COMPARE,), most=len(every))
        if typed.action in ("", "back"):
            return
        if typed.action == "number":
            chosen = every[int(typed.rest) - 1]
            told = sitting.attempt(lambda one=chosen: ResultTold(sitting, one))  # type: ignore[misc]
            if told is not None:
                told.go()
        elif typed.action == "compare":
            _two(sitting, every)


def _in_a_line(sitting: Sitting, one: Snapshot, *, is_standing: bool) -> str:
    desk = sitting.desk
    overall = whole_score(one.answers, desk.questionnaire_for(one.questionnaire))
    parts = [
        _("{cycle}　{day}提出", cycle=one.cycle.label, day=long_date(one.submitted_at)) + desk.before_merger(one),
        _("全体 {mean}", mean=mean_said(overall.mean, one.questionnaire.range.digits)),
        _("当てはまる{all}問のうち{n}問に回答", all=overall.applicable, n=overall.answered),
    ]
    if not is_standing or one.supersedes:
        parts.append(_("訂正前") if not is_standing else _("訂正後"))
    return _("、").join(parts)


def _two(sitting: Sitting, every: list[Snapshot]) -> None:
    chosen = []
    for prompt in (_("前の診断結果の番号:"), _("後の診断結果の番号:")):
        typed = sitting.ask(prompt, most=len(every))
        if typed.action != "number":
            sitting.say(_("比べるのをやめました。"))
            return
        chosen.append(every[int(typed.rest) - 1])
    older, newer = sorted(chosen, key=lambda one: one.seq)
    if older is newer:
        sitting.say(_("比べる診断結果がもう1つ必要です。"))
    else:
        compare_two(sitting, older, newer)


# -- 推移 --------------------------------------------------------------------------------------------------------------


class ProgressTold:
    """The means over the cycles."""

    def __init__(self, sitting: Sitting) -> None:
        self._s = sitting
        self._series: Series = sitting.desk.series()
        self._peers: dict[Cycle, Peers] = sitting.attempt(sitting.desk.peers_by_cycle) or {}
        self._plain = False

    def go(self) -> None:
        """Tell them in sentences, then what is asked for."""
        if not self._series.cycles:
            self._s.say(_("まだ診断結果がありません。1回提出すると、ここに最初の点が、次の期からは推移が出ます。"))
            return
        sayings = (_TABLE, _PICTURE, *((_ALL_OF_EACH,) if self._series.is_partial else ()))
        self._tell()
        while True:
            typed = self._s.ask(_("t で表、o で図。空の行で戻ります:"), sayings)
            if typed.action in ("", "back"):
                return
            if typed.action == "table":
                self._table()
            elif typed.action == "picture":
                make_pictures(self._s, "progress")
            elif typed.action in ("again", "plain"):
                self._plain ^= typed.action == "plain"
                self._tell()

    @property
    def _scale(self) -> Scale:
        """The newest questionnaire's."""
        newest = next(point for point in reversed(self._series.plain) if point is not None)
        return newest.snapshot.questionnaire.range

    def _lines(self) -> list[Trend]:
        points = self._series.plain if self._plain else self._series.comparable
        newest = next(point for point in reversed(points) if point is not None)
        desk = self._s.desk
        questionnaire = desk.questionnaire_for(newest.snapshot.questionnaire)
        return trends(self._series, self._peers, questionnaire, desk.open_cycle, plain=self._plain)

    def _tell(self) -> None:
        self._s.say("", _("推移"), self._basis())
        for line in self._lines():
            self._s.say("", str(line.name), *(self._at(line, n) for n in range(len(self._series.cycles))))
        about = [_("平均はほかの市町と競うためのものではありません。前の自分たちと比べるためのものです。")]
        if any(cycle in self._peers for cycle in self._series.cycles):
            about += [what_it_is(max(one.rule for one in self._peers.values())), why_hidden(), what_ends_mean(self._scale)]
        self._s.say("", *about)

    def _basis(self) -> str:
        made = self._series
        if not made.is_partial:
            return _("どの期も同じ設問です。平均は{range}。", range=self._scale.in_words)
        if self._plain:
            return _("各期の設問すべての平均です。設問が変わったため、期どうしの比較はめやすです。")
        text = _("どの期にもある設問で計算しています（{items}問のうち{shared}問）。", shared=made.shared, items=made.items)
        return text + (_("うち言葉の変わった設問 {n}問。", n=len(made.reworded)) if made.reworded else "")

    def _at(self, line: Trend, n: int) -> str:
        """A cycle of a line in a sentence."""
        cycle = self._series.cycles[n]
        if (self._series.plain if self._plain else self._series.comparable)[n] is None:
            return _("{cycle}: この期の提出はありません。", cycle=cycle.label)
        parts = [_("平均 {mean}", mean=mean_said(line.means[n], self._scale.digits))]
        change = line.changes[n]
        parts += [said] if (said := change_said(change, self._scale.digits)) else []
        if change is not None and (beside := beside_change(change)):
            parts.append(beside)
        average = line.peers[n]
        if average is not None:
            parts.append(_("県内平均 {mean}（{band}）", mean=published_in_words(average, cycle), band=band(average)))
        if cycle == self._s.desk.open_cycle:
            parts.append(_("受付中"))
        return _("{cycle}: {parts}。", cycle=cycle.label, parts=_("、").join(parts))

    def _table(self) -> None:
        """One line a dimension, a cell a cycle, in the order of the first line."""
        cycles = [cycle.short for cycle in self._series.cycles]
        self._s.say("", _("、").join([_("分野"), *cycles, _("目標")]))
        for line in self._lines():
            cells = [as_mean(mean, self._scale.digits) if mean is not None else _("なし") for mean in line.means]
            target = as_mean(line.target, self._scale.digits) if line.target is not None else _("なし")
            self._s.say(_("、").join([str(line.name), *cells, target]))
