"""照会 as plain pages: asking sections of the own municipality, how far they are, and taking over what came back."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from dxcheck.assessment.findings_in_words import taken_back_words
from dxcheck.casework.asked import ask_in_words, items_in_words, side_by_side, spread_in_words
from dxcheck.casework.due import asks_are_near
from dxcheck.desk.asking import AskError
from dxcheck.i18n import _, _n
from dxcheck.model.snapshot import LONGEST_POST, LONGEST_TEXT
from dxcheck.model.text import cleaned_line
from dxcheck.model.typed_day import DayReader
from dxcheck.pages.fields import mark_of_last

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from dxcheck.casework.asked import Gathered
    from dxcheck.casework.asking import AskWithAnswers
    from dxcheck.desk import StaffDesk
    from dxcheck.pages.maker import PageMaker
    from dxcheck.pages.pipe import PageAnswered


class SentAsk(NamedTuple):
    """An ask as those see it who sent it."""

    id: str
    title: str
    about: str
    letter: list[str]
    is_open: bool
    """Whether its section may write."""
    can_ask_back: bool
    turns: int
    """How often it has changed hands: a form of before is told from one of now."""


class GivenBack(NamedTuple):
    """The answers to an item, to choose from."""

    item: str
    title: str
    spread: str
    answers: list[tuple[str, str]]
    is_taken: bool
    offered: str
    """What is chosen unless somebody chooses otherwise: the answer, where all agree; else none."""
    seen: str
    """Tells these answers, and the draft's, from others."""


def show_asking(maker: PageMaker) -> PageAnswered:
    """Every ask of the cycle, what came back, and a form for another."""
    return _page(maker, {}, ())


def _page(maker: PageMaker, typed: dict[str, str], faults: Sequence[tuple[str, str]]) -> PageAnswered:
    desk = maker.desk
    there = desk.asked_now()
    q = desk.asked_questionnaire
    return maker.page(
        "asking.html",
        _("照会") if not faults else _("まだ照会していません"),
        status=422 if faults else 200,
        faults=faults,
        near=asks_are_near(there, desk.now.date()),
        asks=[_sent(desk, one) for one in there],
        gathered=[_given_back(one, desk) for one in desk.gathered()],
        last=mark_of_last(desk.last_taken_over()),
        dimensions=[(one, str(q.dimension_by_id[one].title)) for one, items in q.items_by_dimension.items() if items],
        known=desk.known_posts(),
        typed={"dimension": "", "post": "", "due": "", "reason": "", **typed},
        longest=(LONGEST_POST, LONGEST_TEXT),
    )


def _sent(desk: StaffDesk, one: AskWithAnswers) -> SentAsk:
    ask = one.ask
    what = items_in_words(ask, desk.questionnaire_for(ask.questionnaire))
    title = _("{post}: {text}", post=ask.post, text=what)
    text = desk.letter(ask.id).splitlines() if ask.is_open else []
    return SentAsk(ask.id, title, ask_in_words(one, desk.now.date()), text, ask.is_open, ask.state == "handed", len(ask.turns))


def _given_back(one: Gathered, desk: StaffDesk) -> GivenBack:
    q = desk.asked_questionnaire
    title = str(q.item_by_id[one.item].title)
    offered = "" if one.needs_deciding else one.given[0].ask.id
    return GivenBack(one.item, title, spread_in_words(one, q), side_by_side(one, q), one.is_taken_over, offered, _sum(one))


def _sum(one: Gathered) -> str:
    """A short sum of what the sections say and of what the draft says."""
    said = ([(given.ask.id, given.entry) for given in one.given], one.stands)
    return hashlib.sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()[:12]


def send_ask(maker: PageMaker) -> PageAnswered:
    """Ask a section a dimension's items until a day; whoever presses twice has asked once."""
    desk = maker.desk
    typed = {name: maker.field(name) for name in ("dimension", "post", "due", "reason")}
    post, reader = cleaned_line(typed["post"])[:LONGEST_POST], DayReader(desk.now.date(), "coming")
    items = [one.id for one in desk.asked_questionnaire.items_by_dimension.get(typed["dimension"], ())]
    faults = [] if items else [("dimension", _("照会する分野を選んでください。"))]
    faults += [] if post else [("post", _("照会先の課・係を入れてください。個人の名前は入れないでください。"))]
    faults += [("due", fault)] if (fault := reader.fault(typed["due"].strip())) else []
    if faults:
        return _page(maker, typed, faults)
    said = _n("{post}に{n}問を照会しました。", "{post}に{n}問を照会しました。", len(items), post=post)
    due = reader.read(typed["due"].strip())
    if not _is_there(desk, items, post, due):
        try:
            desk.ask(items, [post], due, typed["reason"])
        except AskError as refused:
            return _page(maker, typed, [("post", str(refused))])
    return maker.onward("asking", said)


def _is_there(desk: StaffDesk, items: Sequence[str], post: str, due: dt.date) -> bool:
    """Whether just this was asked already and is still open."""
    wanted = (post, set(items), due)
    return any(one.ask.is_open and (one.ask.post, set(one.ask.items), one.ask.due) == wanted for one in desk.asked_now())


def change_ask(maker: PageMaker, ask: str) -> PageAnswered:
    """Ask a section once more, or end its ask; a form that was made before it changed hands does nothing."""
    desk = maker.desk
    one = next((one.ask for one in desk.asked_now() if one.ask.id == ask), None)
    if one is None or maker.field("turns") != str(len(one.turns)):
        return maker.onward("asking", _("このページを開いたあとに、照会の状態が変わっています。いまの内容を確かめてください。"))
    if maker.field("what") == "end":
        desk.end_ask(ask)
        return maker.onward("asking", _("{post}への照会を終わりにしました。", post=one.post))
    try:
        desk.ask_back(ask, maker.field("text"))
    except AskError as refused:
        return maker.unsaved(str(refused), status=422)
    return maker.onward("asking", _("{post}に聞き返しました。", post=one.post))


def take_answers(maker: PageMaker) -> PageAnswered:
    """Take what was chosen over into the draft; what is said otherwise by now is not taken, and named."""
    desk, there = maker.desk, maker.desk.gathered()
    wanted = {one.item: ask for one in there if (ask := maker.field(f"take.{one.item}")) in {given.ask.id for given in one.given}}
    as_seen = {one.item for one in there if maker.field(f"seen.{one.item}") == _sum(one)}
    chosen = {item: ask for item, ask in wanted.items() if item in as_seen}
    made = desk.take_over(there, chosen)
    twice = {one.item for one in there if one.is_taken_over}
    late = [item for item in wanted if item not in as_seen and item not in twice] + list(made.meanwhile)
    said = [_n("{n}問を下書きに取り込みました。", "{n}問を下書きに取り込みました。", len(made.taken))] if made.taken else []
    said += [_("確かめているあいだに変えられたので、取り込んでいません: {what}", what=_("、").join(late))] if late else []
    return maker.onward("asking", " ".join(said) or _("新しく取り込むものはありませんでした。"))


def take_answers_back(maker: PageMaker) -> PageAnswered:
    """Take the last taking over back, once."""
    desk = maker.desk
    last = desk.last_taken_over()
    if last is None or mark_of_last(last) != maker.field("last"):
        return maker.onward("asking", _("元に戻せる取り込みがありません。"))
    back = desk.take_answers_back(last)
    return maker.onward("asking", " ".join(taken_back_words(len(back.items), len(back.since_changed))))
