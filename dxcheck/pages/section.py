"""The plain pages of a section that is asked something (照会): what it is asked, the items of each ask on one page, and handing the answers back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dxcheck.answering.keeping import DirectKeeper
from dxcheck.casework.asked import answered_of, ask_in_words, items_in_words
from dxcheck.casework.due import ask_is_near
from dxcheck.i18n import _, _n
from dxcheck.pages.dimension import AnswersPage, PageHead, save_answers
from dxcheck.pages.maker import PageFrame

if TYPE_CHECKING:
    from dxcheck.casework.asking import AskWithAnswers
    from dxcheck.desk.asked import AskedDesk
    from dxcheck.desk.section import SectionDesk
    from dxcheck.pages.pipe import PageAnswered


class SectionMaker(PageFrame):
    """Makes the pages of a section."""

    def __init__(self, desk: SectionDesk) -> None:
        super().__init__(desk.municipality.code)
        self.desk = desk

    def at(self, ask: str) -> AskedDesk | None:
        """The desk at one of its asks."""
        try:
            return self.desk.at(ask)
        except LookupError:
            return None


class ShownAsk(NamedTuple):
    """An ask with what can be done about it."""

    id: str
    title: str
    about: list[str]
    question: str
    is_open: bool
    can_reopen: bool
    left: str
    seen: str
    """Tells its newest question from others."""


def show_asks(maker: SectionMaker) -> PageAnswered:
    """What the section is asked, what is due first at first."""
    asks = [_shown(maker, one) for one in maker.desk.asked()]
    return maker.page("asks.html", _("照会された設問"), post=maker.desk.post, is_demo=maker.desk.is_demo, asks=asks)


def _shown(maker: SectionMaker, one: AskWithAnswers) -> ShownAsk:
    ask = one.ask
    about = [ask_in_words(one, maker.desk.now.date())]
    about += [near] if (near := ask_is_near(ask, maker.desk.now.date())) else []
    about += [_("{by}から: {reason}", by=ask.asked_by or _("企画担当"), reason=ask.reason)] if ask.reason else []
    question = _("お尋ね: {text}", text=ask.question.text) if ask.question is not None else ""
    open_items = len(ask.items) - answered_of(one)
    left = _n(
        "まだ答えていない設問が{n}問あります。このままでも返せます。",
        "まだ答えていない設問が{n}問あります。このままでも返せます。",
        open_items,
    )
    title = items_in_words(ask, maker.desk.at(ask.id).questionnaire_for(ask.questionnaire))
    return ShownAsk(ask.id, title, about, question, ask.is_open, ask.state == "handed", left if open_items else "", _newest(one))


def _newest(one: AskWithAnswers) -> str:
    """Tells the newest question of an ask from others; empty where nothing was asked back."""
    question = one.ask.question
    return str(len(one.ask.turns)) if question is not None else ""


def _page(maker: SectionMaker, desk: AskedDesk) -> tuple[AnswersPage, PageHead]:
    keeper = DirectKeeper(desk)
    keeper.load()
    shown = _shown(maker, desk.asked())
    return AnswersPage(maker, desk, keeper), PageHead(shown.title, [*shown.about, *filter(None, [shown.question])], f"ask/{desk.id}")


def show_ask(maker: SectionMaker, ask: str) -> PageAnswered:
    """The items of an ask."""
    desk = maker.at(ask)
    if desk is None:
        return maker.simple(_("ページが見つかりません。"), status=404)
    page, head = _page(maker, desk)
    return page.show({}, head=head)


def save_ask(maker: SectionMaker, ask: str) -> PageAnswered:
    """What was entered there. What was handed back takes nothing more, and the form comes back."""
    desk = maker.at(ask)
    if desk is None:
        return maker.unsaved(_("この照会は、もうありません。"), status=409)
    page, head = _page(maker, desk)
    return save_answers(maker, page, head)


def turn_ask(maker: SectionMaker, ask: str) -> PageAnswered:
    """Hand an ask's answers back, or take them back to go on; a form that comes twice does nothing the second time."""
    desk = maker.at(ask)
    if desk is None:
        return maker.onward("", _("この照会は、もうありません。"))
    if maker.field("what") == "hand":
        newest = _newest(desk.asked())
        if newest and maker.field("seen") != newest:
            return maker.onward(
                "",
                _("このページを開いたあとに、企画担当からのお尋ねが届きました。読んでから、もう一度返してください。まだ返していません。"),
            )
        desk.hand_back()
        return maker.onward("", _("回答を返しました。ありがとうございました。"))
    desk.take_back()
    return maker.onward(f"ask/{ask}", _("回答を取り戻しました。直したら、もう一度返してください。"))
