"""Which municipalities an overview shows, and in which order: a choice of the person who looks, never a ranking of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from dxcheck.assessment.figures import rounded
from dxcheck.i18n import N_, _
from dxcheck.model.municipality import place_named
from dxcheck.model.roster import SIZES, Size
from dxcheck.prefecture.overview import OLDER_MARK, STATES, WHOLE, Measure, Overview, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dxcheck.prefecture.overview import Line

TYPE_ORDER: Final = {"市": 0, "特別区": 1, "町": 2, "村": 3}


Order = Literal["code", "region", "type", "size", "size_down", "age", "age_down"]


ORDERS: Final[dict[Order, str]] = {
    "code": N_("コード順"),
    "region": N_("地域の順"),
    "type": N_("市・町の順"),
    "size": N_("人口の少ない順"),
    "size_down": N_("人口の多い順"),
    "age": N_("提出の古い順"),
    "age_down": N_("提出の新しい順"),
}


def in_order(lines: Iterable[Line], order: Order) -> list[Line]:
    """Lines by what their municipalities are or by the age of their snapshot; by code among equals. Without a snapshot at the end."""
    by_code = sorted(lines, key=lambda one: one.municipality.code)
    if order in ("age", "age_down"):
        sign = 1 if order == "age" else -1
        return sorted(by_code, key=lambda one: (one.submitted_at is None, sign * one.submitted_at.timestamp() if one.submitted_at else 0.0))
    if order in ("size", "size_down"):
        return sorted(by_code, key=lambda one: one.municipality.population, reverse=order == "size_down")
    if order == "region":
        regions = list(dict.fromkeys(one.municipality.region for one in by_code))
        return sorted(by_code, key=lambda one: regions.index(one.municipality.region))
    return sorted(by_code, key=lambda one: TYPE_ORDER.get(one.municipality.type, len(TYPE_ORDER))) if order == "type" else by_code


def sorted_by(lines: Iterable[Line], column: str | None, measure: Measure, *, highest_first: bool = False) -> list[Line]:
    """Lines by a column's figure, the lowest first unless asked otherwise, those without one at the end; without a column in code order."""
    if column is None:
        return sorted(lines, key=lambda one: one.municipality.code)
    sign = -1 if highest_first else 1

    def order(one: Line) -> tuple[bool, float, str]:
        figure = one.figure(column, measure)
        return (figure is None, sign * figure.value if figure is not None else 0.0, one.municipality.code)

    return sorted(lines, key=order)


def chosen(lines: Iterable[Line], wanted: Mapping[str, str]) -> list[Line]:
    """Lines whose region, kind (市, 町), size band and state are the wanted ones; an empty wish lets everything through."""
    facts = {
        "region": lambda one: one.municipality.region,
        "type": lambda one: one.municipality.type,
        "size": lambda one: one.municipality.size,
        "state": lambda one: one.state,
    }
    return [one for one in lines if all(not value or facts[name](one) == value for name, value in wanted.items())]


Look = Literal["before", "below", "rose", "fell"]


LOOKS: Final[dict[Look, str]] = {
    "before": N_("今期の提出がまだ"),
    "below": N_("{column}が県内の平均より低い"),
    "rose": N_("{column}が上がった"),
    "fell": N_("{column}が下がった"),
}


def looked_for(overview: Overview, look: Look, column: str) -> list[Line]:
    """The lines whose snapshot is from an earlier cycle, or whose figure in a column is below the plain mean, rose, or fell.

    Figures are compared as they are shown: nobody is below a mean that is written the same, and nobody rose by 0.0.
    """
    if look == "before":
        return [one for one in overview.lines if one.submitted is None or one.is_older]
    mean, digits = overview.mean(column, "level"), overview.questionnaire.scale.digits
    found = []
    for one in overview.counted:
        level, change = one.figure(column, "level"), one.figure(column, "change")
        step = rounded(change.value, digits) if change is not None else 0.0
        fits = {
            "below": level is not None and mean is not None and rounded(level.value, digits) < rounded(mean.value, digits),
            "rose": step > 0,
            "fell": step < 0,
        }
        if fits[look]:
            found.append(one)
    return found


class Selection(msgspec.Struct, frozen=True):
    """Which municipalities to show; everything said must hold, and what is empty lets everything through."""

    region: str = ""
    type: str = ""
    size: Size | Literal[""] = ""
    state: State | Literal["before", "now", ""] = ""
    """`now`: submitted in the cycle; `before`: not yet."""
    look: Look | Literal[""] = ""
    column: str = WHOLE
    """What `look` is about."""


def selected(overview: Overview, wish: Selection) -> list[Line]:
    """The lines that a wish lets through, in code order."""
    state = wish.state if wish.state in STATES else ""
    found = chosen(overview.lines, {"region": wish.region, "type": wish.type, "size": wish.size, "state": state})
    if wish.state in ("before", "now"):
        missing = {one.municipality.code for one in looked_for(overview, "before", wish.column)}
        found = [one for one in found if (one.municipality.code in missing) == (wish.state == "before")]
    if wish.look:
        fitting = {one.municipality.code for one in looked_for(overview, wish.look, wish.column)}
        found = [one for one in found if one.municipality.code in fitting]
    return found


# -- what somebody looks at --------------------------------------------------------------------------------------------


def column_name(overview: Overview, column: str) -> str:
    """全体, or a dimension's short name."""
    return _("全体") if column == WHOLE else str(overview.questionnaire.dimension_by_id[column].short)


class TableView(msgspec.Struct, frozen=True):
    """The overview as somebody looks at it: of which figures, of which municipalities, in which order. Screens show it and files hold it, so that both are the same."""

    overview: Overview
    measure: Measure = "level"
    wish: Selection = Selection()
    order: Order = "code"
    by: str | None = None
    """The column it is sorted by, instead of `order`."""
    highest_first: bool = False

    @property
    def lines(self) -> list[Line]:
        """The municipalities that are shown, in their order."""
        wanted = selected(self.overview, self.wish)
        return (
            in_order(wanted, self.order) if self.by is None else sorted_by(wanted, self.by, self.measure, highest_first=self.highest_first)
        )

    @property
    def is_all(self) -> bool:
        """Whether every municipality is let through."""
        return not self.wish_parts

    @property
    def of_all(self) -> TableView:
        """The same of every municipality."""
        return msgspec.structs.replace(self, wish=Selection())

    @property
    def shown(self) -> Overview:
        """The overview of the municipalities that are shown alone."""
        return msgspec.structs.replace(self.overview, lines=tuple(self.lines))

    @property
    def wish_parts(self) -> tuple[str, ...]:
        """What the municipalities were chosen by, condition by condition; nothing where every one is let through."""
        wish = self.wish
        said = [place_named(wish.region), _(wish.type) if wish.type else "", _(SIZES[wish.size]) if wish.size else ""]
        if wish.state == "now" or wish.state == "before":  # noqa: PLR1714 - mypy does not narrow `in`
            said.append(_("今期に提出") if wish.state == "now" else _("今期の提出がまだ"))
        elif wish.state:
            said.append(_(STATES[wish.state]))
        if wish.look:
            said.append(_(LOOKS[wish.look], column=column_name(self.overview, wish.column)))
        return tuple(one for one in said if one)

    @property
    def wish_in_words(self) -> str:
        """The conditions as the line over the table says them; empty where there are none."""
        return _("、").join(self.wish_parts)

    @property
    def whose(self) -> str:
        """Of which municipalities it is, also where it is of all."""
        return self.wish_in_words or _("すべての市町")

    @property
    def order_in_words(self) -> str:
        """Its order."""
        if self.by is None:
            return _(ORDERS[self.order])
        return (_("{column}の大きい順") if self.highest_first else _("{column}の小さい順")).format(
            column=column_name(self.overview, self.by)
        )


def about_older(lines: Iterable[Line]) -> str:
    """What the mark after some names means, and how many have it; empty where nobody has."""
    n = sum(one.is_older and one.state == "counted" for one in lines)
    return _("{mark} は前の期までの診断結果（{n}）", mark=OLDER_MARK, n=n) if n else ""


def as_of(overview: Overview) -> str:
    """As of the end of which cycle an overview is, and that it still takes in answers."""
    when = _("{cycle}の時点", cycle=overview.cycle.label)
    return when + _("（受付中）") if overview.is_open else when
