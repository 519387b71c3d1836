"""What a specialist reads of a snapshot: each answer beside the one before it, what does not fit together, and what was noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.specialist.base import CaseScreen
from dxcheck.assessment.movement import movement_of
from dxcheck.assessment.scoring import earlier_id
from dxcheck.assessment.why_level import basis_told
from dxcheck.assessment.wording import answer_in_words, how_it_was_given
from dxcheck.casework.inspection import contradictions
from dxcheck.casework.open_facts import fact_for_staff, facts_of, misfit_told, misfits
from dxcheck.desk.review import READERS
from dxcheck.i18n import _
from dxcheck.questionnaire.scale import as_level
from dxcheck.system.seen import Seen

if TYPE_CHECKING:
    from dxcheck.casework.model import Judgement
    from dxcheck.desk.review import Noted
    from dxcheck.model.snapshot import Answer, Snapshot


class SnapshotScreen(CaseScreen):
    """Has one snapshot, and all that there is to read about each of its items."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        case = self.case
        self._snapshot = snapshot
        self._questionnaire = case.questionnaire_for(snapshot.questionnaire)
        self._before = case.before(snapshot)
        self._before_q = case.questionnaire_for(self._before.questionnaire) if self._before else None
        compared = case.compare(self._before, snapshot).changes if self._before is not None else ()
        self._since = {one.item: movement_of(one) for one in compared}
        self._contradictions = contradictions(snapshot.answers, self._questionnaire)
        self._facts = case.open_facts()
        self._misfits = misfits(self._facts, snapshot.answers, self._questionnaire)
        self._seen = Seen()
        self._load()

    def _load(self) -> None:
        with self._seen.taking_in(self.case.stamp()):
            self._notes, self._judgements = self.case.observations(self._snapshot), self.case.judgements(self._snapshot)

    def _last_time(self, item: str) -> Answer | None:
        if self._before is None or self._before_q is None:
            return None
        old = earlier_id(self._questionnaire.item_by_id[item], self._before_q)
        return self._before.answers.get(old) if old else None

    def _detail(self, id_: str) -> list[tuple[str, str] | str]:
        q = self._questionnaire
        item, answer, before = q.item_by_id[id_], self._snapshot.answer(id_), self._last_time(id_)
        lines: list[tuple[str, str] | str] = [(f"{item.id}  {item.title}", "bold $heading"), str(item.prompt), ""]
        lines.append((_("自己診断: {answer}", answer=answer_in_words(id_, answer, q)), "bold"))
        lines += [(one, "$caution") for one in how_it_was_given(self._snapshot, id_)]
        if answer.level is not None:
            lines.append((str(q.descriptor(id_, answer.level)), "$muted"))
        if before is not None:
            moved = self._since.get(id_)
            lines.append(
                _("前回: {answer}", answer=answer_in_words(id_, before, q)) + (f"　{self.host.drawing.mark(moved)}" if moved else "")
            )
        if answer.target is not None:
            lines.append(_("3年後の目標: {level} {name}", level=as_level(answer.target), name=q.name_of(id_, answer.target)))
        lines += [_judged(one, self.case.by) for one in self._judgements if one.item == id_]
        return [*lines, "", *self._texts(id_), *self._said(id_), *self._next_step(id_)]

    def _texts(self, id_: str) -> list[tuple[str, str] | str]:
        """What the municipality wrote, in full."""
        item, answer = self._questionnaire.item_by_id[id_], self._snapshot.answer(id_)
        lines: list[tuple[str, str] | str] = []
        basis = basis_told(id_, answer, self._questionnaire)
        for name, text in ((_("該当なしの理由"), answer.reason), basis, (_("根拠"), answer.evidence), (_("コメント"), answer.comment)):
            if text:
                lines += [(name, "bold"), text, ""]
        if answer.level is not None and not answer.evidence:
            lines += [(_("根拠は書かれていません。根拠の例: {text}", text=item.evidence), "$muted"), ""]
        return lines

    def _said(self, id_: str) -> list[tuple[str, str] | str]:
        """What does not fit together at an item, then what specialists noted on it."""
        lines: list[tuple[str, str] | str] = []
        for found in self._contradictions:
            if id_ in found.items:
                lines += [(_("食い違い（{items}）", items="・".join(found.items)), "bold $caution"), str(found.question), ""]
        for misfit in self._misfits:
            if misfit.item == id_:
                lines += [(_("食い違い（国の調査）"), "bold $caution"), misfit_told(misfit, self._snapshot.answers), ""]
        lines += [(fact_for_staff(one), "$muted") for one in facts_of(self._facts, id_)]
        for one in self._notes:
            if one.observation.item == id_:
                lines += [(noted_in_words(one), "bold $accent"), one.observation.text or _("（取り消し）"), ""]
        return lines

    def _next_step(self, id_: str) -> list[tuple[str, str] | str]:
        level = self._snapshot.answer(id_).level
        step = self._questionnaire.step_from(id_, level) if level is not None else None
        return [] if step is None else [(_("次の一歩"), "bold"), str(step[1])]


def _judged(one: Judgement, me: str) -> tuple[str, str]:
    who = _("見立て") if one.by == me else _("見立て（{who}）", who=one.by)
    return (_("{who}: {level}　{reason}", who=who, level="-" if one.level is None else as_level(one.level), reason=one.reason), "$accent")


def noted_in_words(one: Noted) -> str:
    """Which kind of observation it is, and whose."""
    return _("所見（{kind}）{who}", kind=_(READERS[one.reader]), who=one.observation.by)
