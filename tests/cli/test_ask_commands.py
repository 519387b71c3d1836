"""照会 on the command line: planned, sent, listed, reminded of, shown, taken over and back, asked back, ended."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.test_commands import run
from desk.test_asking import IT, handed
from moments import NOW, set_clock

from dxcheck.workspace import Workspace


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of today."""
    set_clock(monkeypatch, NOW)
    Workspace.open(tmp_path / "data", create=True)
    return tmp_path / "data"


def test_the_whole_way_from_the_plan_to_the_draft(data: Path, tmp_path: Path) -> None:
    """What was done is in the log, without answers; nothing is taken over unasked."""
    assert "情報担当課" in run(data, "ask", "plan", "今治").stdout
    sent = run(data, "ask", "send", "今治", "--to", IT, "--to", "人事課", "--item", "sec-01", "--due", "12/10", "--why", "確かめたい")
    assert sent.exit_code == 0, sent.output
    assert "総務課 情報係に1問を照会しました" in sent.stdout
    assert "照会中　0/1問" in run(data, "ask", "list", "今治").stdout
    letter = run(data, "ask", "letter", "今治", "人事課")
    assert "人事課 御中" in letter.stdout
    assert "確かめたい" in letter.stdout
    path = tmp_path / "表.csv"
    assert run(data, "ask", "sheet", "今治", IT, "-o", str(path)).exit_code == 0
    assert path.exists()
    handed(data, IT, sec_01=3)
    handed(data, "人事課", sec_01=1)
    shown = run(data, "ask", "show", "今治").stdout
    assert "! sec-01" in shown
    assert "1から3" in shown
    assert "取り込むものはありません" in run(data, "ask", "take-over", "今治", "--yes").stdout
    refused = run(data, "ask", "take-over", "今治", "--choose", f"sec-01={IT}")
    assert (refused.exit_code, "--yes" in refused.output) == (1, True)
    assert run(data, "ask", "take-over", "今治", "--choose", "sec-01=会計課", "--yes").exit_code == 2
    taken = run(data, "ask", "take-over", "今治", "--choose", f"sec-01={IT}", "--yes")
    assert "1問を下書きに取り込みました" in taken.stdout
    assert "取り込む前に戻しました" in run(data, "ask", "take-back", "今治").stdout
    assert run(data, "ask", "take-back", "今治").exit_code == 1
    assert "聞き返しました" in run(data, "ask", "back", "今治", IT, "--question", "どの資料ですか").stdout
    assert "聞き返し中" in run(data, "ask", "list", "今治").stdout
    assert run(data, "ask", "end", "今治", IT).exit_code == 0
    log = (data / "audit.log").read_text("utf-8")
    for event in ("ask-sent", "ask-asked-back", "ask-ended", "answers-taken-over", "answers-taken-back"):
        assert event in log
    assert "sec-01" not in log


def test_what_nobody_was_asked_is_said_so(data: Path) -> None:
    """What there is, is named."""
    assert "まだ照会していません" in run(data, "ask", "list", "今治").stdout
    assert run(data, "ask", "letter", "今治", "人事課").exit_code == 1
    assert run(data, "ask", "send", "今治", "--to", "人事課", "--due", "12/10").exit_code == 2
    assert run(data, "ask", "send", "今治", "--to", "人事課", "--item", "zzz", "--due", "12/10").exit_code == 2
