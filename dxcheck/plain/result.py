"""The result in words: what it means first, the numbers after, never a rank; and every answer of a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.assessment.figures import as_mean
from dxcheck.assessment.result import whole_mean, why_no_step
from dxcheck.assessment.speech import about_changes_said, change_said, mean_said, risen_said, whole_change_said
from dxcheck.assessment.why_level import basis_told
from dxcheck.assessment.wording import (
    answer_in_words,
    confirmed_in_words,
    how_it_was_given,
    level_in_a_sentence,
    level_in_words,
)
from dxcheck.benchmark.wording import about_averages, published_in_words
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date
from dxcheck.plain.comparing import compare_two
from dxcheck.plain.files import make_pictures
from dxcheck.plain.words import Saying

if TYPE_CHECKING:
    from dxcheck.assessment.result import OutlineRow
    from dxcheck.benchmark.gate import Peers
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.plain.sitting import Sitting

AT_RESULT: Final = (
    Saying("compare", ("c", "比べる", "compare"), N_("前回と比べる"), N_("前回の診断結果と設問ごとに比べます")),
    Saying("items", ("i", "設問ごと", "items"), N_("設問ごとの回答"), N_("すべての設問の回答・根拠・コメントを見ます")),
    Saying("picture", ("o", "図", "picture"), N_("図"), N_("分野ごとの平均を図にして、ファイル（PNG・PDF・SVG）に保存します")),
)


class ResultTold:
    """What a submitted snapshot means."""

    def __init__(self, sitting: Sitting, snapshot: Snapshot) -> None:
        self._s = sitting
        self._snapshot = snapshot
        self._result = sitting.desk.result(snapshot)
        self._peers = sitting.attempt(lambda: sitting.desk.peers(snapshot))

    def go(self) -> None:
        """Tell it, then what is asked for."""
        self._tell()
        steps = len(self._result.first_steps)
        while True:
            prompt = _("番号でその一歩に取り組む、c で前回と比べる、i で設問ごとの回答。空の行で戻ります:")
            typed = self._s.ask(prompt if steps else _("c で前回と比べる、i で設問ごとの回答。空の行で戻ります:"), AT_RESULT, most=steps)
            if typed.action in ("", "back"):
                return
            if typed.action == "again":
                self._tell()
            elif typed.action == "number":
                self._take(int(typed.rest))
            elif typed.action == "compare":
                self._compare()
            elif typed.action == "items":
                tell_items(self._s, self._snapshot)
            else:
                make_pictures(self._s, "result", self._snapshot)

    def _tell(self) -> None:
        self._s.say("", *self._opening(), "", *self._steps())
        made = self._result
        if made.to_discuss:
            titles = _("、").join(str(item.title) for item in made.to_discuss)
            self._s.say("", _n("話し合う項目　{n}問", "話し合う項目　{n}問", len(made.to_discuss)), titles)
            self._s.say(_("「わからない」は大事な手がかりです。係で、または専門官と話してみてください。"))
        self._s.say("", whole_mean(self._result), *map(self._row, made.outline))
        if made.change is not None:
            self._s.say(whole_change_said(made.change, made.questionnaire.scale.digits), about_changes_said())
        if self._peers is not None:
            self._s.say(about_averages(made, self._peers))
        self._s.say("", *self._behind())

    def _opening(self) -> list[str]:
        made, snapshot, desk = self._result, self._snapshot, self._s.desk
        about = _("{cycle}の診断結果　{day}提出", cycle=snapshot.cycle.label, day=long_date(snapshot.submitted_at))
        lines = [about + desk.before_merger(snapshot)]
        superseding = next((one for one in desk.snapshots() if one.supersedes == snapshot.id), None)
        if superseding is not None:
            lines.append(_("この診断結果は、{day}に訂正されたものがあります。", day=long_date(superseding.submitted_at)))
        if made.strengths:
            lines += ["", _("もうできていること")]
            lines += [f"{item.title}: {made.questionnaire.descriptor(item.id, level)}" for item, level in made.strengths]
        risen = risen_said(made)
        lines += ["", *risen] if risen else []
        return lines

    def _steps(self) -> list[str]:
        made = self._result
        if not made.first_steps:
            return [why_no_step(made)]
        lines = [_("最初の一歩（どれか1つで十分です）")]
        chosen = {(one.item, one.level) for one in self._s.desk.actions() if one.state != "dropped"}
        for number, step in enumerate(made.first_steps, 1):
            item = made.questionnaire.item_by_id[step.item]
            field = made.questionnaire.field_by_id[step.field].title
            level = level_in_a_sentence(step.item, step.level, made.questionnaire)
            lines.append(_("{n}. {step}", n=number, step=made.questionnaire.step_to(step.item, step.level)))
            lines.append(_("{title}を{level}へ。相談先: {field}", title=item.title, level=level, field=field))
            if (step.item, step.level) in chosen:
                lines.append(_("選びました（ホームに並んでいます）"))
        return lines

    def _row(self, row: OutlineRow) -> str:
        """A dimension in a sentence."""
        score, digits = row.score, self._result.questionnaire.scale.digits
        parts = [
            _("平均 {mean}", mean=mean_said(score.mean, digits)),
            _("当てはまる{all}問のうち{n}問に回答", all=score.applicable, n=score.answered),
        ]
        if row.before is not None:
            parts.append(_("前回の平均 {mean}", mean=as_mean(row.before, digits)))
        parts += [said] if (said := change_said(row.change, digits)) else []
        if score.target is not None:
            parts.append(_("目標 {mean}", mean=as_mean(score.target, digits)))
        parts += [_("県内平均 {mean}", mean=_average(self._peers, row.id))] if self._peers is not None and row.is_dimension else []
        return _("{dimension}: {parts}。", dimension=row.path, parts=_("、").join(parts))

    def _behind(self) -> list[str]:
        made, snapshot = self._result, self._snapshot
        return [
            _("回答者: {by}　確認者: {confirmed}", by=snapshot.answered_by, confirmed=confirmed_in_words(snapshot)),
            _(
                "診断票: {title} {version}版　控え番号: {id}",
                title=made.questionnaire.title,
                version=made.questionnaire.version,
                id=snapshot.id,
            ),
            _("平均はほかの市町と競うためのものではありません。前の自分たちと比べるためのものです。"),
        ]

    def _take(self, number: int) -> None:
        steps = self._result.first_steps
        self._s.keep(lambda: self._s.desk.choose(steps[number - 1], self._snapshot), said=lambda: _("選びました。ホームに並びます。"))

    def _compare(self) -> None:
        if self._result.before is None:
            self._s.say(_("前回の診断結果がまだありません。次の診断期からここで比べられます。"))
        else:
            compare_two(self._s, self._result.before, self._snapshot)


def _average(peers: Peers, dimension: str) -> str:
    return published_in_words(peers.dimensions.get(dimension), peers.cycle)


def tell_items(sitting: Sitting, snapshot: Snapshot) -> None:
    """Every item of a snapshot with its answer, the texts, and what specialists shared about it."""
    desk = sitting.desk
    q = desk.questionnaire_for(snapshot.questionnaire)
    observations = desk.shared_observations(snapshot)
    sitting.say("", _("設問ごとの回答"))
    for heading, items in q.sections:
        sitting.say("", heading)
        for item in items:
            answer = snapshot.answer(item.id)
            sitting.say(_("{name}: {text}", name=f"{item.id} {item.title}", text=answer_in_words(item.id, answer, q)))
            sitting.say(*how_it_was_given(snapshot, item.id))
            named = [
                basis_told(item.id, answer, q),
                (_("理由"), answer.reason),
                (_("根拠"), answer.evidence),
                (_("コメント"), answer.comment),
            ]
            if answer.target is not None:
                named.append((_("3年後の目標"), level_in_words(item.id, answer.target, q)))
            sitting.say(*(_("{name}: {text}", name=name, text=text) for name, text in named if text))
            sitting.say(*(_("専門官の所見: {text}", text=one.text) for one in observations if one.item == item.id))
