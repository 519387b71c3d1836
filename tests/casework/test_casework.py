"""Notes, visits and actions: nothing that somebody wrote is lost, whoever writes at the same time."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from dxcheck.casework.change import VisitPatch, changed_visit, current, latest_versions, marked, remarked, with_entry, with_version
from dxcheck.casework.model import Action, Observation, Visit, VisitRecord
from dxcheck.model.calendar import JAPAN
from dxcheck.model.edit import Edit

AT = dt.datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)


def observation(text: str, *, minutes: int = 0, by: str = "a", session: str = "s1") -> Observation:
    """An observation of somebody's sitting."""
    return Observation("snap", "gov-01", text, AT + dt.timedelta(minutes=minutes), by, session)


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["s1", "s2"]), st.text("あい", max_size=2), st.integers(0, 90)), max_size=12)
)
def test_no_entry_of_another_sitting_is_ever_removed(edits: list[tuple[str, str, str, int]]) -> None:
    """At most one's own last one of the same sitting makes room."""
    entries: list[Observation] = []
    minutes = 0
    for by, session, text, later in edits:
        minutes += later
        before = list(entries)
        entries = with_entry(entries, observation(text, minutes=minutes, by=by, session=session))
        gone = [one for one in before if one not in entries]
        assert all((one.by, one.session) == (by, session) for one in gone)
        assert len(gone) <= 1


def test_keys_of_one_sitting_are_one_version_and_a_later_sitting_another() -> None:
    """And an empty text takes it back."""
    entries = with_entry([], observation("は"))
    entries = with_entry(entries, observation("はい", minutes=1))
    assert [one.text for one in entries] == ["はい"]
    entries = with_entry(entries, observation("いいえ", minutes=60))
    assert [one.text for one in entries] == ["はい", "いいえ"]
    assert [one.text for one in current(entries)] == ["いいえ"]
    assert current(with_entry(entries, observation("", minutes=120))) == []


def test_two_specialists_at_one_visit_keep_both_their_lines_and_every_version() -> None:
    """Fields and lines of both, in versions of their own."""
    first = Visit(VisitRecord("v-1", AT.date(), at=AT, by="a", session="s1"))
    mine = changed_visit(first, VisitPatch(notes=Edit("", "私の行")), AT, "a", "s1")
    theirs = changed_visit(mine, VisitPatch(notes=Edit("", "別の行"), keep=Edit("", "続ける")), AT, "b", "s2")
    versions = with_version(with_version([first], mine), theirs)
    newest = latest_versions(versions)["v-1"]
    assert newest.record.notes == "私の行\n別の行"
    assert newest.record.keep == "続ける"
    assert [one.record.revision for one in versions] == [1, 2]
    assert versions[0].record.notes == "私の行"


def test_a_patch_has_every_field_of_a_visit_that_a_person_writes() -> None:
    """Who wrote when is set by the desk; and a text begins the visit, a date does not."""
    set_by_the_desk = {"id", "revision", "at", "by", "session"}
    assert set(VisitPatch.__struct_fields__) == {*VisitRecord.__struct_fields__, *Visit.__struct_fields__} - {*set_by_the_desk, "record"}
    assert VisitPatch.of_text("internal", "").is_written
    assert VisitPatch(actions=()).is_written
    assert not VisitPatch(date=AT.date(), kind="online", state="cancelled").is_written


def test_only_a_dropped_action_keeps_a_reason() -> None:
    """And an empty remark is none."""
    action = Action("x", "gov-01", 2, "一歩", AT)
    dropped = marked(action, "dropped", AT, reason=" 予算がつかなかった ")
    assert (dropped.state, dropped.reason, dropped.is_open) == ("dropped", "予算がつかなかった", False)
    assert marked(dropped, "open", AT).reason == ""
    assert remarked(action, "  ", "課", AT) is action
    assert remarked(action, "進んだ", "課", AT).remarks[0].text == "進んだ"
