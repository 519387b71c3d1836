"""照会: what to ask of which section, who has answered, what to send to a section, asking back, ending."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.containers import VerticalScroll

from dxcheck.app.commands import BACK
from dxcheck.app.screens.base import button
from dxcheck.app.screens.form import Field, FormDialog, day_field, needed, unreadable_fault
from dxcheck.app.screens.rows import rows_or_trouble
from dxcheck.app.screens.saving import on_disk
from dxcheck.app.staff.asking_commands import ASKING, GATHERED, LETTER, SEND
from dxcheck.app.staff.base import DeskScreen
from dxcheck.app.staff.letter import LetterScreen
from dxcheck.app.widgets.button import Buttons
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.casework.asked import ask_in_words, items_in_words
from dxcheck.casework.asking import LONGEST_REASON
from dxcheck.casework.due import asks_are_near
from dxcheck.desk.asking import AskError
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.mail import LONGEST_ADDRESS, mail_address
from dxcheck.model.snapshot import LONGEST_POST
from dxcheck.model.typed_day import DayReader
from dxcheck.system.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from textual.widget import Widget

    from dxcheck.app.screens.form import Filled
    from dxcheck.casework.asking import Ask, AskWithAnswers
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.questionnaire.model import Item

ASKED_BY_ORDER: Final = ("dimension", "section", "item")
_TWO_WEEKS: Final = 14
"""Days until an answer is due, unless the cycle closes before."""
_LOOK_EVERY: Final = 2.0


class AskScreen(DeskScreen):
    """Two lists: what was asked and how it stands, and what may be asked."""

    TITLE_TEXT = N_("照会")
    GUIDE = N_(
        "知っている課に答えてもらいます。分野の行を押すと照会でき、前回の割り当てか、よく知っている課が宛先に入っています。"
        "回答が返ると上に出ます。t で並べて見て、下書きに取り込みます。"
    )
    TABLE = ASKING

    def __init__(self) -> None:
        super().__init__()
        self._group = ASKED_BY_ORDER[0]
        self._marked: set[str] = set()
        self._shown = Seen()

    # -- what is seen --------------------------------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """The list and its buttons."""
        with VerticalScroll(classes="page", can_focus=False):
            yield Rows(rows_or_trouble(self._rows), marks=True)
        with Buttons(classes="bottom"):
            yield button(SEND)
            yield button(GATHERED)
            yield button(LETTER)
            yield button(BACK)

    def on_mount(self) -> None:
        """Give the list the keyboard, and look for what sections do from now on."""
        self.query_one(Rows).focus()
        self.look_every(_LOOK_EVERY, self._look)

    def renewed(self) -> None:
        """After the words were switched."""
        self.query_one(Rows).focus()

    async def on_screen_resume(self) -> None:
        """Show what was taken over meanwhile."""
        self.show_rows()

    def show_rows(self) -> None:
        """Show everything as it is now."""
        with self.showing(self.show_rows):
            self.query_one(Rows).show(rows_or_trouble(self._rows))

    def _look(self) -> None:
        if self.app.screen is self and not self._shown.is_at(self._now_there()):
            self.show_rows()

    def _now_there(self) -> Hashable:
        return (self.desk.asks_stamp(), self.desk.now.date())

    def _rows(self) -> list[Row]:
        with self._shown.taking_in(self._now_there()):
            questionnaire, asked = self.desk.asked_questionnaire, self.desk.asked_now()
            return [*self._asked_rows(asked), *self._askable_rows(questionnaire, asked)]

    def _asked_rows(self, asked: Sequence[AskWithAnswers]) -> list[Row]:
        if not asked:
            return []
        today = self.desk.now.date()
        rows = [Row(_("今期の照会"), style="bold $heading"), *(Row(one, style="$caution") for one in asks_are_near(asked, today))]
        for one in asked:
            ask = one.ask
            late = ask.is_open and ask.due < today
            what = items_in_words(ask, self.desk.questionnaire_for(ask.questionnaire))
            said = _("{post}　{state}", post=ask.post, state=ask_in_words(one, today)) + (f"　{ask.mail}" if ask.mail else "")
            rows.append(Row(said, value=f"ask:{ask.id}", style="$caution" if late else "", below=what))
        ready = sum(not one.is_taken_over for one in self.desk.gathered())
        if ready:
            said = _n("まだ取り込んでいない回答が{n}問あります（t）。", "まだ取り込んでいない回答が{n}問あります（t）。", ready)
            rows.append(Row(said, style="bold $done"))
        return [*rows, Row("")]

    def _askable_rows(self, questionnaire: Questionnaire, asked: Sequence[AskWithAnswers]) -> list[Row]:
        posts = {one.item: one.posts for one in self.desk.assignments()}
        now_asked = {item for one in asked if one.ask.state != "ended" for item in one.ask.items}
        if self._group == "dimension":
            rows = [Row(_("照会する分野"), style="bold $heading")]
            for dimension, items in questionnaire.items_by_dimension.items():
                proposed = list(dict.fromkeys(post for one in items for post in posts[one.id]))
                below = _("案: {posts}", posts=_("、").join(proposed)) if proposed else ""
                title = str(questionnaire.dimension_by_id[dimension].title)
                rows.append(Row(_group_name(title, items, now_asked), value=f"dimension:{dimension}", below=below))
            return rows
        if self._group == "section":
            rows = [Row(_("照会先の案ごとの設問"), style="bold $heading")]
            for post in dict.fromkeys(post for of in posts.values() for post in of):
                items = tuple(one for one in questionnaire.ordered if post in posts[one.id])
                below = _("、").join(str(one.title) for one in items)
                rows.append(Row(_group_name(post, items, now_asked), value=f"section:{post}", below=below))
            return rows
        return [
            Row(_("照会する設問（スペースキーで印）"), style="bold $heading"),
            *(
                Row(
                    f"{one.id} {one.title}" + (_("　照会中") if one.id in now_asked else ""),
                    value=f"item:{one.id}",
                    head="[*]" if one.id in self._marked else "[ ]",
                    below=_("案: {posts}", posts=_("、").join(posts[one.id])) if posts[one.id] else "",
                )
                for one in questionnaire.ordered
            ),
        ]

    # -- asking --------------------------------------------------------------------------------------------------------

    def _chosen(self) -> tuple[list[str], list[str]]:
        """The items to be asked, and whom they are proposed to be asked of."""
        kind, _sign, value = self.query_one(Rows).value.partition(":")
        questionnaire, proposed = self.desk.asked_questionnaire, self.desk.assignments()
        if kind == "dimension":
            ids = [one.id for one in questionnaire.items_by_dimension[value]]
        elif kind == "section":
            return [one.item for one in proposed if value in one.posts], [value]
        else:
            marked = [one.id for one in questionnaire.ordered if one.id in self._marked]
            ids = marked or ([value] if kind == "item" else [])
        by_item = {one.item: one.posts for one in proposed}
        return ids, list(dict.fromkeys(post for one in ids for post in by_item[one]))

    @work
    async def action_send(self) -> None:
        """Ask what is chosen: of whom, until when, why."""
        chosen = self.attempt(self._chosen)
        if chosen is None:
            return
        items, posts = chosen
        if not items:
            self.notify(_("照会する分野か設問の行を選んでください。"))
            return
        today = self.desk.now.date()
        made: list[Ask] = []

        def ask(values: Filled) -> None:
            wanted = [one for one in values["posts"].new.replace(",", "、").replace("，", "、").split("、") if one.strip()]
            due = DayReader(today, "coming").read(values["due"].new)
            made.extend(self.desk.ask(items, wanted, due, values["reason"].new))

        dialog = FormDialog(
            "ask " + " ".join(items), _("照会"), self._about(items), self._fields(posts, today), go=_("照会する"), save=on_disk(ask)
        )
        if await self.app.push_screen_wait(dialog) is not None and made:
            self._marked = set()
            self.notify(_("照会しました。l で、照会先に知らせる文をコピーできます。"))
        self.show_rows()

    def _about(self, items: Sequence[str]) -> list[str]:
        questionnaire = self.desk.asked_questionnaire
        titles = _("、").join(str(questionnaire.item_by_id[one].title) for one in items)
        said = _n("{n}問を照会します。{titles}", "{n}問を照会します。{titles}", len(items), titles=titles)
        return [said, _("前回の回答を添えて送ります。")]

    def _fields(self, posts: Sequence[str], today: dt.date) -> list[Field]:
        due = min(today + dt.timedelta(days=_TWO_WEEKS), max(today, self.desk.schedule.closing_day(self.desk.cycle)))
        who = _("照会先（課・係。いくつかあれば「、」で区切る）")
        return [
            Field("posts", who, _("、").join(posts), _("例: 人事課"), longest=LONGEST_POST * 10, fault=needed(_("照会先"))),
            day_field("due", _("期限"), DayReader(today, "coming"), f"{due.month}/{due.day}"),
            Field("reason", _("ひとこと（なくてもよい）"), "", _("例: 前回から変わったところを教えてください"), longest=LONGEST_REASON),
        ]

    @on(Rows.Opened)
    @on(Rows.Marked)
    async def _opened(self, event: Rows.Opened | Rows.Marked) -> None:
        if event.value.startswith("ask:"):
            self.action_letter()
        elif event.value.startswith("item:"):
            self.action_mark()
        else:
            await self.run_action("send")

    def action_mark(self) -> None:
        """Mark an item, or take its mark away."""
        kind, _sign, value = self.query_one(Rows).value.partition(":")
        if kind == "item":
            self._marked ^= {value}
            self.show_rows()
        else:
            self.notify(_("v で設問ごとに並べると、1問ずつ印をつけて照会できます。"))

    def action_group(self) -> None:
        """By dimension, by section, by item."""
        self._group = ASKED_BY_ORDER[(ASKED_BY_ORDER.index(self._group) + 1) % len(ASKED_BY_ORDER)]
        self.show_rows()

    # -- what was asked ------------------------------------------------------------------------------------------------

    def _ask(self) -> Ask | None:
        """The ask under the cursor; the only one there is."""
        kind, _sign, value = self.query_one(Rows).value.partition(":")
        there = {one.ask.id: one.ask for one in self.attempt(self.desk.asked_now) or ()}
        if kind == "ask":
            return there.get(value)
        if len(there) == 1:
            return next(iter(there.values()))
        self.notify(_("照会先の行を選んでください。") if there else _("今期は、まだ照会していません。"))
        return None

    def action_letter(self) -> None:
        """What to send to the section."""
        ask = self._ask()
        text = self.attempt(lambda: self.desk.letter(ask.id)) if ask is not None else None
        if ask is not None and text is not None:
            self.app.push_screen(LetterScreen(text, ask.post))

    @work
    async def action_link(self) -> None:
        """A link for a section without an account, in the text to send."""
        from dxcheck.app.screens.dialogs import AskDialog

        ask = self._ask()
        if ask is None:
            return
        sure = AskDialog(
            _("{post}のリンクをつくります", post=ask.post),
            [
                _("アカウントがなくても、この照会の設問だけに答えられます。{day}まで使えます。", day=long_date(ask.due)),
                _("前につくったリンクは使えなくなります。リンクは1度だけ示します。"),
            ],
            yes=_("つくる"),
            no=_("やめる"),
        )
        if not self.desk.can_make_links or await self.app.push_screen_wait(sure):
            try:
                text = self.attempt(lambda: self.desk.letter_with_link(ask.id))
            except AskError as refused:
                self.notify(str(refused), severity="warning", timeout=15, markup=False)
                return
            if text is not None:
                self.app.push_screen(LetterScreen(text, ask.post))

    def action_unlink(self) -> None:
        """End the links to this ask."""
        ask = self._ask()

        def end() -> bool:
            self.desk.end_links(ask.id if ask is not None else "")
            return True

        if ask is not None and self.attempt(end):
            self.notify(_("{post}のリンクを止めました。", post=ask.post), markup=False)

    def action_letters(self) -> None:
        """Letters to all that have not handed back, as a table."""
        from dxcheck.reports.letters import asked_letters_offer  # opened later than the first frame

        if any(one.ask.is_open for one in self.attempt(self.desk.asked_now) or ()):
            self.dxcheck.open_making([asked_letters_offer(self.desk)])
        else:
            self.notify(_("まだ返していない照会先はありません。"))

    @work
    async def action_address(self) -> None:
        """Hold where reminders of the ask under the cursor go."""
        ask = self._ask()
        if ask is None:
            return
        label, example = _("メールアドレス（個人ではなく、課・係のもの）"), _("例: jinji@city.example.lg.jp")
        field = Field("mail", label, ask.mail, example, longest=LONGEST_ADDRESS, fault=unreadable_fault(mail_address))
        about = [_("期限の30日前・7日前・1日前のお知らせを、ここに送ります（メールサーバーを設定しているときだけ）。")]
        title = _("{post}のメールアドレス", post=ask.post)

        def keep(values: Filled) -> None:
            self.desk.set_mail(ask.id, values["mail"].new)

        dialog = FormDialog(f"address {ask.id}", title, about, [field], go=_("決める"), save=on_disk(keep))
        if await self.app.push_screen_wait(dialog) is not None:
            self.show_rows()

    def action_sheet_for(self) -> None:
        """A workbook of the items of this ask."""
        from dxcheck.reports.answer_sheet import asked_offer  # opened later than the first frame

        ask = self._ask()
        if ask is not None:
            self.dxcheck.open_making([asked_offer(self.desk, ask)])

    @work
    async def action_ask_back(self) -> None:
        """Ask the section once more."""
        from dxcheck.app.screens.writing import Keep, TextDialog  # Textual's editor is slow to import

        ask = self._ask()
        if ask is None:
            return
        if ask.is_open or ask.state == "ended":
            self.notify(_("{post}から回答が返ると、聞き返せます。", post=ask.post), markup=False)
            return
        keep = Keep(on_disk(lambda written: self.desk.ask_back(ask.id, written.new)))
        guide = _("聞き返すことを書いてください。課の画面に出て、もう一度書けるようになります。")
        await self.app.push_screen_wait(
            TextDialog(f"back {ask.id}", _("{post}に聞き返す", post=ask.post), "", keep, guide=guide, required=True)
        )
        self.show_rows()

    @work
    async def action_end(self) -> None:
        """End it, once it was asked whether."""
        from dxcheck.app.screens.dialogs import AskDialog

        ask = self._ask()
        if ask is None or ask.state == "ended":
            return
        sure = AskDialog(
            _("{post}への照会を終わりにします", post=ask.post),
            [_("課はもう書けません。返った回答は残り、あとからも取り込めます。")],
            yes=_("終わりにする"),
            no=_("やめる"),
        )
        if await self.app.push_screen_wait(sure):
            self.attempt(lambda: self.desk.end_ask(ask.id))
            self.show_rows()


def _group_name(name: str, items: Sequence[Item], now_asked: set[str]) -> str:
    """A group of items with how many it has, and how many of them are asked already."""
    n = sum(one.id in now_asked for one in items)
    said = _n("{name}（{n}問）", "{name}（{n}問）", len(items), name=name)
    return said + (_n("　{n}問を照会中", "　{n}問を照会中", n) if n else "")
