"""県内平均: what was published, what would be, and why something would not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.linebreak import pad
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row
from dxcheck.benchmark.gate import shown, what_it_is
from dxcheck.benchmark.model import OVERALL, dimension_key
from dxcheck.calendar import long_date
from dxcheck.centre import NotPublishableError
from dxcheck.i18n import N_, _
from dxcheck.wording import REASONS

if TYPE_CHECKING:
    from dxcheck.centre import Preview

NAME, FIGURE = 30, 12


class AveragesScreen(RowsScreen, CentreScreen):
    """The preview of the cycle that closed last, and the ledger."""

    TITLE_TEXT = N_("県内平均")
    GUIDE = N_(
        "終わった診断期の平均を、一度だけ公表します。公表すると、あとから変えられません。下見では、何が出て、何がなぜ伏せられるかを確かめられます。"
    )
    TABLE = (
        Command("publish", ("u",), N_("公表する"), N_("下見のとおりに公表します。その前に、もう一度確かめます")),
        BACK,
    )

    def rows(self) -> list[Row]:
        """What would be published, then what was."""
        desk = self.centre
        rows: list[Row] = []
        try:
            found = desk.preview(desk.last_closed)
        except NotPublishableError as why:
            rows += [Row(str(why), style="$muted"), Row("")]
        else:
            rows += [*self._preview(found), Row("")]
        published = desk.benchmarks()
        rows.append(Row(_("公表した県内平均"), style="bold $heading"))
        if not published:
            rows.append(Row(_("まだありません。")))
        for one in reversed(published):
            figures = sum(len(group) for group in one.figures.values())
            rows.append(
                Row(
                    _("{cycle}　{day}公表　平均 {n}個", cycle=one.cycle.label, day=long_date(one.published_on), n=figures),
                    value=str(one.cycle),
                )
            )
        return rows

    def _preview(self, found: Preview) -> list[Row]:
        entry = found.entry
        q = found.questionnaire
        names = {OVERALL: _("全体"), **{dimension_key(one.id): str(one.title) for one in q.dimensions}}
        figures, decisions = entry.benchmark.figures.get("all", {}), entry.decisions["all"]
        rows = [
            Row(_("{cycle}の下見　提出 {n}市町", cycle=entry.benchmark.cycle.label, n=found.submitted), style="bold $heading"),
            Row(what_it_is(), style="$muted"),
        ]
        rows += [
            Row(_("読めないファイルがあるため、公表できません: {code} {why}", code=code, why=why), style="$caution")
            for code, why in found.unreadable.items()
        ]
        for key, name in names.items():
            decision = decisions.get(key)
            why = _(REASONS[decision.reason]) if decision is not None and decision.reason else ""
            cohort = found.progress.get(key)
            moved = _("同じ{n}市町で {by}", n=cohort.matched, by=f"{cohort.moved:+.1f}") if cohort and cohort.moved is not None else ""
            rows.append(Row(pad(shown(figures.get(key)), FIGURE) + (why or moved), head=pad(name, NAME)))
        items = [key for key in decisions if key not in names]
        out = sum(key in figures for key in items)
        rows.append(Row(_("設問ごとの平均 {out}個、伏せるもの {hidden}個", out=out, hidden=len(items) - out), style="$muted"))
        return rows

    @work
    async def action_publish(self) -> None:
        """Publish once, after asking."""
        from dxcheck.app.screens.dialogs import AskDialog  # noqa: PLC0415 - Textual's editor is slow to import

        desk = self.centre
        try:
            self.attempt(desk.finish)
            found = self.attempt(lambda: desk.preview(desk.last_closed))
            if found is None:
                return
            cycle = found.entry.benchmark.cycle.label
            ask = AskDialog(
                _("{cycle}の県内平均を公表します", cycle=cycle),
                [_("すべての市町の画面に出ます。公表したものは、あとから変えたり取り消したりできません。")],
                yes=_("公表する"),
                no=_("やめる"),
            )
            if not await self.app.push_screen_wait(ask):
                return
            if self.attempt(lambda: desk.publish(found)) is not None:
                self.notify(_("{cycle}の県内平均を公表しました。", cycle=cycle))
        except NotPublishableError as why:
            self.notify(str(why), severity="warning", timeout=15, markup=False)
        self.show_rows()
