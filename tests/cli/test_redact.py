"""`dxcheck redact`: shows where, asks, erases, and says what is left; it is logged that it was done, and not what."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.test_commands import answers_file, run
from moments import NOW

from dxcheck.model.snapshot import Answer
from dxcheck.store.audit import AUDIT
from dxcheck.store.opening import address_of, back_up_either
from dxcheck.store.shelves import shelf_of
from dxcheck.workspace import Workspace

NAME = "伊予 山太郎"


@pytest.fixture(params=["folder", "database"])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A folder, or a database, in which a name stands in a comment."""
    named = str(tmp_path / "データ") if request.param == "folder" else str(request.getfixturevalue("database"))
    run(named, "submit", "今治", answers_file(tmp_path, {"mom-01": {"level": 2, "comment": f"{NAME}さん"}, "gov-01": {"level": 1}}))
    return named


def opened(data: str) -> Workspace:
    """The same."""
    return Workspace.open(address_of(data))


def comment(data: str) -> str:
    """What stands there now."""
    workspace = opened(data)
    latest = workspace.staff_desk(workspace.roster.find("今治")).latest()
    assert latest is not None
    return latest.answer("mom-01").comment


def test_it_shows_where_and_changes_nothing_before_it_is_confirmed(data: str) -> None:
    """Which file, which snapshot, which field, and never the text."""
    done = run(data, "redact", "今治", "--text", NAME)
    assert done.exit_code == 1
    assert "382027.json　診断結果　382027-" in done.output
    assert "mom-01 コメント" in done.output
    assert NAME not in done.output
    assert "--yes" in done.output
    assert comment(data) == f"{NAME}さん"


def test_a_name_is_erased_and_it_is_said_what_is_left(data: str, tmp_path: Path) -> None:
    """A copy from before holds it, here one in a place that was named; the log says that it was done and not what."""
    address = address_of(data)
    back_up_either(address, tmp_path / "控え" / "a.zip", NOW)
    shelf_of(address).write(address / "roster-note.toml", f"# {NAME}".encode())
    done = run(data, "redact", "--text", NAME, "--yes", "--backups", str(tmp_path / "控え"))
    assert done.exit_code == 0, done.output
    assert "〔削除〕に置き換えました" in done.output
    assert "a.zip には、まだ残っています" in done.output
    assert "roster-note.toml にも同じ文字があります" in done.output
    assert ("VACUUM FULL" in done.output) == data.startswith("postgresql:")
    assert comment(data) == "〔削除〕さん"
    log = (shelf_of(address).read(address / AUDIT) or b"").decode()
    assert '"redacted"' in log
    assert "山太郎" not in log
    problems = [
        line
        for line in run(data, "doctor").output.splitlines()
        if line.startswith("[問題]") and "fsync" not in line and "full_page_writes" not in line
    ]
    assert problems == []
    again = run(data, "redact", "--text", NAME, "--yes")
    assert again.exit_code == 0
    assert "見つかりませんでした" in again.output


def test_one_field_of_a_snapshot_is_erased_by_its_place(data: str) -> None:
    """For a text that is long, or not to be typed again."""
    workspace = opened(data)
    latest = workspace.staff_desk(workspace.roster.find("今治")).latest()
    assert latest is not None
    place = ("redact", "--snapshot", latest.id, "--item", "mom-01")
    assert "書かれていません" in run(data, *place, "--field", "evidence", "--yes").output
    assert run(data, *place, "--yes").exit_code == 2
    assert run(data, "redact", "松山", *place[1:], "--field", "comment", "--yes").exit_code == 2
    assert "見つかりません" in run(data, "redact", "--snapshot", "382027-x", "--item", "mom-01", "--field", "comment").output
    assert run(data, *place, "--field", "comment", "--yes").exit_code == 0
    assert comment(data) == "〔削除〕"


@pytest.mark.parametrize("asked", ["伊予山太郎", "伊予　山太郎", "伊 予 山 太 郎"])
def test_blanks_do_not_matter(data: str, asked: str) -> None:
    """Seen: 「伊予山太郎」 was not found where 「伊予 山太郎」 stands, although the help says that blanks do not matter."""
    assert run(data, "redact", "--text", asked, "--yes").exit_code == 0
    assert comment(data) == "〔削除〕さん"


def test_every_reason_is_called_what_it_is_for(data: str) -> None:
    """Seen: the reason of a return and of a specialist's own level were called 該当なしの理由."""
    workspace = opened(data)
    desk = workspace.staff_desk(workspace.roster.find("今治"))
    case = workspace.specialist_desk("senmonkan-1", ["382027"], ()).cases()[0]
    latest = case.latest()
    assert latest is not None
    case.give_back(latest, f"{NAME}さんへ", ["mom-01"])
    case.judge(latest, "mom-01", 1, f"{NAME}さんから")
    desk.submit_answers(
        {"mom-01": Answer(choice="not_applicable", reason=f"{NAME}さんの課だけ", comment=f"{NAME}さん"), "gov-01": Answer(choice=1)},
        "係",
        "長",
    )
    desk.choose(desk.result(latest).first_steps[0], latest)
    desk.mark(desk.actions()[0].id, "dropped", reason=f"{NAME}さんの異動")
    said = run(data, "redact", "--text", NAME).output.splitlines()

    def reasons(table: str) -> set[str]:
        return {line.rpartition("　")[2].partition(" x")[0].split()[-1] for line in said if f"　{table}　" in line and "理由" in line}

    assert reasons("差戻し") == {"差戻しの理由"}
    assert reasons("見立て") == {"見立ての理由"}
    assert reasons("取組") == {"見送りの理由"}
    assert reasons("診断結果") == {"該当なしの理由"}


def test_the_text_can_come_from_standard_input(data: str) -> None:
    """So that it stands in no history of commands."""
    assert run(data, "redact", "--text", "-", "--yes", stdin=f"{NAME}\n").exit_code == 0
    assert comment(data) == "〔削除〕さん"


@pytest.mark.parametrize("text", ["", "山", "削除", "〔削除〕", "  "])
def test_what_would_erase_everything_or_itself_is_refused(data: str, text: str) -> None:
    """One character, or a part of what is put there instead."""
    assert run(data, "redact", "--text", text, "--yes").exit_code == 2
    assert comment(data) == f"{NAME}さん"
