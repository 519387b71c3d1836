"""Which municipalities an overview shows, and in which order: a choice of the person who looks, never a ranking of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from dxcheck.i18n import N_
from dxcheck.model.calendar import Cycle
from dxcheck.model.roster import Size
from dxcheck.prefecture.overview import STATES, WHOLE, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dxcheck.prefecture.overview import Line, Measure, Overview

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
        value = one.value(column, measure)
        return (value is None, sign * value if value is not None else 0.0, one.municipality.code)

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
    """The lines whose snapshot is from an earlier cycle, or whose mean in a column is below the plain mean, rose, or fell."""
    if look == "before":
        return [one for one in overview.lines if one.submitted_at is None or Cycle.of(one.submitted_at) < overview.cycle]
    mean = overview.mean(column, "level")
    found = []
    for one in overview.counted:
        level, change = one.value(column, "level"), one.value(column, "change")
        fits = {
            "below": level is not None and mean is not None and level < mean,
            "rose": change is not None and change > 0,
            "fell": change is not None and change < 0,
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
