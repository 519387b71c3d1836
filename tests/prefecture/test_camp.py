"""Camps: who needs something, who is good at it and agreed, and groups in which regions and sizes mix."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

from chance import tried
from hypothesis import given, settings
from hypothesis import strategies as st
from prefecture.test_overview import CYCLE, sent
from questionnaire.questionnaires import item, questionnaire

from dxcheck.model.calendar import JAPAN
from dxcheck.model.municipality import Municipality
from dxcheck.model.snapshot import Answer
from dxcheck.prefecture.camp import LEAST_GROUP, MOST_GROUP, Groups, Sharing, SharingAnswer, mixed_groups, proposal, sharing_of
from dxcheck.prefecture.overview import Overview, line

Q = questionnaire(item("gov-01"), item("gov-02"), item("bpr-01", "bpr"))
REGIONS = ("東予", "中予", "南予")


def place(number: int, region: str = "東予", people: int = 9000) -> Municipality:
    """A municipality."""
    return Municipality(f"{382000 + number}", f"{number}町", "まち", f"Machi {number}", "町", region, people)


def overview_of(levels: list[tuple[int | None, int, str]]) -> Overview:
    """Municipalities with a level of gov-01, one of gov-02, and a region."""
    lines = []
    for n, (one, other, region) in enumerate(levels):
        choices = {"gov-01": Answer(choice="unknown" if one is None else one), "gov-02": Answer(choice=other), "bpr-01": Answer(choice=2)}
        lines.append(line(place(n, region), sent(n, choices, hash_=Q.hash), None, Q, CYCLE))
    return Overview(CYCLE, CYCLE.previous, Q, tuple(lines))


def test_who_needs_an_item_is_put_beside_who_agreed_to_tell() -> None:
    """Low is as everywhere, good is as far above as a large change; who said no is listed and never put anywhere, and nothing is made of a わからない."""
    there = overview_of([(0, 0, "東予"), (1, 0, "南予"), (2, 0, "東予"), (3, 0, "東予"), (5, 0, "中予"), (4, 0, "南予"), (None, 0, "東予")])
    sharing: dict[str, Sharing] = {"382003": "agreed", "382004": "declined"}
    found = proposal(there, "gov-01", sharing)
    assert [one.municipality.code for one in found.needs] == ["382000", "382001"]
    assert [(one.municipality.code, said) for one, said in found.tells] == [
        ("382003", "agreed"),
        ("382005", "unasked"),
        ("382004", "declined"),
    ]
    assert (found.groups, found.tellers) == ((("382000", "382001"),), (("382003",),))
    south = proposal(there, "gov-01", sharing, among={"region": "南予"})
    assert [one.municipality.code for one in south.needs] == ["382001"]
    assert south.tells == found.tells, "whoever tells may come from anywhere"
    whole = proposal(there, "gov", {})
    assert [one.municipality.code for one in whole.needs] == ["382000", "382002", "382003", "382006", "382001"], "means of 0 to 1.5"
    assert [one.municipality.code for one, _said in whole.tells] == ["382004", "382005"], "means of 2.5 and 2.0"
    nothing = proposal(overview_of([(3, 3, "東予")]), "gov-01", {})
    assert (nothing.needs, nothing.groups) == ((), ())


def test_the_last_answer_about_the_item_or_its_dimension_counts() -> None:
    """Of this questionnaire alone."""
    at = dt.datetime(2026, 12, 1, 10, 0, tzinfo=JAPAN)
    said = [
        SharingAnswer("382001", "q", "gov", "agreed", at),
        SharingAnswer("382001", "q", "gov-01", "declined", at),
        SharingAnswer("382002", "q", "gov", "agreed", at),
        SharingAnswer("382003", "q", "gov-02", "agreed", at),
        SharingAnswer("382004", "other", "gov", "agreed", at),
    ]
    assert sharing_of(said, "q", ["gov", "gov-01"]) == {"382001": "declined", "382002": "agreed"}


TOWNS = st.lists(st.tuples(st.sampled_from(REGIONS), st.integers(1, 9)), max_size=20)


@settings(max_examples=tried(100))
@given(TOWNS, st.integers(0, 8), st.integers(0, 8), st.integers(LEAST_GROUP, MOST_GROUP))
def test_groups_are_even_mixed_and_each_has_somebody_who_tells(towns: list[tuple[str, int]], agreed: int, unasked: int, size: int) -> None:
    """Everybody who needs it is in one group; no two differ by more than one in all or in those of a region; nobody is asked where enough agreed."""
    needs = sorted((place(n, region, people) for n, (region, people) in enumerate(towns)), key=lambda one: (one.region, one.population))
    willing = [place(100 + n, REGIONS[n % 3]) for n in range(agreed)]
    perhaps = [place(200 + n, REGIONS[n % 3]) for n in range(unasked)]
    groups, tellers = mixed_groups(needs, willing, perhaps, size)
    assert sorted(code for group in groups for code in group) == sorted(one.code for one in needs)
    assert all(len(group) < size for group in groups)
    region_of = {one.code: one.region for one in needs}
    for of in (lambda group: [len(group)], lambda group: [Counter(region_of[code] for code in group)[one] for one in REGIONS]):
        for counts in zip(*(of(group) for group in groups), strict=True):
            assert max(counts) - min(counts) <= 1
    telling = [code for group in tellers for code in group]
    assert len(telling) == len(set(telling))
    assert sum(bool(group) for group in tellers) == min(len(groups), agreed + unasked)
    assert {one.code for one in willing} <= set(telling) or not groups
    assert sum(code >= "382200" for code in telling) == min(unasked, max(0, len(groups) - agreed))


@settings(max_examples=tried(40))
@given(st.lists(st.tuples(st.none() | st.integers(0, 5), st.integers(0, 5), st.sampled_from(REGIONS)), max_size=12), st.randoms())
def test_a_proposal_is_the_same_in_whatever_order_municipalities_are_read(
    levels: list[tuple[int | None, int, str]], chance: random.Random
) -> None:
    """And nobody both needs and tells."""
    there = overview_of(levels)
    mixed = list(there.lines)
    chance.shuffle(mixed)
    other = Overview(there.cycle, there.against, Q, tuple(mixed))
    for subject in ("gov-01", "gov"):
        found, again = proposal(there, subject, {}), proposal(other, subject, {})
        assert members(found.groups) == members(again.groups)
        assert {one.municipality.code for one in found.needs}.isdisjoint(one.municipality.code for one, _said in found.tells)


def members(groups: Groups) -> list[str]:
    """Everybody in some groups."""
    return sorted(code for group in groups for code in group)
