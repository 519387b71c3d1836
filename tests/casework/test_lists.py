"""The lists of all actions, requests and visits: nothing is missing or twice, whatever is narrowed, and what waits for somebody is at the top."""

from __future__ import annotations

import datetime as dt
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st
from moments import NOW
from questionnaire.questionnaires import item, questionnaire

from dxcheck.casework.lists import (
    BEHIND,
    CONDITIONS,
    LINE_STATES,
    LISTS,
    CaseLine,
    WhatIsThere,
    case_lines,
    choice_in_words,
    choices_in,
    in_line_order,
    meets,
)
from dxcheck.casework.model import Action, ActionState, Visit, VisitRecord, Wish
from dxcheck.casework.wishes import replied
from dxcheck.model.roster import Municipality, load_roster

TODAY = NOW.date()
DAY = dt.timedelta(days=1)
TOWNS: list[Municipality] = list(load_roster().municipalities[:4])
QUESTIONNAIRE = questionnaire(item("gov-01"), item("pc-01", "pc"))
ITEMS = QUESTIONNAIRE.ordered


def _asked(id_: str, days: int, states: list[str]) -> Wish:
    wish = Wish("相談", NOW - days * DAY, "企画課", id_)
    for one in states:
        wish = replied(wish, "はい", one, NOW - days * DAY + DAY / 2, "だれか", "app")  # type: ignore[arg-type]
    return wish


actions = st.builds(
    Action,
    st.uuids().map(str),
    st.sampled_from([*(one.id for one in ITEMS), "", "no-such"]),
    st.just(2),
    st.just("やる"),
    st.just(NOW),
    st.sampled_from(["", "own", "another"]),
    st.sampled_from(get_args(ActionState)),
    due=st.none() | st.integers(-9, 9).map(lambda days: TODAY + days * DAY),
    visit=st.sampled_from(["", "v1"]),
)
visits = st.builds(
    lambda id_, days, state, by: Visit(VisitRecord(id_, TODAY + days * DAY, by=by), state),
    st.sampled_from(["v1", "v2"]),
    st.integers(-9, 9),
    st.sampled_from(["planned", "noted", "recorded", "cancelled"]),
    st.sampled_from(["", "s1", "s2"]),
)
wishes = st.builds(
    _asked,
    st.uuids().map(str),
    st.integers(1, 20),
    st.lists(st.sampled_from(["received", "answered", "next_visit"]), max_size=3),
)


worlds = st.lists(
    st.builds(
        lambda acts, wants, seen: WhatIsThere(acts, wants, list({one.id: one for one in seen}.values()), [], frozenset({"own"})),
        st.lists(actions, max_size=3),
        st.lists(wishes, max_size=2),
        st.lists(visits, max_size=2),
    ),
    max_size=4,
)


def lines(worlds: list[WhatIsThere]) -> list[CaseLine]:
    """Of a municipality each."""
    return [line for town, there in zip(TOWNS, worlds, strict=False) for line in case_lines(town, there, QUESTIONNAIRE, TODAY)]


@given(worlds)
def test_each_is_in_one_list_once_whatever_the_order_of_municipalities(there: list[WhatIsThere]) -> None:
    """As many lines as there are actions, requests and visits; the order of the list depends on what is in it alone."""
    made = lines(there)
    assert len(made) == sum(len(one.actions) + len(one.wishes) + len(one.visits) for one in there)
    assert len({(one.of, one.value) for one in made}) == len(made)
    ordered = in_line_order(made, TODAY)
    assert ordered == in_line_order(reversed(made), TODAY)
    for of in LISTS:
        behind = [one.is_behind for one in ordered if one.of == of]
        assert behind == sorted(behind, reverse=True), "what waits for somebody comes first"


@given(worlds)
def test_a_condition_lets_through_as_many_as_it_says(there: list[WhatIsThere]) -> None:
    """Each alone, and with another one at most as many; nothing is offered that nothing meets, and each has words."""
    for of in LISTS:
        mine = [one for one in lines(there) if one.of == of]
        for condition, counts in choices_in(mine).items():
            for value, n in counts.items():
                assert n == sum(meets(one, {condition: value}) for one in mine) > 0
                assert choice_in_words(of, condition, value, {})
                assert all(meets(one, {}) for one in mine)
        assert set(choices_in(mine)) <= set(CONDITIONS)


def test_a_line_says_what_it_is_about() -> None:
    """An action its dimension and whether it is late; one of another questionnaire no dimension; a visit those of what was agreed there."""
    first = ITEMS[0]
    late = Action("a", first.id, 2, "やる", NOW, "own", due=TODAY - DAY, owner="企画課", visit="v1")
    foreign = Action("b", first.id, 2, "やる", NOW, "another", state="done")
    visit = Visit(VisitRecord("v1", TODAY - DAY, by="s1", notes="話した"), "noted")
    held = VisitRecord("v0", TODAY - 9 * DAY, by="s2")
    asked = _asked("w", 5, ["next_visit"])
    there = WhatIsThere([late, foreign], [asked], [visit], [held], frozenset({"own"}))
    by_id = {one.id: one for one in case_lines(TOWNS[0], there, QUESTIONNAIRE, TODAY)}
    assert (by_id["a"].is_behind, by_id["a"].dimensions, by_id["a"].about) == (True, (first.dimension,), "担当 企画課、期限 2026年11月22日")
    assert (by_id["b"].is_behind, by_id["b"].dimensions) == (False, ())
    assert (by_id["v1"].is_behind, by_id["v1"].dimensions, by_id["v1"].specialists) == (True, (first.dimension,), ("s1",))
    assert (by_id["v0"].state, by_id["v0"].is_behind) == ("recorded", False)
    assert (by_id["w"].state, by_id["w"].is_behind) == ("next_visit", False)
    assert set(BEHIND) == set(LISTS) == set(LINE_STATES)
