"""県内平均: what was published, what would be, and why something would not."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual import on, work

from dxcheck.app.centre.base import AT_ONCE, CentreScreen
from dxcheck.app.centre.figures import figure_rows
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.screens.working import ReadBesideScreen, done_beside
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.benchmark.gate import what_it_is, which_rule
from dxcheck.benchmark.model import GROUPS
from dxcheck.benchmark.wording import GROUP_NAMES
from dxcheck.desk import StoreError
from dxcheck.desk.centre import NotPublishableError
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date
from dxcheck.system.progress import CancelledError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dxcheck.benchmark.model import Benchmark, Group, LedgerEntry
    from dxcheck.desk.preview import Preview

_Done = TypeVar("_Done")
GROUP = Command("group", ("m",), N_("全市町・市区・町村"), N_("全市町の平均、市区だけの平均、町村だけの平均を切り替えます"))


class AveragesScreen(ReadBesideScreen, CentreScreen):
    """The preview of the cycle that closed last, and what was published before."""

    TITLE_TEXT = N_("県内平均")
    GUIDE = N_(
        "終わった診断期の平均を、一度だけ公表します。公表すると、あとから変えられません。下見では、何が出て、何がなぜ伏せられるかを確かめられます。"
        "公表したものは、行を開くと1つずつ見られます。"
    )
    TABLE = (
        Command("publish", ("u",), N_("公表する"), N_("下見のとおりに公表します。その前に、もう一度確かめます")),
        GROUP,
        Command("open", ("enter",), N_("開く"), N_("公表した平均を1つずつ見ます")),
        BACK,
    )

    def __init__(self) -> None:
        super().__init__()
        self._group: Group = "all"
        self._found: Preview | NotPublishableError | None = None

    def rows(self) -> list[Row]:
        """What was published, then what would be."""
        if not self._are_many:
            self._found = self._read()
        if self._found is None:
            preview = [Row(self.reading_so_far)]
        elif isinstance(self._found, NotPublishableError):
            preview = [Row(str(self._found), style="$muted")]
        else:
            preview = self._figures(self._found)
        published = self.centre.benchmarks()
        rows = [Row(_("公表した県内平均"), style="bold $heading")]
        if not published:
            rows.append(Row(_("まだありません。")))
        for one in reversed(published):
            about = [_("{day}公表　公表した平均値 {n}件", day=long_date(one.published_on), n=_count(one)), which_rule(one)]
            rows.append(Row(_("　").join(part for part in about if part), value=str(one.cycle), head=one.cycle.label))
        return [*rows, Row(""), *preview] if isinstance(self._found, NotPublishableError) else [*preview, Row(""), *rows]

    @property
    def _are_many(self) -> bool:
        return len(self.centre.comparing.municipalities) > AT_ONCE

    def _read(self) -> Preview | NotPublishableError:
        try:
            return self.centre.preview(self.centre.last_closed)
        except NotPublishableError as why:
            return why

    def on_mount(self) -> None:
        """With many municipalities the preview comes a little later."""
        self._read_again()

    def _read_again(self) -> None:
        if self._are_many:
            self._found = None
            self.read_beside(self._read, self._take)

    def _take(self, found: Preview | NotPublishableError) -> None:
        self._found = found
        self.show_rows()

    def _figures(self, found: Preview) -> list[Row]:
        entry = found.entry
        benchmark, decisions = entry.benchmark, entry.decisions[self._group]
        rows = [
            Row(
                _n("{cycle}の下見　提出 {n}市町", "{cycle}の下見　提出 {n}市町", found.submitted, cycle=benchmark.cycle.label),
                style="bold $heading",
            ),
            Row(_in_all(entry), style="bold"),
            Row(what_it_is(), style="$muted"),
        ]
        rows += [
            Row(_("読めないファイルがあるため、公表できません: {code} {why}", code=code, why=why), style="$caution")
            for code, why in found.unreadable.items()
        ]
        rows += [Row(""), Row(_("{group}の平均", group=_(GROUP_NAMES[self._group])), style="bold")]
        progress = found.progress if self._group == "all" else {}
        return rows + figure_rows(benchmark, found.questionnaire, self._group, decisions, progress, wide=self.has_class("-wide"))

    def action_group(self) -> None:
        """The next group."""
        self._group = _after(self._group, GROUPS)
        self.show_rows()

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        there = next((one for one in self.attempt(self.centre.benchmarks) or [] if str(one.cycle) == event.value), None)
        if there is not None:
            self.app.push_screen(PublishedScreen(there))

    @work
    async def action_publish(self) -> None:
        """Publish once, after asking."""
        from dxcheck.app.screens.dialogs import AskDialog  # Textual's editor is slow to import

        desk = self.centre
        try:
            self.attempt(desk.finish)
            found = await self._at_length(_("公表の前に、もう一度計算します"), lambda: desk.preview(desk.last_closed))
            cycle = found.entry.benchmark.cycle.label
            ask = AskDialog(
                _("{cycle}の県内平均を公表します", cycle=cycle),
                [_in_all(found.entry), _("すべての市町の画面に出ます。公表したものは、あとから変えたり取り消したりできません。")],
                yes=_("公表する"),
                no=_("やめる"),
            )
            if not await self.app.push_screen_wait(ask):
                return
            await self._at_length(_("{cycle}の県内平均を公表します", cycle=cycle), lambda: desk.publish(found))
            self.notify(_("{cycle}の県内平均を公表しました。", cycle=cycle))
        except NotPublishableError as why:
            self.notify(str(why), severity="warning", timeout=15, markup=False)
        except CancelledError:
            self.notify(_("やめました。何も公表していません。"))
            return
        except StoreError as problem:
            self.host.tell_problem(problem)
        self._read_again()
        self.show_rows()

    async def _at_length(self, title: str, what: Callable[[], _Done]) -> _Done:
        """Do it; with many municipalities in a window that shows how far it is."""
        return await done_beside(self.app, title, what) if self._are_many else what()


class PublishedScreen(RowsScreen, CentreScreen):
    """One publication: every figure that left the centre, and from the ledger why the others did not."""

    TITLE_TEXT = N_("公表した県内平均")
    GUIDE = N_("公表した平均と、出さなかったものの理由です。理由はセンターの控えにだけあり、市町には見えません。")
    TABLE = (GROUP, BACK)

    def __init__(self, benchmark: Benchmark) -> None:
        super().__init__()
        self._benchmark = benchmark
        self._group: Group = "all"

    def rows(self) -> list[Row]:
        """When, how many, and each figure."""
        one = self._benchmark
        entry = next((entry for entry in self.centre.ledger() if entry.benchmark.cycle == one.cycle), None)
        rows = [
            Row(
                _(
                    "{cycle}　{day}公表　{group}の平均",
                    cycle=one.cycle.label,
                    day=long_date(one.published_on),
                    group=_(GROUP_NAMES[self._group]),
                ),
                style="bold $heading",
            )
        ]
        if entry is not None:
            rows += [Row(_n("{n}市町の診断結果から。", "{n}市町の診断結果から。", len(entry.inputs)) + _in_all(entry))]
        else:
            rows += [Row(_("別のところで公表されたものです。出さなかった理由の控えは、ここにはありません。"), style="$muted")]
        if which_rule(one):
            rows.append(Row(which_rule(one), style="$muted"))
        decisions = entry.decisions[self._group] if entry is not None else {}
        return [*rows, Row(""), *figure_rows(one, self.centre.text_of(one), self._group, decisions, {}, wide=self.has_class("-wide"))]

    def action_group(self) -> None:
        """The next group."""
        self._group = _after(self._group, self._benchmark.groups)
        self.show_rows()


def _after(group: Group, groups: Sequence[Group]) -> Group:
    """The next group, and after the last one the first."""
    return groups[(groups.index(group) + 1) % len(groups)]


def _count(benchmark: Benchmark) -> int:
    return sum(len(group) for group in benchmark.figures.values())


def _in_all(entry: LedgerEntry) -> str:
    """How many figures come out and how many do not, over all groups."""
    out, every = _count(entry.benchmark), sum(len(group) for group in entry.decisions.values())
    return _("出る平均 {out}件、伏せる平均 {hidden}件（全市町・市区・町村をあわせて）。", out=out, hidden=every - out)
