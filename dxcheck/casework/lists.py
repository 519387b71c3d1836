"""Every action (取組), wish (相談) and visit (訪問) of many municipalities, as lines of one list each, and the conditions that narrow such a list.

Nothing that only specialists read (内部メモ) is in a line.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from dxcheck.casework.model import ACTION_STATES, VISIT_KINDS, WISH_STATES
from dxcheck.casework.tries import lines_of
from dxcheck.casework.wishes import waits_since
from dxcheck.casework.wording import step_in_words, where_wish_stands, who_by_when
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import in_japan
from dxcheck.model.municipality import place_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dxcheck.casework.model import Action, Visit, VisitRecord, Wish
    from dxcheck.model.roster import Municipality
    from dxcheck.questionnaire.model import Questionnaire

ListOf = Literal["actions", "wishes", "visits"]
LISTS: Final[dict[ListOf, str]] = {"actions": N_("取組"), "wishes": N_("相談"), "visits": N_("訪問と予定")}
LINE_STATES: Final[dict[ListOf, dict[str, str]]] = {
    "actions": {str(key): name for key, name in ACTION_STATES.items()},
    "wishes": {str(key): name for key, name in WISH_STATES.items()} | {"closed": N_("終わり")},
    "visits": {"planned": N_("予定"), "noted": N_("書きかけ"), "recorded": N_("共有済み"), "cancelled": N_("取りやめ")},
}
BEHIND: Final[dict[ListOf, str]] = {
    "actions": N_("期限を過ぎた"),
    "wishes": N_("返事を待っている"),
    "visits": N_("記録がまだ"),
}
"""What it means that a line of a list asks for somebody to do something now."""
Narrowing = Literal["state", "behind", "region", "specialist", "dimension"]
CONDITIONS: Final[dict[Narrowing, str]] = {
    "state": N_("状態"),
    "behind": N_("いま"),
    "region": N_("地域"),
    "specialist": N_("専門官"),
    "dimension": N_("分野"),
}
"""In the order in which they are offered."""
YES: Final = "yes"
"""The one value of a condition that only holds or does not."""


class CaseLine(NamedTuple):
    """One action, wish or visit of one municipality."""

    of: ListOf
    municipality: Municipality
    id: str
    state: str
    """A key of `LINE_STATES`."""
    day: dt.date | None
    """When it is due; since when it has stood where it stands; when the visit is. None for an action without a due day."""
    text: str
    about: str
    """Who does it by when, how long it has waited, or in which way and by whom the visit is."""
    is_behind: bool
    specialists: tuple[str, ...] = ()
    """Whose visit it is; of others, who looks after the municipality, where that is known."""
    dimensions: tuple[str, ...] = ()
    """Ids of the dimensions that it is about; empty for wishes, and where nothing says so."""

    @property
    def value(self) -> str:
        """Tells it from every other line of its list."""
        return f"{self.municipality.code} {self.id}"


class WhatIsThere(NamedTuple):
    """What both sides agreed, asked and wrote about one municipality."""

    actions: Sequence[Action]
    wishes: Sequence[Wish]
    visits: Sequence[Visit]
    """The latest version of each, planned ones too."""
    records: Sequence[VisitRecord]
    """Of the visits that were held, the latest version of each."""
    snapshots: frozenset[str]
    """Ids of its snapshots of the questionnaire looked at: an action that came of another one's is about none of these dimensions."""


def case_lines(municipality: Municipality, there: WhatIsThere, questionnaire: Questionnaire, today: dt.date) -> list[CaseLine]:
    """Every line of one municipality, of all three lists.

    Args:
        municipality: whose.
        there: all there is of it.
        questionnaire: gives the dimensions of items, and the words of steps.
        today: in the municipality's calendar.
    """
    return [
        *(_of_action(municipality, one, there, questionnaire, today) for one in there.actions),
        *(_of_wish(municipality, one, there, today) for one in there.wishes),
        *_of_visits(municipality, there, questionnaire, today),
    ]


def in_line_order(lines: Iterable[CaseLine], today: dt.date) -> list[CaseLine]:
    """What waits for somebody first, the oldest of it at the top; then what goes on, the nearest first; then what is over, the newest first."""
    return sorted(lines, key=lambda one: (*_place(one, today), one.municipality.code, one.id))


def meets(line: CaseLine, chosen: Mapping[Narrowing, str]) -> bool:
    """Whether a line meets every condition that was chosen."""
    return all(value in _values(line, condition) for condition, value in chosen.items())


def choices_in(lines: Iterable[CaseLine]) -> dict[Narrowing, dict[str, int]]:
    """What each condition may be in these lines, with how many of them meet it; conditions and values that none meets are not there."""
    found: dict[Narrowing, dict[str, int]] = {one: {} for one in CONDITIONS}
    for line in lines:
        for condition, counts in found.items():
            for value in _values(line, condition):
                counts[value] = counts.get(value, 0) + 1
    return {condition: counts for condition, counts in found.items() if counts}


def choice_in_words(of: ListOf, condition: Narrowing, value: str, dimensions: Mapping[str, str]) -> str:
    """A value of a condition as people read it; `dimensions` are names by id."""
    if condition == "state":
        return _(LINE_STATES[of][value])
    if condition == "behind":
        return _(BEHIND[of])
    if condition == "region":
        return place_named(value)
    return dimensions.get(value, value) if condition == "dimension" else value


def _values(line: CaseLine, condition: Narrowing) -> tuple[str, ...]:
    if condition == "state":
        return (line.state,)
    if condition == "behind":
        return (YES,) if line.is_behind else ()
    if condition == "region":
        return (line.municipality.region,) if line.municipality.region else ()
    return line.specialists if condition == "specialist" else line.dimensions


def _place(line: CaseLine, today: dt.date) -> tuple[int, int]:
    day = (line.day or dt.date.max).toordinal()
    if line.is_behind:
        return 0, day
    goes_on = {"actions": ("open", "doing"), "wishes": ("answered", "received", "next_visit"), "visits": ("planned", "noted")}
    if line.state in goes_on[line.of] and (line.of != "visits" or (line.day or today) >= today):
        return 1, day
    return 2, -day


def _of_action(municipality: Municipality, one: Action, there: WhatIsThere, questionnaire: Questionnaire, today: dt.date) -> CaseLine:
    return CaseLine(
        "actions",
        municipality,
        one.id,
        one.state,
        one.due,
        step_in_words(one, questionnaire),
        who_by_when(one),
        one.is_overdue(today),
        dimensions=tuple(_dimension_of(one, there, questionnaire)),
    )


def _of_wish(municipality: Municipality, one: Wish, there: WhatIsThere, today: dt.date) -> CaseLine:
    since = waits_since(one, there.records)
    moment = one.closed_at or one.since
    return CaseLine(
        "wishes",
        municipality,
        one.id,
        one.state if one.is_open else "closed",
        since or in_japan(moment).date(),
        " ".join(one.text.split()),
        where_wish_stands(one, since, today),
        since is not None,
    )


def _of_visits(municipality: Municipality, there: WhatIsThere, questionnaire: Questionnaire, today: dt.date) -> Iterator[CaseLine]:
    known = {one.id for one in there.visits}
    by_visit: dict[str, dict[str, None]] = {}
    for one in (*there.actions, *(action for visit in there.visits for action in visit.actions)):
        by_visit.setdefault(one.visit, {}).update(dict.fromkeys(_dimension_of(one, there, questionnaire)))
    held = [(one, "recorded") for one in there.records if one.id not in known]
    for record, state in [*((one.record, one.state) for one in there.visits), *held]:
        text = next((" ".join(said.split()) for said in (record.notes, record.who) if said.strip()), "")
        if tries := lines_of(record.tries):
            text = _("次に試すこと: {tries}", tries=_("、").join(tries))
        yield CaseLine(
            "visits",
            municipality,
            record.id,
            state,
            record.date,
            text,
            _("{kind}　{who}", kind=_(VISIT_KINDS[record.kind]), who=record.by or "-"),
            state in ("planned", "noted") and record.date < today,
            (record.by,) if record.by else (),
            tuple(by_visit.get(record.id, ())),
        )


def _dimension_of(one: Action, there: WhatIsThere, questionnaire: Questionnaire) -> Iterator[str]:
    item = questionnaire.item_by_id.get(one.item)
    if item is not None and (not one.snapshot or one.snapshot in there.snapshots):
        yield item.dimension
