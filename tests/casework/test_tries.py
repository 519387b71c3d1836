"""What was to be tried is looked back on until it is done, stopped or an action; whatever nobody looked back on stays."""

from __future__ import annotations

import datetime as dt

from moments import NOW

from dxcheck.casework.model import LONGEST_STEP, Action, Tried, VisitRecord
from dxcheck.casework.tries import lines_of, step_of_line, still_tried, with_mark


def held(day: int, tries: str, *tried: Tried) -> VisitRecord:
    """A visit of some day."""
    return VisitRecord(f"v{day}", NOW.date() + dt.timedelta(days=day), tries=tries, tried=tried)


def test_what_is_to_be_tried_goes_on_from_visit_to_visit() -> None:
    """Marked to go on, or not looked back on: it is there again. Done, stopped, or an action: it is not."""
    first = held(1, "・一覧をつくる\n\n- 数える\n声をかける")
    assert still_tried([first], []) == ["一覧をつくる", "数える", "声をかける"]
    second = held(2, "見せる\n数える", Tried("一覧をつくる", "done"), Tried("数える", "stop"), Tried("声をかける", "continue"))
    assert still_tried([first, second], []) == ["声をかける", "見せる", "数える"], "what was stopped and then written down anew is there"
    followed = Action("a", "", 0, "声をかける", NOW)
    assert still_tried([first, second], [followed]) == ["見せる", "数える"]
    assert still_tried([], []) == []


def test_a_mark_is_set_changed_and_taken_away() -> None:
    """Of one thing; the others stay."""
    one = with_mark((), "数える", "continue")
    two = with_mark(one, "見せる", "done")
    assert with_mark(two, "数える", "stop") == (Tried("見せる", "done"), Tried("数える", "stop"))
    assert with_mark(two, "見せる", "done") == one


def test_a_long_line_finds_room_as_a_step_and_a_bullet_is_no_part_of_it() -> None:
    """It is said that something is missing; the record keeps all of it."""
    assert lines_of(" ・ 一つ\n・\n二つ ") == ["一つ", "二つ"]
    long = step_of_line("長" * 500)
    assert (len(long), long[-1]) == (LONGEST_STEP, "…")
