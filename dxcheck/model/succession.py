"""Municipalities whose code changed: a town becomes a city (市制施行), several merge into a new one (新設合併), one goes up in another (編入合併).

A roster says it where the municipality of today stands, in `former_codes`. From that follow the municipalities of any day, and whose documents go on under which
code: a municipality that only changed its code is one and the same body; each one that merged stays a body of its own in the past.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.system.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dxcheck.model.municipality import FormerCode, Municipality


class Body(NamedTuple):
    """A municipality of today or of then, and how long it was."""

    municipality: Municipality
    since: dt.date | None
    until: dt.date | None
    """The first day on which it was no more."""
    heir: str
    """The code of what came after it; its own while it is there."""
    is_same: bool = False
    """Whether what came after it is the same under another code: nothing merged."""

    def is_there(self, day: dt.date) -> bool:
        """Whether it was there on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


def bodies(municipality: Municipality) -> list[Body]:
    """A municipality of today, and all that came before it."""
    former = municipality.former_codes
    renewals = [one.changed_on for one in former if not one.absorbed]
    since = max(renewals, default=None)
    made = [Body(municipality, since, None, municipality.code)]
    for one in former:
        heir = _heir(municipality, one)
        others = [other for other in former if not other.absorbed and other is not one and _heir(municipality, other) == heir]
        then = msgspec.structs.replace(
            municipality,
            code=one.code,
            name=one.name,
            type=one.type,
            kana=one.kana,
            romaji=one.romaji or one.name,
            region=one.region or municipality.region,
            district=one.district,
            population=municipality.population if one.population is None else one.population,
            former_codes=(),
        )
        made.append(Body(then, one.since, one.changed_on, heir, is_same=not one.absorbed and not others))
    return made


def _heir(municipality: Municipality, one: FormerCode) -> str:
    """What came after a former municipality: what began on that day, or what took it in."""
    if one.absorbed:
        there = [
            other.code
            for other in municipality.former_codes
            if not other.absorbed and (other.since is None or other.since <= one.changed_on) and one.changed_on < other.changed_on
        ]
    else:
        there = [other.code for other in municipality.former_codes if other.since == one.changed_on and other is not one]
    return next(iter(there), municipality.code)


class Succession:
    """Every body of a roster, by its code."""

    def __init__(self, municipalities: Iterable[Municipality]) -> None:
        made = [(one, bodies(one)) for one in municipalities]
        self._bodies = {body.municipality.code: body for _one, every in made for body in every}
        self._today = {body.municipality.code: one for one, every in made for body in every}
        self._left: dict[str, list[Body]] = {}
        for body in self._bodies.values():
            if body.until is not None:
                self._left.setdefault(body.heir, []).append(body)

    def body(self, code: str) -> Body | None:
        """The municipality of a code, of today or of then."""
        return self._bodies.get(code)

    def today(self, code: str) -> Municipality | None:
        """The municipality of today that a code, one of today or of then, belongs to."""
        return self._today.get(code)

    def on(self, day: dt.date) -> tuple[Municipality, ...]:
        """The municipalities of a day, in code order."""
        there = (body.municipality for body in self._bodies.values() if body.is_there(day))
        return tuple(sorted(there, key=lambda one: one.code))

    def kept_under(self, code: str) -> str:
        """The code under which the documents of a body are kept now: its own, or that of the same body under a newer code."""
        body = self._bodies.get(code)
        return self.kept_under(body.heir) if body is not None and body.is_same else code

    def left_to(self, code: str) -> list[Body]:
        """The bodies whose documents go on under a code directly, the earliest first."""
        return sorted(self._left.get(code, []), key=lambda one: (one.until or dt.date.max, one.municipality.code))

    def merged_into(self, code: str) -> list[Body]:
        """The bodies that merged into one, directly or into what it was before; each keeps its own past."""
        found: list[Body] = []
        for one in self.left_to(code):
            found += [*self.merged_into(one.municipality.code), *([] if one.is_same else [one])]
        return found

    def all(self) -> Iterator[Body]:
        """Every body there is or was."""
        return iter(self._bodies.values())


def succession_faults(municipalities: Iterable[Municipality], today: dt.date) -> Iterator[Fault]:
    """What is wrong with the former codes of a roster, in the language in use."""
    there = list(municipalities)
    now = {one.code: one.name for one in there}
    seen: dict[str, str] = {}
    for municipality in there:
        starts = {one.since for one in municipality.former_codes if one.since}
        renewals = [one.changed_on for one in municipality.former_codes if not one.absorbed]
        for one in municipality.former_codes:
            place = f"{municipality.name} former_codes {one.code}"
            if one.code in now:
                yield Fault(place, _("{name}が今も使っているコードです。前のコードには書けません", name=now[one.code]))
            if one.code in seen:
                yield Fault(place, _("前のコードに2回書かれています（{name}）", name=seen[one.code]))
            seen[one.code] = municipality.name
            if one.changed_on > today:
                yield Fault(
                    place, _("changed_on（{day}）がまだ来ていません。その日になってから書いてください", day=long_date(one.changed_on))
                )
            if one.since is not None and (one.since >= one.changed_on or one.since not in renewals):
                yield Fault(place, _("since は、同じ一覧の別のコードの changed_on と同じ、changed_on より前の日にしてください"))
            if not one.absorbed and one.changed_on != max(renewals) and one.changed_on not in starts:
                yield Fault(
                    place,
                    _(
                        "changed_on が、ほかの前のコードと違います。合併なら同じ日にし、その間に別のコードがあったなら、そのコードに since を書いてください"
                    ),
                )
