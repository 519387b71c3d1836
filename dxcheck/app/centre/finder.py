"""組む相手: who meets conditions on items, who is nearly there, who could share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.linebreak import pad
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.i18n import N_, _
from dxcheck.partners import LONGEST, ConditionError, Finder, parsed, partners

if TYPE_CHECKING:
    from dxcheck.overview import Overview

NAME = 12
SAVED = "saved:"


class FinderScreen(RowsScreen, CentreScreen):
    """Conditions, and three groups of municipalities."""

    TITLE_TEXT = N_("組む相手をさがす")
    GUIDE = N_(
        "設問のレベルに条件をつけて、いっしょに取り組めそうな市町をさがします。あと一歩の市町には何が足りないか、2つ以上先を行く市町はどこかもわかります。"
    )
    TABLE = (
        Command("edit", ("e",), N_("条件を書く"), N_("条件を書いてさがします。名前をつけると、あとでまた使えます")),
        Command("open", ("enter",), N_("開く"), N_("選んだ市町、または保存した条件を開きます")),
        Command("forget", ("x",), N_("条件を消す"), N_("選んでいる保存した条件を消します"), footer=False),
        BACK,
    )

    def __init__(self, overview: Overview) -> None:
        super().__init__()
        self._overview = overview
        self._asked = ""

    def rows(self) -> list[Row]:
        """What was found, then what was saved."""
        rows = [Row(_("{cycle}の時点の診断結果からさがします。", cycle=self._overview.cycle.label), style="$muted"), Row("")]
        if self._asked:
            rows += self._found()
        else:
            rows += [Row(_("e で条件を書いてください。例: gov-03>=2、bpr-01<=1")), Row("")]
        rows.append(Row(_("保存した条件"), style="bold $heading"))
        saved = self.centre.finders.all()
        rows += [Row(one.asked, value=SAVED + one.name, head=one.name) for one in saved]
        if not saved:
            rows.append(Row(_("まだありません。"), style="$muted"))
        return rows

    def _found(self) -> list[Row]:
        q = self._overview.questionnaire
        conditions = parsed(self._asked, q)
        found = partners(self._overview.lines, conditions)
        rows = [Row(_("条件: {asked}", asked=self._asked), style="bold")]
        for one in conditions:
            item = q.item_by_id[one.item]
            bounds = _("レベル{low}から{high}", low=one.at_least, high=one.at_most)
            rows.append(Row(_("{id} {item}　{bounds}", id=one.item, item=item.title, bounds=bounds), style="$muted"))
        rows += [Row(""), Row(_("条件に合う市町　{n}", n=len(found.ready)), style="bold $heading")]
        rows += [Row(one.municipality.region, value=one.municipality.code, head=pad(str(one.municipality), NAME)) for one in found.ready]
        rows += [Row(""), Row(_("あと一歩の市町　{n}", n=len(found.near)), style="bold $heading")]
        for short in found.near:
            item = q.item_by_id[short.condition.item]
            step = item.next_steps[short.level] if short.level < short.condition.at_least else None
            about = _("{item}がレベル{level}", item=item.title, level=short.level) + (_("　一歩: {step}", step=step) if step else "")
            rows.append(Row(about, value=short.line.municipality.code, head=pad(str(short.line.municipality), NAME)))
        rows += [Row(""), Row(_("経験を話してもらえそうな市町（2つ以上先）　{n}", n=len(found.ahead)), style="bold $heading")]
        rows += [Row(one.municipality.region, value=one.municipality.code, head=pad(str(one.municipality), NAME)) for one in found.ahead]
        return [*rows, Row("")]

    def _fault(self, text: str) -> str:
        try:
            parsed(text, self._overview.questionnaire)
        except ConditionError as wrong:
            return str(wrong)
        return ""

    @work
    async def action_edit(self) -> None:
        """Write the conditions; with a name they are saved."""
        from dxcheck.app.screens.form import Field, FormDialog  # noqa: PLC0415 - Textual's editor is slow to import

        fields = [
            Field("asked", _("条件"), self._asked, "gov-03>=2、bpr-01<=1", longest=LONGEST, fault=self._fault),
            Field("name", _("名前（保存するとき）"), "", _("例: 電子決裁を共同で"), longest=60),
        ]
        text = [_("設問の番号と、>=（以上）または <=（以下）とレベルを書きます。いくつでも「、」で続けられます。")]
        values = await self.app.push_screen_wait(FormDialog(_("組む相手の条件"), text, fields, go=_("さがす")))
        if values is None:
            return
        self._asked = values["asked"]
        if values["name"]:
            self.attempt(lambda: self.centre.finders.save(Finder(values["name"], values["asked"])))
        self.show_rows()

    def action_forget(self) -> None:
        """Forget the saved conditions under the cursor."""
        value = self.query_one(Rows).value
        if value.startswith(SAVED):
            self.attempt(lambda: self.centre.finders.remove(value.removeprefix(SAVED)))
            self.show_rows()

    def action_open(self) -> None:
        """Open what is under the cursor."""
        self.query_one(Rows).action_open()

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        if not event.value.startswith(SAVED):
            self.attempt(lambda: self.dxcheck.open_code(event.value))
            return
        name = event.value.removeprefix(SAVED)
        there = next((one for one in self.attempt(self.centre.finders.all) or [] if one.name == name), None)
        if there is not None and not self._fault(there.asked):
            self._asked = there.asked
        elif there is not None:
            self.notify(self._fault(there.asked), severity="warning", markup=False)
        self.show_rows()
