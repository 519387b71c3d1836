"""Drafts on the command line: how old one is, giving it up, and having it back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cli.test_commands import run
from moments import set_clock

from dxcheck.model.calendar import JAPAN
from dxcheck.model.patch import AnswerPatch
from dxcheck.workspace import Workspace


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A draft of February, in September."""
    set_clock(monkeypatch, dt.datetime(2026, 2, 10, 10, 0, tzinfo=JAPAN))
    workspace = Workspace.open(tmp_path / "data")
    desk = workspace.staff_desk(workspace.roster.find("今治"), post="企画課")
    for one in desk.questionnaire.ordered[:40]:
        desk.save(one.id, AnswerPatch(choice=2))
    set_clock(monkeypatch, dt.datetime(2026, 9, 15, 10, 0, tzinfo=JAPAN))
    return tmp_path / "data"


def test_how_old_a_draft_is_stands_in_every_text_about_it(data: Path) -> None:
    """In `draft show`, and where `check` prints."""
    for text in (run(data, "draft", "show", "今治").stdout, run(data, "check", "今治").stdout):
        assert "2026年2月10日に始めた下書きです" in text
        assert "令和7年度後期に始めたもので、提出すると令和8年度前期の診断結果になります" in text
        assert "40問は、2026年2月10日までに答えたまま" in text
    assert "答えている途中の下書きがありません" in run(data, "draft", "show", "松山").stdout


def test_give_up_and_bring_back(data: Path) -> None:
    """Only with --yes where nobody can be asked; what was done is in the log."""
    refused = run(data, "draft", "give-up", "今治")
    assert refused.exit_code == 1
    assert "--yes" in refused.output
    assert run(data, "draft", "give-up", "今治", "--yes").exit_code == 0
    shown = run(data, "draft", "show", "今治").stdout
    assert "2026年9月15日に取りやめた下書き（回答40問）は、2026年12月14日まで元に戻せます" in shown
    assert run(data, "draft", "give-up", "今治", "--yes").exit_code == 1
    back = run(data, "draft", "bring-back", "今治")
    assert back.exit_code == 0, back.output
    assert "回答は40問です" in back.stdout
    assert "元に戻せる下書きがありません" in run(data, "draft", "bring-back", "今治").output
    log = (data / "audit.log").read_text("utf-8")
    assert log.count("draft-given-up") == log.count("draft-brought-back") == 1
    assert "mom-01" not in log


def test_a_draft_is_moved_to_a_newer_version_and_brought_back(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`draft show` and `check` tell of it; only with --yes where nobody can be asked; what was done is in the log."""
    assert run(data, "draft", "carry-over", "今治", "--yes").exit_code == 1, "2026.1 is in force"
    set_clock(monkeypatch, dt.datetime(2027, 5, 10, 10, 0, tzinfo=JAPAN))
    told = "診断票の新しい版（2027.1版、2027年4月1日から）が使われています"
    assert told in run(data, "draft", "show", "今治").stdout
    assert told in run(data, "check", "今治").stdout
    refused = run(data, "draft", "carry-over", "今治")
    assert refused.exit_code == 1
    assert "段を選び直す回答" in refused.stdout
    assert "--yes" in refused.stderr
    assert run(data, "draft", "carry-over", "今治", "--yes").exit_code == 0
    assert told not in run(data, "draft", "show", "今治").stdout
    assert "移す必要はありません" in run(data, "draft", "carry-over", "今治", "--yes").stderr
    assert "回答は40問です" in run(data, "draft", "bring-back", "今治").stdout
    assert told in run(data, "draft", "show", "今治").stdout
    log = (data / "audit.log").read_text("utf-8")
    assert log.count("draft-carried-over") == log.count("draft-brought-back") == 1
