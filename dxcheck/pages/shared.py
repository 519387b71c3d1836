"""What specialists and the municipality tell each other: returns, observations, and records of visits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dxcheck.casework.model import ACTION_STATES, LONGEST_STEP, MONEY, VISIT_KINDS
from dxcheck.casework.waiting import SharedObservation, SharedReturn
from dxcheck.casework.wording import record_in_words, response_in_words, step_in_words, which_snapshot
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import LONGEST_POST, LONGEST_TEXT
from dxcheck.model.text import cleaned, cleaned_line
from dxcheck.model.typed_day import DayReader

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
    step: str = ""
    """Of an observation that waits for an answer: the step that an action on it begins with."""


def show_waiting(maker: PageMaker) -> PageAnswered:
    """Returns first, then observations, the newest snapshot's first; what waits before what is dealt with."""
    entries = [_entry(maker.desk, one) for one in _every(maker.desk)]
    return maker.page(
        "waiting.html",
        _("所見と差戻し"),
        entries=[*(one for one in entries if not one.is_settled), *(one for one in entries if one.is_settled)],
        money=[("", _("未定")), *((id_, _(name)) for id_, name in MONEY.items())],
        post=maker.desk.post,
        longest=(LONGEST_STEP, LONGEST_POST, LONGEST_TEXT),
    )


def _every(desk: StaffDesk) -> list[SharedReturn | SharedObservation]:
    return [*desk.every_return(), *sorted(desk.every_observation(), key=lambda one: -one.snapshot.seq)]


def _entry(desk: StaffDesk, one: SharedReturn | SharedObservation) -> WaitingEntry:
    which, answer, step = which_snapshot(one.snapshot) + desk.before_merger(one.snapshot), "", ""
    if isinstance(one, SharedObservation):
        said = one.observation
        item = desk.questionnaire_for(one.snapshot.questionnaire).item_by_id.get(said.item)
        head = _("所見: {item}", item=item.title if item else said.item)
        key, text, at, by = f"o-{said.at:%Y%m%d%H%M%S%f}-{said.item}", said.text, said.at, said.by
        settled_at, settled_by = None, ""
        answer = response_in_words(said, desk.actions(), desk.questionnaire_for(one.snapshot.questionnaire))
        if one.is_open:
            step = desk.lifted_by(one)[1] or said.text.split("\n")[0][:LONGEST_STEP]
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
    elif isinstance(one, SharedReturn) and not one.is_open:
        about += _("　答えが提出されています")
    if answer:
        about += "\n" + _("返事　{answer}", answer=answer)
    return WaitingEntry(key, head, text, about, one.snapshot.id, settled_at is not None or bool(answer), step)


def settle_entry(maker: PageMaker) -> PageAnswered:
    """Mark a return as dealt with, answer an observation, or take that back; what the form says is what it becomes, however often it comes."""
    desk, wanted, what = maker.desk, maker.field("key"), maker.field("what")
    one = next((one for one in _every(desk) if _entry(desk, one).key == wanted), None)
    if one is None:
        return maker.onward("waiting", _changed())
    is_back = what == "back"
    said = _("待っているものに戻しました。") if is_back else _("対応済みにしました。")
    if isinstance(one, SharedObservation) and not is_back:
        return _respond(maker, one, what)
    if _entry(desk, one).is_settled != is_back:  # the form came twice
        return maker.onward("waiting", said)
    stood = desk.settle(one.observation if isinstance(one, SharedObservation) else one.returned, done=not is_back)
    return maker.onward("waiting", said if stood else _changed())


def _respond(maker: PageMaker, one: SharedObservation, what: str) -> PageAnswered:
    """One of the three answers that an observation waits for; whoever forgot something is told, with all that was typed."""
    desk, said = maker.desk, _("返事を専門官に届けました。")
    if not one.is_open:
        return maker.onward("waiting", said)
    if what == "done":
        return maker.onward("waiting", said if desk.respond([one], "done") else _changed())
    if what == "not_now":
        if not (reason := cleaned(maker.field("reason"))[:LONGEST_TEXT]):
            return maker.unsaved(_("いまはしない理由を書いてください。"), status=422)
        return maker.onward("waiting", said if desk.respond([one], "not_now", reason) else _changed())
    step, owner = cleaned_line(maker.field("step"))[:LONGEST_STEP], cleaned_line(maker.field("owner"))[:LONGEST_POST]
    reader, typed = DayReader(desk.now.date(), "coming"), maker.field("due").strip()
    faults = [] if step else [_("取組の内容を書いてください。")]
    faults += [reader.fault(typed)] if typed and reader.fault(typed) else []
    if faults:
        return maker.unsaved(*faults, status=422)
    money = next((name for name in MONEY if name == maker.field("money")), None)
    stood = desk.take_on([one], step, owner, reader.read(typed) if typed else None, money)
    return maker.onward("waiting", said if stood else _changed())


def _changed() -> str:
    return _("書き直されたか、ほかの方が印をつけました。いまの内容を確かめてください。")


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
