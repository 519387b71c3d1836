"""県全体の推移: the same municipalities over the cycles beside the plain mean, and which items are low or rose in many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from textual import work

from dxcheck.app.centre.base import AT_ONCE, CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row
from dxcheck.assessment.figures import as_mean
from dxcheck.assessment.wording import in_every_version
from dxcheck.i18n import N_, _, _n
from dxcheck.prefecture.overview import LOW, WHOLE, item_counts, most_low, most_risen
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.prefecture.course import Courses, Means
    from dxcheck.prefecture.overview import Line, Overview

NAME, FIGURE = 14, 8
_MOST: Final = 8
_LAST: Final = 5
"""Cycles: as many as fit into eighty columns."""


class CourseScreen(RowsScreen, CentreScreen):
    """Of the municipalities that were on the overview."""

    TITLE_TEXT = N_("県全体の推移")
    GUIDE = N_(
        "上の段は、どの期にも値のある同じ市町だけの平均です。下の段は、その期に値のあるすべての市町の平均で、市町の出入りでも動きます。"
        "進み方を見るときは上の段をご覧ください。"
    )
    TABLE = (Command("export", ("o",), N_("図にする"), N_("推移の図を保存します")), BACK)

    def __init__(self, overview: Overview, lines: Sequence[Line], wish: str = "") -> None:
        super().__init__()
        self._overview = msgspec.structs.replace(overview, lines=tuple(lines))
        self._every, self._lines, self._wish = overview, lines, wish
        self._found: Courses | None = None

    def rows(self) -> list[Row]:
        """Of whom, both means by cycle, then the items."""
        if self._found is None and len(self._lines) <= AT_ONCE:
            self._found = self._read()
        n = len(self._lines)
        whose = (
            _n("絞り込み: {wish}　{n}市町", "絞り込み: {wish}　{n}市町", n, wish=self._wish)
            if self._wish
            else _n("すべての市町　{n}", "すべての市町　{n}", n)
        )
        about = [Row(_("{cycle}まで　{whose}", cycle=self._overview.cycle.label, whose=whose), style="bold")]
        if self._found is None:
            return [*about, Row(""), Row(_("計算しています。"))]
        towns = {one.municipality.code: one.municipality for one in self._lines}
        about += [
            Row(_("{town}は入っていません: {why}", town=towns[code], why=why), style="$caution")
            for code, why in self._found.unreadable.items()
        ]
        return [*about, *self._means(self._found), Row(""), *self._items()]

    def _read(self) -> Courses:
        return self.centre.comparing.courses(self._overview.cycle, [one.municipality for one in self._lines], _LAST)

    def on_mount(self) -> None:
        """With many municipalities the figures come a little later."""
        super().on_mount()
        if self._found is None:
            self._read_beside()

    @work(thread=True)
    def _read_beside(self) -> None:
        found = self._read()
        self.app.call_from_thread(self._take, found)

    def _take(self, found: Courses) -> None:
        self._found = found
        if self.is_attached:
            self.show_rows()

    def _means(self, found: Courses) -> list[Row]:
        if found.common is None:
            return [Row(_("まだ提出がありません。"))]
        titles = {WHOLE: _("全体"), **{one.id: str(one.short) for one in found.common.newest.dimensions}}
        head = "".join(pad(one.short, FIGURE) for one in found.cycles)
        same, every = _("どの期にも値のある同じ市町"), _("その期に値のあるすべての市町")
        rows = [Row(_("上の段: {same}　下の段: {every}", same=same, every=every), style="$muted"), Row("")]
        rows += [Row("  " + pad("", NAME + 2) + head + _("市町の数"), style="$muted")]
        for one in found.courses:
            rows.append(Row(_figures(one.matched) + _("同じ{n}", n=one.same), head=pad(titles[one.column], NAME)))
            rows.append(Row(pad("", NAME + 4) + _figures(one.plain) + _("最後の期 {n}", n=one.counts[-1]), style="$muted"))
        if found.common.shared < found.common.items:
            rows.append(Row(in_every_version(found.common), style="$caution"))
        return rows

    def _items(self) -> list[Row]:
        items = self._overview.questionnaire.item_by_id
        counts = item_counts(self._overview)
        rows = [Row(_("レベルの低い市町が多い設問（いっしょに取り組みやすいところ）"), style="bold $heading")]
        rows += [
            Row(_("レベル{low}以下 {n}/{all}市町　{item}", low=LOW, n=one.low, all=one.levels, item=items[one.item].title), head=one.item)
            for one in most_low(counts, _MOST)
        ] or [Row(_("ありません。"))]
        rows += [Row(""), Row(_("上がった市町の多い設問（{cycle}の時点から）", cycle=self._overview.against.short), style="bold $heading")]
        rows += [
            Row(_("上がった {up}、下がった {down}　{item}", up=one.rose, down=one.fell, item=items[one.item].title), head=one.item)
            for one in most_risen(counts, _MOST)
        ] or [Row(_("ありません。"))]
        return rows

    def action_export(self) -> None:
        """The pictures of it."""
        from dxcheck.reports.pictures import picture_offers  # opened later than the first frame
        from dxcheck.reports.prefecture_pictures import OfPrefecture

        self.dxcheck.open_making(picture_offers("course", OfPrefecture(self.centre, self._every, self._lines)))


def _figures(means: Means) -> str:
    return "".join(pad(as_mean(one, 2), FIGURE) for one in means)
