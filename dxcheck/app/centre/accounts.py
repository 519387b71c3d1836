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
from dxcheck.desk.second_factor import SecondFactorError, for_whom
from dxcheck.i18n import N_, _
from dxcheck.model.account import ROLES, plain_name
from dxcheck.model.roster import UnknownMunicipalityError
from dxcheck.model.typed_day import DayReader
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
        Command("forget", ("f",), N_("登録を消す"), N_("スマートフォンをなくした人の登録を消します。次のログインで登録し直します")),
        Command("print_codes", ("p",), N_("紙のコード"), N_("スマートフォンを使えない人のために、1度ずつ使うコードの一覧をつくります")),
        Command("site", ("k",), N_("確認の決まり"), N_("二段階の確認を使うか、いつまで登録を先に延ばせるかを決めます")),
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
            factor = self.accounts.second_factor.in_words(one)
            notes += [_("二段階の確認: {factor}", factor=factor)] if factor else []
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
        except (AccountError, SecondFactorError) as why:
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
            Field("towns", _("市町（職員と課は1つ、専門官は担当、センターはなし）"), "", _("例: 今治市"), fault=self._town_fault),
            Field("post", _("課・係（照会先の課のときだけ）"), "", _("例: 人事課"), longest=60),
        ]
        made: list[str] = []

        def add(values: Filled) -> None:
            towns, post = self._towns(values["towns"].new), values["post"].new
            made.append(self.accounts.add(values["name"].new, values["role"].new, towns, post=post))  # type: ignore[arg-type]

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

    def _has_factor(self, one: Account) -> bool:
        """Whether the second factor is for this account; if not, say so."""
        desk = self.accounts.second_factor
        if desk.in_words(one):
            return True
        self.notify(desk.policy_in_words() if desk.policy().is_demo else for_whom(one), markup=False)
        return False

    @work
    async def action_forget(self) -> None:
        """Forget an account's phone."""
        from dxcheck.app.screens.dialogs import AskDialog

        one = self._chosen()
        if one is None or not self._has_factor(one):
            return
        ask = AskDialog(
            _("{name} の二段階の確認の登録を消します", name=one.name),
            [_("いまの登録や一覧は使えなくなり、使用中の画面は終わります（回答は保存されています）。")],
            yes=_("消す"),
            no=_("やめる"),
        )
        if await self.app.push_screen_wait(ask) and self._do(lambda: self.accounts.second_factor.reset(one.name)) is not None:
            self.notify(_("「{name}」の二段階の確認を消しました。次のログインで、本人が登録し直します。", name=one.name))

    @work
    async def action_print_codes(self) -> None:
        """A list of codes on paper."""
        from dxcheck.app.centre.printed_codes import PrintedCodesScreen
        from dxcheck.app.screens.dialogs import AskDialog

        one = self._chosen()
        if one is None or not self._has_factor(one):
            return
        ask = AskDialog(
            _("{name} の紙のコードをつくります", name=one.name),
            [_("いまの登録や一覧は使えなくなり、使用中の画面は終わります（回答は保存されています）。")],
            yes=_("つくる"),
            no=_("やめる"),
        )
        if await self.app.push_screen_wait(ask):
            made = self._do(lambda: self.accounts.second_factor.print_codes(one.name))
            if isinstance(made, tuple):
                self.app.push_screen(PrintedCodesScreen(one.name, made))

    @work
    async def action_site(self) -> None:
        """Whether the site asks for a second factor, and until when it may be put off."""
        from dxcheck.app.screens.form import Field, FormDialog, day_field

        desk, ahead = self.accounts.second_factor, DayReader(self.centre.cases.now.date(), "coming")
        if desk.policy().is_demo:
            self.notify(desk.policy_in_words())
            return

        def stands() -> dict[str, str]:
            there = desk.policy()
            return {"is_on": "on" if there.is_on else "off", "date": there.put_off_until.isoformat() if there.put_off_until else ""}

        def decide(values: Filled) -> None:
            until = values["date"].read(lambda text: ahead.read(text) if text else None)
            desk.decide(is_on=values["is_on"].read(lambda text: text == "on"), until=until)

        now = self.attempt(stands)
        if now is None:
            return
        fields = [
            Field("is_on", _("二段階の確認"), now["is_on"], options=(("on", _("使う")), ("off", _("使わない")))),
            day_field("date", _("登録を先に延ばせる最後の日（なくてもよい）"), ahead, now["date"], needed=False),
        ]
        about = [
            _("専門官とセンターは、ログインのときに、パスワードに加えてスマートフォンの数字か紙のコードを入れます。"),
            _("新しいアカウントは、はじめてのログインで登録します。前からあるアカウントは、この日まで先に延ばせます。"),
        ]
        dialog = FormDialog(
            "second factor", _("二段階の確認の決まり"), about, fields, go=_("これでよい"), save=on_disk(decide), stands=stands
        )
        if await self.app.push_screen_wait(dialog) is not None:
            self.notify(desk.policy_in_words())

    async def _show_password(self, name: str, password: str) -> None:
        from dxcheck.app.screens.dialogs import ReadDialog

        lines: list[tuple[str, str] | str] = [
            (password, "bold"),
            "",
            _("ここに1度だけ表示します。書きとめて、本人に渡してください。最初のログインで、本人が新しいものに変えます。"),
        ]
        await self.app.push_screen_wait(ReadDialog(_("{name} のはじめのパスワード", name=name), lines))
