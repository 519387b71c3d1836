"""県全体の推移: the same municipalities over the cycles beside the plain mean, and which items are low or rose in many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.app.centre.base import AT_ONCE, CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.working import ReadBesideScreen
from dxcheck.app.widgets.rows import Row
from dxcheck.assessment.figures import as_mean, as_step
from dxcheck.assessment.wording import in_every_version, low_in_words
from dxcheck.i18n import N_, _, _n
from dxcheck.prefecture.overview import WHOLE, item_counts, most_low, most_risen
from dxcheck.system import patience
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dxcheck.prefecture.course import Courses, Means
    from dxcheck.prefecture.selection import TableView
    from dxcheck.reports.scenes import Scene

NAME, FIGURE = 17, 10
_MOST: Final = 8
MOST_CYCLES: Final = 5
"""Cycles: as many as fit into eighty columns."""


class CourseScreen(ReadBesideScreen, CentreScreen):
    """Of the municipalities that were on the overview."""

    TITLE_TEXT = N_("県全体の推移")
    GUIDE = N_(
        "1段目は、締め切ったどの期にも提出した同じ市町だけの平均です。2段目は、その期に提出したすべての市町の平均で、市町の出入りでも動きます。"
        "3段目の変化は、前の期にも提出した市町の、両方でレベルのある設問だけの動きです。進み方を見るときは3段目をご覧ください。"
    )
    TABLE = (Command("export", ("o",), N_("図にする"), N_("推移の図を保存します")), BACK)
    PICTURED = True

    def __init__(self, view: TableView) -> None:
        super().__init__()
        self._view, self._overview = view, view.shown
        self._lines = self._overview.lines
        self._found: Courses | None = None

    def rows(self) -> list[Row]:
        """Of whom, both means by cycle, then the items."""
        if self._found is None and len(self._lines) <= AT_ONCE:
            self._found = patience.whole(self._read)
        n = len(self._lines)
        whose = (
            _n("絞り込み: {wish}　{n}市町", "絞り込み: {wish}　{n}市町", n, wish=self._view.wish_in_words)
            if not self._view.is_all
            else _n("すべての市町　{n}", "すべての市町　{n}", n)
        )
        about = [Row(_("{cycle}まで　{whose}", cycle=self._overview.cycle.label, whose=whose), style="bold")]
        if self._found is None:
            return [*about, Row(""), Row(self.reading_so_far)]
        towns = {one.municipality.code: one.municipality for one in self._lines}
        about += [
            Row(_("{town}は入っていません: {why}", town=towns.get(code, code), why=why), style="$caution")
            for code, why in self._found.unreadable.items()
        ]
        return [*about, *self._means(self._found), Row(""), *self._items()]

    def scene(self) -> Scene | None:
        """The same means as lines."""
        from dxcheck.reports.prefecture_scenes import course_scene  # opened later than the first frame

        return course_scene(self._found) if self._found is not None else None

    def _read(self) -> Courses:
        return self.centre.comparing.courses(self._overview.cycle, [one.municipality for one in self._lines], MOST_CYCLES)

    def on_mount(self) -> None:
        """With many municipalities the figures come a little later."""
        if self._found is None:
            self.read_beside(self._read, self._take)

    def _take(self, found: Courses) -> None:
        self._found = found
        self.show_rows()

    def _means(self, found: Courses) -> list[Row]:
        if found.common is None:
            return [Row(_("まだ提出がありません。"))]
        titles = {WHOLE: _("全体"), **{one.id: str(one.short) for one in found.common.newest.dimensions}}
        digits = self._overview.questionnaire.scale.digits + 1
        lines = [
            (one, _figures(one.matched, digits), _counted(one.plain, as_mean, digits), _counted(one.changes, as_step, digits))
            for one in found.courses
        ]
        wide = max(FIGURE, *(1 + len(text) for _one, *figures in lines for line in figures for text in line))
        head = _beside([one.short for one in found.cycles], wide)
        state = _beside([_("受付中") if one == found.open_cycle else "" for one in found.cycles], wide)
        rows = [Row(line, style="$muted") for line in _three_lines()]
        rows += [Row(""), Row("  " + pad("", NAME + 2) + head, style="$muted")]
        rows += [Row("  " + pad("", NAME + 2) + state, style="$muted")] if state else []
        for one, matched, plain, changes in lines:
            rows.append(Row(_beside(matched, wide), head=pad(f"{titles[one.column]}({one.same})", NAME)))
            rows.append(Row(pad("", NAME + 4) + _beside(plain, wide), style="$muted"))
            rows.append(Row(pad("", NAME + 4) + _beside(changes, wide), style="$muted"))
        if found.common.shared < found.common.items:
            rows.append(Row(in_every_version(found.common), style="$caution"))
        return rows

    def _items(self) -> list[Row]:
        items = self._overview.questionnaire.item_by_id
        counts, low = item_counts(self._overview), low_in_words(self._overview.questionnaire)
        rows = [Row(_("レベルの低い市町が多い設問（いっしょに取り組みやすいところ）"), style="bold $heading")]
        rows += [
            Row(_("{levels} {n}/{all}市町　{item}", levels=low, n=one.low, all=one.levels, item=items[one.item].title), head=one.item)
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
        from dxcheck.reports.prefecture_subject import OfPrefecture

        self.dxcheck.open_making(picture_offers("course", OfPrefecture(self.centre, self._view).over_cycles()))


def _three_lines() -> tuple[str, ...]:
    """What the three lines of a dimension are."""
    return (
        _("1段目: 締め切ったどの期にも提出した同じ市町の平均（名前の右がその数）"),
        _("2段目: その期に提出したすべての市町の平均（右がその数）"),
        _("3段目: 前の期からの変化（両方の期に提出した市町、右がその数）"),
    )


def _beside(texts: Sequence[str], wide: int) -> str:
    """One column a cycle."""
    return "".join(pad(one, wide) for one in texts).rstrip()


def _figures(means: Means, digits: int) -> list[str]:
    return [as_mean(one.value if one is not None else None, digits) for one in means]


def _counted(means: Means, write: Callable[[float | None, int], str], digits: int) -> list[str]:
    """Figures, each with how many municipalities stand behind it."""
    return ["-" if one is None else f"{write(one.value, digits)}({one.municipalities})" for one in means]
