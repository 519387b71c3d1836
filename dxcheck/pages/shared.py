"""What specialists and the municipality tell each other: returns, observations, and records of visits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dxcheck.casework.model import ACTION_STATES, VISIT_KINDS
from dxcheck.casework.waiting import SharedObservation, SharedReturn
from dxcheck.casework.wording import record_in_words, step_in_words, which_snapshot
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    from dxcheck.desk import StaffDesk
    from dxcheck.pages.maker import PageMaker
    from dxcheck.pages.pipe import PageAnswered


class WaitingEntry(NamedTuple):
    """A return or an observation."""

    key: str
    head: str
    text: str
    about: str
    snapshot: str
    is_settled: bool


def show_waiting(maker: PageMaker) -> PageAnswered:
    """Returns first, then observations, the newest snapshot's first; what waits before what is dealt with."""
    entries = [_entry(maker.desk, one) for one in _every(maker.desk)]
    return maker.page(
        "waiting.html",
        _("所見と差戻し"),
        entries=[*(one for one in entries if not one.is_settled), *(one for one in entries if one.is_settled)],
    )


def _every(desk: StaffDesk) -> list[SharedReturn | SharedObservation]:
    return [*desk.every_return(), *sorted(desk.every_observation(), key=lambda one: -one.snapshot.seq)]


def _entry(desk: StaffDesk, one: SharedReturn | SharedObservation) -> WaitingEntry:
    which = which_snapshot(one.snapshot) + desk.before_merger(one.snapshot)
    if isinstance(one, SharedObservation):
        said = one.observation
        item = desk.questionnaire_for(one.snapshot.questionnaire).item_by_id.get(said.item)
        head = _("所見: {item}", item=item.title if item else said.item)
        key, text, at, by = f"o-{said.at:%Y%m%d%H%M%S%f}-{said.item}", said.text, said.at, said.by
        settled_at, settled_by = said.settled_at, said.settled_by
    else:
        back = one.returned
        head = _("差戻し")
        key, text, at, by = f"r-{back.at:%Y%m%d%H%M%S%f}", back.reason, back.at, back.by
        settled_at, settled_by = back.settled_at, back.settled_by
        if one.items:
            text += "\n" + _("見直してほしい設問: {items}", items="、".join(one.items))
    about = _("{day}　{by}　対象: {which}", day=long_date(at), by=by, which=which)
    if settled_at is not None:
        about += _("　対応済み（{day} {by}）", day=long_date(settled_at), by=settled_by or _("市町"))
    elif not one.is_open:
        about += _("　答えが提出されています")
    return WaitingEntry(key, head, text, about, one.snapshot.id, settled_at is not None)


def settle_entry(maker: PageMaker) -> PageAnswered:
    """Mark one as dealt with, or take the mark back; what the form says is what it becomes, however often it comes."""
    wanted, done = maker.field("key"), maker.field("done") == "1"
    one = next((one for one in _every(maker.desk) if _entry(maker.desk, one).key == wanted), None)
    if one is not None and _entry(maker.desk, one).is_settled == done:  # the form came twice
        return maker.onward("waiting", _("対応済みにしました。") if done else _("待っているものに戻しました。"))
    if one is None or not maker.desk.settle(one.observation if isinstance(one, SharedObservation) else one.returned, done=done):
        return maker.onward("waiting", _("書き直されたか、ほかの方が印をつけました。いまの内容を確かめてください。"))
    return maker.onward("waiting", _("対応済みにしました。") if done else _("待っているものに戻しました。"))


def show_visits(maker: PageMaker) -> PageAnswered:
    """Records of past visits, the newest first."""
    desk = maker.desk
    actions = desk.actions()
    asked = desk.asked_by(actions)
    visits = [
        (
            _("{day}　{kind}", day=long_date(one.date), kind=_(VISIT_KINDS[one.kind])),
            record_in_words(one),
            [
                _("{step}（{state}）", step=step_in_words(action, asked[action.id]), state=_(ACTION_STATES[action.state]))
                for action in actions
                if action.visit == one.id
            ],
        )
        for one in desk.records()
    ]
    return maker.page("visits.html", _("訪問記録"), visits=visits)
