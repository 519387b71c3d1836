"""Answers whose level follows from something: typed, written in a file, given by two people at once, taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from desk.filled_sheets import Filled
from hypothesis import given, settings
from hypothesis import strategies as st
from instruments import desk_of, keep
from plain.talk import talk
from shapes import example

from dxcheck.answering.keeping import DirectKeeper
from dxcheck.answering.way import Answering
from dxcheck.assessment.answer_file import FaultyAnswersError, read_answers
from dxcheck.assessment.measuring import measured_at, settled_answer
from dxcheck.assessment.typed_choice import TypedChoiceError, measured_words, typed_answer
from dxcheck.desk import StaffDesk
from dxcheck.formats.answer_table import answer_rows
from dxcheck.formats.foreign_tables import read_tables
from dxcheck.model.edit import Edit
from dxcheck.model.patch import AnswerPatch, ticked_by_both
from dxcheck.model.snapshot import Answer
from dxcheck.reports.answer_sheet import AnswerSheetFile

STEPS, MEETINGS = example("open-steps"), example("meetings")
CHECKS = [one.id for one in STEPS.item_by_id["care-1"].checks]
TICKS = st.frozensets(st.sampled_from(CHECKS)).map(lambda found: tuple(sorted(found)))


@pytest.fixture
def desk(tmp_path: Path) -> StaffDesk:
    """A desk at the English example."""
    keep(tmp_path, MEETINGS)
    return desk_of(tmp_path, MEETINGS.id)


def at(desk: StaffDesk, item: str) -> Answering:
    """Somebody at an item, whose answers are on the disk at once."""
    return Answering(desk, DirectKeeper(desk), item)


@given(TICKS, TICKS, TICKS)
def test_of_two_people_each_keeps_what_they_ticked(seen: tuple[str, ...], mine: tuple[str, ...], theirs: tuple[str, ...]) -> None:
    """A tick that only one of them touched stands as that one left it, whoever came first."""
    first = ticked_by_both(Edit(seen, mine), ticked_by_both(Edit(seen, theirs), seen))
    other = ticked_by_both(Edit(seen, theirs), ticked_by_both(Edit(seen, mine), seen))
    for one in CHECKS:
        is_touched = (one in mine) != (one in seen), (one in theirs) != (one in seen)
        wanted = (one in mine) if is_touched[0] else (one in theirs) if is_touched[1] else one in seen
        assert (one in first) == (one in other) == wanted


@given(TICKS)
def test_what_is_ticked_comes_back_from_a_cell(ticks: tuple[str, ...]) -> None:
    """And has the level that follows."""
    answer = settled_answer(Answer(choice=1, ticks=ticks), "care-1", STEPS)
    assert typed_answer(measured_words(answer, "care-1", STEPS), STEPS, "care-1") == answer


@settings(max_examples=40)
@given(st.integers(-1_000_000, 1_000_000).map(lambda n: n / 100))
def test_a_number_comes_back_from_a_cell(number: float) -> None:
    """Whatever it is."""
    answer = settled_answer(Answer(choice=1, number=number), "record", MEETINGS)
    assert typed_answer(measured_words(answer, "record", MEETINGS), MEETINGS, "record") == answer


@pytest.mark.parametrize(
    ("item", "typed", "made"),
    [
        ("digital", "７", Answer(choice=3, number=7.0)),
        ("digital", "7 of 10", Answer(choice=3, number=7.0)),
        ("digital", "don't know", Answer(choice="unknown")),
        ("record", "1,000 days", Answer(choice=1, number=1000.0)),
        ("room", "1、3", Answer(choice=2, ticks=("clock", "voice"))),
        ("room", "1 3 3", Answer(choice=2, ticks=("clock", "voice"))),
        ("room", "0", Answer(choice=1)),
        ("room", "", Answer()),
    ],
)
def test_people_write_it_in_many_ways(item: str, typed: str, made: Answer) -> None:
    """Wide digits, units, separators."""
    assert typed_answer(typed, MEETINGS, item) == made


@pytest.mark.parametrize(
    ("item", "typed"), [("room", "6"), ("room", "1 and 9"), ("room", "By rule"), ("digital", "many"), ("digital", "7-8")]
)
def test_what_is_neither_is_refused_with_what_to_write(item: str, typed: str) -> None:
    """A level by its name too: it would say nothing of what it follows from."""
    with pytest.raises(TypedChoiceError):
        typed_answer(typed, MEETINGS, item)


def test_a_file_gives_ticks_and_numbers_and_not_levels() -> None:
    """A level beside them is fine where it is the one that follows."""
    given_ = {
        "digital": {"number": 7, "level": 3},
        "room": {"checks": ["end", "clock"]},
        "agenda": {"level": 1},
        "follow": {"answer": "unknown"},
    }
    found = read_answers(json.dumps(given_).encode(), MEETINGS)
    assert found["digital"] == Answer(choice=3, number=7.0)
    assert found["room"] == Answer(choice=2, ticks=("clock", "end"))
    bad = {
        "digital": {"level": 3},
        "room": {"checks": ["nobody"]},
        "record": {"number": "three"},
        "agenda": {"number": 3},
        "follow": {"checks": []},
    }
    with pytest.raises(FaultyAnswersError) as refused:
        read_answers(json.dumps(bad).encode(), MEETINGS)
    assert {one.place for one in refused.value.faults} == set(bad)
    with pytest.raises(FaultyAnswersError, match="違います"):
        read_answers(b'{"digital": {"number": 7, "level": 4}}', MEETINGS)


def test_two_people_tick_at_once_and_the_level_is_that_of_both(desk: StaffDesk, tmp_path: Path) -> None:
    """Each saw an empty list. Taking one's own tick back leaves the other's."""
    colleague = at(desk_of(tmp_path, MEETINGS.id, post="総務課"), "room")
    mine = at(desk, "room")
    mine.tick("clock")
    colleague.tick_all({"notes", "end"})
    desk.save("room", AnswerPatch(choice=2, reason="", ticks=Edit(("clock",), ("clock", "voice")), number=None))
    draft = desk.draft()
    assert draft is not None
    assert draft.answers["room"] == Answer(choice=3, ticks=("clock", "end", "notes", "voice"))


def test_an_undo_takes_back_ticks_and_numbers_with_their_level(desk: StaffDesk) -> None:
    """Step by step."""
    here = at(desk, "digital")
    here.measure(4)
    here.measure(9.5)
    assert here.answer == Answer(choice=4, number=9.5)
    here.choose("unknown")
    assert here.answer == Answer(choice="unknown")
    assert here.undo()[1]
    assert here.answer == Answer(choice=4, number=9.5)
    assert here.undo()[1]
    assert here.answer == Answer(choice=2, number=4.0)
    here.current = "room"
    here.tick("clock")
    here.tick("end")
    here.tick("clock")
    assert here.answer == Answer(choice=1, ticks=("end",))
    assert here.undo()[1]
    assert here.answer == Answer(choice=2, ticks=("clock", "end"))
    here.tick_all(())
    assert here.answer == Answer(choice=1)
    here.choose(None)
    assert not here.answer.is_answered


def test_line_by_line_it_is_answered_too(desk: StaffDesk) -> None:
    """Numbers of the questions, and the number itself; the level is said."""
    told = talk(desk, "s", "2", "7", "1 3", "0.5")
    draft = desk.draft()
    assert draft is not None
    assert draft.answers == {
        "agenda": Answer(choice=2),
        "digital": Answer(choice=3, number=7.0),
        "room": Answer(choice=2, ticks=("clock", "voice")),
        "record": Answer(choice=4, number=0.5),
    }
    assert "3 By rule（7 of 10）" in told
    assert "2: 3 of 10以上" in told


def test_a_sheet_goes_out_and_comes_back_with_ticks_and_numbers(desk: StaffDesk) -> None:
    """What stands there unchanged changes nothing; what is written is taken with its level."""
    at(desk, "digital").measure(2)
    filled = Filled(AnswerSheetFile(desk.answer_sheet()).to_bytes("xlsx"))
    assert desk.sheet_findings(answer_rows(read_tables(filled.saved()))).found == ()
    filled.write("room", answer="1、2、4、5")
    filled.write("digital", answer=9)
    filled.write("record", answer="soon")
    found = desk.sheet_findings(answer_rows(read_tables(filled.saved())))
    assert len(found.faults) == 1
    desk.take_in(found)
    draft = desk.draft()
    assert draft is not None
    assert draft.answers["room"] == Answer(choice=3, ticks=("clock", "end", "next", "notes"))
    assert draft.answers["digital"] == Answer(choice=4, number=9.0)


def test_what_gives_a_level_gives_it() -> None:
    """At every measured item of the examples."""
    for q in (STEPS, MEETINGS):
        for name in q.measured:
            for level in q.scale_of(name).values:
                made = measured_at(level, name, q)
                assert made is not None
                assert settled_answer(made, name, q) == made
