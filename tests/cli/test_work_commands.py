"""The sheet of work on the command line: written, listed, made a table of, taken in, taken back; by the municipality and as its specialist."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.test_commands import run
from moments import NOW, set_clock

from dxcheck.workspace import Workspace


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of today."""
    set_clock(monkeypatch, NOW)
    Workspace.open(tmp_path / "data", create=True)
    return tmp_path / "data"


def test_work_is_written_listed_changed_removed_and_taken_back(data: Path) -> None:
    """In plain words, in any width; what cannot be read says how to write it, and nothing is written."""
    assert "n で" not in run(data, "work", "list", "今治").output
    said = run(
        data,
        "work",
        "add",
        "今治",
        "住民票の郵送請求",
        "--times",
        "月１００回",
        "--time",
        "10分",
        "--paper",
        "あり",
        "--pain",
        "とても困る",
    )
    assert (said.exit_code, "書き加えました: 住民票の郵送請求" in said.output) == (0, True)
    wrong = run(data, "work", "add", "今治", "電話", "--times", "たまに")
    assert (wrong.exit_code, "回数として読めません" in wrong.output) == (2, True)
    run(data, "work", "add", "今治", "会議の調整")
    listed = run(data, "work", "list", "今治").output
    assert "2件の業務　合わせて年200時間（時間のわかる1件）" in listed
    assert "住民票の郵送請求　年200時間　年1,200回　1回10分　紙あり　とても困る" in listed
    assert run(data, "work", "change", "今治", "会議の調整", "--idea", "印刷をやめる", "--times", "").exit_code == 0
    assert "案: 印刷をやめる" in run(data, "work", "list", "今治").output
    assert "「電話」という業務はありません" in run(data, "work", "remove", "今治", "電話").output
    assert run(data, "work", "remove", "今治", "住民票の郵送請求").exit_code == 0
    assert "「住民票の郵送請求」を消しました" in run(data, "work", "take-back", "今治").output
    assert "「会議の調整」を直しました" in run(data, "work", "take-back", "今治").output
    assert "案: 印刷をやめる" not in run(data, "work", "list", "今治").output
    for added in ("会議の調整", "住民票の郵送請求"):
        assert f"「{added}」を書き加えました" in run(data, "work", "take-back", "今治").output
    assert "元に戻せる変更はありません" in run(data, "work", "take-back", "今治").output


def test_a_table_is_made_looked_at_and_taken_in_with_faults_by_their_cells(data: Path, tmp_path: Path) -> None:
    """Nothing changes before --yes; the specialist reads the same."""
    run(data, "account", "add", "senmonkan-1", "今治市", "--role", "specialist")
    path = tmp_path / "表.csv"
    assert run(data, "work", "sheet", "今治", "-o", str(path)).exit_code == 0
    path.write_bytes(path.read_bytes() + "電話,市民課,１２,３０分,,,,,\r\n受付,,たまに,,,,,,\r\n".encode())
    looked = run(data, "work", "take-in", "今治", str(path))
    assert "C3: 「たまに」は回数として読めません" in looked.output
    assert "内容を確かめたうえで --yes" in looked.output
    assert "1件の業務を取り込みました" in run(data, "work", "take-in", "今治", str(path), "--yes").output
    assert "電話　年6時間　市民課" in run(data, "work", "list", "今治", "--as", "senmonkan-1").output
    log = (data / "audit.log").read_text(encoding="utf-8")
    assert "work-taken-in" in log
    assert "電話" not in log
