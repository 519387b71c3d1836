"""Before submitting: what may deserve another look, filtered as the person likes, and then the submission itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.answering.gone import became_of_draft
from dxcheck.answering.review import ReviewLine, blocks_of_version, news_of_version, review_blocks, review_summary, what_submitting_means
from dxcheck.assessment.draft_life import begun_and_touched, what_is_old
from dxcheck.assessment.resubmission import already_submitted
from dxcheck.assessment.scoring import compare
from dxcheck.assessment.speech import moved_said
from dxcheck.assessment.wording import answer_in_words
from dxcheck.desk import NoDraftError
from dxcheck.i18n import N_, _, _n
from dxcheck.model.snapshot import LONGEST_POST, Snapshot
from dxcheck.plain.words import Saying

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.answering.review import ReviewBlock, ReviewKind
    from dxcheck.model.snapshot import Draft
    from dxcheck.plain.sitting import Sitting

_KINDS: Final[dict[str, tuple[ReviewKind, ...]]] = {
    "open": ("unanswered",),
    "unknown": ("unknown",),
    "jumps": ("jumps",),
    "evidence": ("without_evidence", "jumps"),
}
AT_REVIEW: Final = (
    Saying(
        "submit",
        ("s", "提出", "提出する", "submit"),
        N_("提出へ進む"),
        N_("回答者と確認者を入れて提出します。その前にやめることもできます"),
    ),
    Saying("all", ("a", "すべて", "全部", "all"), N_("すべて"), N_("気になる点をすべて読み上げます")),
    Saying("open", ("g", "未回答", "unanswered"), N_("未回答"), N_("まだ答えていない設問だけを読み上げます")),
    Saying("unknown", ("k", "わからない", "unknown"), N_("わからない"), N_("「わからない」とした設問だけを読み上げます")),
    Saying("changed", ("c", "変わった", "changed"), N_("前回から変わった設問"), N_("前回の診断結果から変わった設問だけを読み上げます")),
    Saying(
        "jumps",
        ("j", "大きく変わった", "jumps"),
        N_("大きく変わった設問"),
        N_("前回から大きく変わり、根拠がまだない設問だけを読み上げます"),
    ),
    Saying("evidence", ("e", "根拠なし", "根拠", "evidence"), N_("根拠なし"), N_("高いレベルで、根拠がまだない設問だけを読み上げます")),
)


class Reviewed(NamedTuple):
    """How a review ended."""

    item: str = ""
    """The item to go to; empty where none was chosen."""
    submitted: Snapshot | None = None
    """What was submitted; None where nothing was."""
    is_gone: bool = False
    """Whether the draft is not there any more."""


class Review:
    """The look over a draft."""

    def __init__(self, sitting: Sitting) -> None:
        self._s = sitting
        self._lines: list[ReviewLine] = []
        """What was numbered last."""

    def go(self) -> Reviewed:
        """Tell everything, then what is asked for, until the person goes elsewhere or submits."""
        there = self._s.keeper.draft
        wanted = "all"
        while True:
            draft = self._s.attempt(self._s.keeper.load)
            if draft is None:
                self._s.say(became_of_draft(self._s.desk, there.id) if there is not None else _("下書きがありません。"))
                return Reviewed(is_gone=True)
            there = draft
            if wanted:
                self._tell(draft, wanted)
            wanted = ""
            typed = self._s.ask(_("行の番号でその設問へ、s で提出へ、空の行で回答に戻ります:"), AT_REVIEW, most=None)
            if typed.action in ("", "back"):
                return Reviewed()
            if typed.action == "number":
                if chosen := self._chosen(int(typed.rest)):
                    return Reviewed(chosen)
            elif typed.action == "submit":
                done = self._submit(draft)
                if done is not None:
                    return done
            else:
                wanted = "all" if typed.action == "again" else typed.action

    def _chosen(self, number: int) -> str:
        if not 1 <= number <= len(self._lines):
            self._s.say(_("その番号の行はありません。"))
            return ""
        if not self._lines[number - 1].item:
            self._s.say(_("この行からは、設問に移れません。"))
        return self._lines[number - 1].item

    # -- what is said --------------------------------------------------------------------------------------------------

    def _tell(self, draft: Draft, wanted: str) -> None:
        desk, self._lines = self._s.desk, []
        if wanted == "changed":
            self._changed(draft)
            return
        every = [*blocks_of_version(desk, draft), *review_blocks(desk, draft)]
        if wanted == "all":
            age, cycle = desk.age(draft), desk.cycle
            self._s.say(
                "",
                _("提出前の確認"),
                review_summary(desk.readiness(draft)),
                begun_and_touched(age),
                *what_is_old(age, cycle),
                *desk.what_it_counts_for(),
                *news_of_version(desk, draft),
            )
            self._say_blocks(every)
            return
        blocks = [one for one in every if one.kind in _KINDS[wanted]]
        if blocks:
            self._say_blocks(blocks)
        else:
            self._s.say(_("当てはまる設問はありません。"))

    def _say_blocks(self, blocks: Sequence[ReviewBlock]) -> None:
        for block in blocks:
            self._s.say("", block.heading)
            for line in block.lines:
                self._lines.append(line)
                text = f"{line.head} {line.text}" if line.head else line.text
                self._s.say(_("{n}. {entry}", n=len(self._lines), entry=text))

    def _changed(self, draft: Draft) -> None:
        """What is not as it was last time, item by item."""
        desk = self._s.desk
        before, q = desk.previous(draft), desk.questionnaire_for(draft.questionnaire)
        if before is None:
            self._s.say(_("前回の診断結果がまだありません。"))
            return
        changes = compare(before.answers, desk.questionnaire_for(before.questionnaire), draft.answers, q).changes
        moved = [one for one in changes if one.before.choice != one.after.choice]
        self._s.say("", _n("前回から変わった設問　{n}問", "前回から変わった設問　{n}問", len(moved)))
        for one in moved:
            said = moved_said(answer_in_words(one.item, one.before, q), answer_in_words(one.item, one.after, q))
            if one.reworded:
                said += _("　（設問の言葉が変わっています）")
            self._lines.append(ReviewLine(one.item, said))
            title = q.item_by_id[one.item].title
            self._s.say(_("{n}. {id} {title}: {answer}", n=len(self._lines), id=one.item, title=title, answer=said))

    # -- submitting ----------------------------------------------------------------------------------------------------

    def _submit(self, draft: Draft) -> Reviewed | None:
        """Say what it means, ask who answered and who confirmed, ask once more, submit. None where it was not submitted and the draft is there."""
        desk = self._s.desk
        self._changed_in_short(draft)
        self._s.say("", _("診断を提出します"), *what_submitting_means(desk, draft))
        answered = self._post(_("回答者（課・係・職名）"), desk.post)
        confirmed = self._post(_("確認者（課・係・職名）"), "") if answered else ""
        if not confirmed or not self._s.confirm(_("回答者「{by}」、確認者「{confirmed}」で提出しますか", by=answered, confirmed=confirmed)):
            self._s.say(_("提出しませんでした。回答は下書きに残っています。"))
            return None
        made: list[Snapshot] = []

        def submit() -> bool:
            try:
                made.append(desk.submit(answered, confirmed, only=draft.id))
            except NoDraftError:
                return False
            return True

        if not self._s.keep(submit, said=lambda: _("提出しました。おつかれさまでした。") if made else ""):
            kept = self._s.attempt(lambda: desk.kept_after_all(draft.id))
            if kept is None:
                return None
            self._s.say(_("提出は、保存されていました。"))
            made.append(kept)
        self._s.attempt(self._s.keeper.load)
        if not made:
            self._s.say(became_of_draft(desk, draft.id))
            return Reviewed(is_gone=True)
        if made[0].draft != draft.id:
            self._s.say(already_submitted(made[0]))
        return Reviewed(submitted=made[0])

    def _changed_in_short(self, draft: Draft) -> None:
        """How far it differs from last time, before it is final."""
        if self._s.desk.previous(draft) is not None:
            self._changed(draft)

    def _post(self, name: str, now: str) -> str:
        """A post; empty where the person does not go on."""
        return self._s.write_line(_("{name}。空の行でやめる", name=name) if not now else name, now, longest=LONGEST_POST) or ""
