"""所見と差戻し, as the municipality deals with them: every observation gets an answer, and several become one action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import work

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import buttons_below
from dxcheck.app.screens.saving import on_disk
from dxcheck.app.screens.waiting import EVERY_WAITING, OPEN_ANSWERS, WaitingScreen
from dxcheck.app.staff.base import DeskScreen
from dxcheck.app.widgets.rows import Rows
from dxcheck.casework.model import LONGEST_STEP, MONEY
from dxcheck.casework.waiting import SharedObservation, SharedReturn
from dxcheck.i18n import N_, _, _n
from dxcheck.model.typed_day import DayReader
from dxcheck.system.terminal_width import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from dxcheck.app.screens.form import Filled
    from dxcheck.app.widgets.rows import Row
    from dxcheck.model.edit import Edit

_DO = Command("take_on", ("y",), N_("やる"), N_("選んだ所見に取り組みます。担当・期限・予算を決めて、取組に加えます"))
_NOT_NOW = Command(
    "not_now",
    ("n",),
    N_("いまはしない・このまま"),
    N_("選んだ所見をいまはしないこと、差戻しの設問をこのままにすることを、理由とともに専門官に伝えます"),
)
_DONE = Command(
    "settle",
    ("d",),
    N_("できている・対応済み"),
    N_("選んだ所見を「もうできている」に、差戻しを「対応済み」にします。もう一度押すと、返事を取り消します"),
)
_CHOOSE = Command(
    "choose",
    ("space",),
    N_("まとめて選ぶ"),
    N_("所見に印をつけます。印をつけた所見に、1つの取組や返事でまとめて答えられます"),
    footer=False,
)
_LONGEST_SHOWN = 68
"""Cells of each observation above the fields of an action."""


class ResponsesScreen(WaitingScreen, DeskScreen):
    """The municipality's own: each waits for one of three answers."""

    GUIDE = N_(
        "所見には、やる（y）・いまはしない（n）・もうできている（d）のどれかで返事をします。スペースキーで印をつけると、まとめて1つの取組にできます。"
        "新しい診断結果を提出しても、返事をするまで残ります。差戻しの設問は、答え直すか、n で「このまま」の理由を書くと、提出できるようになります。"
    )
    TABLE = (
        _DO,
        _NOT_NOW,
        _DONE,
        _CHOOSE,
        replace(EVERY_WAITING, footer=False),
        OPEN_ANSWERS,
        BACK,
    )

    def __init__(self) -> None:
        super().__init__()
        self._together: list[str] = []
        """What was marked to be answered together."""

    def body(self) -> Iterable[Widget]:
        """The list, and below it the three answers."""
        yield from super().body()
        yield buttons_below(_DO, _NOT_NOW, _DONE)

    def rows(self) -> list[Row]:
        """As both sides read it; what is marked has a star."""
        return [replace(one, head="[*]") if one.value and one.value in self._together else one for one in super().rows()]

    def action_choose(self) -> None:
        """Mark an observation that has no answer yet, or take the mark away."""
        key, one = self.query_one(Rows).value, self.chosen()
        if key in self._together:
            self._together.remove(key)
        elif isinstance(one, SharedObservation) and one.is_open:
            self._together.append(key)
        self.show_rows()

    def _asked(self) -> list[SharedObservation]:
        """Those that are to be answered: the marked ones, else the one under the cursor; without an answer yet."""
        under = self.chosen()
        there = [self._there.get(one) for one in self._together] or [under]
        return [one for one in there if isinstance(one, SharedObservation) and one.is_open]

    def _none(self) -> None:
        self.notify(_("返事を待っている所見を選んでください。返事を変えるときは、先に d で取り消します。"))

    def _answered(self) -> None:
        self._marked.update(self._together)
        self._together = []
        self.show_rows()

    def action_settle(self) -> None:
        """Done already; of a return, dealt with. What was answered waits again."""
        under = self.chosen()
        if isinstance(under, SharedObservation) and (asked := self._asked()) and under.is_open:
            self.attempt_on(lambda: self.desk.respond(asked, "done"))
            self._answered()
        elif isinstance(under, SharedReturn) and under.returned.kept and under.returned.settled_at is None:
            left = [one.item for one in under.returned.kept]
            self.attempt_on(lambda: self.desk.keep_as_is(under.returned, left, ""))
        else:
            super().action_settle()

    @work
    async def action_not_now(self) -> None:
        """Not now, because."""
        from dxcheck.app.screens.writing import Keep, TextDialog  # Textual's editor is slow to import

        under = self.chosen()
        if isinstance(under, SharedReturn) and not self._together:
            await self._leave_as_it_is(under)
            return
        asked = self._asked()
        if not asked:
            self._none()
            return

        def respond(text: Edit[str]) -> None:
            self.desk.respond(asked, "not_now", text.new)

        guide = _("専門官が読みます。予算・人手・時期など、いまはしない理由をひとこと書いてください。")
        key = f"not now {asked[0].snapshot.id} {asked[0].observation.item}"
        dialog = TextDialog(key, _("いまはしない理由"), "", Keep(on_disk(respond)), guide=guide, required=True)
        if await self.app.push_screen_wait(dialog) is not None:
            self._answered()

    async def _leave_as_it_is(self, one: SharedReturn) -> None:
        """The item under the cursor, or all of a return that are left, stay as they are; because."""
        from dxcheck.app.screens.writing import Keep, TextDialog

        _key, item = self._under
        items = [item] if item else list(one.items)
        if not one.is_open or not items or not set(items) <= set(one.items):
            self.notify(_("このままにできるのは、まだの設問です。d で取り消せます。"))
            return

        def keep(text: Edit[str]) -> None:
            self.desk.keep_as_is(one.returned, items, text.new)

        guide = _("専門官が読みます。{items} を、いまの回答のままにする理由を書いてください。", items="、".join(items))
        key = f"as it is {one.snapshot.id} {'、'.join(items)}"
        if (
            await self.app.push_screen_wait(TextDialog(key, _("このままにする理由"), "", Keep(on_disk(keep)), guide=guide, required=True))
            is not None
        ):
            self.show_rows()

    @work
    async def action_take_on(self) -> None:
        """Who, by when, and whether there is a budget."""
        from dxcheck.app.screens.form import Field, FormDialog, day_field, needed, post_field

        asked = self._asked()
        begins = self.attempt(lambda: self.desk.lifted_by(asked[0])) if asked else None
        if begins is None:
            self._none()
            return
        ahead = DayReader(self.desk.now.date(), "coming")
        fields = [
            Field(
                "step", _("取組の内容"), begins[1] or asked[0].observation.text.split("\n")[0][:LONGEST_STEP], fault=needed(_("取組の内容"))
            ),
            post_field("owner", _("担当（課・係・職名）"), self.desk.post),
            day_field("due", _("期限（なくてもよい）"), ahead, example=_("例: 2027-3-31、3/31"), needed=False),
            Field("money", _("予算"), "", options=(("", _("未定")), *((one, _(name)) for one, name in MONEY.items()))),
        ]

        def take_on(values: Filled) -> None:
            due = ahead.read(values["due"].new) if values["due"].new else None
            money = next((one for one in MONEY if one == values["money"].new), None)
            self.desk.take_on(asked, values["step"].new, values["owner"].new, due, money)

        said = [_("・{text}", text=shorten(" ".join(one.observation.text.split()), _LONGEST_SHOWN)) for one in asked]
        if len(asked) > 1:
            said.insert(0, _n("{n}件の所見に、1つの取組で取り組みます。", "{n}件の所見に、1つの取組で取り組みます。", len(asked)))
        key = f"take on {asked[0].snapshot.id} {asked[0].observation.item}"
        dialog = FormDialog(key, _("所見に取り組む"), said, fields, go=_("取組に加える"), save=on_disk(take_on))
        if await self.app.push_screen_wait(dialog) is not None:
            self._answered()
