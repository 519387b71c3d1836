"""取組: the agreed next steps, how far each is, and what both sides wrote beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import work

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.reading import ReadingScreen
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.screens.saving import on_disk
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.casework.model import ACTION_STATES, MONEY
from dxcheck.casework.wording import aim_in_words, step_in_words
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import long_date
from dxcheck.model.typed_day import DayReader
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dxcheck.app.screens.form import Filled
    from dxcheck.casework.model import Action, ActionState
    from dxcheck.model.edit import Edit
    from dxcheck.questionnaire import Questionnaire

ORDER = ("doing", "open", "done", "dropped")


class ActionsScreen(ReadingScreen, RowsScreen):
    """Every agreed action of one municipality, what is in work first."""

    TITLE_TEXT = N_("取組")
    GUIDE = N_("取組の進み具合を1つのキーで変えられます。担当は個人の名前でなく、課・係・職名で書いてください。")
    TABLE = (
        Command("mark('doing')", ("s",), N_("進行中"), N_("選んだ取組を「進行中」にします")),
        Command("mark('done')", ("d",), N_("できた"), N_("選んだ取組を「できた」にします")),
        Command("mark('open')", ("o",), N_("これから"), N_("選んだ取組を「これから」に戻します"), footer=False),
        Command("drop", ("x",), N_("見送り"), N_("選んだ取組を、理由を添えて見送ります")),
        Command("remark", ("c",), N_("ひとこと"), N_("選んだ取組にひとこと書き添えます。市町と専門官のどちらも読めます")),
        Command("assign", ("w",), N_("担当と期限"), N_("選んだ取組の担当（課・係・職名）と期限を決めます")),
        BACK,
    )

    def rows(self) -> list[Row]:
        """A block an action."""
        desk = self.reading_desk
        actions = sorted(desk.actions(), key=lambda one: ORDER.index(one.state))
        if not actions:
            return [Row(_("取組はまだありません。診断結果の「次の一歩」から選ぶか、訪問のときに話し合って決めます。"))]
        reached = {one.id for one in desk.reached()}
        asked = desk.asked_by(actions)
        rows: list[Row] = []
        for one in actions:
            rows += self._block(one, asked[one.id], is_reached=one.id in reached)
        return rows

    def _block(self, one: Action, questionnaire: Questionnaire, *, is_reached: bool) -> list[Row]:
        today = self.reading_desk.now.date()
        about = [aim] if (aim := aim_in_words(one, questionnaire)) else []
        if one.owner:
            about.append(_("担当 {owner}", owner=one.owner))
        if one.due:
            late = _("（期限を過ぎています）") if one.is_overdue(today) else ""
            about.append(_("期限 {day}", day=long_date(one.due)) + late)
        if one.money is not None:
            about.append(_("予算 {money}", money=_(MONEY[one.money])))
        if one.visit:
            about.append(_("訪問で合意"))
        widest = max(cell_len(_(name)) for name in ACTION_STATES.values())
        blank = " " * widest
        rows = [
            Row(step_in_words(one, questionnaire), value=one.id, head=pad(_(ACTION_STATES[one.state]), widest)),
            *([Row(_("　").join(about), head=blank, style="$caution" if one.is_overdue(today) else "$muted")] if about else []),
        ]
        if one.reason:
            rows.append(Row(_("見送りの理由: {text}", text=one.reason), head=blank, style="$muted"))
        if is_reached:
            rows.append(Row(_("新しい診断結果でこのレベルになりました。d で「できた」にできます。"), head=blank, style="$accent"))
        rows += [
            Row(_("{day} {who}: {text}", day=long_date(said.at), who=said.by or _("市町"), text=said.text), head=blank)
            for said in one.remarks
        ]
        return [*rows, Row("")]

    def _chosen(self) -> Action | None:
        wanted = self.query_one(Rows).value
        return next((one for one in self.attempt(self.reading_desk.actions) or [] if one.id == wanted), None)

    def _do(self, what: Callable[[], object]) -> None:
        self.attempt(what)
        self.show_rows()

    def action_mark(self, state: ActionState) -> None:
        """Set how far the action under the cursor is."""
        one = self._chosen()
        if one is not None:
            self._do(lambda: self.reading_desk.mark(one.id, state))
            if state == "done":
                self.notify(_("できました。おつかれさまでした。"))

    @work
    async def action_drop(self) -> None:
        """Drop the action under the cursor, with a reason."""
        from dxcheck.app.screens.writing import Keep, TextDialog  # Textual's editor is slow to import

        one = self._chosen()
        if one is None:
            return
        desk = self.reading_desk

        def drop(reason: Edit[str]) -> None:
            desk.mark(one.id, "dropped", reason=reason)

        dialog = TextDialog(
            f"drop {desk.municipality.code} {one.id}",
            _("見送る理由"),
            one.reason,
            Keep(on_disk(drop), stored=lambda: _stands(self.attempt(desk.actions), one.id, "reason")),
            guide=_("あとで見返したときにわかるように、ひとこと書いてください。"),
            required=True,
        )
        if await self.app.push_screen_wait(dialog):
            self.show_rows()

    @work
    async def action_remark(self) -> None:
        """Write a line beside the action under the cursor."""
        from dxcheck.app.screens.writing import Keep, TextDialog

        one = self._chosen()
        if one is None:
            return
        desk = self.reading_desk

        def remark(text: Edit[str]) -> None:
            desk.remark(one.id, text.new)

        dialog = TextDialog(
            f"remark {desk.municipality.code} {one.id}",
            _("ひとこと"),
            "",
            Keep(on_disk(remark)),
            guide=_("進み具合や困っていることなど。市町と専門官のどちらも読めます。"),
            required=True,
        )
        if await self.app.push_screen_wait(dialog):
            self.show_rows()

    @work
    async def action_assign(self) -> None:
        """Say who does the action under the cursor, by when."""
        from dxcheck.app.screens.form import FormDialog, day_field, post_field

        one = self._chosen()
        if one is None:
            return
        desk = self.reading_desk
        ahead = DayReader(desk.now.date(), "coming")

        def stands() -> dict[str, str]:
            there = desk.actions()
            return {"owner": _stands(there, one.id, "owner"), "due": _stands(there, one.id, "due")}

        def assign(values: Filled) -> None:
            desk.assign(one.id, values["owner"], values["due"].read(lambda day: ahead.read(day) if day else None))

        now = self.attempt(stands)
        if now is None:
            return
        fields = [
            post_field("owner", _("担当（課・係・職名）"), now["owner"]),
            day_field("due", _("期限（なくてもよい）"), ahead, now["due"], example=_("例: 2027-3-31、3/31"), needed=False),
        ]
        key = f"assign {desk.municipality.code} {one.id}"
        dialog = FormDialog(key, _("担当と期限"), [one.step], fields, go=_("これでよい"), save=on_disk(assign), stands=stands)
        if await self.app.push_screen_wait(dialog) is not None:
            self.show_rows()


def _stands(actions: Sequence[Action] | None, action_id: str, field: str) -> str:
    """What stands in a field of an action, as its window shows it."""
    value = next((getattr(one, field) for one in actions or [] if one.id == action_id), None)
    return "" if value is None else str(value)
