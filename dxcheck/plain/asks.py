"""照会, line by line: asking other sections, seeing who has answered, and taking over what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.assessment.findings_in_words import taken_back_words, to_be_taken_back_words
from dxcheck.casework.asked import ask_in_words, items_in_words, side_by_side, spread_in_words
from dxcheck.casework.due import asks_are_near
from dxcheck.i18n import N_, _, _n
from dxcheck.model.snapshot import LONGEST_POST
from dxcheck.model.typed_day import DayReader
from dxcheck.plain.words import Saying

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.casework.asking import AskWithAnswers
    from dxcheck.plain.sitting import Sitting

_SEND: Final = Saying("send", ("n", "照会する", "ask"), N_("照会する"), N_("分野を選んで、課・係に期限を決めて照会します"))
_GATHERED: Final = Saying(
    "gathered", ("g", "返った回答", "取り込む", "answers"), N_("返った回答"), N_("返った回答を設問ごとに並べて読み、下書きに取り込みます")
)
_BACK: Final = Saying("undo", ("u", "元に戻す", "undo"), N_("元に戻す"), N_("いちばん新しい取り込みを、まとめて元に戻します"))
AT_ASK: Final = (
    Saying("letter", ("m", "文", "letter"), N_("知らせる文"), N_("照会先に知らせる文、まだ答えていない課にはお願いの文を読み上げます")),
    Saying("ask_back", ("b", "聞き返す", "ask back"), N_("聞き返す"), N_("回答を返した課に、書き添えて聞き返します。課はもう一度書けます")),
    Saying("end", ("d", "終わりにする", "end"), N_("終わりにする"), N_("課はもう書けません。返った回答は残ります")),
)


class AsksTold:
    """Every ask of the running cycle, then what is to be done."""

    def __init__(self, sitting: Sitting) -> None:
        self._s = sitting

    def go(self) -> None:
        """Tell them, until the person goes back."""
        while True:
            there = self._s.attempt(self._s.desk.asked_now)
            if there is None:
                return
            if not there:
                self._s.say(_("今期はまだ照会していません。n で照会できます。"))
            self._tell_all(there)
            typed = self._s.ask(
                _("番号で選ぶ、n 照会する、g 返った回答、u 取り込みを元に戻す。空の行で戻ります:"),
                (_SEND, _GATHERED, _BACK),
                most=len(there),
            )
            if typed.action in ("", "back"):
                return
            if typed.action == "send":
                self._send()
            elif typed.action == "gathered":
                self._gathered()
            elif typed.action == "undo":
                self._take_back()
            elif typed.action == "number":
                self._go_on(there[int(typed.rest) - 1])

    def _tell_all(self, there: list[AskWithAnswers]) -> None:
        for line in asks_are_near(there, self._s.desk.now.date()):
            self._s.say(line)
        for n, one in enumerate(there, 1):
            self._tell(n, one)

    def _tell(self, n: int, one: AskWithAnswers) -> None:
        desk = self._s.desk
        stands = ask_in_words(one, desk.now.date())
        what = items_in_words(one.ask, desk.questionnaire_for(one.ask.questionnaire))
        self._s.say(_("{n}. {post}、{stands}。{what}", n=n, post=one.ask.post, stands=stands, what=what))

    def _send(self) -> None:
        desk = self._s.desk
        questionnaire = desk.asked_questionnaire
        dimensions = list(questionnaire.items_by_dimension)
        at = self._s.pick([str(questionnaire.dimension_by_id[one].title) for one in dimensions], _("どの分野を照会しますか"))
        if at is None:
            return
        known = desk.known_posts()
        if known:
            self._s.say(_("これまでの照会先・設問をよく知っている課: {posts}", posts=_("、").join(known)))
        post = self._s.write_line(_("照会先（課・係）"), longest=LONGEST_POST)
        due = self._day() if post else None
        if not post or due is None:
            self._s.say(_("照会していません。"))
            return
        items = [one.id for one in questionnaire.items_by_dimension[dimensions[at]]]
        said = _n("{post}に{n}問を照会しました。", "{post}に{n}問を照会しました。", len(items), post=post)
        self._s.keep(lambda: desk.ask(items, [post], due), said=lambda: said)

    def _day(self) -> dt.date | None:
        ahead = DayReader(self._s.desk.now.date(), "coming")
        while True:
            typed = self._s.console.ask(_("期限（例: 2027-3-31、3/31。空の行でやめる）:"))
            if not typed.strip():
                return None
            if not (fault := ahead.fault(typed)):
                self._s.say(ahead.understood(typed))
                return ahead.read(typed)
            self._s.say(fault)

    def _go_on(self, one: AskWithAnswers) -> None:
        desk = self._s.desk
        typed = self._s.ask(_("m 知らせる文、b 聞き返す、d 終わりにする。空の行でやめる:"), AT_ASK)
        if typed.action == "letter":
            text = self._s.attempt(lambda: desk.letter(one.ask.id))
            self._s.say(*(text or "").splitlines())
        elif typed.action == "ask_back":
            written = self._s.write(_("聞き返すこと"), "", guide=_("課に届きます。課はもう一度書けるようになります。"))
            if written is not None and written.new:
                said = _("{post}に聞き返しました。", post=one.ask.post)
                self._s.keep(lambda: desk.ask_back(one.ask.id, written.new), said=lambda: said)
        elif typed.action == "end" and self._s.confirm(_("{post}への照会を終わりにしますか", post=one.ask.post)):
            said = _("{post}への照会を終わりにしました。", post=one.ask.post)
            self._s.keep(lambda: desk.end_ask(one.ask.id), said=lambda: said)

    def _gathered(self) -> None:
        """Tell what came back; take over what is agreed, and what is decided one by one."""
        desk = self._s.desk
        there = self._s.attempt(desk.gathered)
        if not there:
            self._s.say(_("返ってきた回答は、まだありません。"))
            return
        questionnaire = desk.asked_questionnaire
        chosen: dict[str, str] = {}
        for one in there:
            item = questionnaire.item_by_id[one.item]
            answers = side_by_side(one, questionnaire)
            self._s.say(
                _("{item} {title}", item=one.item, title=item.title), spread_in_words(one, questionnaire), *(said for _ask, said in answers)
            )
            if one.is_taken_over:
                self._s.say(_("下書きに取り込んであります。"))
            elif not one.needs_deciding:
                chosen[one.item] = one.given[0].ask.id
            else:
                at = self._s.pick([said for _ask, said in answers], _("どの回答を取り込みますか"))
                if at is not None:
                    chosen[one.item] = answers[at][0]
        if not chosen:
            self._s.say(_("取り込むものはありません。"))
        elif self._s.confirm(_n("{n}問を下書きに取り込みますか", "{n}問を下書きに取り込みますか", len(chosen))):
            made = self._s.attempt(lambda: desk.take_over(there, chosen))
            if made is not None:
                self._s.say(_n("{n}問を下書きに取り込みました。", "{n}問を下書きに取り込みました。", len(made.taken)))
                self._s.say(
                    *(_("確かめているあいだに変えられたので、取り込んでいません: {what}", what=item) for item in made.meanwhile),
                    _("u で、取り込む前に戻せます。"),
                )

    def _take_back(self) -> None:
        desk = self._s.desk
        last = desk.last_taken_over()
        if last is None:
            self._s.say(_("元に戻せる取り込みがありません。"))
            return
        self._s.say(*to_be_taken_back_words(len(last.items), last.at))
        if not self._s.confirm(_("取り込みを元に戻しますか")):
            return
        back = self._s.attempt(lambda: desk.take_answers_back(last))
        if back is not None:
            self._s.say(*taken_back_words(len(back.items), len(back.since_changed)))
