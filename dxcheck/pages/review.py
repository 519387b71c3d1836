"""Before submitting: what deserves another look and every answer, and then the submission itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dxcheck.answering.gone import became_of_draft
from dxcheck.answering.review import blocks_of_version, news_of_version, review_blocks, review_summary, what_submitting_means
from dxcheck.assessment.confirming import confirmation_in_words, confirmed_said, standing_confirmation, still_asked
from dxcheck.assessment.draft_life import begun_and_touched, what_is_old
from dxcheck.assessment.resubmission import already_submitted
from dxcheck.assessment.scoring import compare
from dxcheck.assessment.speech import moved_said
from dxcheck.assessment.why_level import basis_told
from dxcheck.assessment.wording import answer_in_words
from dxcheck.desk import NoDraftError
from dxcheck.i18n import _
from dxcheck.model.snapshot import LONGEST_POST, asked_items
from dxcheck.model.text import cleaned_line

if TYPE_CHECKING:
    from dxcheck.model.snapshot import Draft, Snapshot
    from dxcheck.pages.maker import PageMaker
    from dxcheck.pages.pipe import PageAnswered


class AnsweredItem(NamedTuple):
    """An item with its answer, in a list of all."""

    id: str
    path: str
    title: str
    answer: str
    texts: tuple[tuple[str, str], ...]
    asked: str = ""
    """What whoever confirms asks about it, until somebody writes something there."""


def show_review(maker: PageMaker) -> PageAnswered:
    """Everything once more."""
    draft = maker.desk.draft()
    if draft is None:
        return maker.page("begin.html", _("まだ診断をはじめていません"))
    return _review(maker, draft, maker.desk.post, "", ())


def _review(
    maker: PageMaker, draft: Draft, answered_by: str, confirmed_by: str, faults: tuple[tuple[str, str], ...], *, first: str = ""
) -> PageAnswered:
    """The page; with the fields that something is wrong with and why, below what that means."""
    desk = maker.desk
    q = desk.questionnaire_for(draft.questionnaire)
    blocks = [*blocks_of_version(desk, draft), *review_blocks(desk, draft)]
    where = {item.id: f"d/{item.dimension}#{item.id}" for item in q.items}
    return maker.page(
        "review.html",
        _("提出前の確認") if not faults else _("まだ確認していません") if first else _("まだ提出していません"),
        status=200 if not faults else 422,
        first=first or _("まだ提出していません。次のところを確かめてください。"),
        faults=faults,
        summary=[
            review_summary(desk.readiness(draft)),
            begun_and_touched(desk.age(draft)),
            *what_is_old(desk.age(draft), desk.cycle),
            *([confirmed] if (confirmed := confirmation_in_words(draft, q)) else []),
            *news_of_version(desk, draft),
        ],
        blocks=[(one.heading, [(where.get(line.item, ""), line.head, line.text) for line in one.lines]) for one in blocks],
        changed=_changed(maker, draft),
        answers=_answers(maker, draft),
        counted=len(asked_items(q, draft.answers)),
        means=what_submitting_means(desk, draft),
        draft=draft,
        answered_by=answered_by,
        confirmed_by=confirmed_by or (stands.by if (stands := standing_confirmation(draft)) is not None else ""),
        longest=LONGEST_POST,
    )


def _changed(maker: PageMaker, draft: Draft) -> list[tuple[str, str, str]]:
    """What is not as it was last time: where it is, its title, and from what to what."""
    desk, before = maker.desk, maker.desk.previous(draft)
    if before is None:
        return []
    q = desk.questionnaire_for(draft.questionnaire)
    changes = compare(before.answers, desk.questionnaire_for(before.questionnaire), draft.answers, q).changes
    return [
        (
            f"d/{q.item_by_id[one.item].dimension}#{one.item}",
            str(q.item_by_id[one.item].title),
            moved_said(answer_in_words(one.item, one.before, q), answer_in_words(one.item, one.after, q))
            + (_("　（設問の言葉が変わっています）") if one.reworded else ""),
        )
        for one in changes
        if one.before.choice != one.after.choice and one.after.is_answered
    ]


def _answers(maker: PageMaker, draft: Draft) -> list[tuple[str, list[AnsweredItem]]]:
    """All answers by dimension."""
    q = maker.desk.questionnaire_for(draft.questionnaire)
    questions = {one.item: _("{who}から: {text}", who=one.by or _("確認者"), text=one.text) for one in still_asked(draft)}
    found = []
    for dimension in q.dimensions:
        inside = [
            AnsweredItem(
                item.id,
                f"d/{item.dimension}#{item.id}",
                str(item.title),
                answer_in_words(item.id, answer, q),
                tuple(
                    (name, text)
                    for name, text in (
                        (_("理由"), answer.reason),
                        basis_told(item.id, answer, q),
                        (_("根拠"), answer.evidence),
                        (_("コメント"), answer.comment),
                    )
                    if text
                ),
                questions.get(item.id, ""),
            )
            for item in asked_items(q, draft.answers)
            if item.dimension == dimension.id
            for answer in [draft.answer(item.id)]
        ]
        found.append((str(dimension.title), inside))
    return [one for one in found if one[1]]


def confirm(maker: PageMaker) -> PageAnswered:
    """Note that somebody looked the answers over as they stand on the page; of a draft that changed since nothing is noted."""
    desk, by = maker.desk, cleaned_line(maker.field("by"))[:LONGEST_POST]
    draft = desk.draft()
    if draft is None or draft.id != maker.field("draft"):
        return _gone(maker, maker.field("draft"))
    if draft.confirmed is not None and draft.confirmed.by == by and standing_confirmation(draft) is not None:  # the form came twice
        return maker.onward("review", confirmed_said())
    faults = [] if by else [("by", _("確認者の課・係・職名を入れてください。"))]
    if maker.field("revision") != str(draft.revision):
        faults.append(("h-answers", _("このページを開いたあとに、回答が変わっています。下の回答を確かめてから、もう一度押してください。")))
    if faults:
        return _review(maker, draft, desk.post, by, tuple(faults), first=_("まだ確認していません。次のところを確かめてください。"))
    desk.confirm(draft, by)
    return maker.onward("review", confirmed_said())


def submit(maker: PageMaker) -> PageAnswered:
    """Make the draft the cycle's result; of a form that comes twice the second leads to the same result."""
    desk, wanted = maker.desk, maker.field("draft")
    answered_by, confirmed_by = (cleaned_line(maker.field(name))[:LONGEST_POST] for name in ("answered_by", "confirmed_by"))
    draft = desk.draft()
    if draft is None or draft.id != wanted:
        return _gone(maker, wanted)
    faults = [] if answered_by else [("answered_by", _("回答者の課・係・職名を入れてください。"))]
    faults += [] if confirmed_by else [("confirmed_by", _("確認者の課・係・職名を入れてください。"))]
    if maker.field("revision") != str(draft.revision):
        faults.append(("h-answers", _("このページを開いたあとに、回答が変わっています。下の回答を確かめてから、もう一度押してください。")))
    if faults:
        return _review(maker, draft, answered_by, confirmed_by, tuple(faults))
    try:
        made = desk.submit(answered_by, confirmed_by, only=wanted)
    except NoDraftError:
        return _gone(maker, wanted)
    said = _("提出しました。おつかれさまでした。") if made.draft == wanted else already_submitted(made)
    return maker.onward(f"result/{made.id}", said)


def _gone(maker: PageMaker, draft: str) -> PageAnswered:
    """The draft is not there any more: its result, where it has one."""
    desk = maker.desk
    made: Snapshot | None = desk.kept_after_all(draft) if draft else None
    made = made or next((one for one in reversed(desk.snapshots()) if draft and one.draft == draft), None)
    if made is not None:
        return maker.onward(f"result/{made.id}", _("この下書きは、もう提出されています。"))
    return maker.simple(_("提出していません"), became_of_draft(desk, draft), status=409)
