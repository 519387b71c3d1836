"""Reading a snapshot before a visit: what was answered, what changed, what to ask; beside it what the specialist thinks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual import on, work
from textual.containers import Horizontal, Vertical, VerticalScroll

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.more import MoreButtons
from dxcheck.app.screens.moved import in_counts, short_head
from dxcheck.app.specialist.snapshot_screen import SnapshotScreen, noted_in_words
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.assessment.figures import NOTHING
from dxcheck.assessment.wording import answer_in_words
from dxcheck.casework.inspection import FILTERS, filter_in_words, fitting
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import clock, long_date
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.widget import Widget

    from dxcheck.app.screens.saving import SavingDialog
    from dxcheck.casework.inspection import Filter
    from dxcheck.model.snapshot import Snapshot

_LOOK_EVERY: Final = 2.0
_EVERY: Final = "every"
"""Chosen for all items."""


SHARE: Final = Command("share", ("f8",), N_("所見を共有"), N_("市町に向けて書いた所見を市町と共有します。その前に確かめます"))


class CaseReview(SnapshotScreen):
    """One snapshot, item by item."""

    CSS_PATH = "review.tcss"
    TITLE_TEXT = N_("診断結果を読む")
    GUIDE = N_(
        "左で設問を選ぶと、右に回答・根拠・コメントが出ます。fで見たい設問だけに絞り、nで次へ進みます。"
        "所見は「共有」と「内部」を別々に書けます。「共有」は、F8で共有するまで市町には見えません。見立て（専門官の考えるレベル）は市町の回答の横に置くもので、回答は変わりません。"
    )
    TABLE = (
        Command("filter", ("f",), N_("絞り込み"), N_("低いレベル、変わった設問、わからない、食い違いなどから選んで絞り込みます")),
        Command("next", ("n", "right"), N_("次の設問"), N_("絞り込みの中の次の設問へ")),
        Command("previous", ("p", "left"), N_("前の設問"), footer=False),
        Command("observe('shared')", ("o",), N_("所見（共有）"), N_("市町に向けた所見を書きます。共有するまで市町には見えません")),
        Command("observe('internal')", ("i",), N_("所見（内部）"), N_("専門官とセンターだけが読む所見を書きます")),
        SHARE,
        Command("judge", ("l",), N_("見立て"), N_("専門官としてのレベルを理由とともに書きます。市町の回答は変わりません")),
        Command("history", ("h",), N_("所見の経過"), N_("この設問の所見が書き直されてきた経過を読みます"), footer=False),
        Command("mark", ("space",), N_("差戻しの印"), N_("差し戻すときに見直してほしい設問に印をつけます"), footer=False),
        Command("give_back", ("x",), N_("差戻し"), N_("理由を添えて差し戻します。印をつけた設問が市町の下書きに示されます")),
        Command("open", ("enter",), N_("右を読む"), N_("右の欄を上下にスクロールできるようにします"), footer=False),
        BACK,
    )

    def __init__(self, snapshot: Snapshot, item: str = "") -> None:
        super().__init__(snapshot)
        self._filter: Filter | None = None
        self._marked: list[str] = []
        self._first = item

    # -- layout --------------------------------------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """The items at the left, what was answered and noted about the one under the cursor at the right."""
        with Horizontal(id="reading"):
            with Vertical(id="list"):
                yield Paragraphs(*self._head(), id="head")
                with VerticalScroll(can_focus=False):
                    yield Rows(self.rows())
            with VerticalScroll(id="detail"):
                yield Paragraphs(id="item")
        yield MoreButtons(self.TABLE)

    def _head(self) -> list[tuple[str, str] | str]:
        n = len(self._items())
        name = filter_in_words(self._filter, self._questionnaire) if self._filter else _("すべての設問")
        return [
            (
                _("{cycle}　{day}提出", cycle=self._snapshot.cycle.label, day=long_date(self._snapshot.submitted_at))
                + self.case.before_merger(self._snapshot),
                "$muted",
            ),
            (_n("{name}　{n}問", "{name}　{n}問", n, name=name), "bold"),
            *(in_counts((self._since[one] for one in self._items() if one in self._since), self.host.drawing) if self._since else ()),
        ]

    def _items(self) -> list[str]:
        return self._let_through(self._filter)

    def _let_through(self, wanted: Filter | None) -> list[str]:
        if wanted is None:
            return [item.id for item in self._questionnaire.ordered]
        before = self._before.answers if self._before else None
        found = fitting(wanted, self._snapshot.answers, self._questionnaire, before, self._before_q, self.case.fields)
        if wanted != "contradiction":
            return found
        unfitting = {one.item for one in self._misfits}
        return [item.id for item in self._questionnaire.ordered if item.id in unfitting or item.id in found]

    def rows(self) -> list[Row]:
        """A row an item: which way it went, its level, marks."""
        items = self._items()
        if not items:
            return [Row(_("当てはまる設問はありません。f で別の絞り込みを選べます。"), style="$muted")]
        rows: list[Row] = []
        last = ""
        for id_ in items:
            item = self._questionnaire.item_by_id[id_]
            if (heading := self._questionnaire.place_of(item)) != last:
                last = heading
                rows.append(Row(heading, style="bold $heading"))
            head = short_head(id_, self._since.get(id_), self._questionnaire, self.host.drawing)
            level = self._snapshot.answer(id_).level
            rows.append(Row(f"{item.title}{self._signs(id_)}", value=id_, head=f"{head} {NOTHING if level is None else as_level(level)}"))
        return rows

    def _signs(self, item: str) -> str:
        answer = self._snapshot.answer(item)
        signs = [] if answer.level is not None else [answer_in_words(item, answer, self._questionnaire)]
        if (mine := next((one.level for one in self._judgements if one.item == item and one.level is not None), None)) is not None:
            signs.append(_("見立て{level}", level=as_level(mine)))
        if any(one.observation.item == item for one in self._notes):
            signs.append(_("所見"))
        if any(one.observation.item == item and one.reader == "draft" for one in self._notes):
            signs.append(_("書きかけ"))
        if any(item in one.items for one in self._contradictions) or any(item == one.item for one in self._misfits):
            signs.append(_("食い違い"))
        if item in self._marked:
            signs.append(_("差戻し"))
        if item in self._snapshot.carried_over:
            signs.append(_("前のまま"))
        if item in self._snapshot.copied:
            signs.append(_("前回と同じ"))
        return "".join(f" [{one}]" for one in signs)

    def on_mount(self) -> None:
        """Give the list the keyboard, and notice what another specialist writes."""
        rows = self.query_one(Rows)
        rows.focus()
        if self._first:
            self.call_after_refresh(rows.go_to, self._first)
        self._show_detail()
        self.look_every(_LOOK_EVERY, self._look)

    def renewed(self) -> None:
        """After the words were switched."""
        self.query_one(Rows).focus()
        self._show_detail()

    def _look(self) -> None:
        if self.app.screen is self and not self._seen.is_at(self.case.stamp()):
            self._again()

    def _again(self) -> None:
        self.attempt(self._load)
        self.query_one("#head", Paragraphs).update(*self._head())
        self.query_one(Rows).show(self.rows())
        self._show_detail()

    @property
    def current(self) -> str:
        """The id of the item under the cursor; empty where there is none."""
        return self.query_one(Rows).value

    @on(Rows.Moved)
    def _show_detail(self) -> None:
        item = self.current
        self.query_one("#item", Paragraphs).update(*(self._detail(item) if item else [""]))
        self.query_one("#detail", VerticalScroll).scroll_home(animate=False)

    # -- going through -------------------------------------------------------------------------------------------------

    @work
    async def action_filter(self) -> None:
        """Choose a filter, by its name or from the list; each says how many items it lets through."""
        from dxcheck.app.screens.search import Found, SearchDialog  # opened later than the first frame

        every: list[Filter | None] = [*FILTERS, None]
        names = {one: filter_in_words(one, self._questionnaire) if one else _("すべての設問") for one in every}
        counts = {one: len(self._let_through(one)) for one in every}
        entries = [Found(one or _EVERY, _n("{n}問", "{n}問", counts[one]), names[one]) for one in every]
        chosen = await self.app.push_screen_wait(SearchDialog(_("絞り込み"), entries, example=_("名前の一部を入力（例: わからない）")))
        if chosen is not None:
            self._filter = next((one for one in FILTERS if one == chosen), None)
            self._again()

    def action_next(self) -> None:
        """Go to the next item that the filter lets through."""
        self.query_one(Rows).action_move(1)

    def action_previous(self) -> None:
        """Go to the item before that the filter lets through."""
        self.query_one(Rows).action_move(-1)

    def action_open(self) -> None:
        """Read at the right; Tab or the left key leads back."""
        self.query_one("#detail", VerticalScroll).focus()

    @on(Rows.Opened)
    def _opened(self) -> None:
        self._show_detail()
        self.action_open()

    # -- writing -------------------------------------------------------------------------------------------------------

    @work
    async def action_observe(self, kind: str) -> None:
        """Write an observation on the item under the cursor; saved while it is typed."""
        from dxcheck.app.specialist.review_windows import observation_window  # Textual's editor is slow to import

        item = self._questionnaire.item_by_id.get(self.current)
        if item is not None:
            make = partial(observation_window, self.case, self.dxcheck.saver, self._snapshot, item, internal=kind == "internal")
            await self._opened_window(make)

    @work
    async def action_judge(self) -> None:
        """Give one's own level for the item under the cursor."""
        from dxcheck.app.specialist.review_windows import judgement_window

        item = self._questionnaire.item_by_id.get(self.current)
        if item is not None:
            await self._opened_window(lambda: judgement_window(self.case, self._snapshot, item, self._questionnaire))

    async def _opened_window(self, make: Callable[[], SavingDialog[Any]]) -> bool:
        """Open a window and show what was done in it; whether something was."""
        window = self.attempt(make)
        if window is None or await self.app.push_screen_wait(window) is None:
            return False
        self._again()
        return True

    @work
    async def action_share(self) -> None:
        """Let the municipality read what was written for it, after naming it."""
        from dxcheck.app.screens.dialogs import AskDialog

        case, snapshot = self.case, self._snapshot
        await self.dxcheck.saver.flush(3.0)
        mine = self.attempt(lambda: case.unshared(snapshot))
        if mine is None:
            return
        if not mine:
            self.notify(_("共有していない所見はありません。o で書けます。"))
            return
        items = [one.item for one in mine]
        named = [
            f"{one.item}　{self._questionnaire.item_by_id[one.item].title}" + ("" if one.text else _("（取り消し）"))
            for one in mine
            if one.item in self._questionnaire.item_by_id
        ]
        n = len(mine)
        ask = AskDialog(
            _n("所見{n}件を市町と共有しますか", "所見{n}件を市町と共有しますか", n),
            [*named, "", _("{name}の画面で読めるようになります。内部の所見と見立ては届きません。", name=case.municipality)],
            yes=_("共有する"),
            no=_("まだ書く"),
        )

        def share() -> bool:
            case.share(snapshot, items)
            return True

        if await self.app.push_screen_wait(ask):
            is_shared = self.attempt(share)
            self._again()
            if is_shared:
                self.notify(_("{name}と共有しました。", name=case.municipality))

    def action_history(self) -> None:
        """Every version of the observations on this item."""
        from dxcheck.app.screens.dialogs import ReadDialog

        item = self.current
        found = self.attempt(lambda: self.case.observation_history(self._snapshot, item)) or []
        lines: list[tuple[str, str] | str] = []
        for one in found:
            lines += [
                (f"{long_date(one.observation.at)} {clock(one.observation.at)}　{noted_in_words(one)}", "bold"),
                one.observation.text or _("（取り消し）"),
                "",
            ]
        self.app.push_screen(ReadDialog(_("所見の経過　{item}", item=item), lines or [_("まだ所見はありません。")]))

    # -- giving back ---------------------------------------------------------------------------------------------------

    def action_mark(self) -> None:
        """Mark or unmark the item under the cursor for a return."""
        item = self.current
        if item:
            self._marked = [one for one in self._marked if one != item] if item in self._marked else [*self._marked, item]
            self.query_one(Rows).show(self.rows())

    @work
    async def action_give_back(self) -> None:
        """Give the snapshot back, with a reason."""
        from dxcheck.app.specialist.review_windows import return_window

        latest = self.attempt(self.case.latest)
        if latest is None or latest.id != self._snapshot.id:
            self.notify(_("差し戻せるのは、いちばん新しい診断結果だけです。"))
            return
        ids = [item.id for item in self._questionnaire.ordered if item.id in self._marked]
        if await self._opened_window(lambda: return_window(self.case, self._snapshot, ids)):
            self._marked = []
            self._again()
            self.notify(_("差し戻しました。市町の画面に理由が出ます。"))
