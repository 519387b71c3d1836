"""概況: all municipalities by all dimensions."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Final

import msgspec
from textual import on, work
from textual.containers import Horizontal

from dxcheck.app.centre.ahead import CourseAhead, spread_ahead
from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.centre.beside import SpreadBeside
from dxcheck.app.centre.counted import by_name, in_short, of_cell
from dxcheck.app.centre.drawn import figure_in_words, row
from dxcheck.app.centre.overview_commands import FIRST_BUTTONS, FOR_BUTTONS, OVERVIEW_COMMANDS
from dxcheck.app.screens.more import MoreButtons
from dxcheck.app.widgets.heatmap import Heatmap, HeatRow
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.i18n import N_, _, _n, language
from dxcheck.prefecture.overview import MEASURES
from dxcheck.prefecture.selection import ORDERS, Selection, TableView, as_of, column_name
from dxcheck.system.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.widget import Widget

    from dxcheck.app.artist import Ahead
    from dxcheck.app.centre.counted import Paragraph
    from dxcheck.model.calendar import Cycle
    from dxcheck.prefecture.overview import Line, Measure, Overview
    from dxcheck.prefecture.selection import Order

FARTHEST: Final = 6
"""Cycles that changes can be measured over."""
_LOOK_EVERY: Final = 3.0
"""Seconds between two looks for what was submitted meanwhile."""


class OverviewScreen(CentreScreen):
    """The table the centre begins with."""

    DEFAULT_CSS = """
    OverviewScreen {
        .overview-line { height: auto; padding: 0 1; }
        .overview-head { margin: 0 0 1 0; }
        &.-narrow .overview-head { margin: 0; }
        .overview-drawer { max-height: 4; background: $surface; }
        #overview-table { height: 1fr; }
    }
    """
    TITLE_TEXT = N_("市町の概況")
    GUIDE = N_("どこを手伝うとよいか、だれがだれを手伝えるかを見るための表です。数字が市町の値で、濃さは目安です。")
    TABLE = OVERVIEW_COMMANDS

    def __init__(self) -> None:
        super().__init__()
        self._begin()

    def _begin(self) -> None:
        """As it is before anything was chosen."""
        self._cycle: Cycle = self.centre.comparing.cycle
        self._measure: Measure = "level"
        self._sorted: str | None = None
        self._highest_first = False
        self._order: Order = "code"
        self._back = 1
        self._wish = Selection()
        self._overview: Overview | None = None
        self._made: tuple[tuple[Overview, Measure, str], Callable[[str], HeatRow], HeatRow] | None = None
        self._under: tuple[Overview, str, Measure, list[Paragraph]] | None = None
        """What the drawer was written for, and what it says about the whole column."""
        self._by_code: dict[str, Line] = {}
        """The lines on the screen."""
        self._seen = Seen()
        self._course = CourseAhead()

    def body(self) -> Iterable[Widget]:
        """What is shown, the table, who is not counted."""
        yield Paragraphs("", id="overview-about", classes="overview-line overview-head")
        with Horizontal(id="overview-table"):
            yield Heatmap()
            yield SpreadBeside()
        yield Paragraphs("", id="overview-drawer", classes="overview-line overview-drawer")
        yield MoreButtons(self.TABLE, first=FIRST_BUTTONS, also=FOR_BUTTONS)

    def on_mount(self) -> None:
        """Fill it, and notice what others do."""
        self.query_one(Heatmap).focus()
        self._load()
        self.look_every(_LOOK_EVERY, self._look)

    def renewed(self) -> None:
        """After the words were switched."""
        self.query_one(Heatmap).focus()
        self._load()

    async def look_anew(self) -> None:
        """Begin again with another questionnaire: its columns are others."""
        self._begin()
        await super().look_anew()

    async def on_screen_resume(self) -> None:
        """Back from a municipality."""
        self._look()

    def _look(self) -> None:
        if self.app.screen is self and self.is_mounted and not self._seen.is_at(self.centre.comparing.stamp()):
            before, self._overview = self._overview, self._read()
            if self._overview != before:
                self._fill()

    def ahead(self) -> list[Ahead]:
        """散らばり of the cursor's column."""
        return spread_ahead(view, self._column, self._measure, self.size.height) if (view := self._view) is not None else []

    @property
    def slowly_ahead(self) -> Callable[[], list[Ahead]] | None:
        """県全体の推移."""
        return self._course.maker(self.centre.comparing, self._view, self.size.height)

    # -- the table -----------------------------------------------------------------------------------------------------

    def _load(self) -> None:
        self._overview = self._read()
        self._fill()

    def _read(self) -> Overview | None:
        stamp = self.centre.comparing.stamp()
        read = self.attempt(lambda: self.centre.comparing.overview(self._cycle, self._against))
        if read is not None and all(
            one.state != "damaged" for one in read.lines
        ):  # else it may be mended at the next look, and no file changes by it
            self._seen.took_in(stamp)
        self.run_worker(self.centre.comparing.keep, thread=True, exclusive=True, group="keep", exit_on_error=False)
        return read

    def _fill(self) -> None:
        overview = self._overview
        if overview is None:
            return
        lines = self._shown
        self._by_code = {one.municipality.code: one for one in lines}
        heads = [_("全体"), *(str(one.short) for one in overview.questionnaire.dimensions)]
        row_of, foot = self._rows_of(overview)
        long_heads = [_("全体"), *(str(one.title) for one in overview.questionnaire.dimensions)]
        self.query_one(Heatmap).show(heads, [one.municipality.code for one in lines], row_of, foot, long_heads=long_heads)
        self._show_picture()
        self._say(overview, len(lines))

    def _show_picture(self) -> None:
        if (view := self._view) is not None:
            self.query_one(SpreadBeside).show_view(view)

    def on_resize(self) -> None:
        """The picture has the room that the table leaves."""
        self._show_picture()

    def _rows_of(self, overview: Overview) -> tuple[Callable[[str], HeatRow], HeatRow]:
        """A municipality's row by its code, made once however often they are sorted and filtered, and the means."""
        key = (overview, self._measure, language())
        if self._made is None or self._made[0][0] is not overview or self._made[0][1:] != key[1:]:
            means = [overview.mean(one, self._measure) for one in overview.columns]
            foot = tuple(figure_in_words(one, self._measure, overview.questionnaire.scale) for one in means)
            behind = _n("{n}市町", "{n}市町", means[0].municipalities) if means[0] is not None else ""
            lines = {one.municipality.code: one for one in overview.lines}
            row_of = cache(lambda code: row(overview, key[1], lines[code]))
            self._made = (key, row_of, HeatRow("", _("県内の平均"), foot, note=behind))
        return self._made[1], self._made[2]

    @property
    def _shown(self) -> list[Line]:
        """The lines on the screen, in their order."""
        view = self._view
        return view.lines if view is not None else []

    @property
    def _view(self) -> TableView | None:
        """What the screen shows."""
        if self._overview is None:
            return None
        return TableView(self._overview, self._measure, self._wish, self._order, self._sorted, self._highest_first)

    def _say(self, overview: Overview, shown: int) -> None:
        view = self._view
        assert view is not None
        about = [as_of(overview), _(MEASURES[self._measure]), view.order_in_words]
        if self._measure == "change":
            about[1] += _("（{cycle}の時点から）", cycle=overview.against.short)
        said: list[tuple[str, str]] = [(_("　").join(about), "bold")]
        if not view.is_all:
            said.append(
                (
                    _n("絞り込み: {wish}　{n}市町（x で外す）", "絞り込み: {wish}　{n}市町（x で外す）", shown, wish=view.wish_in_words),
                    "$accent",
                )
            )
        self.query_one("#overview-about", Paragraphs).update(*said)
        self._drawer(overview)

    def _drawer(self, overview: Overview) -> None:
        if self._under is None or self._under[0] is not overview or self._under[1:3] != (self._column, self._measure):
            self._under = (overview, self._column, self._measure, in_short(overview, self._column, self._measure))
        line = self._by_code.get(self.query_one(Heatmap).value)
        name, digits = column_name(overview, self._column), overview.questionnaire.scale.digits
        here = [of_cell(line, self._column, name, self._measure, digits)] if line is not None else []
        self.query_one("#overview-drawer", Paragraphs).update(*here, *self._under[3])

    @on(Heatmap.Moved)
    def _moved(self) -> None:
        if self._overview is not None:
            self._drawer(self._overview)

    def action_who(self) -> None:
        """Everybody by name: counted from which cycle, without a figure in this column, not counted at all."""
        from dxcheck.app.screens.dialogs import ReadDialog  # Textual's editor is slow to import

        if self._overview is not None:
            self.app.push_screen(ReadDialog(_("集計の内訳"), by_name(self._overview, self._column, self._measure)))

    @property
    def _column(self) -> str:
        assert self._overview is not None
        return self._overview.columns[self.query_one(Heatmap).column]

    # -- commands ------------------------------------------------------------------------------------------------------

    def action_measure(self) -> None:
        """The next measure."""
        names = list(MEASURES)
        self._measure = names[(names.index(self._measure) + 1) % len(names)]
        self._fill()

    def action_sort(self) -> None:
        """By the cursor's column, the lowest first, the highest first, then as before."""
        if self._overview is None:
            return
        if self._sorted != self._column:
            self._sorted, self._highest_first = self._column, False
        elif not self._highest_first:
            self._highest_first = True
        else:
            self._sorted = None
        self._fill()

    @on(Heatmap.HeadClicked)
    def _head_clicked(self) -> None:
        self.action_sort()

    def action_order(self) -> None:
        """The next order."""
        names = list(ORDERS)
        self._order = names[(names.index(self._order) + 1) % len(names)] if self._sorted is None else self._order
        self._sorted = None
        self._fill()

    @property
    def _against(self) -> Cycle:
        cycle = self._cycle
        for _nth in range(self._back):
            cycle = cycle.previous
        return cycle

    def action_against(self) -> None:
        """Changes since one cycle earlier; after the farthest one since the last again."""
        if self._measure == "change":
            self._back = self._back % FARTHEST + 1
            self._load()
        else:
            self.notify(_("m で「前からの変化」にすると、比べる期を選べます。"))

    @work
    async def action_filter(self) -> None:
        """Ask for all conditions at once; the cursor's column is the one asked about."""
        from dxcheck.app.centre.filters import PickDialog, options_of  # not needed for the first frame

        if self._overview is None:
            return
        wish = self._wish if self._wish.look else msgspec.structs.replace(self._wish, column=self._column)
        chosen = await self.app.push_screen_wait(PickDialog(options_of(self._overview), msgspec.structs.asdict(wish)))
        if chosen is not None:
            self._wish = msgspec.convert(chosen, Selection)
            self._fill()

    def action_all(self) -> None:
        """Everybody again."""
        self._wish = Selection()
        self._fill()

    def action_cycle(self, by: int) -> None:
        """Another cycle; never one that has not begun."""
        wanted = self._cycle.next if by > 0 else self._cycle.previous
        if wanted <= self.centre.comparing.cycle:
            self._cycle = wanted
            self._load()

    def action_open(self) -> None:
        """Open the municipality under the cursor."""
        self.query_one(Heatmap).action_open()

    @on(Heatmap.Opened)
    def _opened(self, event: Heatmap.Opened) -> None:
        if self._overview is None:
            return
        line = next(one for one in self._overview.lines if one.municipality.code == event.value)
        self.attempt(partial(self.dxcheck.open_code, event.value, self._overview.columns[event.column], line.snapshot))

    def action_column(self) -> None:
        """How the municipalities spread over the cursor's column."""
        from dxcheck.app.centre.spread import SpreadScreen  # opened later than the first frame

        view = self._view
        if view is not None:
            self.app.push_screen(SpreadScreen(view, self._column))

    def action_finder(self) -> None:
        """Partners for a joint project."""
        from dxcheck.app.centre.partners import FinderScreen

        if self._overview is not None:
            self.app.push_screen(FinderScreen(self._overview))

    def action_camps(self) -> None:
        """Camps: municipalities that learn together."""
        from dxcheck.app.centre.camps import CampsScreen

        overview = self._overview
        if overview is not None:
            self.dxcheck.open_screen(lambda: CampsScreen(overview))

    def action_export(self) -> None:
        """The table for other programs, and the report."""
        from dxcheck.reports.overview import cp932_offer, overview_offers
        from dxcheck.reports.pictures import picture_offers
        from dxcheck.reports.prefecture import report_offers
        from dxcheck.reports.prefecture_subject import OfPrefecture
        from dxcheck.reports.public_file import public_offers

        view = self._view
        if view is not None:
            tables, subject = overview_offers(self.centre, view), OfPrefecture(self.centre, view)
            pictures = [*picture_offers("overview", subject), *picture_offers("course", subject.over_cycles())]
            reports = report_offers(self.centre, view)
            self.dxcheck.open_making([*tables, *reports, *pictures, *public_offers(self.centre), cp932_offer(view)])

    def action_history(self) -> None:
        """The prefecture over the cycles."""
        from dxcheck.app.centre.course import CourseScreen

        view = self._view
        if view is not None:
            self.app.push_screen(CourseScreen(view))

    @work
    async def action_find(self) -> None:
        """Find a municipality by name."""
        from dxcheck.app.screens.search import Found, SearchDialog

        found = [one.municipality for one in self._overview.lines] if self._overview is not None else []
        entries = [Found(one.code, one.name, one.romaji, one.kana) for one in found]
        code = await self.app.push_screen_wait(SearchDialog(_("市町をさがす"), entries, example=_("名前の一部を入力（例: 今治、ima）")))
        if code:
            self.attempt(partial(self.dxcheck.open_code, code))
