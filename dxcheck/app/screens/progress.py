"""Progress: how far we have come, cycle by cycle, as columns and as a table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from textual import on
from textual.containers import VerticalScroll

from dxcheck.app.artist import AROUND, Ahead
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.reading import ReadingScreen
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.app.widgets.multiples import Multiples
from dxcheck.app.widgets.picture import PicturePlace
from dxcheck.app.widgets.progress import LevelColumns, Picked, Shown, zoomed_top
from dxcheck.app.widgets.progress_table import ProgressTable
from dxcheck.assessment.figures import as_mean
from dxcheck.assessment.wording import beside_change, change_in_words
from dxcheck.benchmark.gate import band, shown, what_ends_mean, what_it_is, why_hidden
from dxcheck.benchmark.trend import trends
from dxcheck.i18n import N_, _, language
from dxcheck.model.calendar import long_date
from dxcheck.questionnaire.scale import as_level
from dxcheck.reports.pictures import AsShown, cycle_label
from dxcheck.reports.scenes import ProgressScene
from dxcheck.system.terminal_width import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from dxcheck.assessment.series import Point
    from dxcheck.benchmark.gate import Peers
    from dxcheck.benchmark.trend import Trend
    from dxcheck.model.calendar import Cycle
    from dxcheck.questionnaire.scale import Scale

_LOW, _HIGH = 10, 15
"""Rows of the axis, two and three for each level."""
_HIGH_FROM: Final = 36
"""Rows of the terminal from which on there is room for the higher one, and for the dimensions beside or below it."""
_WIDE_FROM: Final = 100
"""Columns of the terminal from which on the dimensions have drawings below the columns, where they have none beside."""
_SMALL: Final = 4
"""Rows of their axes; one less beside the lower one, and there only if all are beside it."""
_UNDER: Final = 4
"""Rows of a cycle's name and figures under its column."""
_SAID: Final = 2
"""Lines of the sentence about the cursor's figures for which there is room."""
_APART: Final = 2
"""Cells between the columns and the small drawings."""


def picture_rows(high: int) -> int:
    """Rows of the picture on a screen so high: the drawing in cells has room there too."""
    return max((_HIGH if high >= _HIGH_FROM else _LOW) + _UNDER + 1, high // 2)


class ProgressScreen(ReadingScreen):
    """The series of this municipality."""

    DEFAULT_CSS = """
    #drawings { height: auto; layout: vertical; }
    #drawings.-beside { layout: horizontal; }
    #drawings Multiples { margin: 1 0 0 0; }
    #drawings.-beside Multiples { margin: 0; }
    """
    TITLE_TEXT = N_("推移")
    GUIDE = N_(
        "上下キーで分野を、左右キーで診断期を選びます。図や表を押しても選べます。Tabで図を隠して表だけにします。"
        "目盛りはいつも{range}です。z で、いまの値のあたりだけを拡大できます。提出のなかった期は空けてあります（0ではありません）。"
    )
    TABLE = (
        Command("line(-1)", ("up",), N_("上の分野"), footer=False),
        Command("line(1)", ("down",), N_("下の分野"), footer=False),
        Command("cycle(-1)", ("left",), N_("前の診断期"), footer=False),
        Command("cycle(1)", ("right",), N_("次の診断期"), footer=False),
        Command("switch", ("tab",), N_("図・表"), N_("図を隠して表だけにする、または戻します")),
        Command("zoom", ("z",), N_("拡大"), N_("目盛りを全体のままにするか、いまの値のあたりまで拡大するかを切り替えます")),
        Command(
            "plain",
            ("a",),
            N_("共通・すべて"),
            N_("設問の変わった期があるとき、共通の設問だけで計算した平均と、各期の設問すべての平均を切り替えます"),
        ),
        Command("picture", ("o",), N_("図"), N_("推移を図にして、報告書などに使えるファイル（PNG・PDF・SVG）に保存します")),
        Command("open", ("enter",), N_("結果を開く"), N_("選んだ診断期の診断結果を開きます")),
        BACK,
    )

    def __init__(self) -> None:
        super().__init__()
        self._series = self.reading_desk.series()
        self._open_cycle = self.reading_desk.open_cycle
        self._peers: dict[Cycle, Peers] = {}
        self._at = max(0, len(self._series.cycles) - 1)
        self._line = 0
        self._plain = False
        self._chart = True
        self._is_zoomed = False
        self._made: dict[tuple[bool, str], list[Trend]] = {}

    def body(self) -> Iterable[Widget]:
        """Columns, table, and the row under the cursor."""
        self._peers = self.attempt(self.reading_desk.peers_by_cycle) or {}  # here, so that averages that do not come in time come later
        self._made = {}
        with VerticalScroll(classes="page", can_focus=False):
            if not self._series.cycles:
                yield Paragraphs(_("まだ診断結果がありません。1回提出すると、ここに最初の点が、次の期からは推移が出ます。"))
                return
            yield Paragraphs("", id="about")
            with PicturePlace(id="drawings", classes="block"):
                yield LevelColumns(str(self.reading_desk.municipality))
                yield Multiples()
            yield Paragraphs("", id="at", classes="block")
            yield ProgressTable()
            yield Paragraphs("", id="basis")

    def on_mount(self) -> None:
        """Fill in what `body` left empty, at the newest cycle."""
        self._show()

    def renewed(self) -> None:
        """After the words were switched."""
        self._show()

    def on_resize(self) -> None:
        """Fit the columns to the height."""
        self.call_after_refresh(self._show)

    @property
    def guide(self) -> str:
        """How to go around, with the scale in words."""
        return _(self.GUIDE, range=self._scale.in_words)

    @property
    def _scale(self) -> Scale:
        """The newest questionnaire's; what was answered on another range is on no line."""
        newest = next((point for point in reversed(self._points) if point is not None), None)
        return newest.snapshot.questionnaire.range if newest is not None else self.reading_desk.questionnaire.scale

    @property
    def _points(self) -> tuple[Point | None, ...]:
        return self._series.plain if self._plain else self._series.comparable

    def _lines(self) -> list[Trend]:
        """In the language in use; made once for it and for each way of computing."""
        key = (self._plain, language())
        if key not in self._made:
            newest = next(point for point in reversed(self._points) if point is not None)
            questionnaire = self.reading_desk.questionnaire_for(newest.snapshot.questionnaire)
            self._made[key] = trends(self._series, self._peers, questionnaire, self._open_cycle, plain=self._plain)
        return self._made[key]

    def _shown(self) -> Shown:
        lines, cycles = self._lines(), [cycle.short for cycle in self._series.cycles]
        published = [cycle in self._peers for cycle in self._series.cycles]
        top = zoomed_top(lines, self._scale) if self._is_zoomed else self._scale.high
        return Shown(lines, cycles, published, self._line, self._at, self._scale, top)

    def _show(self) -> None:
        if not self._series.cycles or not self.query("#table"):
            return
        shown = self._shown()
        self._draw(shown)
        heading = [(_("{line}　{basis}", line=shown.here.name, basis=self._basis()), "bold $heading")]
        if self._chart and shown.enlarged and self.query_one(PicturePlace).shows_pictures:
            heading.append((shown.enlarged, "bold $caution"))  # among the cells it lies under the picture
        self.query_one("#about", Paragraphs).update(*heading)
        self.query_one("#at", Paragraphs).update(self._in_words(shown.here))
        self.query_one(ProgressTable).show(shown)
        is_open = any(one is not None and one.is_open for one in shown.here.points)
        about = [_("平均はほかの市町と競うためのものではありません。前の自分たちと比べるためのものです。")]
        if is_open:
            about.append(_("( )の数字は、まだ受付中の診断期のものです。"))
        if shown.has_peers:
            about += [
                what_it_is(max(one.rule for one in self._peers.values())),
                why_hidden(),
                what_ends_mean(self._scale),
            ]
        self.query_one("#basis", Paragraphs).update("", *((one, "$muted") for one in about))

    def _draw(self, shown: Shown) -> None:
        """The columns, and the dimensions beside them, or below where the cycles take the width."""
        columns, small, drawings = self.query_one(LevelColumns), self.query_one(Multiples), self.query_one(PicturePlace)
        drawings.display = self._chart
        is_high = self.size.height >= _HIGH_FROM
        height, rows = (_HIGH, _SMALL) if is_high else (_LOW, _SMALL - 1)
        columns.show(shown, self._axis_high(shown, height, is_high=is_high))
        taken = columns.width_for(len(shown.cycles)) + _APART
        across = (self.size.width - AROUND - taken) // small.width_of_one(shown)
        is_beside = across > 1 and (is_high or -(-(len(shown.lines) - 1) // across) * (rows + 1) <= height + _UNDER)
        small.display = len(shown.lines) > 1 and (is_beside or (is_high and self.size.width >= _WIDE_FROM))
        drawings.set_class(is_beside, "-beside")
        columns.styles.width = taken if is_beside else "1fr"
        if small.display:
            small.show(shown, rows)
        drawings.show(self._scene(shown), opens="o", rows=picture_rows(self.size.height))

    def _scene(self, shown: Shown) -> ProgressScene:
        labels = tuple(cycle_label(cycle, self._open_cycle) for cycle in self._series.cycles)
        return ProgressScene(str(self.reading_desk.municipality), tuple(shown.lines), labels, shown.line, shown.scale, shown.top)

    def ahead(self) -> list[Ahead]:
        """The lines around the cursor, the next one first."""
        if not self._series.cycles or not self._chart:
            return []
        scene, count = self._scene(self._shown()), len(self._lines())
        beside = [(self._line + by) % count for by in (1, -1, 2)]
        return [Ahead(replace(scene, line=one), picture_rows(self.size.height)) for one in dict.fromkeys(beside) if one != self._line]

    def _axis_high(self, shown: Shown, high: int, *, is_high: bool) -> int:
        """Rows of the axis: one less where a line says that it is enlarged, and where the sentence below takes more than its room."""
        said = len(wrap(self._in_words(shown.here), self.size.width - AROUND))
        return high - (shown.top < shown.scale.high) - (max(0, said - _SAID) if is_high else 0)

    def _basis(self) -> str:
        made = self._series
        if not made.is_partial:
            return _("どの期も同じ設問です。平均は{range}。", range=self._scale.in_words)
        if self._plain:
            return _("各期の設問すべての平均です。設問が変わったため、期どうしの比較はめやすです。")
        text = _("どの期にもある設問 {shared}/{items}問で計算しています。", shared=made.shared, items=made.items)
        if made.reworded:
            text += _("うち言葉の変わった設問 {n}問。", n=len(made.reworded))
        return text

    def _in_words(self, chosen: Trend) -> str:
        """The figures under the cursor, said in a sentence."""
        return self._own_in_words(chosen) + self._average_in_words(chosen)

    def _average_in_words(self, chosen: Trend) -> str:
        cycle = self._series.cycles[self._at]
        if cycle not in self._peers:
            return _("この期の県内平均は、まだ公表されていません。") if self._peers else ""
        average = chosen.peers[self._at]
        if average is None:
            return _("県内平均は非表示。")
        older = _("、{cycle}のもの", cycle=average.cycle.label) if average.cycle != cycle else ""
        return _("県内平均 {shown}（{band}{older}）。", shown=shown(average), band=band(average), older=older)

    def _own_in_words(self, chosen: Trend) -> str:
        cycle, point = self._series.cycles[self._at], self._points[self._at]
        if point is None:
            return _("{cycle}: この期の提出はありません。", cycle=cycle.label)
        mean = chosen.means[self._at]
        shown = as_mean(mean, self._scale.digits) if mean is not None else _("なし（回答が半分に届いていません）")
        text = _(
            "{cycle}（{day}提出）: 平均 {mean}、レベルのある回答 {counts}",
            cycle=cycle.label,
            day=long_date(point.snapshot.submitted_at),
            mean=shown,
            counts=chosen.counts[self._at],
        )
        change = chosen.changes[self._at]
        if change is not None and change.mean is not None:
            text += _("、その前から {change}", change=change_in_words(change, self._scale.digits))
        if change is not None and (beside := beside_change(change)):
            text += _("、{beside}", beside=beside)
        open_ = _("この期は受付中で、訂正できます。") if cycle == self._open_cycle else ""
        return _("{sentence}。", sentence=text) + open_

    def action_line(self, by: int) -> None:
        """Another line of the table."""
        if self._series.cycles:
            self._line = (self._line + by) % len(self._lines())
            self._show()
            self.host.draw_ahead()
            page, table = self.query_one(VerticalScroll), self.query_one(ProgressTable)
            if self._line == 0:
                page.scroll_home(animate=False)
            else:
                table.keep_in_sight(self._line + table.head, 1)

    def action_cycle(self, by: int) -> None:
        """Go on (1) or back (-1) by a cycle, as far as there are any."""
        self._at = max(0, min(self._at + by, len(self._series.cycles) - 1))
        self._show()

    @on(Picked)
    def _picked(self, event: Picked) -> None:
        """Go where was clicked."""
        event.stop()
        self._line = self._line if event.line is None else event.line
        self._at = self._at if event.at is None else event.at
        self._show()

    def action_zoom(self) -> None:
        """Enlarge what lies under the highest mean, or show the whole scale again."""
        if not self._series.cycles:
            return
        if not self._is_zoomed and zoomed_top(self._lines(), self._scale) == self._scale.high:
            self.notify(_("いちばん高い値が{top}に近いため、これより拡大できません。", top=as_level(self._scale.high)))
            return
        self._is_zoomed = not self._is_zoomed
        self._show()

    def action_switch(self) -> None:
        """Hide the columns, or show them again."""
        self._chart = not self._chart
        self._show()

    def action_plain(self) -> None:
        """Shared items only, or each cycle on its own questionnaire."""
        if self._series.is_partial:
            self._plain = not self._plain
            self._show()
        else:
            self.notify(_("どの期も同じ設問のため、2つの平均は同じです。"))

    def action_picture(self) -> None:
        """The picture of what is shown: its line large, as far up as it goes."""
        if self._series.cycles:
            top = self._shown().top
            shown = AsShown(self._line, top if top < self._scale.high else None, self._plain)
            self.host.open_pictures("progress", shown=shown)
        else:
            self.notify(_("まだ診断結果がないため、図をつくれません。1回提出すると、つくれるようになります。"))

    def action_open(self) -> None:
        """The result of the cycle under the cursor."""
        if self._series.cycles and (point := self._points[self._at]) is not None:
            self.host.open_result(point.snapshot)
