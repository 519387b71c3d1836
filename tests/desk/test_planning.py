"""Where a visit would do most: what a line is read from."""

from __future__ import annotations

import datetime as dt

from app.centre_people import NOW

from dxcheck.model.patch import AnswerPatch
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace


def test_a_line_read_at_a_glance_says_what_a_whole_reading_says(workspace: Workspace) -> None:
    """For all twenty, those that were visited and the one that never submitted among them; a damaged file is named."""
    desk = workspace.centre_desk(now=lambda: NOW).cases
    for case in desk.cases():
        one = desk.summary(case)
        newest, actions = case.latest(), case.actions()
        assert one.newest == newest
        assert one.last_visit == case.last_visit()
        assert list(one.wishes) == case.wishes.open()
        assert list(one.waiting) == case.wishes.waiting()
        assert one.is_returned == bool(case.open_returns())
        assert one.open_actions == sum(action.is_open for action in actions)
        assert one.overdue == sum(action.is_overdue(NOW.date()) for action in actions)
        result = case.result(newest) if newest else None
        changes = result.comparison if result else None
        assert (one.risen, one.fallen) == ((len(changes.risen), len(changes.fallen)) if changes else (0, 0))
        assert one.needed == (tuple(dict.fromkeys(step.field for step in result.first_steps)) if result else ())
    place(workspace.folder.path, "382027.json").write_bytes(b"{")
    assert "382027.json" in desk.summary(desk.case(workspace.roster.find("今治"))).problem


def test_a_line_is_read_again_only_after_its_file_changed(workspace: Workspace) -> None:
    """The very same line until somebody writes; then the new one."""
    desk = workspace.centre_desk(now=lambda: NOW)
    case = desk.cases.case(workspace.roster.find("西条"))
    before = desk.cases.summary(case)
    assert desk.cases.summary(case) is before
    case.plan(dt.date(2026, 12, 1), who="demo-senmonkan")
    after = desk.cases.summary(case)
    assert after.next_visit is not None
    standing = {one.municipality.code: one for one in desk.comparing.board()}
    again = {one.municipality.code: one for one in desk.comparing.board()}
    assert all(again[code] is one for code, one in standing.items())
    staff = workspace.staff_desk(workspace.roster.find("松山"), post="情報課", now=lambda: NOW)
    staff.save(staff.questionnaire.ordered[0].id, AnswerPatch(choice=2))
    assert [one.municipality.code for one in desk.comparing.board() if one is not again[one.municipality.code]] == ["382019"]
