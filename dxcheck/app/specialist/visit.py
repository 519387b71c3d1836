"""A visit: what is typed is saved as it is typed; at the end the municipality gets the record and the actions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from textual import on, work
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.widgets import Label, TextArea

from dxcheck.app.commands import BACK, HELP, PRINT, Command
from dxcheck.app.screens.base import button
from dxcheck.app.screens.dialogs import AskDialog
from dxcheck.app.screens.saving import QUEUE_WITHIN
from dxcheck.app.screens.search import Found, SearchDialog
from dxcheck.app.screens.writing import AUTOSAVE_AFTER
from dxcheck.app.specialist.base import CaseScreen
from dxcheck.app.specialist.visit_beside import LOOKING_BACK, beside_visit, tries_as_rows
from dxcheck.app.specialist.visit_windows import about_visit, agree_window
from dxcheck.app.widgets.button import Buttons
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.app.widgets.rows import Rows
from dxcheck.app.widgets.text_box import TextBox
from dxcheck.assessment.scoring import next_steps
from dxcheck.casework.change import VisitPatch, VisitText, text_of
from dxcheck.casework.model import LONGEST_RECORD, VISIT_KINDS
from dxcheck.casework.wording import aim_in_words
from dxcheck.desk.case import NotYetError
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.typed_day import DayReader
from dxcheck.questionnaire.scale import as_level
from dxcheck.system.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.timer import Timer
    from textual.widget import Widget

    from dxcheck.casework.model import TryMark, Visit
    from dxcheck.formats.output import Offer
    from dxcheck.model.edit import Edit

_LONGEST_TYPED: Final = LONGEST_RECORD // 2
"""So that two people's lines have room beside each other."""
_LOOK_EVERY: Final = 1.0

AREAS: Final[dict[VisitText, tuple[str, int]]] = {
    "who": (N_("出席した方（課・係・職名）"), 1),
    "notes": (N_("記録（市町と共有）"), 6),
    "internal": (N_("内部メモ（専門官とセンターだけが読みます）"), 3),
    "keep": (N_("Keep 続けること"), 4),
    "problem": (N_("Problem 困ったこと"), 4),
    "tries": (N_("Try 次に試すこと"), 4),
}
_WIDE: Final[tuple[VisitText, ...]] = ("who", "notes", "internal")
_COLUMNS: Final[tuple[VisitText, ...]] = ("keep", "problem", "tries")

AGREE = Command("agree", ("f4",), N_("取組を足す"), N_("話し合って決めた取組を足します。設問・内容・担当・期限を決めます"))
_PAPER = replace(PRINT, keys=("f12",), name=N_("Wordなどに出す"), help=N_("この訪問の記録を、Word・PDFなどにします。内部メモは入りません"))
UNAGREE = Command(
    "unagree", ("f6",), N_("取組を取り消す"), N_("まだ共有していない取組のうち、最後に足したものを取り消します"), footer=False
)
CANCEL = Command("cancel", ("f9",), N_("取りやめ"), N_("この訪問を取りやめます。書いたものは「これまで」に残ります"), footer=False)
RECORD = Command("record", ("f8",), N_("記録して市町と共有"), N_("記録（内部メモを除く）と取組を市町に届けます"))


class VisitScreen(CaseScreen):
    """A visit while it is written: saved as it is typed, and merged with what another specialist types."""

    CSS_PATH = "visit.tcss"
    AUTO_FOCUS = ""
    TITLE_TEXT = N_("訪問記録")
    GUIDE = N_(
        "書いたものはその都度保存され、閉じても続きから書けます。Tabで次の欄へ移ります。"
        "「記録して市町と共有」で、内部メモを除いた記録と取組が市町に届きます。あとから直すと、直した版も残ります。"
    )
    TABLE = (
        replace(HELP, keys=("f1",)),  # a question mark goes into the text
        AGREE,
        UNAGREE,
        Command("about", ("f7",), N_("日付・方法"), N_("訪問の日付と方法（訪問・オンライン・ヒアリング）を直します")),
        RECORD,
        _PAPER,
        *LOOKING_BACK,
        CANCEL,
        Command("app.focus_next", ("tab",), N_("次の欄"), N_("次の欄へ移ります"), footer=False),
        Command("app.focus_previous", ("shift+tab",), N_("前の欄"), N_("前の欄へ移ります"), footer=False),
        BACK,
    )

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self._visit = visit
        self._seen = Seen()
        self._seen.took_in(self.case.stamp())
        self._shown = {name: self._waiting(name, text_of(visit, name)) for name in AREAS}
        self._is_warned = False
        """Whether the person knows that something is not saved yet."""
        self._pending: dict[VisitText, Timer] = {}
        self._too_long: frozenset[VisitText] = frozenset()
        self._at: tuple[str, tuple[int, int]] = ("notes", (0, 0))
        """In which field somebody writes, and where in it."""

    def _waiting(self, name: VisitText, stored: str) -> str:
        """What was typed on this screen before and is not on the disk yet; else what is stored."""
        waiting = self.dxcheck.saver.waiting_text(self._key(name))
        return stored if waiting is None else waiting

    def _key(self, name: VisitText) -> str:
        """Under which key the saver has one text of this visit."""
        return f"{self._visit.id} {name}"

    # -- layout --------------------------------------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """The notes above, Keep, Problem and Try side by side, the agreed actions below; beside it what the visit goes on from."""
        with Container(id="visit"):
            with VerticalScroll(id="beside", can_focus=False):
                yield from beside_visit(self.case, self._visit)
            with VerticalScroll(id="written", can_focus=False):
                yield Paragraphs(*self._about(), id="about")
                for name in _WIDE:
                    yield from self._area(name)
                with Horizontal(id="kpt"):
                    for name in _COLUMNS:
                        with Vertical(classes="column"):
                            yield from self._area(name)
                yield Paragraphs(*self._agreed(), id="agreed")
                with Buttons():
                    yield button(AGREE)
                    yield button(RECORD, primary=True)
                    yield button(_PAPER)
                    yield button(UNAGREE)
                    yield button(CANCEL)

    def _area(self, name: VisitText) -> Iterable[Widget]:
        label, rows = AREAS[name]
        yield Label(_(label), classes="field")
        area = TextBox(self._shown[name], id=name)
        area.styles.min_height = rows
        yield area

    def _about(self) -> list[tuple[str, str] | str]:
        record = self._visit.record
        state = {
            "planned": _("予定"),
            "noted": _("書きかけ（市町にはまだ届いていません）"),
            "recorded": _("記録済み（市町と共有しました）"),
            "cancelled": _("取りやめ"),
        }[self._visit.state]
        return [
            (_("{day}　{kind}　{state}", day=long_date(record.date), kind=_(VISIT_KINDS[record.kind]), state=state), "bold $heading"),
        ]

    def _agreed(self) -> list[tuple[str, str] | str]:
        if not self._visit.actions:
            return [(_("取組"), "bold"), (_("まだありません。話し合って決まったら、F4 で足してください。"), "$muted")]
        lines: list[tuple[str, str] | str] = [(_n("取組　{n}件", "取組　{n}件", len(self._visit.actions)), "bold")]
        questionnaire = self.case.questionnaire
        for one in self._visit.actions:
            due = _("期限 {day}", day=long_date(one.due)) if one.due else ""
            owner = _("担当 {owner}", owner=one.owner) if one.owner else ""
            about = _("　").join(text for text in (aim_in_words(one, questionnaire), owner, due) if text)
            lines.append(_("・{step}", step=one.step) + (_("（{about}）", about=about) if about else ""))
        return lines

    def on_mount(self) -> None:
        """Begin at the notes, and notice what another specialist writes."""
        self.set_focus(self.query_one("#notes", TextBox), scroll_visible=False)
        self.look_every(_LOOK_EVERY, self._look)

    async def switch_words(self) -> None:
        """Show everything in the language now in use; what was typed until now is handed over first, the new fields begin from it."""
        self._save_now()
        written = self.focused
        self._at = (written.id or "", written.cursor_location) if isinstance(written, TextBox) else ("notes", (0, 0))
        await super().switch_words()

    def renewed(self) -> None:
        """After the words were switched: whoever writes goes on where they were."""
        name, place = self._at
        box = self.query_one(f"#{name}", TextBox)
        self.set_focus(box, scroll_visible=False)
        box.move_cursor(place)

    # -- saving --------------------------------------------------------------------------------------------------------

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        name, text = next((one for one in AREAS if one == event.text_area.id), None), event.text_area.text
        if name is None or text == self._shown[name]:
            return
        self._shown[name], self._is_warned = text, False
        too_long = len(text) > _LONGEST_TYPED
        if too_long and name not in self._too_long:
            self.notify(_("長すぎます: {n}文字（{most}文字まで保存します）", n=len(text), most=_LONGEST_TYPED), severity="warning")
        self._too_long = self._too_long | {name} if too_long else self._too_long - {name}
        timer = self._pending.pop(name, None)
        if timer is not None:
            timer.stop()
        self._pending[name] = self.set_timer(AUTOSAVE_AFTER, lambda: self._save(name))

    def _save(self, name: VisitText) -> None:
        self._pending.pop(name, None)
        change = self.query_one(f"#{name}", TextBox).hand_over(_LONGEST_TYPED)
        self.dxcheck.saver.write(self._key(name), partial(self._write, name), change)

    def _write(self, name: VisitText, change: Edit[str]) -> None:
        """In the saver's thread."""
        self.case.write(self._visit.id, VisitPatch.of_text(name, change))

    def _save_now(self) -> None:
        for name, timer in list(self._pending.items()):
            timer.stop()
            self._save(name)

    def _look(self) -> None:
        """Show what came from elsewhere, where this person is not typing."""
        stamp = self.case.stamp()
        if self._seen.is_at(stamp) or self._pending or self.dxcheck.saver.state.waiting or self.app.screen is not self:
            return
        self._read_again()

    def _read_again(self) -> None:
        self.attempt(self._take_in)

    def _take_in(self) -> None:
        with self._seen.taking_in(self.case.stamp()):
            self._show(self.case.visit(self._visit.id))

    def _show(self, visit: Visit | None) -> None:
        if visit is None:
            return
        self._visit = visit
        for name in AREAS:
            box = self.query_one(f"#{name}", TextBox)
            if self.dxcheck.saver.waiting_text(self._key(name)) is None and box.take_in(text_of(visit, name)):
                self._shown[name] = box.text
        self.query_one("#about", Paragraphs).update(*self._about())
        self.query_one("#agreed", Paragraphs).update(*self._agreed())
        for rows in self.query("#last_tries").results(Rows):
            rows.show(tries_as_rows(self.case, visit))

    def action_back(self) -> None:
        """Leave once everything is on the disk."""
        self._leave()

    @work(exclusive=True, group="leaving")
    async def _leave(self) -> None:
        """While saving fails, only when asked a second time; what waits is shown again on coming back."""
        self._save_now()
        problem = await self.dxcheck.saver.attempt(QUEUE_WITHIN)
        if problem is None or self._is_warned:
            self.dismiss()
            return
        self._is_warned = True
        said = _(
            "まだ保存できていません。書いたものは画面に残っていて、直ると自動で保存します。先に戻るときは、もう一度 Esc を押してください。"
        )
        self.notify(said, severity="warning", timeout=15)

    # -- commands ------------------------------------------------------------------------------------------------------

    @work
    async def action_agree(self) -> None:
        """Add an action: choose the item, then say what, who, by when."""
        latest = self.attempt(self.case.latest)
        questionnaire = self.case.questionnaire_for(latest.questionnaire) if latest else self.case.questionnaire
        levels = {item.id: latest.answer(item.id).level if latest else None for item in questionnaire.ordered}
        first = [one.item for one in next_steps(latest.answers, questionnaire)] if latest else []
        order = [*first, *(item.id for item in questionnaire.ordered if item.id not in first)]
        entries = [
            Found(
                id_,
                id_,
                str(questionnaire.item_by_id[id_].title),
                _("いま {level}", level="-" if (level := levels[id_]) is None else as_level(level)),
            )
            for id_ in order
        ]
        chosen = await self.app.push_screen_wait(SearchDialog(_("どの設問の取組ですか"), entries))
        if chosen is None:
            return
        if (
            await self.app.push_screen_wait(agree_window(self.case, self._visit.id, questionnaire.item_by_id[chosen], levels[chosen]))
            is not None
        ):
            self._read_again()

    def action_tried(self, mark: TryMark) -> None:
        """Say what became of what was to be tried, under the cursor beside."""
        self._change_try(lambda text: self.case.look_back(self._visit.id, text, mark))

    def action_try_as_action(self) -> None:
        """Make it an action of this visit."""
        self._change_try(lambda text: self.case.try_as_action(self._visit.id, text))

    def _change_try(self, change: Callable[[str], Visit]) -> None:
        chosen = "".join(rows.value for rows in self.query("#last_tries").results(Rows))
        if chosen:
            self._save_now()
            self._show(self.attempt(lambda: change(chosen)))

    def action_unagree(self) -> None:
        """Take back the action added last, unless the municipality has it already."""
        given = {one.id for one in self.attempt(self.case.actions) or []}
        if not self._visit.actions or self._visit.actions[-1].id in given:
            self.notify(_("取り消せる取組はありません。市町に届いた取組は「取組」の画面で見送りにできます。"))
            return
        self._show(self.attempt(lambda: self.case.unagree(self._visit.id, self._visit.actions[-1].id)))

    @work
    async def action_about(self) -> None:
        """Change date and kind."""
        # What the municipality has took place; before that a visit may be put off, or may have been held on another day than planned.
        days = DayReader(self.case.now.date(), "past" if self._visit.state == "recorded" else "either")
        if await self.app.push_screen_wait(about_visit(self.dxcheck.specialist, self.case, self._visit, _("日付・方法"), days)) is not None:
            self._read_again()

    def printed(self) -> Offer | None:
        """The record as it is written by then, without what only specialists read."""
        from dxcheck.reports.visit_record import written_record_offer  # opened later than the first frame

        self._save_now()
        return written_record_offer(self.case, self._visit.id)

    @work
    async def action_record(self) -> None:
        """Give the record to the municipality."""
        self._save_now()
        if not await self.dxcheck.saver.flush(3.0):
            self.notify(_("まだ保存できていません。上の行の知らせを確かめてください。"), severity="warning")
            return
        self._read_again()
        record = self._visit.record
        try:
            self.case.check_over(self._visit)
        except NotYetError as why:
            self.notify(str(why), severity="warning", timeout=15, markup=False)
            return
        ask = AskDialog(
            _("記録して市町と共有しますか"),
            [
                _(
                    "{day}の記録と取組{n}件が、{name}の画面に届きます。内部メモは届きません。",
                    day=long_date(record.date),
                    n=len(self._visit.actions),
                    name=self.case.municipality,
                ),
                _("共有したあとに直したときは、もう一度共有してください。前の版も残ります。"),
            ],
            yes=_("共有する"),
            no=_("まだ書く"),
        )
        if await self.app.push_screen_wait(ask):
            visit = self.attempt(lambda: self.case.record(self._visit.id))
            if visit is not None:
                self._show(visit)
                self.notify(_("{name}と共有しました。おつかれさまでした。", name=self.case.municipality))

    @work
    async def action_cancel(self) -> None:
        """Call the visit off; what was written stays readable."""
        if self._visit.state == "recorded":
            self.notify(_("市町と共有した訪問は取りやめにできません。"))
            return
        ask = AskDialog(
            _("この訪問を取りやめますか"),
            [_("予定から外れます。書いたものは「これまで」から読めます。")],
            yes=_("取りやめる"),
            no=_("戻る"),
        )
        if await self.app.push_screen_wait(ask):
            self._save_now()
            await self.dxcheck.saver.flush(3.0)
            if self.attempt(lambda: self.case.write(self._visit.id, VisitPatch(state="cancelled"))) is not None:
                self.dismiss()
