"""アカウント: who may log in from a browser, as what, for which municipalities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.screens.saving import on_disk
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.desk.accounts import AccountError
from dxcheck.i18n import N_, _
from dxcheck.model.account import ROLES, plain_name
from dxcheck.model.roster import UnknownMunicipalityError
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.app.screens.form import Filled
    from dxcheck.desk.accounts import AccountsDesk
    from dxcheck.model.account import Account
    from dxcheck.model.roster import Municipality

_NAME = 22


class AccountsScreen(RowsScreen, CentreScreen):
    """A line an account."""

    TITLE_TEXT = N_("アカウント")
    GUIDE = N_("アカウントは人ではなく、課・係ごとにつくります。パスワードは1度だけ表示し、最初のログインで本人が変えます。")
    TABLE = (
        Command("add", ("n",), N_("つくる"), N_("新しいアカウントをつくり、はじめのパスワードを表示します")),
        Command("assign", ("a",), N_("担当と分野"), N_("専門官の担当の市町と、専門の分野を決めます")),
        Command("reset", ("r",), N_("パスワードの再発行"), N_("新しいはじめのパスワードを表示します。前のものは使えなくなります")),
        Command(
            "stop_or_go", ("d",), N_("止める・戻す"), N_("アカウントを止めます（使用中の画面も数秒で終わります）。止めたものは戻せます")
        ),
        BACK,
    )

    @property
    def accounts(self) -> AccountsDesk:
        """Accounts."""
        return self.centre.accounts

    def rows(self) -> list[Row]:
        """The lines."""
        there = self.accounts.all()
        if not there:
            return [Row(_("まだアカウントがありません。n でつくれます。"))]
        rows = []
        for one in there:
            notes = [_("停止中")] if one.disabled else []
            notes += [_("はじめのパスワードのまま")] if one.must_change else []
            fields = self.accounts.fields_of(one)
            text = self.accounts.whose(one) + (_("　分野: {fields}", fields=fields) if fields else "")
            text += _("　{notes}", notes=_("、").join(notes)) if notes else ""
            rows.append(Row(text, value=one.name, head=pad(one.name, _NAME), style="$muted" if one.disabled else ""))
        return rows

    def _chosen(self) -> Account | None:
        name = self.query_one(Rows).value
        return next((one for one in self.attempt(self.accounts.all) or [] if one.name == name), None)

    def _towns(self, text: str) -> list[Municipality]:
        """The municipalities somebody named, parted by commas or spaces.

        Raises:
            UnknownMunicipalityError: a name fits no municipality.
        """
        from dxcheck.app.screens.form import listed  # Textual's editor is slow to import

        return [self.accounts.roster.find(one) for one in listed(text)]

    def _town_fault(self, text: str) -> str:
        try:
            self._towns(text)
        except UnknownMunicipalityError as unknown:
            return str(unknown)
        return ""

    def _field_fault(self, text: str) -> str:
        try:
            self.accounts.field_ids(text)
        except AccountError as unknown:
            return str(unknown)
        return ""

    def _do(self, what: Callable[[], object]) -> object | None:
        """Do something with an account; say why not, if it cannot be done."""
        try:
            return self.attempt(what)
        except AccountError as why:
            self.notify(str(why), severity="warning", timeout=15, markup=False)
            return None
        finally:
            self.show_rows()

    @work
    async def action_add(self) -> None:
        """Make an account."""
        from dxcheck.app.screens.form import Field, FormDialog  # Textual's editor is slow to import

        fields = [
            Field("name", _("アカウント名（英小文字・数字・- _）"), "", "imabari-kikaku", longest=40),
            Field("role", _("役割"), "staff", options=tuple((one, _(name)) for one, name in ROLES.items())),
            Field("towns", _("市町（職員は1つ、専門官は担当、センターはなし）"), "", _("例: 今治市"), fault=self._town_fault),
        ]
        made: list[str] = []

        def add(values: Filled) -> None:
            made.append(self.accounts.add(values["name"].new, values["role"].new, self._towns(values["towns"].new)))  # type: ignore[arg-type]

        dialog = FormDialog("account", _("アカウントをつくる"), [], fields, go=_("つくる"), save=on_disk(add))
        values = await self.app.push_screen_wait(dialog)
        self.show_rows()
        if values is not None:
            await self._show_password(plain_name(values["name"].new), made[-1])

    @work
    async def action_assign(self) -> None:
        """Set a specialist's municipalities."""
        from dxcheck.app.screens.form import Field, FormDialog

        one = self._chosen()
        if one is None:
            return
        if one.role != "specialist":
            self.notify(_("「{name}」は専門官のアカウントではありません。", name=one.name))
            return
        accounts = self.accounts

        def stands() -> dict[str, str]:
            there = accounts.find(one.name)
            towns = _("、").join(str(accounts.roster.by_code(code) or code) for code in there.municipalities)
            return {"towns": towns, "fields": accounts.fields_of(there)}

        def assign(values: Filled) -> None:
            accounts.assign(one.name, values["towns"].read(self._towns), values["fields"].read(accounts.field_ids))

        now = self.attempt(stands)
        if now is None:
            return
        fields = [
            Field(
                "towns",
                _("担当の市町（ここに書いた市町がすべてになります）"),
                now["towns"],
                _("例: 今治市、西条市"),
                fault=self._town_fault,
            ),
            Field("fields", _("専門の分野"), now["fields"], _("例: データ利活用"), fault=self._field_fault),
        ]
        about = [_("使える分野: {listed}", listed=_("、").join(accounts.fields().values()))]
        title = _("{name} の担当と分野", name=one.name)
        dialog = FormDialog(f"account {one.name}", title, about, fields, go=_("これでよい"), save=on_disk(assign), stands=stands)
        await self.app.push_screen_wait(dialog)
        self.show_rows()

    @work
    async def action_reset(self) -> None:
        """A new first password."""
        from dxcheck.app.screens.dialogs import AskDialog

        one = self._chosen()
        if one is None:
            return
        ask = AskDialog(
            _("{name} のパスワードを再発行します", name=one.name),
            [_("前のパスワードは使えなくなり、使用中の画面は終わります（回答は保存されています）。")],
            yes=_("再発行する"),
            no=_("やめる"),
        )
        if await self.app.push_screen_wait(ask):
            made = self._do(lambda: self.accounts.reset(one.name))
            if made is not None:
                await self._show_password(one.name, str(made))

    def action_stop_or_go(self) -> None:
        """Stop the account, or let it in again."""
        one = self._chosen()
        if one is not None and self._do(lambda: self.accounts.set_disabled(one.name, not one.disabled)) is not None:
            self.notify(_("{name} を使えるようにしました。", name=one.name) if one.disabled else _("{name} を止めました。", name=one.name))

    async def _show_password(self, name: str, password: str) -> None:
        from dxcheck.app.screens.dialogs import ReadDialog

        lines: list[tuple[str, str] | str] = [
            (password, "bold"),
            "",
            _("ここに1度だけ表示します。書きとめて、本人に渡してください。最初のログインで、本人が新しいものに変えます。"),
        ]
        await self.app.push_screen_wait(ReadDialog(_("{name} のはじめのパスワード", name=name), lines))
