"""A thinner file never takes the place of a fuller submission unasked, a merge begins with what was submitted, and the same once more adds nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from moments import EARLIER, NOW, set_clock

from dxcheck.assessment.resubmission import ThinnerSubmissionError, losses
from dxcheck.cli.root import root
from dxcheck.desk import StaffDesk
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import EMPTY, Answer
from dxcheck.workspace import Workspace

POSTS = ("企画課 情報係", "企画課長")


def desk_in(data: Path, now: object = None) -> StaffDesk:
    """今治市's desk."""
    workspace = Workspace.open(data)
    clock = {} if now is None else {"now": lambda: now}
    return workspace.staff_desk(workspace.roster.find("今治市"), **clock)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is November 2026: what is asked, and what may not apply, is that of the version in force then."""
    set_clock(monkeypatch, NOW)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder in which 今治市 submitted all 42 items."""
    desk = desk_in(tmp_path / "data")
    desk.submit_answers({one.id: Answer(choice=2, evidence="資料") for one in desk.questionnaire.ordered}, *POSTS)
    return tmp_path / "data"


def submit(data: Path, answers: object, *options: str, posts: tuple[str, str] = POSTS) -> Result:
    """From standard input."""
    given_ = ["--answered-by", posts[0], "--confirmed-by", posts[1], *options]
    return CliRunner().invoke(root, ["--data", str(data), "submit", "今治市", "-", *given_], input=json.dumps(answers))


ONE = {"gov-01": {"level": 3}}


def test_a_thinner_file_is_refused_and_says_what_would_be_lost(data: Path) -> None:
    """42 to 1, who, when; what to do; the submission is as it was."""
    before = desk_in(data).snapshots()
    refused = submit(data, ONE)
    assert refused.exit_code == 1
    assert refused.stdout == ""
    for said in ("回答42問のうち、41問", "1問になります", "企画課 情報係", "年", "--merge", "--replace", "何も提出していません"):
        assert said in refused.stderr, said
    assert desk_in(data).snapshots() == before


def test_it_is_taken_when_somebody_says_so(data: Path) -> None:
    """Both stay; the fuller one is marked as corrected."""
    done = submit(data, ONE, "--replace")
    assert done.exit_code == 0
    first, second = desk_in(data).snapshots()
    assert (len(second.answers), second.supersedes) == (1, first.id)


def test_a_merge_begins_with_what_was_submitted(data: Path) -> None:
    """One item changes, 41 stay with their texts; and nothing is said to be unanswered."""
    done = submit(data, ONE, "--merge")
    assert done.exit_code == 0, done.output
    assert "未回答" not in done.stderr
    first, second = desk_in(data).snapshots()
    assert second.answers == {**first.answers, "gov-01": Answer(choice=3, evidence="資料")}


def test_an_empty_answer_in_a_merge_takes_one_away_and_is_thinner_too(data: Path) -> None:
    """It is named; with --replace it goes."""
    emptied = {**ONE, "gov-02": {"level": None, "evidence": ""}}
    refused = submit(data, emptied, "--merge")
    assert "gov-02" in refused.stderr
    assert refused.exit_code == 1
    assert submit(data, emptied, "--merge", "--replace").exit_code == 0
    assert "gov-02" not in desk_in(data).snapshots()[-1].answers


def test_a_merge_where_nothing_was_submitted_is_a_submission(tmp_path: Path) -> None:
    """The first of a cycle."""
    assert submit(tmp_path / "new", ONE, "--merge").exit_code == 0
    assert len(desk_in(tmp_path / "new").snapshots()[0].answers) == 1


def test_the_same_once_more_says_so_and_adds_nothing(data: Path) -> None:
    """Its number is printed for the program that asked; another post, or another text, is something new."""
    first = submit(data, ONE, "--replace")
    again = submit(data, ONE)
    assert (again.exit_code, again.stdout) == (0, first.stdout)
    assert "提出済み" in again.stderr
    assert submit(data, {}, "--merge").exit_code == 1, "a file without an answer stays a fault"
    assert len(desk_in(data).snapshots()) == 2
    assert submit(data, ONE, posts=("税務課", "企画課長")).stdout != first.stdout
    assert submit(data, {"gov-01": {"level": 3, "comment": "見直し"}}, posts=("税務課", "企画課長")).exit_code == 0
    assert len(desk_in(data).snapshots()) == 4


def test_another_cycle_begins_anew(tmp_path: Path) -> None:
    """A result of before is not corrected, whatever was in it, and the same answers are that cycle's result."""
    folder = tmp_path / "data"
    answers = {"gov-01": Answer(choice=1), "gov-02": Answer(choice=1)}
    first = desk_in(folder, EARLIER).submit_answers(answers, *POSTS)
    second = desk_in(folder, NOW).submit_answers(answers, *POSTS)
    assert first.id != second.id
    assert second.supersedes == ""


def everything(data: Path, **field: object) -> dict[str, dict[str, object]]:
    """A file with every item."""
    return {one: dict(field) for one in desk_in(data).snapshots()[0].answers}


def test_i_do_not_know_in_place_of_a_level_takes_the_level_away(data: Path) -> None:
    """Seen: 42 levels, then a file of 42 times わからない, and every mean was gone with exit code 0."""
    unknown = everything(data, answer="unknown", evidence="資料")
    refused = submit(data, unknown)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "42問が「わからない」になり、平均に入らなくなります" in refused.stderr
    assert submit(data, {"gov-01": {"answer": "unknown"}}, "--merge").exit_code == 1
    assert len(desk_in(data).snapshots()) == 1
    assert submit(data, unknown, "--replace").exit_code == 0
    assert submit(data, everything(data, level=1, evidence="資料")).exit_code == 0, "a level in place of わからない is more, not less"


def test_an_item_that_is_missing_is_named(data: Path) -> None:
    """By whoever asks the desk, too."""
    desk = desk_in(data)
    with pytest.raises(ThinnerSubmissionError) as told:
        desk.submit_answers({one: Answer(choice=2, evidence="資料") for one in everything(data) if one != "gov-01"}, *POSTS)
    assert (told.value.lost.answers, told.value.lost.levels) == (("gov-01",), ())
    assert told.value.lost.texts == {"evidence": ("gov-01",)}


def test_the_same_levels_without_the_texts_are_refused(data: Path) -> None:
    """Seen: 42 comments were gone with exit code 0. Each kind of text is counted."""
    written = everything(data, level=2, evidence="資料", comment="検討中", target=4)
    written["svc-04"] = {"answer": "not_applicable", "reason": "業務がない"}
    assert submit(data, written, "--replace").exit_code == 0
    refused = submit(data, everything(data, level=2))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "根拠41件、コメント41件、目標41件がなくなります" in refused.stderr
    assert len(desk_in(data).snapshots()) == 2
    assert submit(data, everything(data, level=2), "--replace").exit_code == 0


def test_a_merge_changes_the_fields_in_the_file_and_no_others(data: Path) -> None:
    """Seen: a new level for one item took its evidence, its comment and its target along. What is to go is written as empty."""
    full = {"mom-01": {"level": 2, "evidence": "資料", "comment": "検討中", "target": 4}}
    assert submit(data, full, "--merge").exit_code == 0
    assert submit(data, {"mom-01": {"level": 3}}, "--merge").exit_code == 0
    assert desk_in(data).snapshots()[-1].answers["mom-01"] == Answer(choice=3, evidence="資料", comment="検討中", target=4)
    assert submit(data, {"mom-01": {"comment": "決定"}}, "--merge").exit_code == 0
    assert desk_in(data).snapshots()[-1].answers["mom-01"] == Answer(choice=3, evidence="資料", comment="決定", target=4)
    refused = submit(data, {"mom-01": {"comment": "", "target": None}}, "--merge")
    assert "コメント1件、目標1件がなくなります: mom-01" in refused.stderr
    assert submit(data, {"mom-01": {"comment": "", "target": None}}, "--merge", "--replace").exit_code == 0
    assert desk_in(data).snapshots()[-1].answers["mom-01"] == Answer(choice=3, evidence="資料")


def test_a_level_in_place_of_not_applicable_takes_its_reason_along(data: Path) -> None:
    """As the app does: the reason said why there was no level, so no loss is told."""
    desk = desk_in(data)
    desk.submit_answers({**desk.snapshots()[-1].answers, "svc-04": Answer(choice="not_applicable", reason="なし")}, *POSTS, replace=True)
    unknown = submit(data, {"svc-04": {"answer": "unknown"}}, "--merge")
    assert "該当なしの理由1件がなくなります: svc-04" in unknown.stderr, "nothing takes its place"
    assert submit(data, {"svc-04": {"level": 1}}, "--merge").exit_code == 0
    assert desk_in(data).snapshots()[-1].answers["svc-04"] == Answer(choice=1)


def test_the_same_once_more_from_the_app_adds_nothing(data: Path) -> None:
    """Seen: a correction in which nothing was changed made a second, identical result. The draft is done with; a level that was confirmed is something new."""
    [first] = desk_in(data).snapshots()
    desk_in(data).begin()
    assert desk_in(data).submit(*POSTS) == first
    assert desk_in(data).snapshots() == [first]
    assert desk_in(data).draft() is None
    desk = desk_in(data)
    desk.begin()
    desk.save("gov-01", AnswerPatch(choice=2))
    assert desk.submit(*POSTS).supersedes == first.id
    desk.begin()
    assert desk.submit("税務課", "課長").answered_by == "税務課"
    assert len(desk.snapshots()) == 3


ANSWERS = st.dictionaries(
    st.sampled_from("abcd"), st.sampled_from([EMPTY, Answer(choice=1), Answer(choice="unknown"), Answer(comment="x")])
)


@given(ANSWERS, ANSWERS)
def test_what_is_merged_loses_nothing_but_what_was_emptied(before: dict[str, Answer], after: dict[str, Answer]) -> None:
    """And nothing is lost to oneself."""
    assert not any(losses(before, before))
    lost = losses(before, {**before, **after})
    assert set(lost.answers) == {item for item, one in before.items() if one.is_answered and item in after and not after[item].is_answered}
    assert set(lost.levels) == {
        item for item, one in before.items() if one.level is not None and item in after and after[item].choice == "unknown"
    }
    assert set(lost.texts.get("comment", ())) == {
        item for item, one in before.items() if one.comment and item in after and not after[item].comment
    }
