"""Reading many files: the same snapshots as the long way, damage named, what was kept never older than its source."""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path

import msgspec
import pytest
from store.making import CODE, snapshot

from dxcheck.model.calendar import Cycle
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer
from dxcheck.store import files
from dxcheck.store.derived import folder_in
from dxcheck.store.errors import DamagedError, StoreError
from dxcheck.store.layout import every, place
from dxcheck.store.repository import MunicipalityRepository
from dxcheck.workspace import Workspace

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=9)))


def test_picked_snapshots_are_the_stored_ones(repository: MunicipalityRepository) -> None:
    """Any of those in force, whole; a superseded one is never offered."""
    first = repository.add_snapshot(lambda _there: snapshot(1))
    second = repository.add_snapshot(lambda _there: msgspec.structs.replace(snapshot(2), supersedes=first.id))
    third = repository.add_snapshot(lambda _there: snapshot(3))
    seen: list[list[str]] = []
    found = repository.pick(
        "small", lambda heads: seen.append([one.id for one in heads]) or heads[0], lambda heads: heads[-1], lambda _heads: None
    )  # type: ignore[func-returns-value]
    assert seen == [[second.id, third.id]]
    assert found[:2] == [msgspec.structs.replace(second, draft="", source="app"), msgspec.structs.replace(third, draft="", source="app")]
    assert found[2] is None


def test_no_file_gives_nothing_and_a_damaged_one_is_named(repository: MunicipalityRepository) -> None:
    """Cut in the middle, with a level that is none, with a byte that is no text, with a moment without its zone."""
    assert repository.pick("small", lambda heads: heads[0] if heads else None) == [None]
    repository.add_snapshot(lambda _there: snapshot(1))
    whole = repository.path.read_bytes()
    for broken in (
        whole[: len(whole) // 2],
        whole.replace(b'"choice": 2', b'"choice": "5x"'),
        whole.replace("記録".encode(), b"\xff"),
        whole.replace(b"+09:00", b""),
    ):
        assert broken != whole
        repository.path.write_bytes(broken)
        with pytest.raises(DamagedError) as told:
            repository.pick("small", lambda heads: heads[-1])
        assert CODE in str(told.value)
        assert repository.path.read_bytes() == broken


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Two municipalities with a snapshot."""
    made = Workspace.open(tmp_path / "data")
    for name in ("今治", "松山市"):
        submit(made, name, 1)
    return made


def submit(workspace: Workspace, name: str, level: int, now: dt.datetime = NOW) -> None:
    """Every item at one level."""
    desk = workspace.staff_desk(workspace.roster.find(name), now=lambda: now)
    desk.submit_answers({item.id: Answer(choice=level) for item in desk.questionnaire.items}, "企画課", "課長")


def levels(workspace: Workspace) -> dict[str, float | None]:
    """The whole's mean of everybody who is counted, as a new process would see it."""
    comparing = workspace.centre_desk(now=lambda: NOW).comparing
    overview = comparing.overview()
    comparing.keep()
    return {str(one.municipality): figure.value if (figure := one.figure("", "level")) else None for one in overview.counted}


def settle(workspace: Workspace) -> None:
    """As if nothing had been written for a while."""
    long_ago = time.time() - 60
    for path in every(workspace.folder.path, "38*.json"):
        os.utime(path, (long_ago, long_ago))


def test_what_is_kept_is_used_and_never_older_than_its_source(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second look reads no municipality's file; a new submission is seen at once; rubbish among the kept files does no harm."""
    monkeypatch.setattr(files, "SETTLED_AFTER", -1)
    assert levels(workspace) == {"松山市": 1.0, "今治市": 1.0}
    kept = folder_in(workspace.folder.path)
    assert {one.name for one in kept.iterdir()} == {"382019", "382027"}
    assert all(one.stat().st_mode & 0o077 == 0 for one in kept.iterdir()) or os.name == "nt"
    with monkeypatch.context() as unread:
        unread.setattr("dxcheck.store.many.file_of", lambda *_a: pytest.fail("read again"))
        assert levels(workspace) == {"松山市": 1.0, "今治市": 1.0}
    submit(workspace, "今治", 3, NOW + dt.timedelta(minutes=1))
    assert levels(workspace) == {"松山市": 1.0, "今治市": 3.0}
    (kept / "382019").write_bytes(b"\x00 rubbish")
    assert levels(workspace) == {"松山市": 1.0, "今治市": 3.0}


def test_a_file_written_this_moment_is_not_kept(workspace: Workspace) -> None:
    """It could be written once more within the same tick of the clock."""
    levels(workspace)
    assert not folder_in(workspace.folder.path).exists()


def test_a_damaged_file_costs_one_row(workspace: Workspace) -> None:
    """It is marked with what is wrong; the others are there, and once it is mended it is too."""
    comparing = workspace.centre_desk(now=lambda: NOW).comparing
    path = place(workspace.folder.path, "382027.json")
    whole = path.read_bytes()
    path.write_bytes(whole[:300])
    overview = comparing.overview()
    (broken,) = overview.left_out()["damaged"]
    assert str(broken.municipality) == "今治市"
    assert "382027" in broken.problem
    assert len(overview.counted) == 1
    path.write_bytes(whole)
    assert len(comparing.overview().counted) == 2


def test_the_table_as_of_an_earlier_cycle(workspace: Workspace) -> None:
    """Only what was submitted by then; the change is measured from the cycle before."""
    submit(workspace, "今治", 0, NOW - dt.timedelta(days=300))
    comparing = workspace.centre_desk(now=lambda: NOW).comparing
    then = comparing.overview(Cycle(2025, 2))
    assert {str(one.municipality): figure.value if (figure := one.figure("", "level")) else None for one in then.counted} == {"今治市": 0.0}


def test_the_board_tells_how_far_and_never_what(workspace: Workspace) -> None:
    """Submitted, in the middle of a draft, not begun; of a draft the count and the post alone."""
    desk = workspace.staff_desk(workspace.roster.find("西条"), post="企画課 係長", now=lambda: NOW)
    desk.save("mom-01", AnswerPatch(choice=2))
    board = {str(one.municipality): one for one in workspace.centre_desk(now=lambda: NOW).comparing.board()}
    assert board["今治市"].progress == "submitted"
    assert (board["西条市"].progress, board["西条市"].answered, board["西条市"].asked, board["西条市"].post) == (
        "draft",
        1,
        42,
        "企画課 係長",
    )
    assert board["宇和島市"].progress == "none"
    assert board["宇和島市"].is_missing
    place(workspace.folder.path, "382019.json").write_bytes(b"{")
    assert {str(one.municipality): one.progress for one in workspace.centre_desk(now=lambda: NOW).comparing.board()}["松山市"] == "damaged"


def test_store_errors_have_a_common_kind() -> None:
    """So that one line of the table can represent any of them."""
    assert issubclass(DamagedError, StoreError)
