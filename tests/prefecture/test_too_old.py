"""How long an answer counts: the overview and the published averages go by one rule."""

from __future__ import annotations

import datetime as dt

import pytest
from questionnaire.questionnaires import item, questionnaire

from dxcheck.benchmark.contribution import contribution
from dxcheck.benchmark.model import COUNTS_FOR
from dxcheck.benchmark.noise import Noise
from dxcheck.benchmark.publish import Inputs, prepare
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.roster import Municipality
from dxcheck.model.snapshot import Answer, QuestionnaireRef, Snapshot
from dxcheck.prefecture.overview import STATES, line

Q = questionnaire(item("gov-01"), item("gov-02"))


def sent(number: int, moment: dt.datetime) -> Snapshot:
    """A municipality's only snapshot; levels spread so that an average of many may be published."""
    given = {"gov-01": Answer(choice=1 + number % 3), "gov-02": Answer(choice=1 + number % 3)}
    return Snapshot(f"{number:06}", 1, f"{number:06}", QuestionnaireRef.to(Q), 1, moment, "企画課", "課長", given)


def counts_everywhere(moment: dt.datetime, cycle: Cycle) -> set[str]:
    """In which of the two a snapshot of this moment counts at the end of a cycle."""
    snapshots = [sent(number, moment) for number in range(12)]
    town = Municipality("000001", "市1", "し1", "Shi 1", "市", "東予", 1000)
    counting = set()
    if line(town, snapshots[1], None, Q, cycle).state == "counted":
        counting.add("overview")
    made = {one.id: contribution(one, "市", [Q]) for one in snapshots}
    inputs = Inputs({one.municipality: one for one in made.values()}, made, frozenset())
    if prepare(
        cycle, Q, "380008", inputs, None, dt.datetime.combine(cycle.next.first_day, dt.time(9), JAPAN), Noise(bytes(32))
    ).benchmark.figures["all"]:
        counting.add("averages")
    return counting


@pytest.mark.parametrize("cycle", [Cycle(year, half) for year in range(2024, 2029) for half in (1, 2)], ids=str)
def test_an_answer_counts_for_two_years_to_the_day_in_every_figure(cycle: Cycle) -> None:
    """With a leap day in between or without: what the centre sees as counted is what it publishes."""
    end = cycle.closing_day
    last = dt.date(end.year - 2, end.month, end.day)
    for day, wanted in ((last, {"overview", "averages"}), (last - dt.timedelta(days=1), set())):
        for time in (dt.time(0, 0), dt.time(23, 59)):
            assert counts_everywhere(dt.datetime.combine(day, time, JAPAN), cycle) == wanted, (day, time)


def test_the_day_is_japans_wherever_the_moment_was_written() -> None:
    """A file from a machine with another clock counts as the same moment in Japan does."""
    cycle = Cycle(2026, 2)
    moment = dt.datetime(2025, 3, 31, 0, 30, tzinfo=JAPAN)
    assert counts_everywhere(moment.astimezone(dt.UTC), cycle) == counts_everywhere(moment, cycle) == {"overview", "averages"}


def test_the_words_beside_a_municipality_say_the_years_that_count() -> None:
    """Whoever changes the number changes the words with it."""
    assert f"{COUNTS_FOR}年" in STATES["old"]
