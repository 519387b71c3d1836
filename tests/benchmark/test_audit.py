"""The look before publishing: silent at whatever the rule makes, and loud at whatever it would not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

import msgspec
import pytest
from benchmark.test_benchmark import EVERYONE, FIRST, NOISE, QUESTIONNAIRE, busy_histories, cycles, sent
from hypothesis import given

from dxcheck.benchmark.audit import doubts
from dxcheck.benchmark.contribution import Contribution
from dxcheck.benchmark.model import LedgerEntry, Rule, dimension_key, item_key
from dxcheck.benchmark.noise import Noise
from dxcheck.benchmark.publish import Inputs, as_if_all_had, prepare
from dxcheck.model.calendar import JAPAN

KEY = item_key("gov-01")
Replay = Callable[[float], LedgerEntry]


def publications(history, noise: Noise = NOISE, rule: Rule | None = None) -> list[tuple[LedgerEntry, list[LedgerEntry], Replay]]:
    """Each publication, those before it, and how it would be with other answers."""
    made: list[tuple[LedgerEntry, list[LedgerEntry], Replay]] = []
    everything: list[Contribution] = []
    for cycle, submitted in zip(cycles(len(history)), history, strict=True):
        everything += [sent(number, cycle, levels, city=number < 10) for number, levels in submitted.items()]
        inputs = Inputs({one.municipality: one for one in everything}, {one.snapshot: one for one in everything})
        at = dt.datetime.combine(cycle.next.first_day, dt.time(9), JAPAN)
        before = [entry for entry, _earlier, _replay in made]
        make = partial(
            prepare, cycle, QUESTIONNAIRE, "380008", before=before[-1] if before else None, at=at, noise=noise, rule=rule or Rule()
        )
        made.append((make(inputs=inputs), before, lambda level, make=make, inputs=inputs: make(inputs=as_if_all_had(level, inputs))))
    return made


@given(busy_histories)
def test_nothing_is_said_against_what_the_rule_publishes(history) -> None:
    """Else a refusal would come by chance, and tell something."""
    for entry, earlier, replay in publications(history):
        assert list(doubts(entry, earlier, replay, NOISE)) == []


@pytest.fixture
def published() -> tuple[LedgerEntry, list[LedgerEntry], Replay]:
    """The second of two publications."""
    return publications([EVERYONE, EVERYONE])[-1]


def changed(entry: LedgerEntry, **fields: object) -> LedgerEntry:
    """An entry with another figure for the first item."""
    figures = entry.benchmark.figures
    of = msgspec.structs.replace(entry.standing["all"][KEY], **fields)
    benchmark = msgspec.structs.replace(entry.benchmark, figures={**figures, "all": {**figures["all"], KEY: of.figure}})
    return msgspec.structs.replace(entry, benchmark=benchmark, standing={**entry.standing, "all": {**entry.standing["all"], KEY: of}})


def test_a_figure_that_is_not_moved_or_with_another_key_is_noticed(published, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the answers were: the code that publishes is asked what it would make of others."""
    entry, earlier, replay = published
    assert {one.what for one in doubts(entry, earlier, replay, Noise(bytes(32)))} >= {"numbers", "noise"}
    with monkeypatch.context() as patch:
        patch.setattr(Noise, "of", lambda *_given: 0.0)
        still, before, again = publications([EVERYONE, EVERYONE])[-1]
        plain = {level: again(level) for level in (0, 2.5, 5)}
    found = list(doubts(still, before, plain.__getitem__, NOISE))
    assert {one.what for one in found} == {"noise"}
    assert len(found) > 5


def test_a_rule_made_weaker_is_noticed() -> None:
    """Also one that was made so in the program: less noise, fewer behind a figure, or one that is replaced sooner."""
    weaker_ones = (Rule(noise=1.0), Rule(least=6), Rule(least_in_group=6), Rule(least_for_item=14), Rule(changed_share=0.6))
    for weaker in weaker_ones:
        entry, earlier, replay = publications([EVERYONE], rule=weaker)[-1]
        assert next(doubts(entry, earlier, replay, NOISE)).what == "numbers"


def test_too_few_behind_a_figure_or_decisions_that_turn_on_answers_are_noticed(published) -> None:
    """The members are counted again; and with other answers everything must be decided alike."""
    entry, earlier, replay = published
    five = dict(list(entry.standing["all"][KEY].members.items())[:5])
    few = partial(changed, members=five)
    found = {(one.group, one.key, one.what) for one in doubts(few(entry), earlier, lambda level: few(replay(level)), NOISE)}
    assert ("all", KEY, "members") in found
    assert ("all", KEY, "decisions") in list(doubts(few(entry), earlier, replay, NOISE))


def test_what_stands_must_have_been_published_before() -> None:
    """A figure of an earlier cycle that nobody has seen yet is a new one under a false name."""
    entry, earlier, replay = publications([EVERYONE, {}])[-1]
    assert entry.decisions["all"][KEY].state == "stands"
    assert list(doubts(entry, earlier, replay, NOISE)) == []
    other = msgspec.structs.replace(entry.standing["all"][KEY].figure, mean=3.9, end="")
    forge = partial(changed, figure=other)
    [found] = doubts(forge(entry), earlier, lambda level: forge(replay(level)), NOISE)
    assert (found.key, found.what) == (KEY, "known")


def test_an_answer_that_stands_in_more_figures_than_two_years_have_is_noticed(published) -> None:
    """The bound on what all figures together tell counts on it."""
    entry, _earlier, replay = published
    others = [changed(entry, members=entry.standing["all"][KEY].members) for _ in range(12)]
    assert {one.what for one in doubts(entry, others, replay, NOISE)} == {"often"}
    assert dimension_key("gov") in entry.standing["all"]
    assert entry.benchmark.cycle > FIRST
