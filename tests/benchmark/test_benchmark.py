"""The disclosure rule, point by point (docs/design.md section 5), over random sequences of publications."""

from __future__ import annotations

import datetime as dt
import itertools
from random import Random

import msgspec
import pytest
from chance import tried
from hypothesis import given, settings
from hypothesis import strategies as st
from questionnaire.questionnaires import item, questionnaire, text

from dxcheck.benchmark.contribution import Contribution, contribution, keys, latest
from dxcheck.benchmark.document import BenchmarkFileError, from_file, to_file
from dxcheck.benchmark.gate import peers, shown
from dxcheck.benchmark.model import GROUPS, Benchmark, LedgerEntry, Rule, dimension_key, item_key
from dxcheck.benchmark.noise import Noise
from dxcheck.benchmark.publish import Inputs, figure, prepare
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.snapshot import Answer, QuestionnaireRef, Snapshot
from dxcheck.prefecture.cohort import cohort
from dxcheck.questionnaire.tree import Aggregate, Dimension

QUESTIONNAIRE = questionnaire(item("gov-01"), item("gov-02"), item("sec-01", "sec", sensitive=True), item("sec-02", "sec", sensitive=True))
FIRST = Cycle(2020, 1)
RULE = Rule()
NOISE = Noise(bytes(range(32)))
Answers = dict[str, int]


def cycles(count: int) -> list[Cycle]:
    """So many cycles from the first one."""
    made = [FIRST]
    while len(made) < count:
        made.append(made[-1].next)
    return made


def sent(number: int, cycle: Cycle, levels: Answers, *, city: bool) -> Contribution:
    """A municipality's submission in a cycle."""
    values: dict[str, float] = {item_key(name): level for name, level in levels.items() if not name.startswith("sec")}
    for dimension in ("gov", "sec"):
        given_ = [level for name, level in levels.items() if name.startswith(dimension)]
        if given_:
            values[dimension_key(dimension)] = sum(given_) / len(given_)
    snapshot = f"{number:06}-{cycle}"
    return Contribution(f"{number:06}", "市" if city else "町", snapshot, cycle.first_day + dt.timedelta(days=40), values)


def publish(
    history: list[dict[int, Answers]], *, rule: Rule = RULE, unreadable: frozenset[int] = frozenset(), cities: int = 10
) -> list[LedgerEntry]:
    """Publish cycle after cycle. `history` says who submits what in each; `unreadable` cycles have a damaged file."""
    entries: list[LedgerEntry] = []
    everything: list[Contribution] = []
    for place, (cycle, submitted) in enumerate(zip(cycles(len(history)), history, strict=True)):
        everything += [sent(number, cycle, levels, city=number < cities) for number, levels in submitted.items()]
        inputs = Inputs(
            {one.municipality: one for one in everything},
            {one.snapshot: one for one in everything},
            frozenset({"999999"}) if place in unreadable else frozenset(),
        )
        at = dt.datetime.combine(cycle.next.first_day, dt.time(9), JAPAN)
        entries.append(prepare(cycle, QUESTIONNAIRE, "380008", inputs, entries[-1] if entries else None, at, NOISE, rule=rule))
    return entries


level_sets = st.dictionaries(st.sampled_from(["gov-01", "gov-02", "sec-01", "sec-02"]), st.integers(0, 5), min_size=0, max_size=4)
histories = st.lists(st.dictionaries(st.integers(0, 19), level_sets, max_size=20), min_size=1, max_size=7)
busy_histories = st.integers(6, 20).flatmap(
    lambda n: st.lists(st.dictionaries(st.integers(0, n - 1), level_sets, min_size=n // 2, max_size=n), min_size=1, max_size=7)
)


@settings(max_examples=tried(150))
@given(st.one_of(histories, busy_histories), st.frozensets(st.integers(0, 6), max_size=1))
def test_no_sequence_of_publications_breaks_the_rule(history: list[dict[int, Answers]], unreadable: frozenset[int]) -> None:
    """Checked from outside, on what was published and on the ledger, not on the code that decided."""
    entries = publish(history, unreadable=unreadable)
    for place, entry in enumerate(entries):
        if place in unreadable:
            assert not any(entry.benchmark.figures.values()), "rule 6: anything unreadable suppresses"
        closing = entry.benchmark.cycle.closing_day
        for group, key in itertools.product(GROUPS, keys(QUESTIONNAIRE)):
            made = entry.benchmark.figures[group].get(key)
            if made is None:
                continue
            standing = entry.standing[group][key]
            members, before = standing.members, entries[place - 1].standing[group].get(key) if place else None
            was_there = place > 0 and key in entries[place - 1].benchmark.figures[group]
            is_item = key.startswith("item/")
            least = 15 if is_item else 10 if group == "all" else 7
            assert len(members) >= least, "rule 2"
            assert made.band == ("10+" if len(members) >= 10 else "6-9"), "rule 4"
            if group != "all":
                assert len(standing.rest) >= least, "rule 2, the remainder"
                assert key in entry.benchmark.figures["all"]
            if made.mean is not None:
                steps = made.mean / (0.1 if len(members) >= 10 else 0.5)
                assert abs(steps - round(steps)) < 1e-6, "rule 4"
            if made.cycle != entry.benchmark.cycle:
                assert before is not None, "rule 3: the old figure stands"
                assert was_there
                assert before.figure == made
                assert members == before.members
            elif before is not None:
                staying = [code for code in members if code in before.members]
                anew = sum(members[code] != before.members[code] for code in staying)
                assert anew >= RULE.changed, "rule 3"
                assert anew >= 0.67 * len(before.members), "rule 3, the share"
                left = before.members.keys() - members.keys()
                some = {0, *range(RULE.batch if group == "all" else 1, 21)}
                assert len(members.keys() - before.members.keys()) in some, "rule 3: newcomers together"
                assert len(left) in some or not was_there, "rule 3: leavers together"
            if made.cycle == entry.benchmark.cycle:
                oldest = min(code_cycle.partition("-")[2] for code_cycle in members.values())
                assert (closing - Cycle.parse(oldest).first_day).days <= 2 * 366 + 40, "no answer over two years old"


@given(busy_histories)
def test_the_whole_is_always_its_groups(history: list[dict[int, Answers]]) -> None:
    """So that all without 市区 and without 町村 is nobody: whoever counts in a new figure of the whole counts in the new one of the group, and no other does."""
    for entry in publish(history):
        for group, key in itertools.product(GROUPS[1:], keys(QUESTIONNAIRE)):
            if entry.decisions[group][key].state == "new":
                of = entry.standing[group][key]
                assert {**of.members, **of.rest} == entry.standing["all"][key].members
                assert {int(code) < 10 for code in of.members} == {group == "市区"}


@given(busy_histories, st.randoms(use_true_random=False))
def test_what_is_suppressed_and_who_is_in_never_depends_on_an_answer(history: list[dict[int, Answers]], chance: Random) -> None:
    """A refusal that depended on answers would tell something: with other levels everything is decided alike."""
    others = [{n: {name: chance.randint(0, 5) for name in levels} for n, levels in submitted.items()} for submitted in history]
    for one, other in zip(publish(history), publish(others), strict=True):
        assert one.decisions == other.decisions
        for group in GROUPS:
            assert one.benchmark.figures[group].keys() == other.benchmark.figures[group].keys()
            assert {key: (of.members, of.rest) for key, of in one.standing[group].items()} == {
                key: (of.members, of.rest) for key, of in other.standing[group].items()
            }


def test_ends_and_rounding() -> None:
    """Rules 4 and 5 in figures: what is said is said of the moved sum."""
    said = {(0.0, 12): "0.5以下", (6.5, 12): "0.5以下", (6.7, 12): "0.6", (54, 12): "4.5以上", (70, 12): "4.5以上", (-9, 12): "0.5以下"}
    said |= {(12, 8): "1.5", (9.9, 8): "1.0", (10.1, 8): "1.5", (5.9, 8): "0.5以下", (34.1, 8): "4.5以上", (33.9, 8): "4.0"}
    assert {case: shown(figure(*case, FIRST, RULE)) for case in said} == said


EVERYONE = {n: {"gov-01": 1 + n % 3, "gov-02": n % 4, "sec-01": 2, "sec-02": 1 + n % 2} for n in range(20)}


def test_a_lone_newcomer_waits_and_the_old_figure_stands_until_enough_submitted_again() -> None:
    """Rule 3, told as a story."""
    first = {n: EVERYONE[n] for n in range(16)}
    few = {n: {"gov-01": 5} for n in range(9)}
    many = {n: {"gov-01": 4} for n in (*range(11), 16)}
    entries = publish([first, few, many])
    key = item_key("gov-01")
    assert entries[1].decisions["all"][key].state == "stands"
    assert entries[1].benchmark.figures["all"][key] == entries[0].benchmark.figures["all"][key]
    third = entries[2].decisions["all"][key]
    assert (third.state, third.anew, third.waiting) == ("new", 11, 1)
    assert "000016" not in entries[2].standing["all"][key].members


def test_figures_of_single_items_need_more_behind_them() -> None:
    """Rule 2: of fourteen there is one of the dimension alone, and so in groups of ten; of groups of fifteen there are both."""
    of_dimension, item_ = dimension_key("gov"), item_key("gov-01")
    few = publish([{n: EVERYONE[n] for n in range(14)}], cities=7)[0]
    assert of_dimension in few.benchmark.figures["all"]
    assert few.decisions["all"][item_].reason == "few"
    twenty = publish([EVERYONE])[0]
    assert item_ in twenty.benchmark.figures["all"]
    assert (of_dimension in twenty.benchmark.figures["市区"], item_ in twenty.benchmark.figures["市区"]) == (True, False)
    more = publish([{n: EVERYONE[n % 20] for n in range(30)}], cities=15)[0]
    assert item_ in more.benchmark.figures["市区"]
    assert publish([{n: EVERYONE[n % 20] for n in range(29)}], cities=15)[0].decisions["市区"][item_].reason == "remainder"


def test_a_lone_leavers_last_answer_stays_then_the_figure_pauses_then_it_goes() -> None:
    """Rule 3: for two years, then one cycle without a figure."""
    leaver, key = "000016", item_key("gov-01")
    others = {n: {"gov-01": 1 + n % 3} for n in range(16)}
    without = {**others, 16: {"gov-02": 1}}
    entries = publish([{n: EVERYONE[n] for n in range(17)}, *[without] * 6])
    states = [entry.decisions["all"][key].state for entry in entries]
    assert states == ["new", "new", "new", "new", "hidden", "new", "new"]
    assert all(leaver in entry.standing["all"][key].members for entry in entries[:4])
    assert entries[1].decisions["all"][key].kept == 1
    assert leaver not in entries[5].standing["all"][key].members


def test_a_group_is_shown_only_where_the_rest_is_large_enough_too() -> None:
    """Rule 2, the remainder: with 15 cities of 20, 5 towns would be what is left."""
    key = dimension_key("gov")
    assert set(publish([EVERYONE], cities=10)[0].benchmark.figures["市区"]) >= {key}
    wide = publish([EVERYONE], cities=15)[0]
    assert key in wide.benchmark.figures["all"]
    assert key not in wide.benchmark.figures["市区"]
    assert wide.decisions["市区"][key].reason == "remainder"
    assert key not in wide.benchmark.figures["町村"]


def test_sensitive_items_appear_in_averages_only_as_their_dimension() -> None:
    """Also not from a file that somebody made by hand."""
    entry = publish([EVERYONE])[0]
    assert dimension_key("sec") in entry.benchmark.figures["all"]
    assert not any("sec-" in key for group in entry.benchmark.figures.values() for key in group)
    forged = msgspec.structs.replace(
        entry.benchmark,
        figures={"all": {**entry.benchmark.figures["all"], item_key("sec-01"): entry.benchmark.figures["all"][item_key("gov-01")]}},
    )
    assert "sec-01" not in peers(forged, QUESTIONNAIRE).items


@given(busy_histories)
def test_nothing_suppressed_is_in_an_export_and_every_reason_looks_the_same(history: list[dict[int, Answers]]) -> None:
    """The file holds the published figures and nothing else: no reason, no count, no municipality, no snapshot."""
    for entry in publish(history, unreadable=frozenset({len(history) - 1})) + publish(history):
        content = to_file(entry.benchmark, demo=False).decode()
        plain = msgspec.json.decode(content)["benchmark"]
        for group, key in itertools.product(GROUPS, keys(QUESTIONNAIRE)):
            hidden = entry.decisions[group][key].state == "hidden"
            assert (key in plain["figures"][group]) is not hidden
            if not hidden:
                assert plain["figures"][group][key].keys() <= {"cycle", "band", "mean", "end"}
        view = peers(entry.benchmark, QUESTIONNAIRE)
        for name in ("gov-01", "gov-02"):
            if entry.decisions["all"][item_key(name)].state == "hidden":
                assert shown(view.items.get(name)) == "非表示"
        for snapshot in entry.inputs:
            assert snapshot not in content
            assert snapshot.partition("-")[0] not in content
        assert from_file(content.encode(), demo=False, prefecture="380008") == entry.benchmark


def test_the_numbers_may_be_raised_and_never_lowered() -> None:
    """The least is part of the type."""
    raised = {"least": 11, "changed": 7, "noise": 3, "least_for_item": 18, "changed_share": 0.8}
    assert msgspec.convert(raised, Rule) == Rule(**raised)
    for lower in (
        {"least": 9},
        {"least_in_group": 6},
        {"decimal_from": 9},
        {"changed": 4},
        {"batch": 4},
        {"years": 3},
        {"noise": 2.1},
        {"noise": 6},
        {"least_for_item": 14},
        {"changed_share": 0.6},
        {"changed_share": 1.1},
    ):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(lower, Rule)
    eleven = publish([{n: EVERYONE[n] for n in range(10)}], rule=Rule(least=11))[0]
    assert not any(eleven.benchmark.figures.values())


def test_a_file_that_was_changed_on_the_way_is_refused() -> None:
    """One digit is enough; so is another prefecture, a demo, a newer form, or no JSON at all."""
    benchmark: Benchmark = publish([EVERYONE])[0].benchmark
    good = to_file(benchmark, demo=False)
    mean = benchmark.figures["all"][item_key("gov-01")].mean
    assert mean is not None
    other = f"{mean + 1:.1f}".encode()
    cases = {
        "違います": good.replace(f'"mean": {mean}'.encode(), b'"mean": ' + other, 1),
        "読めません": good[:-40],
        "ではありません": b'{"kind": "something"}',
        "新しい版": good.replace(b'"schema": 2', b'"schema": 3'),
        "正しくありません": good.replace(f'"mean": {mean}'.encode(), b'"mean": 7.5', 1),
    }
    for message, content in cases.items():
        assert content != good
        with pytest.raises(BenchmarkFileError, match=message):
            from_file(content, demo=False, prefecture="380008")
    with pytest.raises(BenchmarkFileError, match="ほかの都道府県"):
        from_file(good, demo=False, prefecture="130001")
    with pytest.raises(BenchmarkFileError, match="デモ"):
        from_file(good, demo=True, prefecture="380008")


def snapshot(day: dt.date, seq: int, level: int, supersedes: str = "") -> Snapshot:
    """A snapshot of one item."""
    when = dt.datetime.combine(day, dt.time(23, 30), JAPAN)
    ref = QuestionnaireRef.to(QUESTIONNAIRE)
    return Snapshot(f"382019-{seq}", seq, "382019", ref, 1, when, "課", "長", {"gov-01": Answer(choice=level)}, supersedes=supersedes)


def test_what_comes_after_the_closing_day_enters_the_next_cycle() -> None:
    """In Japan time: half past eleven on the last evening is still in."""
    last = FIRST.closing_day
    in_time, late = snapshot(last, 1, 2), snapshot(last + dt.timedelta(days=1), 2, 4)
    corrected = snapshot(last, 3, 3, supersedes="382019-1")
    assert latest([in_time, late], "small", FIRST, last) == in_time
    assert latest([in_time, late, corrected], "small", FIRST, last) == corrected
    assert latest([in_time, late], "small", FIRST.next, FIRST.next.closing_day) == late
    assert latest([in_time], "another", FIRST, last) is None


def test_an_extended_deadline_takes_in_what_was_submitted_for_the_cycle_and_nothing_of_the_next() -> None:
    """Submitted after the half-year's end: for the earlier cycle where that was being collected, else for the new one; an average never looks ahead."""
    in_time, day = snapshot(FIRST.closing_day, 1, 2), FIRST.closing_day + dt.timedelta(days=10)
    for_this = msgspec.structs.replace(snapshot(day, 2, 4), collected_for=FIRST)
    for_next = snapshot(day, 2, 4)
    assert latest([in_time, for_this], "small", FIRST, day) == for_this
    assert latest([in_time, for_this], "small", FIRST, day - dt.timedelta(days=1)) == in_time
    assert latest([in_time, for_next], "small", FIRST, day) == in_time
    assert latest([for_next], "small", FIRST, day) is None


def test_an_item_under_its_old_name_counts_as_the_one_that_replaced_it() -> None:
    """Versions are followed as in a municipality's own series."""
    from dxcheck.questionnaire.model import Replaces

    newer = questionnaire(
        item("gov-11", replaces=(Replaces("gov-01", "1", "reworded"),)), item("gov-12"), version="2", valid_from=dt.date(2027, 4, 1)
    )
    made = contribution(snapshot(dt.date(2026, 5, 1), 1, 4), "市", (QUESTIONNAIRE, newer))
    assert made.values == {item_key("gov-11"): 4, dimension_key("gov"): 4.0, "overall": 4.0}


@pytest.mark.parametrize("made_by", ["lowest", "first_unmet"])
def test_who_is_in_a_figure_never_follows_from_what_was_answered(made_by: Aggregate) -> None:
    """A lowest is known once one item is at the bottom, and steps in a row from the first that is unmet: to be in the figure beside a わからない would tell just that."""
    asked = questionnaire(
        item("gov-01"),
        item("gov-02"),
        item("svc-01", "svc"),
        dimensions=(
            Dimension("gov", text("分野"), text("分野"), "center", aggregate=made_by),
            Dimension("svc", text("分野"), text("分野"), "center"),
        ),
    )
    there = msgspec.structs.replace(snapshot(dt.date(2026, 5, 1), 1, 0), questionnaire=QuestionnaireRef.to(asked))

    def values(*answers: Answer) -> set[str]:
        given_ = dict(zip(("gov-01", "gov-02", "svc-01"), answers, strict=True))
        return set(contribution(msgspec.structs.replace(there, answers=given_), "市", (asked,)).values)

    open_, none = Answer(choice="unknown"), Answer(choice="not_applicable", reason="ない")
    for level in range(6):
        assert values(Answer(choice=level), open_, Answer(choice=3)) == {item_key("gov-01"), item_key("svc-01"), dimension_key("svc")}
        assert dimension_key("gov") in values(Answer(choice=level), Answer(choice=0), Answer(choice=3))
        assert "overall" not in values(open_, Answer(choice=level), Answer(choice=0)), "nor is it in what is made of the dimension"
        assert {dimension_key("gov"), "overall"} <= values(Answer(choice=level), none, Answer(choice=3)), "what does not apply is not open"


def test_a_group_progresses_by_those_who_were_there_twice() -> None:
    """Two weak newcomers lower the plain mean although everybody rose (Japan's national index of 2022 did just that)."""
    key = item_key("gov-01")
    before = {str(n): sent(n, FIRST, {"gov-01": 2}, city=True) for n in range(4)}
    after = {str(n): sent(n, FIRST.next, {"gov-01": 3}, city=True) for n in range(1, 4)}
    after |= {str(n): sent(n, FIRST.next, {"gov-01": 0}, city=True) for n in (8, 9)}
    made = cohort(before, after, {str(n): {key: 1.0} for n in range(1, 4)}, key)
    assert (made.matched, made.moved) == (3, 1)
    assert (made.plain_before, made.plain_after, made.entered, made.left) == (2, 1.8, 2, 1)
    nobody = cohort({}, after, {}, key)
    assert (nobody.moved, nobody.plain_before) == (None, None)
