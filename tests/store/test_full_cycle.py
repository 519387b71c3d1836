"""A municipality that submits without end is stopped kindly, before its file makes everybody's work slow; what it has stays, and others feel nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from reads import reads

from bench import hostile
from dxcheck.cli.root import root
from dxcheck.desk.staff import StaffDesk
from dxcheck.model import calendar
from dxcheck.model.calendar import JAPAN
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import LONGEST_TEXT, MOST_IN_CYCLE, MOST_TEXT_IN_CYCLE, Answer
from dxcheck.store.errors import FullCycleError
from dxcheck.store.layout import of_municipality
from dxcheck.workspace import Workspace

__all__ = ["reads"]

NEXT = dt.datetime(2027, 4, 2, 10, 0, tzinfo=JAPAN)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty folder."""
    return Workspace.open(tmp_path / "data")


def desk_of(workspace: Workspace, code: str, now: dt.datetime = hostile.NOW) -> StaffDesk:
    """A municipality's desk."""
    town = workspace.roster.by_code(code)
    assert town is not None
    return workspace.staff_desk(town, now=lambda: now)


def full(workspace: Workspace, count: int, texts: int = 1, now: dt.datetime = hostile.NOW) -> StaffDesk:
    """今治市's desk after so many submits in a cycle, with texts of so many characters."""
    desk = desk_of(workspace, hostile.CODE, now)
    answers = {one.id: Answer(choice=2, evidence="根" * texts, comment="拠" * texts) for one in desk.questionnaire.ordered}
    first = desk.submit_answers(answers, "企画課", "課長")
    path = of_municipality(workspace.folder.path, hostile.CODE, "municipality")
    data = msgspec.json.decode(path.read_bytes())
    del data["dxcheck"]["sum"]
    data["dxcheck"]["schema"] = 1
    data["snapshots"] = {
        str(seq): msgspec.structs.replace(first, id=f"{hostile.CODE}-{seq}", seq=seq, supersedes=f"{hostile.CODE}-{seq - 1}")
        for seq in range(1, count + 1)
    }
    path.write_bytes(msgspec.json.encode(data))
    return desk


def test_the_last_one_is_taken_and_one_more_is_refused_kindly(workspace: Workspace) -> None:
    """It says what stays and what to do; the draft and every snapshot are there, also when asked again; the next cycle is open."""
    desk = full(workspace, MOST_IN_CYCLE - 1)
    desk.begin()
    item = desk.questionnaire.ordered[0].id
    desk.save(item, AnswerPatch(choice=3))
    last = desk.submit("企画課", "課長")
    desk.begin()
    draft = desk.save(item, AnswerPatch(choice=4)).draft
    for _twice in range(2):
        with pytest.raises(FullCycleError) as told:
            desk.submit("企画課", "課長")
        said = str(told.value)
        assert "令和8年度後期" in said
        assert "下書きは、そのまま残っています" in said
        assert "支援センターに相談する" in said
        with pytest.raises(FullCycleError):
            desk.submit_answers({item: Answer(choice=1)}, "企画課", "課長")
    assert desk.draft() == draft
    assert desk.latest() == last
    assert len(desk.snapshots()) == MOST_IN_CYCLE
    assert desk_of(workspace, hostile.CODE, NEXT).submit_answers({item: Answer(choice=1)}, "企画課", "課長").seq == MOST_IN_CYCLE + 1
    assert desk_of(workspace, hostile.OTHER).submit_answers({item: Answer(choice=1)}, "企画課", "課長").answers[item].level == 1


def test_texts_to_the_last_character_are_stopped_earlier(workspace: Workspace, reads: Counter[str]) -> None:
    """A file of 200 such would have 200 MB. Asked again, it is refused without reading the file."""
    answers = {"gov-01": Answer(choice=1)}
    most = MOST_TEXT_IN_CYCLE // (42 * 2 * LONGEST_TEXT)
    assert full(workspace, most, LONGEST_TEXT).submit_answers(answers, "企画課", "課長", replace=True).seq == most + 1
    desk = full(workspace, most + 1, LONGEST_TEXT)
    with pytest.raises(FullCycleError):
        desk.submit_answers(answers, "企画課", "課長")
    reads.clear()
    for _nth in range(20):
        with pytest.raises(FullCycleError):
            desk.submit_answers(answers, "企画課", "課長")
    assert reads[of_municipality(workspace.folder.path, hostile.CODE, "municipality").name] == 0


def test_the_command_line_says_it_too(workspace: Workspace, tmp_path: Path) -> None:
    """One sentence, exit code 1, no number of a snapshot."""
    full(workspace, MOST_IN_CYCLE, now=calendar.now())
    (tmp_path / "a.json").write_text('{"gov-01": {"level": 1}}', encoding="utf-8")
    done = CliRunner().invoke(root, ["--data", str(workspace.folder.path), "submit", hostile.CODE, str(tmp_path / "a.json")])
    assert done.exit_code == 1
    assert "上限に達しました" in done.output


@pytest.mark.parametrize("field", ["answered", "confirmed", "evidence"])
def test_what_would_make_the_file_unreadable_is_not_written(workspace: Workspace, field: str) -> None:
    """A post or a text that is too long, past screens and commands that would have said so."""
    desk = desk_of(workspace, hostile.OTHER)
    item = desk.questionnaire.ordered[0].id
    before = (desk.snapshots(), desk.draft())
    long = "長" * 5000
    with pytest.raises(msgspec.ValidationError):
        desk.submit_answers(
            {item: Answer(choice=1, evidence=long if field == "evidence" else "")},
            long if field == "answered" else "企画課",
            long if field == "confirmed" else "課長",
        )
    assert (desk.snapshots(), desk.draft()) == before


def test_a_comment_of_ten_megabytes_is_refused_at_once(workspace: Workspace) -> None:
    """Not after seconds in which the machine does nothing else."""
    assert max(hostile.long_comments(workspace)) < 1
