"""業務の棚卸し: the sheet of a municipality's work, what hurts most at the top; its staff and its specialists write it together."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len
from textual import on, work

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.reading import ReadingScreen
from dxcheck.app.screens.rows import TO_EXCEL, RowsScreen
from dxcheck.app.screens.saving import on_disk
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.casework.stocktaking import (
    LONGEST_WORK,
    PAINS,
    PAPER_USES,
    hours_in_words,
    minutes_in_words,
    order_in_words,
    step_told,
    taken_back_told,
    times_in_words,
    total_in_words,
    work_in_words,
)
from dxcheck.casework.typed_work import typed_minutes, typed_times
from dxcheck.desk.stocktaking import NoWorkError
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import clock, long_date
from dxcheck.model.edit import ChangedMeanwhileError, Edit
from dxcheck.model.snapshot import LONGEST_TEXT
from dxcheck.system.seen import Seen
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dxcheck.app.screens.form import Field, Filled
    from dxcheck.casework.stocktaking import SheetStep, Work
    from dxcheck.casework.work_sheet import WorkField

_ADD: Final = Command("add", ("n",), N_("業務を書き加える"), N_("業務を1つ書き加えます。名前のほかは、わかるところだけで大丈夫です"))
_CHANGE: Final = Command("change", ("e", "enter"), N_("直す"), N_("選んだ業務を直します"))
_REMOVE: Final = Command("remove", ("d",), N_("業務を消す"), N_("選んだ業務を消します。u で元に戻せます"))
_UNDO: Final = Command(
    "undo",
    ("u",),
    N_("元に戻す"),
    N_("いちばん後の変更（書き加え・直し・消し・表の取り込み）を元に戻します。続けて押すと、その前の変更も戻せます"),
)
_TABLE: Final = Command("table", TO_EXCEL.keys, N_("表に出す"), N_("書き込める表（Excel・CSV）にします。書き足して、また読み込めます"))
_READ: Final = Command(
    "read",
    ("f",),
    N_("表を読む"),
    N_("書き込まれた表を読み、何が変わるかを確かめてから取り込みます"),
    opens="dxcheck.app.screens.work_taking:WorkTakingScreen",
)
_LOOK_EVERY: Final = 2.0


class StocktakingScreen(ReadingScreen, RowsScreen):
    """A block a piece of work, the one that takes and hurts most first."""

    TITLE_TEXT = N_("業務の棚卸し")
    GUIDE = N_(
        "見直したい業務を、専門官といっしょに書き出す小さな表です。時間と困り度から、どこから手をつけるかを話し合えます。"
        "すべての業務を書く必要はありません。市町とその専門官・センターだけが読みます。設問 bpr-01・bpr-02・bpr-03 の根拠にもなります。"
    )
    OFFERED = (_ADD, _CHANGE, _REMOVE, _TABLE, _READ)
    TABLE = (_ADD, _CHANGE, _REMOVE, _UNDO, _TABLE, _READ, BACK)

    def __init__(self) -> None:
        super().__init__()
        self._seen = Seen()
        self._there: dict[str, Work] = {}
        self._last: SheetStep | None = None
        """The step that is shown as the one to be taken back."""

    def rows(self) -> list[Row]:
        """What is said over it, and the blocks."""
        sheet = self.reading_desk.stocktaking
        with self._seen.taking_in(self.reading_desk.snapshot_stamp()):
            works = sheet.works()
        self._there = {one.id: one for one in works}
        if not works:
            rows = [
                Row(_("業務はまだ書かれていません。")),
                Row(_("n で1つ書き加えます。まず、時間がかかって困っている業務を3つから5つ書くと、話し合いを始められます。")),
                Row(_("x で表（Excel）に出し、担当課に書いてもらって f で読み込むこともできます。"), style="$muted"),
            ]
        else:
            rows = [Row(total_in_words(works), style="bold"), Row(order_in_words(), style="$muted")]
        steps = sheet.steps()
        self._last = steps[-1] if steps else None
        for step in steps[-1:]:
            said = _(
                "{day} {time} {who}: {what}。u で元に戻せます。",
                day=long_date(step.at),
                time=clock(step.at),
                who=step.by or _("市町"),
                what=step_told(step),
            )
            if len(steps) > 1:
                said += _n("続けて押すと、{n}つ前の変更まで戻せます。", "続けて押すと、{n}つ前の変更まで戻せます。", len(steps))
            rows.append(Row(said, style="$muted"))
        width = max((cell_len(hours_in_words(one.hours_a_year)) for one in works), default=0)
        return [*rows, *(row for one in works for row in _block(one, width))]

    def on_mount(self) -> None:
        """Give the list the keyboard, and look every few seconds for what the other side wrote: it is filled in together."""
        self.look_every(_LOOK_EVERY, self._look)

    def _look(self) -> None:
        if self.app.screen is self and not self._seen.is_at(self.reading_desk.snapshot_stamp()):
            self.show_rows()

    async def came_back(self) -> None:
        """From a table: show what was taken in."""
        self.show_rows()

    def chosen(self) -> Work | None:
        """The one under the cursor, as it was shown."""
        return self._there.get(self.query_one(Rows).value)

    # -- commands ------------------------------------------------------------------------------------------------------

    @on(Rows.Opened)
    def _opened(self) -> None:
        self.action_change()

    @work
    async def action_add(self) -> None:
        """Write a new one."""
        sheet = self.reading_desk.stocktaking

        def add(filled: Filled) -> None:
            sheet.add({field: edit.new for field, edit in _read(filled).items()})

        if await self._fill("add", _("業務を書き加える"), _empty(), add):
            self.notify(_("書き加えました。"))

    @work
    async def action_change(self) -> None:
        """Change the one under the cursor."""
        one = self.chosen()
        if one is None:
            return
        sheet = self.reading_desk.stocktaking

        def change(filled: Filled) -> None:
            there = [one, *(there for there in sheet.works() if there.id == one.id)]
            sheet.change(one.id, {**_read(filled), "idea": _with_its_lines(filled["idea"], there)})

        def stands() -> Mapping[str, str]:
            there = next((there for there in sheet.works() if there.id == one.id), None)
            return _typed(there) if there is not None else {}

        await self._fill(f"change {one.id}", _("業務を直す"), _typed(one), change, stands)

    async def _fill(
        self,
        key: str,
        title: str,
        values: Mapping[str, str],
        keep: Callable[[Filled], None],
        stands: Callable[[], Mapping[str, str]] | None = None,
    ) -> bool:
        from dxcheck.app.screens.form import FormDialog

        key = f"work {key} {self.reading_desk.municipality.code}"
        dialog = FormDialog(key, title, [], work_fields(values), go=_("これでよい"), save=on_disk(_or_gone(keep)), stands=stands)
        is_kept = await self.app.push_screen_wait(dialog) is not None
        self.show_rows()
        return is_kept

    @work
    async def action_remove(self) -> None:
        """Remove the one under the cursor, once it was asked."""
        from dxcheck.app.screens.dialogs import AskDialog

        one = self.chosen()
        if one is None:
            return
        about = [one.name, _("消しても、u で元に戻せます（新しいほうから10回分の変更まで）。")]
        if not await self.app.push_screen_wait(AskDialog(_("この業務を消しますか"), about, yes=_("業務を消す"), no=_("やめる"))):
            return
        try:
            gone = self.attempt(lambda: self.reading_desk.stocktaking.remove(one.id))
        except NoWorkError:
            gone = None
            self.notify(_("ほかの画面で、もう変えられています。いまの内容を確かめてください。"))
        self.show_rows()
        if gone is not None:
            self.notify(_("消しました。u で元に戻せます。"))

    @work(exclusive=True, group="undo")
    async def action_undo(self) -> None:
        """Take the last step back as it is shown; what somebody else did, only once it was asked."""
        sheet, last = self.reading_desk.stocktaking, self._last
        if last is not None:
            if not sheet.is_own(last) and not await self._agrees(last):
                return
            with contextlib.suppress(NoWorkError, ChangedMeanwhileError):
                back = self.attempt(lambda: sheet.take_back(last))
                self.show_rows()
                if back is not None:
                    self.notify(taken_back_told(back), markup=False)
                return
        self.show_rows()  # nothing was shown to take back, or another step is the last by now
        self.notify(
            _("元に戻せる変更はありません。")
            if self._last is None
            else _("いま、ほかの人が変えました。上に出ている変更を確かめてから、もう一度 u を押してください。")
        )

    async def _agrees(self, last: SheetStep) -> bool:
        """Whether the step of somebody else is to be taken back."""
        from dxcheck.app.screens.dialogs import AskDialog

        about = [_("{who}: {what}。", who=last.by or _("市町"), what=step_told(last))]
        agrees = await self.app.push_screen_wait(AskDialog(_("ほかの人の変更を元に戻しますか"), about, yes=_("元に戻す"), no=_("やめる")))
        return bool(agrees)

    def action_table(self) -> None:
        """The sheet as a table to be filled in."""
        from dxcheck.reports.work_sheet_file import work_sheet_offer  # opened later than the first frame

        self.host.open_making([work_sheet_offer(self.reading_desk)])


def _block(one: Work, width: int) -> list[Row]:
    """Its hours a year and its name, and under them what else is known."""
    is_worst = one.pain == next(iter(PAINS))
    rows = [Row(one.name, value=one.id, head=pad(hours_in_words(one.hours_a_year), width), style="bold")]
    if about := work_in_words(one):
        rows.append(Row(about, head=" " * width, style="$caution" if is_worst else "$muted"))
    if one.idea:
        rows += [Row(line, head=" " * width) for line in _("案: {text}", text=one.idea).split("\n")]
    return [Row(""), *rows]


def work_fields(values: Mapping[str, str]) -> list[Field]:
    """The fields of the window in which a piece of work is written down."""
    from dxcheck.app.screens.form import Field, needed, post_field, unreadable_fault

    def times_told(text: str) -> str:
        return (
            times_in_words(times) if text and not unreadable_fault(typed_times)(text) and (times := typed_times(text)) is not None else ""
        )

    def time_told(text: str) -> str:
        is_read = text and not unreadable_fault(typed_minutes)(text)
        return minutes_in_words(minutes) if is_read and (minutes := typed_minutes(text)) is not None else ""

    name = _("業務")
    unknown = ("", _("わからない"))
    return [
        Field("name", name, values["name"], _("例: 住民票の郵送請求の受付"), longest=LONGEST_WORK, fault=needed(name)),
        post_field("section", _("課・係"), values["section"]),
        Field(
            "times", _("年に何回"), values["times"], _("例: 12、月2回、週1回"), fault=unreadable_fault(typed_times), understood=times_told
        ),
        Field(
            "minutes",
            _("1回の時間"),
            values["minutes"],
            _("例: 1.5、90分、1時間30分"),
            fault=unreadable_fault(typed_minutes),
            understood=time_told,
        ),
        Field("paper", _("紙のやりとり"), values["paper"], options=(unknown, *((key, _(word)) for key, word in PAPER_USES.items()))),
        Field("pain", _("困り度"), values["pain"], options=(unknown, *((key, _(word)) for key, word in PAINS.items()))),
        Field("idea", _("改善の案"), values["idea"], _("こうしたい、こうできそう、ということ"), longest=LONGEST_TEXT),
    ]


def _empty() -> dict[str, str]:
    return dict.fromkeys(("name", "section", "times", "minutes", "paper", "pain", "idea"), "")


def _typed(one: Work) -> dict[str, str]:
    """A work as the fields begin with it."""
    return {
        "name": one.name,
        "section": one.section,
        "times": "" if one.times is None else str(one.times),
        "minutes": "" if one.minutes is None else minutes_in_words(one.minutes),
        "paper": one.paper or "",
        "pain": one.pain or "",
        "idea": " ".join(one.idea.split("\n")),
    }


def _read(filled: Filled) -> dict[WorkField, Any]:
    """What was filled in, read."""
    return {
        "name": filled["name"],
        "section": filled["section"],
        "times": filled["times"].read(typed_times),
        "minutes": filled["minutes"].read(typed_minutes),
        "paper": filled["paper"].read(lambda key: key or None),
        "pain": filled["pain"].read(lambda key: key or None),
        "idea": filled["idea"],
    }


def _with_its_lines(idea: Edit[str], there: Sequence[Work]) -> Edit[str]:
    """What was seen in one line, as it stands in several: what is written in its place then replaces it."""
    return next((Edit(one.idea, idea.new) for one in there if _typed(one)["idea"] == idea.seen != idea.new), idea)


def _or_gone(keep: Callable[[Filled], None]) -> Callable[[Filled], None]:
    """The same; what a colleague removed meanwhile is said like everything that cannot be done."""
    from dxcheck.system.refusal import RefusedError

    def kept(filled: Filled) -> None:
        try:
            keep(filled)
        except NoWorkError as gone:
            raise RefusedError(_("ほかの画面で消された業務です。残すときは、閉じて、もう一度書き加えてください。")) from gone

    return kept
