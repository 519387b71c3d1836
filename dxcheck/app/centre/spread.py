"""How the municipalities spread over the whole, over one dimension, and over each of its items."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from msgspec import structs
from textual import on

from dxcheck.app.centre.ahead import spread_ahead
from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.i18n import N_, _, _n
from dxcheck.prefecture.overview import MEASURES, WHOLE, as_measured, spread, without
from dxcheck.prefecture.selection import about_older, as_of, column_name
from dxcheck.questionnaire.scale import as_level
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.app.artist import Ahead
    from dxcheck.prefecture.overview import Line, Measure, SpreadStep
    from dxcheck.prefecture.selection import TableView
    from dxcheck.questionnaire.scale import Scale
    from dxcheck.reports.scenes import Scene

SIGN: Final = "#"
_LONGEST: Final = 20
"""Signs of the longest strip."""
_NAMED: Final = 20
"""Municipalities named on one step."""
NAME, LEVEL = 14, 8


class SpreadScreen(RowsScreen, CentreScreen):
    """A line for each step, a mark for each municipality, the names beside."""

    TITLE_TEXT = N_("散らばり")
    GUIDE = N_(
        "近い値の市町どうしは、いっしょに取り組みやすい相手です。上の段の市町は、経験を話してもらえるかもしれません。"
        "左右のキーで分野を変え、設問の行を開くと、どの市町がどのレベルかがわかります。"
    )
    TABLE = (
        Command("column(1)", ("right",), N_("次の分野"), N_("1つ右の分野を見ます")),
        Command("column(-1)", ("left",), N_("前の分野"), N_("1つ左の分野を見ます")),
        Command("measure", ("m",), N_("値を変える"), N_("レベル、前からの変化、目標までの差、わからないの割合を切り替えます")),
        Command("open", ("enter",), N_("開く"), N_("分野の散らばり、または設問のレベルごとの市町を見ます")),
        Command("picture", ("o",), N_("図"), N_("散らばりを図にして、ファイル（PDF・PNG・SVG）に保存します")),
        BACK,
    )
    PICTURED = True

    def __init__(self, view: TableView, column: str) -> None:
        super().__init__()
        self._view, self._overview, self._column, self._measure = view, view.shown, column, view.measure

    def rows(self) -> list[Row]:
        """The strip, and those of what is in it."""
        name = column_name(self._overview, self._column)
        about = _("{name}　{measure}", name=name, measure=_(MEASURES[self._measure]))
        n = sum(one.figure(self._column, self._measure) is not None for one in self._overview.counted)
        whose = [
            as_of(self._overview),
            self._view.whose,
            _n("値のある市町 {n}", "値のある市町 {n}", n),
            about_older(self._overview.counted),
        ]
        rows = [Row(about, style="bold $heading"), Row(_("　").join(one for one in whose if one))]
        rows += [Row(_("左右のキーで分野、m で値を変えます。"), style="$muted"), Row("")]
        rows += _strip(spread(self._overview.lines, self._column, self._measure, self._scale), self._measure, self._scale.digits)
        rows += [
            Row(_("値のない市町: {names}", names=_names(there)), style="$muted")
            for there in [[one for left in without(self._overview, self._column, self._measure).values() for one in left]]
            if there
        ]
        return [*rows, Row(""), *(self._dimensions() if self._column == WHOLE else self._items())]

    def scene(self) -> Scene | None:
        """The same figures as strips with a dot each."""
        from dxcheck.reports.prefecture_scenes import spread_scene  # opened later than the first frame

        return spread_scene(self._view, self._column, self._measure)

    def ahead(self) -> list[Ahead]:
        """The columns beside, the next one first."""
        columns = self._overview.columns
        beside = dict.fromkeys(columns[(columns.index(self._column) + by) % len(columns)] for by in (1, -1))
        return [one for column in beside for one in spread_ahead(self._view, column, self._measure, self.size.height)]

    @property
    def _scale(self) -> Scale:
        return self._overview.questionnaire.scale

    def _dimensions(self) -> list[Row]:
        """How many municipalities are on each step of each dimension."""
        columns = self._overview.columns[1:]
        strips = {one: spread(self._overview.lines, one, self._measure, self._scale) for one in columns}
        lows = sorted({step.low for steps in strips.values() for step in steps})
        rows = [Row(_("分野ごと（値と市町の数）"), style="bold $heading")]
        rows.append(
            Row(
                "  "
                + pad("", NAME + 2)
                + "".join(pad(as_measured(low, self._measure, self._scale.digits) + "-", LEVEL) for low in lows[:_LONGEST]),
                style="$muted",
            )
        )
        for one in columns:
            counts = {step.low: len(step.lines) for step in strips[one]}
            text = "".join(pad(str(counts.get(low) or "-"), LEVEL) for low in lows[:_LONGEST])
            rows.append(Row(text, value=one, head=pad(column_name(self._overview, one), NAME)))
        return rows

    def _items(self) -> list[Row]:
        """How many municipalities are at each level of each item."""
        rows = [Row(_("設問ごと（レベルと市町の数）"), style="bold $heading")]
        for item in self._overview.questionnaire.items_by_dimension[self._column]:
            chosen = Counter(one.choices.get(item.id) for one in self._overview.counted)
            levels = "".join(
                pad(f"{as_level(level)}: {chosen[level] or '-'}", LEVEL) for level in self._overview.questionnaire.scale_of(item.id).values
            )
            unknown = _("わからない {n}", n=chosen["unknown"]) if chosen["unknown"] else ""
            rows += [Row(str(item.title), value=item.id, head=item.id), Row(pad("", 10) + levels + unknown)]
        return rows

    def action_column(self, by: int) -> None:
        """The next column, after the last the first."""
        columns = self._overview.columns
        self._column = columns[(columns.index(self._column) + by) % len(columns)]
        self.show_rows()
        self.host.draw_ahead()

    def action_measure(self) -> None:
        """The next measure."""
        names = list(MEASURES)
        self._measure = names[(names.index(self._measure) + 1) % len(names)]
        self.show_rows()

    def action_picture(self) -> None:
        """The pictures of the column."""
        from dxcheck.reports.pictures import picture_offers  # opened later than the first frame
        from dxcheck.reports.prefecture_subject import OfPrefecture

        view = structs.replace(self._view, measure=self._measure)
        self.dxcheck.open_making(picture_offers("spread", OfPrefecture(self.centre, view, self._column)))

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        if event.value in self._overview.columns:
            self._column = event.value
            self.show_rows()
            return
        from dxcheck.app.screens.dialogs import ReadDialog  # Textual's editor is slow to import

        q = self._overview.questionnaire
        item = q.item_by_id[event.value]
        kinds: list[tuple[object, str]] = [
            (level, f"{as_level(level)} {q.descriptor(item.id, level)}") for level in reversed(q.scale_of(item.id).values)
        ]
        kinds += [("unknown", _("わからない")), ("not_applicable", _("該当なし")), (None, _("未回答"))]
        lines: list[tuple[str, str] | str] = []
        for choice, name in kinds:
            there = [one for one in self._overview.counted if one.choices.get(item.id) == choice]
            if there:
                lines += [(_("{what}　{n}", what=name, n=len(there)), "bold"), _("、").join(one.name for one in there), ""]
        self.app.push_screen(ReadDialog(_("{id} {item}", id=item.id, item=item.title), lines))


def _strip(steps: Sequence[SpreadStep], measure: Measure, digits: int) -> list[Row]:
    """The highest step first. A mark is several municipalities where there is no room for one each."""
    most = max((len(step.lines) for step in steps), default=0)
    each = max(1, -(-most // _LONGEST))
    rows = [Row(_("{sign} は{n}市町", sign=SIGN, n=each), style="$muted")] if each > 1 else []
    wide = min(most, _LONGEST)
    for step in reversed(steps):
        count = len(step.lines)
        ends = [as_measured(one, measure, digits) for one in (step.low, step.high)]
        label = " - ".join(dict.fromkeys(ends))
        signs = SIGN * -(-count // each)
        rows.append(Row(_names(step.lines) or " ", head=f"{label:>11} {count:>4} {pad(signs, wide)}"))
    return rows


def _names(lines: Sequence[Line]) -> str:
    names = _("、").join(one.name for one in lines[:_NAMED])
    return names + (_("ほか") if len(lines) > _NAMED else "")
