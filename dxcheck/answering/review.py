"""What is looked at once more before a draft is submitted, and what is said when it is: nothing here keeps anybody from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from dxcheck.assessment.draft_life import KEPT_ASIDE, what_is_old
from dxcheck.assessment.new_version import newer_version_there, old_version_may_be_finished, what_moving_means
from dxcheck.assessment.resubmission import what_is_lost
from dxcheck.assessment.scoring import dimension_scores
from dxcheck.assessment.wording import evidence_in_words
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dxcheck.assessment.readiness import Readiness
    from dxcheck.desk import StaffDesk
    from dxcheck.model.snapshot import Draft
    from dxcheck.questionnaire import Questionnaire

ReviewKind = Literal[
    "without_mean",
    "given_back",
    "carried_over",
    "copied",
    "disputed",
    "unanswered",
    "unknown",
    "jumps",
    "without_evidence",
    "reworded",
    "gone",
    "new",
]
"""Why a line deserves another look."""


class ReviewLine(NamedTuple):
    """A line that leads to an item."""

    item: str
    """Its id; empty where the line leads nowhere."""
    text: str
    head: str = ""
    """What the line begins with: the item's id, also of one that cannot be gone to."""


class ReviewBlock(NamedTuple):
    """Lines that deserve another look for one reason."""

    kind: ReviewKind
    heading: str
    lines: tuple[ReviewLine, ...]


def review_summary(ready: Readiness) -> str:
    """How much is answered, and whether anything deserves another look."""
    total = _("{asked}問のうち{n}問に回答しました。", asked=ready.asked, n=ready.answered)
    if ready.unanswered or ready.unknown or ready.jumps or ready.without_evidence:
        return total + _("下の行は確かめの手がかりです。このままでも提出できます。")
    return total + _("気になる点はありません。このまま提出できます。")


def news_of_version(desk: StaffDesk, draft: Draft) -> list[str]:
    """That there is a newer version, what moving to it means and how it is done, the most important first; nothing where there is none."""
    news = desk.news(draft)
    if news is None:
        return []
    how = _("新しい版に移すときは、ホームの「新しい版に移す」（m）を選んでください。")
    return [newer_version_there(news), *what_moving_means(news, draft), how + old_version_may_be_finished(KEPT_ASIDE)]


def blocks_of_version(desk: StaffDesk, draft: Draft) -> list[ReviewBlock]:
    """Every item that a newer version asks otherwise; nothing where there is none."""
    news = desk.news(draft)
    if news is None:
        return []

    def lines(items: Iterable[str], questionnaire: Questionnaire, *, there: bool) -> tuple[ReviewLine, ...]:
        return tuple(ReviewLine(one if there else "", str(questionnaire.item_by_id[one].title), one) for one in items)

    n, gone, new = len(news.reworded), len(news.gone), len(news.new)
    return _filled(
        ReviewBlock(
            "reworded",
            _n("新しい版で言葉が変わる設問　{n}問", "新しい版で言葉が変わる設問　{n}問", n),
            lines(news.reworded, news.older, there=True),
        ),
        ReviewBlock(
            "gone", _n("新しい版でなくなる設問　{n}問", "新しい版でなくなる設問　{n}問", gone), lines(news.gone, news.older, there=True)
        ),
        ReviewBlock("new", _n("新しい版で増える設問　{n}問", "新しい版で増える設問　{n}問", new), lines(news.new, news.newer, there=False)),
    )


def review_blocks(desk: StaffDesk, draft: Draft) -> list[ReviewBlock]:
    """What deserves another look, those of one reason together; reasons that nothing is found for are left out."""
    ready, q = desk.readiness(draft), desk.questionnaire_for(draft.questionnaire)
    cycle = desk.cycle

    def line(item: str, more: str = "") -> ReviewLine:
        return ReviewLine(item, f"{q.item_by_id[item].title}{more}", item)

    def lines(items: Iterable[str]) -> tuple[ReviewLine, ...]:
        return tuple(line(one) for one in dict.fromkeys(items) if one in q.item_by_id)

    carried = desk.age(draft).carried_over.items()
    return _filled(
        _without_mean(ready, draft, q),
        ReviewBlock(
            "given_back",
            _("専門官が見直してほしい設問"),
            lines(item for one in desk.returns_of(draft.questionnaire) for item in one.items),
        ),
        ReviewBlock(
            "carried_over",
            _("{cycle}に入ってから見直していない設問", cycle=cycle.label),
            tuple(line(one, _("　{day}の回答", day=long_date(day))) for one, day in carried if one in q.item_by_id),
        ),
        ReviewBlock(
            "copied",
            _n("前回の回答を写した設問　{n}問", "前回の回答を写した設問　{n}問", len(draft.copied)),
            lines(draft.copied),
        ),
        ReviewBlock(
            "disputed",
            _("訂正を始めたあとに、ほかの人も変えて提出した設問（提出すると、こちらの回答になります）"),
            lines(desk.disputed(draft)),
        ),
        ReviewBlock("unanswered", _n("未回答　{n}問", "未回答　{n}問", len(ready.unanswered)), lines(ready.unanswered)),
        ReviewBlock(
            "unknown",
            _n(
                "わからない　{n}問（「話し合う項目」として結果に残ります）",
                "わからない　{n}問（「話し合う項目」として結果に残ります）",
                len(ready.unknown),
            ),
            lines(ready.unknown),
        ),
        ReviewBlock(
            "jumps",
            _("前回から{jump}段以上変わり、根拠がまだない設問", jump=q.scale.jump),
            tuple(line(j.item, _("　{before} から {after} へ", before=as_level(j.before), after=as_level(j.after))) for j in ready.jumps),
        ),
        ReviewBlock(
            "without_evidence",
            _("{levels}で、根拠がまだない設問（自己申告として残ります）", levels=evidence_in_words(q)),
            lines(ready.without_evidence),
        ),
    )


def _without_mean(ready: Readiness, draft: Draft, questionnaire: Questionnaire) -> ReviewBlock:
    """The dimensions that would have no mean, each leading to its first open item."""
    scores = dimension_scores(draft.answers, questionnaire)
    lines = []
    for dimension in ready.without_mean:
        score = scores[dimension]
        first = next((i.id for i in questionnaire.items_by_dimension[dimension] if i.id in ready.unanswered), "")
        title = questionnaire.dimension_by_id[dimension].title
        said = _("{title}　{all}問のうち{n}問にレベルのある回答", title=title, n=score.answered, all=score.applicable)
        lines.append(ReviewLine(first, said))
    return ReviewBlock("without_mean", _("平均が出ない分野（回答が半分に届いていません）"), tuple(lines))


def _filled(*blocks: ReviewBlock) -> list[ReviewBlock]:
    return [one for one in blocks if one.lines]


def what_submitting_means(desk: StaffDesk, draft: Draft) -> Sequence[str]:
    """What to know before a draft becomes the cycle's result, and who will see it."""
    standing = desk.submitted_in(desk.cycle)
    lines = [_("提出すると、この内容が今期（{cycle}）の診断結果になります。", cycle=desk.cycle.label)]
    if standing is not None:
        lines += [_("今期すでに提出したものは「訂正前」として残り、今回のものに置き換わります。"), *what_is_lost(standing, draft.answers)]
    if (news := desk.news(draft)) is not None:
        lines.append(newer_version_there(news) + _("このまま、前の版の回答として提出されます。"))
    lines += [*what_is_old(desk.age(draft), desk.cycle)[-1:], *desk.what_it_counts_for()]
    return [
        *lines,
        _(
            "見られるのは、{municipality}の職員、担当の専門官、センターだけです。ほかの市町には見えません。",
            municipality=desk.municipality,
        ),
        _("個人の名前ではなく、課・係・職名を入れてください。"),
    ]
