"""All municipalities as the subject of a picture: which of them, of which figures, about what; and the words that stand around every such picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec import structs

from dxcheck.assessment.wording import in_common
from dxcheck.formats.output import NothingToMakeError
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.prefecture.overview import MEASURES, WHOLE
from dxcheck.prefecture.selection import about_older

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.scale import AxisScale
    from dxcheck.desk.centre import CentreDesk
    from dxcheck.prefecture.overview import Line, Measure, Overview
    from dxcheck.prefecture.selection import TableView
    from dxcheck.questionnaire.model import Item
    from dxcheck.questionnaire.scale import Scale as Levels
    from dxcheck.reports.pictures import PictureKind, PictureSource


MOST_NAMED: Final = 200
"""Municipalities up to which a picture names each of them, on as many pages as it takes; of more it shows how they are spread."""


@dataclass(frozen=True)
class Focus:
    """What a picture is about: all dimensions, one with its items, or one item."""

    column: str
    """`WHOLE`, a dimension's id or an item's."""
    name: str
    """As people say it; empty for all."""
    items: tuple[Item, ...] = ()
    """The items to be drawn."""
    is_item: bool = False


@dataclass(frozen=True)
class OfPrefecture:
    """All municipalities, or some of them, as a picture's subject."""

    desk: CentreDesk
    view: TableView
    """As of a cycle, of which figures, of which municipalities in which order; those that are not counted are shown with the reason."""
    column: str = WHOLE
    """The whole, a dimension or an item that the picture is about."""
    zoom: bool = False
    """Whether only the levels that are reached are shown, enlarged."""
    source: ClassVar[PictureSource] = "prefecture"

    @property
    def overview(self) -> Overview:
        """The overview of all."""
        return self.view.overview

    @property
    def lines(self) -> list[Line]:
        """The municipalities that are shown, in their order."""
        return self.view.lines

    @property
    def measure(self) -> Measure:
        """Which figures."""
        return self.view.measure

    def scale_for(self, values: Iterable[float]) -> tuple[AxisScale, str]:
        """The scale of what is drawn, and what the picture says of it where it is only a part of the whole one.

        Raises:
            NothingToMakeError: it should be enlarged, and is fitted to its figures anyway.
        """
        from dxcheck.charts.scale import scale_of  # slow, and only here

        there = list(values)
        levels = self.view.overview.questionnaire.scale
        scale = scale_of(self.measure, levels, there)
        if not self.zoom:
            return scale, ""
        if self.measure not in ("level", "gap"):
            raise NothingToMakeError(
                _("「{measure}」の目盛りは、もともと値に合わせてあります。--zoom を外してください。", measure=_(MEASURES[self.measure]))
            )
        top = self._top_for(there, levels)
        ticks = tuple(one for one in scale.ticks if one <= top)
        about = _(
            "　【拡大】目盛りは{low}から{top}までです（全体は{high}まで）。",
            low=scale.mark(scale.low),
            top=scale.mark(ticks[-1]),
            high=scale.mark(scale.high),
        )
        return replace(scale, ticks=ticks), about

    def _top_for(self, values: Iterable[float], levels: Levels) -> float:
        """Up to which mark everything is shown; a distance to the target begins at nothing."""
        from dxcheck.charts.scale import top_for  # slow, and only here

        above = levels.low if self.measure == "gap" else 0
        return top_for((one + above for one in values), levels) - above

    def of_levels(self) -> OfPrefecture:
        """The same of levels."""
        return replace(self, view=structs.replace(self.view, measure="level"))

    def over_cycles(self) -> OfPrefecture:
        """What can be drawn over the cycles of it: levels, where changes were looked at, which are between cycles."""
        return self.of_levels() if self.measure == "change" else self

    def focus(self) -> Focus:
        """What the column is called and consists of.

        Raises:
            NothingToMakeError: nobody among the municipalities has submitted, or there are no such figures.
        """
        if not any(one.state == "counted" for one in self.lines):
            raise NothingToMakeError(_("集計に入る診断結果がまだないため、図をつくれません。"))
        found = focus_on(self.overview, self.column)
        if found.items and self.measure not in ("level", "change"):
            raise NothingToMakeError(_("設問ごとの図は、レベルと変化だけです（--measure level か change）。"))
        return found

    def focus_over_cycles(self) -> Focus:
        """The same, for pictures whose points are cycles.

        Raises:
            NothingToMakeError: as above, or changes are asked for, which are between cycles.
        """
        found = self.focus()
        if self.measure == "change":
            raise NothingToMakeError(
                _("「{measure}」の推移の図はありません。表か散らばりの図でつくってください。", measure=_(MEASURES[self.measure]))
            )
        return found

    def caption(self, kind: PictureKind, focus: Focus, subtitle: str, alt: Sequence[str], notes: Sequence[str] = ()) -> Caption:
        """What stands around a picture.

        Args:
            kind: its name.
            focus: what it is about.
            subtitle: a sentence or two on how to read it.
            alt: everything in it, in words.
            notes: said below it, beside of which municipalities, for whom and of when it is.
        """
        from dxcheck.charts.canvas import Caption  # slow, and only here

        demo = _("デモ（架空のデータ）　") if self.desk.cases.is_demo else ""
        demo += "".join(f"{one}　" for one in self.desk.instruments.named)
        made = _("{demo}取扱注意（センター用）　{day}作成", demo=demo, day=long_date(self.desk.cases.now))
        title = _("{prefecture}　{kind}", prefecture=self.desk.prefecture, kind=_name(kind, focus))
        if about := self._about(focus):
            title += _("（{about}）", about=_("、").join(about))
        whose = [] if self.view.is_all else [_("市町: {whose}（{n}市町）", whose=self.view.whose, n=len(self.lines))]
        return Caption(title, subtitle, "\n".join([*whose, *notes, made]), "\n".join(alt))

    def file_name(self, kind: PictureKind, focus: Focus) -> str:
        """What the file is called, without its ending."""
        parts = [
            _name(kind, focus),
            *self.desk.instruments.named,
            *self.view.wish_parts,
            *self._about(focus),
            _("センター用"),
            self.overview.cycle.label,
        ]
        return "_".join(one.replace(" ", "").replace("/", "・") for one in parts)

    def _about(self, focus: Focus) -> list[str]:
        """What is said of it beside its name: the dimension or item, and a measure that is not the level."""
        return [*([focus.name] if focus.name else []), *([_(MEASURES[self.measure])] if self.measure != "level" else [])]


def _name(kind: PictureKind, focus: Focus) -> str:
    return _(kind.name_of_items if focus.items and kind.name_of_items else kind.name)


def focus_on(overview: Overview, column: str) -> Focus:
    """What a column of the overview or an item is called and consists of; items that an attacker could use stay out.

    Raises:
        NothingToMakeError: nothing is left to draw.
        LookupError: there is no such dimension or item.
    """
    q = overview.questionnaire
    if column == WHOLE:
        return Focus(WHOLE, "")
    is_item = column in q.item_by_id
    items = [q.item_by_id[column]] if is_item else q.items_by_dimension[column]
    open_ = tuple(one for one in items if not one.sensitive)
    if not open_:
        raise NothingToMakeError(_("セキュリティの弱点に触れる設問は、図に出しません。"))
    return Focus(column, str(open_[0].title) if is_item else str(q.dimension_by_id[column].title), open_, is_item)


def notes_on(of: OfPrefecture, *, has_names: bool = True) -> list[str]:
    """What is said under a picture as of a cycle: what the mark after names is, and on what it is computed where there are several versions."""
    older = about_older(of.lines) if has_names else ""
    return [*([older] if older else []), *([in_common(of.overview.common)] if of.overview.common is not None else [])]


def named(overview: Overview) -> list[tuple[str, str, str]]:
    """Column, its whole name, its short name."""
    return [(WHOLE, _("全体"), _("全体")), *((one.id, str(one.title), str(one.short)) for one in overview.questionnaire.dimensions)]
