"""What is said of an item while it is answered, whatever says it: a screen, a line on a console, a page. Nothing here knows how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from dxcheck.assessment.typed_choice import item_steps
from dxcheck.assessment.why_level import level_parts, why_in_words
from dxcheck.assessment.wording import answer_and_target, answer_in_words, level_in_words
from dxcheck.i18n import _
from dxcheck.model.calendar import clock, long_date

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.assessment.typed_choice import Step
    from dxcheck.model.snapshot import Answer, DraftEntry
    from dxcheck.questionnaire.measures import Measures
    from dxcheck.questionnaire.model import Dimension, Item, Questionnaire
    from dxcheck.questionnaire.scale import Level, Scale

Beside = Literal["", "restore", "reason", "why", "evidence", "comment", "target"]
"""What can be done about something that stands beside an item; empty where nothing can."""


class Remarked(NamedTuple):
    """A sentence under the question."""

    text: str
    is_caution: bool
    """Whether somebody waits for the person to do something about it."""


class OfferedLevel(NamedTuple):
    """One of the levels to choose from."""

    step: Step
    """The level, with its descriptor in full."""
    marks: tuple[str, ...]
    """What is known of this level here: that it was last time's, is aimed at, or was hinted at by the quick check."""


class NoteBlock(NamedTuple):
    """A short text beside the question, under a heading of its own or of the one before."""

    head: str
    text: str
    what: Beside = ""
    is_muted: bool = False
    is_long: bool = False
    """Left out where there is little room."""
    alone: str = ""
    """The text as it is said where no heading stands above it; empty where it is the same."""


@dataclass(frozen=True)
class Question:
    """An item as it is put to a person: with their answer, last time's, and what others did."""

    item: Item
    questionnaire: Questionnaire
    answer: Answer
    place: int
    """Its place among the items asked, from 1."""
    of: int
    """How many items are asked."""
    before: Answer | None = None
    """Last time's answer."""
    before_label: str = ""
    """When that was."""
    reworded: bool = False
    """The wording changed since last time."""
    before_words: str = ""
    """What last time's level said then, where the wording changed since."""
    hint: Level | None = None
    """The level the quick check hints at."""
    given_on: dt.date | None = None
    """The day of the answer that stands, if it is from before this cycle and nobody has looked at it since."""
    returned: tuple[str, ...] = ()
    """What specialists wrote when they gave this item back."""
    asked_back: tuple[str, str] = ("", "")
    """What whoever confirms asks about it, and their post."""
    by: str = ""
    """Who gave the answer in force, if it was somebody else."""
    facts: tuple[str, ...] = ()
    """What published surveys say, in sentences."""
    other: DraftEntry | None = None
    """Somebody else's answer that mine replaced here, or mine that theirs replaced."""
    other_is_mine: bool = False

    @property
    def dimension(self) -> Dimension:
        """The dimension it belongs to."""
        return self.questionnaire.dimension_by_id[self.item.dimension]

    @property
    def scale(self) -> Scale:
        """What it is answered on."""
        return self.questionnaire.scale_of(self.item.id)

    @property
    def measures(self) -> Measures | None:
        """What its level follows from; None where it is chosen."""
        return self.questionnaire.measured.get(self.item.id)

    @property
    def same_offered(self) -> bool:
        """Whether 前回と同じ can be chosen."""
        return self.before is not None and self.before.is_answered and not self.reworded

    @property
    def steps(self) -> tuple[Step, ...]:
        """The item's levels, the lowest first."""
        return item_steps(self.questionnaire, self.item.id)

    def remarks(self) -> list[Remarked]:
        """Why it matters, what specialists ask, and that the answer is from an earlier cycle; what there is of these."""
        said = [Remarked(str(self.item.reason), is_caution=False)] if self.item.reason else []
        who = self.questionnaire.respondents_of(self.item)
        said += [Remarked(_("答える人: {who}", who=who), is_caution=False)] if who else []
        said += [Remarked(one, is_caution=False) for one in self.facts]
        said += [Remarked(_("専門官から: {text}", text=" ".join(one.split())), is_caution=True) for one in self.returned]
        text, who = self.asked_back
        if text:
            said.append(Remarked(_("{who}から: {text}", who=who or _("確認者"), text=" ".join(text.split())), is_caution=True))
        if self.given_on is not None:
            day = long_date(self.given_on)
            stands = _("{day}に答えたままです。いまも同じなら同じ段を、変わっていれば新しい段を選んでください。", day=day)
            said.append(Remarked(stands, is_caution=True))
        return said

    def levels(self) -> list[OfferedLevel]:
        """Every level of the item, the lowest first."""
        return [OfferedLevel(one, self._marks(one.value)) for one in self.steps]

    def _marks(self, level: Level) -> tuple[str, ...]:
        marks = []
        if self.before is not None and not self.reworded and self.before.level == level:
            marks.append(_("前回"))
        if self.answer.target == level:
            marks.append(_("目標"))
        if self.hint == level:
            marks.append(_("かんたん診断のめやす"))
        return tuple(marks)

    def beside(self) -> list[NoteBlock]:
        """What others answered here, what was written, the target, and last time's answer."""
        made: list[NoteBlock] = []
        q = self.questionnaire
        if self.other is not None:
            who = _("あなた") if self.other_is_mine else self.other.by or _("別の画面")
            said = _("{time} {answer}", time=clock(self.other.at), answer=answer_and_target(self.item.id, self.other.answer, q))
            made.append(NoteBlock(_("{who}の回答も残っています（r で戻す）", who=who), said, "restore"))
        if self.by:
            made.append(NoteBlock(_("いまの回答者: {who}", who=self.by), ""))
        if self.answer.choice == "not_applicable":
            made.append(NoteBlock(_("該当なしの理由"), self.answer.reason, "reason"))
        made += [
            _written(_("根拠（e）"), self.answer.evidence, "evidence"),
            _written(_("コメント（c）"), self.answer.comment, "comment"),
            _written(_("3年後の目標（t）"), self._target(), "target"),
        ]
        if level_parts(self.item.id, self.answer.level, q):
            why = _written(_("この段の理由（w）"), why_in_words(self.item.id, self.answer, q), "why")
            made.append(why._replace(is_long=why.is_muted))  # nobody has to write it
        return made + (self._last_time(self.before) if self.before is not None else [])

    def _target(self) -> str:
        target = self.answer.target
        return level_in_words(self.item.id, target, self.questionnaire) if target is not None else ""

    def _last_time(self, before: Answer) -> list[NoteBlock]:
        made = [NoteBlock(_("前回（{when}）", when=self.before_label), answer_in_words(self.item.id, before, self.questionnaire))]
        if self.reworded:
            made.append(NoteBlock("", _("前回から設問の言葉が変わっています。"), is_muted=True))
            if self.before_words:
                made.append(NoteBlock("", _("前回の段の言葉: {text}", text=self.before_words), is_muted=True))
        if before.evidence:
            made.append(
                NoteBlock(
                    "",
                    _("根拠: {text}", text=before.evidence),
                    is_muted=True,
                    is_long=True,
                    alone=_("前回の根拠: {text}", text=before.evidence),
                )
            )
        if before.comment:
            made.append(
                NoteBlock(
                    "",
                    _("コメント: {text}", text=before.comment),
                    is_muted=True,
                    is_long=True,
                    alone=_("前回のコメント: {text}", text=before.comment),
                )
            )
        return made


def _written(head: str, text: str, what: Beside) -> NoteBlock:
    return NoteBlock(head, text or _("まだありません"), what, is_muted=not text)
