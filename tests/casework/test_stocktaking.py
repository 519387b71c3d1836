"""業務の棚卸し as plain data: how the sheet is ordered, how a step is taken back, how what is typed is read, and what a sheet that came back would change."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from chance import tried
from hypothesis import given, settings
from hypothesis import strategies as st

from dxcheck.assessment.answer_sheet import Written
from dxcheck.assessment.taking_in import NotOursError
from dxcheck.casework.stocktaking import (
    MOST_WORKS,
    PAINS,
    FullSheetError,
    SheetStep,
    Work,
    hours_in_words,
    minutes_in_words,
    with_last,
    with_step,
    without_step,
    worst_first,
)
from dxcheck.casework.typed_work import TypedWorkError, typed_minutes, typed_pain, typed_paper, typed_times
from dxcheck.casework.work_sheet import WorkMark, WorkRow, work_findings
from dxcheck.formats.foreign_tables import read_csv, read_tables
from dxcheck.formats.sheets import to_csv
from dxcheck.formats.work_table import work_rows, work_table
from dxcheck.formats.workbook import to_xlsx
from dxcheck.i18n import use
from dxcheck.model.calendar import JAPAN

AT = dt.datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
CODE = "382027"
_WORKS = st.builds(
    Work,
    id=st.text("abcdef0123456789", min_size=8, max_size=8),
    name=st.text("住民票=+-〔1日", min_size=1, max_size=8).filter(lambda text: text.strip() == text),
    at=st.just(AT),
    section=st.sampled_from(["", "税務課", "=1+1"]),
    times=st.none() | st.integers(0, 9999),
    minutes=st.none() | st.integers(0, 9999),
    paper=st.sampled_from([None, "yes", "no"]),
    pain=st.sampled_from([None, *PAINS]),
    idea=st.sampled_from(["", "まとめる", "2行\nある"]),
)
_SHEETS = st.lists(_WORKS, max_size=6, unique_by=lambda one: one.id)


def work(name: str, times: int | None = None, minutes: int | None = None, **more: Any) -> Work:
    """One piece of work."""
    return Work(name.encode().hex()[:30], name, AT, times=times, minutes=minutes, **more)


# -- the order ---------------------------------------------------------------------------------------------------------


def test_what_takes_most_hours_a_year_is_first_then_what_hurts_and_the_unknown_last() -> None:
    """The one rule that the screen says."""
    long, hurts, calm, unknown = (
        work("長い", 100, 60),
        work("痛い", 10, 60, pain="strong"),
        work("平気", 10, 60, pain="none"),
        work("不明", 5),
    )
    assert worst_first([unknown, calm, hurts, long]) == [long, hurts, calm, unknown]


def test_hours_are_said_as_people_write_them() -> None:
    """Whole hours from ten on, one digit below, and that nobody wrote any."""
    assert [hours_in_words(one) for one in (2608.8, 12.4, 2.5, 3.0, None)] == [
        "年2,609時間",
        "年12時間",
        "年2.5時間",
        "年3時間",
        "時間未記入",
    ]


# -- steps -------------------------------------------------------------------------------------------------------------


@given(_SHEETS, _SHEETS, st.data())
@settings(max_examples=tried(40))
def test_a_step_that_is_taken_back_leaves_the_sheet_as_it_was(works: list[Work], others: list[Work], data: st.DataObject) -> None:
    """Whatever it added, changed and removed."""
    known = {one.id for one in works}
    changed = data.draw(st.lists(st.sampled_from(works), unique_by=lambda one: one.id)) if works else []
    gone = {one.id for one in changed[: len(changed) // 2]}
    after = [msgspec.structs.replace(one, idea="新しい案") for one in changed if one.id not in gone]
    after += [one for one in others if one.id not in known]
    step = SheetStep("taken_in", AT, "", tuple(changed), tuple(after))
    back = without_step(with_step(works, step), step)
    assert sorted(back.works, key=lambda one: one.id) == sorted(works, key=lambda one: one.id)
    assert back.stayed == ()


def test_what_a_colleague_changed_since_stays_when_a_step_is_taken_back() -> None:
    """The others go back."""
    first, second = work("1つ目"), work("2つ目")
    step = SheetStep("taken_in", AT, "", (), (first, second))
    theirs = msgspec.structs.replace(second, idea="隣の課の案")
    back = without_step([first, theirs], step)
    assert (back.works, back.stayed) == ([theirs], (theirs,))


def test_a_sheet_is_no_register_and_says_so() -> None:
    """At most so many."""
    works = [work(str(number)) for number in range(MOST_WORKS)]
    with pytest.raises(FullSheetError, match="500件まで"):
        with_step(works, SheetStep("added", AT, "", (), (work("もう1つ"),)))


# -- what is typed -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "times"),
    [("12", 12), ("１２回", 12), ("月２回", 24), ("週1回", 52), ("毎月", 12), ("1,200", 1200), ("年 4 回", 4), (" ", None)],
)
def test_how_often_is_read_in_any_width(typed: str, times: int | None) -> None:
    """A year, a month or a week."""
    assert typed_times(typed) == times


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("1.5", 90), ("９０分", 90), ("１時間３０分", 90), ("1:30", 90), ("2時間", 120), ("0.1", 6), ("1 h 30 min", 90), ("", None)],
)
def test_how_long_is_read_in_any_width(typed: str, minutes: int | None) -> None:
    """Hours, minutes, or both."""
    assert typed_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["たまに", "-1", "1.5", "月", "9" * 40, "10000000"])
def test_what_is_no_count_says_how_to_write_one(typed: str) -> None:
    """Never a traceback."""
    with pytest.raises(TypedWorkError):
        typed_times(typed)


@pytest.mark.parametrize("typed", ["長い", "1時間半", "分", "1:75", "100001"])
def test_what_is_no_time_says_how_to_write_one(typed: str) -> None:
    """Never a traceback."""
    with pytest.raises(TypedWorkError):
        typed_minutes(typed)


@given(st.integers(0, 600_000), st.sampled_from(["ja", "en"]))
@settings(max_examples=tried(40))
def test_a_time_as_it_is_shown_is_read_as_the_same_time(minutes: int, language: Any) -> None:
    """In both languages: what a sheet was made with means the same when it comes back."""
    use(language)
    try:
        assert typed_minutes(minutes_in_words(minutes)) == minutes
    finally:
        use("ja")


def test_choices_are_read_in_both_languages_and_anything_else_names_them() -> None:
    """As a sheet says them, or as people do."""
    assert (typed_paper("有"), typed_paper("紙なし"), typed_paper("No paper"), typed_paper(" ")) == ("yes", "no", "no", None)
    assert (typed_pain("とても 困る"), typed_pain("hurts a little")) == ("strong", "some")
    with pytest.raises(TypedWorkError, match="とても困る、少し困る、困っていない"):
        typed_pain("すごく")


# -- a sheet that came back --------------------------------------------------------------------------------------------


@given(_SHEETS, st.sampled_from(["csv", "xlsx"]))
@settings(max_examples=tried(20))
def test_a_sheet_that_nobody_touched_changes_nothing(works: list[Work], kind: str) -> None:
    """In either format, whatever stands in it: nothing becomes a formula, a day or another number."""
    table = work_table(works, "今治市", CODE)
    raw = to_csv(table) if kind == "csv" else to_xlsx("表", [table])
    found = work_findings(work_rows(read_tables(raw)), works, CODE)
    assert (found.found, found.faults, found.same) == ((), (), len(works))


def _sheet(*lines: str) -> list[WorkRow]:
    return work_rows([read_csv("\n".join(["業務,課・係,年に何回,1回の時間,紙,困り度,改善の案,行の印（消さないでください）", *lines]))])


def test_a_new_row_is_new_and_a_changed_one_says_what_changes() -> None:
    """Full-width digits are figures; a work without a mark is found by its name and section."""
    old = work("集計", 12, 60, section="企画課")
    mark = WorkMark.of(CODE, old)
    found = work_findings(_sheet(f"集計,企画課,２４,1時間,,,,{mark}", "電話,市民課,,,,,,", "受付,,月1回,,,,,"), [old], CODE)
    assert [(one.kind, one.name, one.new.get("times")) for one in found.found] == [
        ("changed", "集計", 24),
        ("new", "電話", None),
        ("new", "受付", 12),
    ]


def test_what_was_changed_here_meanwhile_is_a_conflict_that_somebody_decides() -> None:
    """The mark tells; without one nobody knows which is newer."""
    old = work("集計", 12, 60)
    mark = WorkMark.of(CODE, old)
    now = msgspec.structs.replace(old, minutes=30)
    assert [one.kind for one in work_findings(_sheet(f"集計,,24,1時間,,,,{mark}"), [now], CODE).found] == ["conflict"]
    assert work_findings(_sheet(f"集計,,12,1時間,,,,{mark}"), [now], CODE).same == 1, "untouched there: what is here stands"
    assert [one.kind for one in work_findings(_sheet("集計,,24,1時間,,,,"), [now], CODE).found] == ["conflict"]


def test_a_faulty_cell_is_named_and_its_row_is_left_out() -> None:
    """Cell by cell; the other rows are taken."""
    found = work_findings(_sheet("電話,,たまに,長い,,,,", ",市民課,1,,,,,", "受付,,1,,,,,"), [], CODE)
    assert [fault.place for fault in found.faults] == ["C2", "D2", "A3"]
    assert [one.name for one in found.found] == ["受付"]


def test_a_copied_row_under_another_name_is_a_new_work_and_under_the_same_a_fault() -> None:
    """People make a new row by copying one."""
    old = work("集計", 12, 60)
    mark = WorkMark.of(CODE, old)
    found = work_findings(_sheet(f"集計,,12,1時間,,,,{mark}", f"配布,,12,1時間,,,,{mark}", f"集計,,13,1時間,,,,{mark}"), [old], CODE)
    assert [(one.kind, one.name) for one in found.found] == [("new", "配布")]
    assert [fault.place for fault in found.faults] == ["A4"]


def test_no_row_removes_anything_and_another_municipalitys_sheet_is_refused() -> None:
    """An emptied row and one that was removed here are told."""
    old = work("集計", 12, 60)
    found = work_findings(_sheet(f",,,,,,,{WorkMark.of(CODE, old)}", f"電話,,1,,,,,{WorkMark(CODE, 'gone', '0' * 16)}"), [old], CODE)
    assert found.found == found.faults == ()
    assert ["集計" in one or "電話" in one for one in found.remarks] == [True, True]
    with pytest.raises(NotOursError, match="382019"):
        work_findings(_sheet(f"集計,,,,,,,{WorkMark.of('382019', old)}"), [old], CODE)


def test_a_formula_is_no_value() -> None:
    """Of a workbook whose cells are worked out."""
    row = WorkRow(None, "A2", {"name": Written("電話", "A2"), "times": Written("=1+1", "C2", "formula")})
    assert [fault.place for fault in work_findings([row], [], CODE).faults] == ["C2"]


def test_of_large_steps_fewer_are_kept_and_the_last_one_always() -> None:
    """What a taken-in sheet of hundreds weighs is not kept ten times over."""
    large = SheetStep("taken_in", AT, "", (), tuple(work(f"業務{n}") for n in range(MOST_WORKS)))
    steps: list[SheetStep] = []
    for _step in range(4):
        steps = with_last(steps, large)
    assert len(steps) == 2
    both = SheetStep("taken_in", AT, "", large.became, large.became)
    assert with_last(steps, both) == [both]
    assert len(with_last(with_last([], both), SheetStep("added", AT, "", (), large.became[:1]))) == 1
