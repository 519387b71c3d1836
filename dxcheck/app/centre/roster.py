"""市町一覧: every municipality, who looks after it, and who logs in for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.screens.saving import on_disk
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from dxcheck.app.screens.form import Filled
    from dxcheck.model.account import Account
    from dxcheck.model.roster import Municipality

_MOST = 6
"""Specialists named in the window."""
NAME, CODE, REGION, KIND, PEOPLE = 12, 8, 6, 6, 10


class RosterScreen(RowsScreen, CentreScreen):
    """A line a municipality."""

    TITLE_TEXT = N_("市町一覧")
    GUIDE = N_(
        "市町の名前・コード・人口は市町一覧のファイルから読みます。変えるときは、データのフォルダーの roster.toml を直してください。"
    )
    TABLE = (
        Command("open", ("enter",), N_("開く"), N_("選んだ市町を開きます")),
        Command("assign", ("a",), N_("専門官を決める"), N_("選んだ市町の担当の専門官を決めます")),
        BACK,
    )

    def rows(self) -> list[Row]:
        """The lines."""
        roster, accounts = self.centre.accounts.roster, self.centre.accounts.all()
        about = _(
            "{name}　{n}市町　人口は{day}現在",
            name=roster.prefecture,
            n=len(roster.municipalities),
            day=long_date(roster.population_as_of),
        )
        head = pad(_("コード"), CODE) + pad(_("地域"), REGION) + pad(_("市・町"), KIND + 2) + pad(_("人口"), PEOPLE) + _("専門官（職員）")
        rows = [Row(about, style="bold")]
        for account in self.centre.specialists():
            fields = self.centre.accounts.fields_of(account) or _("分野なし")
            n = len(account.municipalities)
            rows.append(
                Row(
                    _n("{name}　担当 {n}市町　{fields}", "{name}　担当 {n}市町　{fields}", n, name=account.name, fields=fields),
                    style="$muted",
                )
            )
        rows += [Row(""), Row("  " + pad(_("市町名"), NAME + 2) + head, style="$muted")]
        return rows + [self._row(one, accounts) for one in roster.municipalities]

    def _row(self, one: Municipality, accounts: list[Account]) -> Row:
        staff = [
            account.name for account in accounts if account.role == "staff" and account.municipality == one.code and not account.disabled
        ]
        text = (
            pad(one.code, CODE)
            + pad(one.region_named, REGION)
            + pad(one.kind_named, KIND + 2)
            + pad(f"{one.population:,}", PEOPLE)
            + (_("、").join(self._specialists(one, accounts)) or "-")
            + (_("（{names}）", names=_("、").join(staff)) if staff else "")
        )
        return Row(text, value=one.code, head=pad(str(one), NAME))

    def _specialists(self, one: Municipality, accounts: list[Account]) -> list[str]:
        return [
            account.name
            for account in accounts
            if account.role == "specialist" and one.code in account.municipalities and not account.disabled
        ]

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        self.attempt(lambda: self.dxcheck.open_code(event.value))

    @work
    async def action_assign(self) -> None:
        """Say who looks after the municipality under the cursor."""
        from dxcheck.app.screens.form import Field, FormDialog, listed  # Textual's editor is slow to import

        desk = self.centre.accounts
        town = desk.roster.by_code(self.query_one(Rows).value)
        accounts = self.attempt(desk.all)
        if town is None or accounts is None:
            return
        there = [one.name for one in accounts if one.role == "specialist" and not one.disabled]
        if not there:
            self.notify(_("専門官のアカウントがまだありません。概況の k（アカウント）でつくれます。"))
            return
        about = [
            *(
                _("{name}: {fields}", name=one.name, fields=desk.fields_of(one) or _("分野なし"))
                for one in accounts
                if one.name in there[:_MOST]
            ),
            _("変わった専門官の使用中の画面は終わります（書いたものは保存されています）。"),
        ]

        def stands() -> dict[str, str]:
            return {"names": _("、").join(desk.looking_after(town))}

        def assign(values: Filled) -> None:
            desk.assign_to(town, values["names"].read(listed))

        now = self.attempt(stands)
        if now is None:
            return
        field = Field("names", _("担当の専門官（、で区切る）"), now["names"], there[0])
        title = _("{town}の担当の専門官", town=town)
        dialog = FormDialog(f"roster {town.code}", title, about, [field], go=_("これでよい"), save=on_disk(assign), stands=stands)
        await self.app.push_screen_wait(dialog)
        self.show_rows()
