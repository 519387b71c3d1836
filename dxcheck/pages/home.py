"""Home: where things stand, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from dxcheck.answering.cycle_told import cycle_said
from dxcheck.assessment.confirming import confirmation_in_words, still_asked
from dxcheck.assessment.draft_life import begun_and_touched, what_is_old
from dxcheck.assessment.new_version import newer_version_there
from dxcheck.casework.asked import how_asks_stand
from dxcheck.casework.stocktaking import total_in_words
from dxcheck.casework.wording import how_many_wait, return_in_words
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import LONGEST_POST, asked_items
from dxcheck.model.text import cleaned_line

if TYPE_CHECKING:
    from dxcheck.desk import StaffDesk
    from dxcheck.model.snapshot import Draft, Snapshot
    from dxcheck.pages.maker import PageMaker
    from dxcheck.pages.pipe import PageAnswered


class DimensionStanding(NamedTuple):
    """How much of a dimension is answered."""

    id: str
    title: str
    answered: int
    asked: int


def show_home(maker: PageMaker) -> PageAnswered:
    """Where everything begins."""
    desk = maker.desk
    draft, latest, submitted = desk.draft(), desk.latest(), desk.submitted_in(desk.cycle)
    return maker.page(
        "home.html",
        _("ホーム"),
        town=str(desk.municipality),
        is_demo=desk.is_demo,
        cycle=_cycle(desk, submitted),
        returns=[return_in_words(one, desk.before_merger(one.snapshot)) for one in desk.open_returns()],
        draft=_draft(desk, draft) if draft is not None else [],
        dimensions=standing(desk, draft) if draft is not None else [],
        onward=maker.open_dimension(draft) if draft is not None else "",
        is_submitted=submitted is not None,
        size=(len(desk.questionnaire.dimensions), len(desk.questionnaire.items)),
        latest=_("{cycle}　{day}提出", cycle=latest.cycle.label, day=long_date(latest.submitted_at)) if latest is not None else "",
        places=_places(desk, latest),
        post=desk.post,
        longest=LONGEST_POST,
    )


def _places(desk: StaffDesk, latest: Snapshot | None) -> list[tuple[str, str, str]]:
    """Every other page: where it is, its name, and what waits there."""
    actions, notes, records = desk.actions(), desk.open_observations(), desk.records()
    kept = [one for one in actions if one.state != "dropped"]
    done = sum(one.state == "done" for one in kept)
    some = _n("取組 {n}件のうち{done}件ができました。", "取組 {n}件のうち{done}件ができました。", len(kept), done=done) if kept else ""
    replied = sum(one.state == "answered" for one in desk.wishes.open())
    waits = how_many_wait([], notes, latest) if notes else ""
    asked = desk.asked_now()
    waiting = sum(not one.is_taken_over for one in desk.gathered()) if asked else 0
    name = _("いまの診断票: {title}", title=desk.instruments.name) if desk.instruments.name else ""
    short = [("quick", _("かんたん診断"), _("短い質問に答えると、最初の一歩がわかります。提出はされません"))] if desk.has_quick else []
    return [
        *short,
        ("progress", _("推移"), ""),
        ("history", _("これまでの診断結果"), ""),
        ("actions", _("取組"), some),
        ("waiting", _("所見と差戻し"), waits),
        ("visits", _("訪問記録"), _n("{n}件", "{n}件", len(records)) if records else ""),
        ("wish", _("相談"), _n("返事が届いています: {n}件", "返事が届いています: {n}件", replied) if replied else ""),
        ("work", _("業務の棚卸し"), total_in_words(works) if (works := desk.stocktaking.works()) else ""),
        ("asking", _("照会"), how_asks_stand(asked, waiting) if asked else ""),
        ("sheet", _("Excelの記入表"), _("担当課に書いてもらい、返ってきた表を取り込みます")),
        ("questionnaires", _("診断票を選ぶ"), name),
        ("files", _("資料と図"), _("引継ぎパックと図を保存できます")),
        ("draft", _("下書き"), _("取りやめる、元に戻す、新しい版に移す")),
    ]


def standing(desk: StaffDesk, draft: Draft) -> list[DimensionStanding]:
    """The dimensions in their order, each with how much of it is answered."""
    q = desk.questionnaire_for(draft.questionnaire)
    asked = asked_items(q, draft.answers)
    made = []
    for one in q.dimensions:
        inside = [item for item in asked if item.dimension == one.id]
        made.append(DimensionStanding(one.id, str(one.title), sum(draft.answer(item.id).is_answered for item in inside), len(inside)))
    return [one for one in made if one.asked]


def give_post(maker: PageMaker) -> PageAnswered:
    """課・係・職名 of whoever answers; kept for this login."""
    desk = maker.desk
    desk.post = cleaned_line(maker.field("post"))[:LONGEST_POST]
    said = _("回答者を「{post}」にしました。", post=desk.post) if desk.post else _("回答者を空にしました。")
    return msgspec.structs.replace(maker.onward("", said), post=desk.post)


def _draft(desk: StaffDesk, draft: Draft) -> list[str]:
    done, of = (sum(part) for part in zip(*((one.answered, one.asked) for one in standing(desk, draft)), strict=True))
    age, news = desk.age(draft), desk.news(draft)
    said = [_("答えている途中の診断があります。{all}問のうち{done}問に回答しました。", done=done, all=of)]
    confirmed = confirmation_in_words(draft, desk.questionnaire_for(draft.questionnaire))
    said += [begun_and_touched(age), *what_is_old(age, desk.cycle), *([confirmed] if confirmed else [])]
    said += [newer_version_there(news)] if news is not None else []
    asked = len(still_asked(draft))
    return said + (
        [_n("確認者から聞かれている設問が{n}問あります。", "確認者から聞かれている設問が{n}問あります。", asked)] if asked else []
    )


def _cycle(desk: StaffDesk, submitted: Snapshot | None) -> list[str]:
    """Which cycle it is, until when, and what the centre says."""
    said = cycle_said(desk, submitted)
    message = desk.schedule.message(desk.cycle)
    return [*said, *([_("センターから: {message}", message=message)] if message else [])]
