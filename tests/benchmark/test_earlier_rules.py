"""What was published under earlier rules stays as it was, is marked, and is what the first figures of today's rule are compared with."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from benchmark.test_benchmark import EVERYONE, NOISE, QUESTIONNAIRE, publish, sent

from dxcheck.benchmark.audit import doubts
from dxcheck.benchmark.complete import what_is_missing
from dxcheck.benchmark.document import from_file, to_file
from dxcheck.benchmark.gate import peers, what_it_is, which_rule
from dxcheck.benchmark.model import Figure, Group, LedgerEntry, dimension_key, item_key
from dxcheck.benchmark.publish import Inputs, as_if_all_had, prepare
from dxcheck.model.calendar import JAPAN

KEY, DIMENSION = item_key("gov-01"), dimension_key("gov")
OLD_NAME: dict[Group, Group] = {"all": "all", "市区": "市", "町村": "町"}


@pytest.fixture
def old() -> LedgerEntry:
    """A publication as rule 1 wrote it: other groups, exact means, no key, with its numbers of then."""
    [entry] = publish([EVERYONE])
    renamed = {OLD_NAME[group]: figures for group, figures in entry.benchmark.figures.items()}
    benchmark = msgspec.structs.replace(entry.benchmark, rule=1, figures=renamed)
    raw = msgspec.to_builtins(entry) | {
        "benchmark": msgspec.to_builtins(benchmark),
        "rule": {"least": 6, "decimal_from": 10, "changed": 3, "batch": 3, "trimmed": 2, "years": 2},
        "standing": {OLD_NAME[group]: msgspec.to_builtins(of) for group, of in entry.standing.items()},
        "decisions": {OLD_NAME[group]: msgspec.to_builtins(of) for group, of in entry.decisions.items()},
    }
    del raw["key"]
    return msgspec.convert(raw, LedgerEntry)


@pytest.fixture
def second() -> LedgerEntry:
    """A publication as rule 2 wrote it: moved, and with figures of single items wherever there were any of dimensions."""
    [entry] = publish([EVERYONE])
    figures = {group: dict(of) for group, of in entry.benchmark.figures.items()}
    standing = {group: dict(of) for group, of in entry.standing.items()}
    decisions = {group: dict(of) for group, of in entry.decisions.items()}
    for group in ("市区", "町村"):
        standing[group][KEY] = standing[group][DIMENSION]
        figures[group][KEY] = standing[group][KEY].figure
        decisions[group][KEY] = decisions[group][DIMENSION]
    benchmark = msgspec.structs.replace(entry.benchmark, rule=2, figures=figures)
    raw = msgspec.to_builtins(msgspec.structs.replace(entry, benchmark=benchmark, standing=standing, decisions=decisions)) | {
        "rule": {"least": 10, "least_in_group": 7, "decimal_from": 10, "changed": 5, "batch": 5, "noise": 2.2, "years": 2}
    }
    return msgspec.convert(raw, LedgerEntry)


def after(old: LedgerEntry, anew: int) -> tuple[LedgerEntry, list[object]]:
    """The next publication, when so many submitted again; and what the look before it says."""
    cycle = old.benchmark.cycle
    first = [sent(n, cycle, levels, city=n < 10) for n, levels in EVERYONE.items()]
    second = [sent(n, cycle.next, EVERYONE[n], city=n < 10) for n in range(20) if n % 10 < anew / 2]
    inputs = Inputs({one.municipality: one for one in [*first, *second]}, {one.snapshot: one for one in [*first, *second]})

    def make(of: Inputs) -> LedgerEntry:
        at = dt.datetime.combine(cycle.next.next.first_day, dt.time(9), JAPAN)
        return prepare(cycle.next, QUESTIONNAIRE, "380008", of, old, at, NOISE)

    entry = make(inputs)
    return entry, list(doubts(entry, [old], lambda level: make(as_if_all_had(level, inputs)), NOISE))


def test_old_benchmarks_keep_their_groups_and_are_marked(old: LedgerEntry) -> None:
    """On a screen, and through a file to another PC."""
    assert old.benchmark.groups == ("all", "市", "町")
    assert peers(old.benchmark, QUESTIONNAIRE, "市").dimensions.keys() == peers(old.benchmark, QUESTIONNAIRE).dimensions.keys()
    assert which_rule(old.benchmark)
    assert "動かした" not in what_it_is(old.benchmark.rule)
    assert from_file(to_file(old.benchmark, demo=False), demo=False, prefecture="380008") == old.benchmark
    content = to_file(old.benchmark, demo=False).replace(b'"schema": 2', b'"schema": 1')
    assert from_file(content, demo=False, prefecture="380008") == old.benchmark


def test_a_ledger_of_rule_one_needs_no_key(old: LedgerEntry) -> None:
    """There was none; its first publication under rule 2 makes one."""
    assert what_is_missing([old.benchmark], [old], "") == ""
    assert what_is_missing([old.benchmark], [], "") == "ledger"


def test_where_few_submitted_since_the_whole_stands_and_the_new_groups_wait(old: LedgerEntry) -> None:
    """A figure of 市 is not one of 市区, even if the same municipalities are behind both."""
    entry, against = after(old, 4)
    assert entry.benchmark.figures["all"][KEY] == old.benchmark.figures["all"][KEY]
    assert entry.benchmark.figures["市区"] == entry.benchmark.figures["町村"] == {}
    assert against == []


def test_where_enough_submitted_since_figures_are_new_and_moved(old: LedgerEntry) -> None:
    """Enough in each group, counted from what was published of 市 and 町; figures of single items follow a year after theirs."""
    entry, against = after(old, 14)
    for group in entry.benchmark.groups:
        made: Figure = entry.benchmark.figures[group][DIMENSION]
        assert made.cycle == entry.benchmark.cycle
    assert entry.decisions["市区"][DIMENSION].anew == 7
    assert entry.benchmark.figures["all"][KEY].cycle == entry.benchmark.cycle
    assert against == []


@pytest.mark.parametrize(("anew", "stands"), [(4, True), (14, False)])
def test_figures_of_rule_two_are_marked_and_stand_until_they_would_be_replaced(second: LedgerEntry, anew: int, stands: bool) -> None:
    """Also those of single items in small groups: they were published, so they tell nothing new; none of their kind comes after them."""
    assert which_rule(second.benchmark) == "前の決まりで公表"
    assert "動かした" in what_it_is(second.benchmark.rule)
    entry, against = after(second, anew)
    assert (entry.benchmark.figures["市区"].get(KEY) == second.benchmark.figures["市区"][KEY]) is stands
    assert entry.decisions["市区"][KEY].state == ("stands" if stands else "hidden")
    assert which_rule(entry.benchmark) == ""
    assert against == []
    assert what_is_missing([second.benchmark], [second], "") == "key"
