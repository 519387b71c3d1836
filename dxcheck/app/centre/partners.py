"""組む相手: who meets conditions on items, who is nearly there, who could share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on, work

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.screens.saving import on_disk
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.assessment.wording import level_in_a_sentence
from dxcheck.i18n import N_, _, _n
from dxcheck.prefecture.partners import (
    LONGEST,
    ConditionError,
    NameTakenError,
    SavedSearch,
    conditions_in_words,
    example,
    example_in_words,
    parsed,
    partners,
)
from dxcheck.prefecture.selection import about_older, as_of
from dxcheck.questionnaire.scale import as_level
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from dxcheck.app.screens.form import Filled
    from dxcheck.prefecture.overview import Line, Overview
    from dxcheck.prefecture.partners import Partners, Short

_NAME: Final = 12
SAVED: Final = "saved:"


_ADD = Command("add", ("n",), N_("設問を選ぶ"), N_("設問を言葉でさがして、条件を1つ足します"))
_EDIT = Command("edit", ("e",), N_("条件を書く"), N_("条件を書いてさがします。名前をつけると、あとでまた使えます"))
_FORGET = Command("forget", ("x",), N_("条件を消す"), N_("選んでいる保存した条件を消します。その前に確かめます"))
_EXPORT = Command("export", ("o",), N_("書き出す"), N_("見つかった市町を、表（Excelなど）にします"))


class FinderScreen(RowsScreen, CentreScreen):
    """Conditions, and three groups of municipalities."""

    TITLE_TEXT = N_("組む相手をさがす")
    GUIDE = N_(
        "設問のレベルに条件をつけて、いっしょに取り組めそうな市町をさがします。あと一歩の市町には何が足りないか、経験を話してもらえそうなほど先を行く市町はどこかもわかります。"
    )
    TABLE = (
        _ADD,
        _EDIT,
        Command("open", ("enter",), N_("開く"), N_("選んだ市町、または保存した条件を開きます")),
        _FORGET,
        _EXPORT,
        BACK,
    )
    OFFERED = (_ADD, _EDIT, _FORGET, _EXPORT)

    def __init__(self, overview: Overview) -> None:
        super().__init__()
        self._overview = overview
        self._asked = ""
        self._posts: dict[str, str] = {}

    def rows(self) -> list[Row]:
        """What was found, then what was saved."""
        about = [_("{when}の診断結果から、すべての市町をさがします。", when=as_of(self._overview)), about_older(self._overview.counted)]
        rows = [Row(_("　").join(one for one in about if one), style="$muted"), Row("")]
        if self._asked:
            towns = (one.municipality for one in self._overview.lines)
            self._posts = {one.code: self.centre.comparing.standing(one).post for one in towns}
            rows += self._found()
        else:
            rows += [
                Row(_("n で設問を選ぶか、e で条件を書いてください。例: {example}", example=example_in_words(self._overview.questionnaire))),
                Row(""),
            ]
        rows.append(Row(_("保存した条件"), style="bold $heading"))
        saved = self.centre.finders.all()
        rows += [Row(one.asked, value=SAVED + one.name, head=one.name) for one in saved]
        if not saved:
            rows.append(Row(_("まだありません。"), style="$muted"))
        return rows

    def _found(self) -> list[Row]:
        q = self._overview.questionnaire
        conditions = parsed(self._asked, q)
        found = partners(self._overview.lines, conditions, q)
        rows = [Row(_("条件"), style="bold")]
        for one in conditions:
            bounds = conditions_in_words(one)
            rows.append(Row(_("{id} {item}　{bounds}", id=one.item, item=q.item_by_id[one.item].title, bounds=bounds), style="$muted"))
        for head, towns in self._parts(found):
            rows += [Row(""), Row(head, style="bold $heading"), *(self._row(line, about) for line, about in towns)]
        return [*rows, Row("")]

    def _parts(self, found: Partners) -> list[tuple[str, list[tuple[Line, str]]]]:
        """The groups with their headings; of each municipality why it is there."""
        jump = self._overview.questionnaire.scale.jump
        ready, near, ahead = len(found.ready), len(found.near), len(found.ahead)
        return [
            (_n("条件に合う市町　{n}", "条件に合う市町　{n}", ready), [(one, "") for one in found.ready]),
            (_n("あと一歩の市町　{n}", "あと一歩の市町　{n}", near), [(one.line, self._step(one)) for one in found.near]),
            (
                _n(
                    "経験を話してもらえそうな市町（{jump}つ以上先）　{n}",
                    "経験を話してもらえそうな市町（{jump}つ以上先）　{n}",
                    ahead,
                    jump=jump,
                ),
                [(line, _("、").join(self._stands(one) for one in over)) for line, over in found.ahead],
            ),
        ]

    def _row(self, line: Line, about: str) -> Row:
        """A municipality, where it is, why it is here, and whom to write to."""
        town = line.municipality
        parts = [town.region_named, about, self._posts.get(town.code, "")]
        return Row(_("　").join(one for one in parts if one), value=town.code, head=pad(line.name, _NAME))

    def _stands(self, one: Short) -> str:
        asked, questionnaire = one.condition.item, self._overview.questionnaire
        return _("{item}が{level}", item=questionnaire.item_by_id[asked].title, level=level_in_a_sentence(asked, one.level, questionnaire))

    def _step(self, one: Short) -> str:
        is_below = not one.condition.is_met_from(one.level)
        step = self._overview.questionnaire.step_from(one.condition.item, one.level) if is_below else None
        return self._stands(one) + (_("　一歩: {step}", step=step[1]) if step else "")

    def _fault(self, text: str) -> str:
        try:
            parsed(text, self._overview.questionnaire)
        except ConditionError as wrong:
            return str(wrong)
        return ""

    @work
    async def action_add(self) -> None:
        """Find an item by any word of it, then say which level."""
        from dxcheck.app.screens.form import Field, FormDialog
        from dxcheck.app.screens.search import Found, SearchDialog  # Textual's editor is slow to import

        q = self._overview.questionnaire
        entries = [Found(one.id, one.id, str(one.title), str(one.prompt)) for one in q.ordered]
        chosen = await self.app.push_screen_wait(SearchDialog(_("どの設問に条件をつけますか"), entries))
        if not chosen:
            return
        item = q.item_by_id[chosen]
        values = q.scale_of(item.id).values
        levels = tuple((as_level(level), as_level(level)) for level in values)
        fields = [
            Field("level", _("レベル"), as_level(values[min(2, len(values) - 1)]), options=levels),
            Field("sign", _("範囲"), ">=", options=((">=", _("以上")), ("<=", _("以下")), ("=", _("ちょうど")))),
        ]
        about = [f"{as_level(level)} {q.descriptor(item.id, level)}" for level in values]
        title = _("{id} {item}", id=item.id, item=item.title)
        filled = await self.app.push_screen_wait(FormDialog(f"condition {item.id}", title, about, fields, go=_("足す")))
        if filled is None:
            return
        asked = _("、").join(one for one in (self._asked, f"{item.id}{filled['sign'].new}{filled['level'].new}") if one)
        wrong = self._fault(asked)
        if wrong:
            self.notify(wrong, severity="warning", timeout=15, markup=False)
            return
        self._asked = asked
        self.show_rows()

    @work
    async def action_edit(self) -> None:
        """Write the conditions; with a name they are saved."""
        from dxcheck.app.screens.form import Field, FormDialog  # Textual's editor is slow to import

        fields = [
            Field("asked", _("条件"), self._asked, example(self._overview.questionnaire), longest=LONGEST, fault=self._fault),
            Field("name", _("名前（保存するとき）"), "", _("例: 電子決裁を共同で"), longest=60),
        ]
        shown = example_in_words(self._overview.questionnaire)
        text = [_("設問の番号と、レベルの以上・以下を書きます（例: {example}）。いくつでも「、」で続けられます。", example=shown)]

        told: list[SavedSearch] = []

        def keep(values: Filled) -> None:
            if values["name"].new:
                self._keep_search(SavedSearch(values["name"].new, values["asked"].new), told)

        dialog = FormDialog("conditions", _("組む相手の条件"), text, fields, go=_("さがす"), save=on_disk(keep))
        values = await self.app.push_screen_wait(dialog)
        if values is not None:
            self._asked = values["asked"].new
            self.show_rows()

    def _keep_search(self, search: SavedSearch, told: list[SavedSearch]) -> None:
        """Save it; over another of the same name only once the person was told of that one."""
        try:
            self.centre.finders.save(search, told[-1] if told else None)
        except NameTakenError as taken:
            told.append(taken.search)
            raise

    @work
    async def action_forget(self) -> None:
        """Forget the saved conditions under the cursor, after asking."""
        from dxcheck.app.screens.dialogs import AskDialog  # Textual's editor is slow to import

        value = self.query_one(Rows).value
        if not value.startswith(SAVED):
            self.notify(_("消したい保存した条件の行を選んでから、x を押してください。"))
            return
        name = value.removeprefix(SAVED)
        ask = AskDialog(
            _("保存した条件「{name}」を消します", name=name),
            [_("市町の回答には何も起こりません。")],
            yes=_("消す"),
            no=_("やめる"),
        )
        if await self.app.push_screen_wait(ask):
            self.attempt(lambda: self.centre.finders.remove(name))
            self.show_rows()

    def action_export(self) -> None:
        """All that were found, as a table."""
        from dxcheck.reports.partners import partners_offer  # opened later than the first frame

        if not self._asked:
            self.notify(_("先に n で設問を選ぶか、e で条件を書いてください。"))
            return
        q = self._overview.questionnaire
        parts = self._parts(partners(self._overview.lines, parsed(self._asked, q), q))
        rows = [(head, line, about, self._posts.get(line.municipality.code, "")) for head, towns in parts for line, about in towns]
        self.dxcheck.open_making([partners_offer(rows, self._asked)])

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
