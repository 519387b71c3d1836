"""Accounts of specialists, and their screens' command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cli.test_commands import run
from demos import CopyDemo

from dxcheck.store.layout import place


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty folder."""
    return tmp_path / "data"


def test_a_specialist_gets_municipalities_and_fields(data: Path) -> None:
    """Added, listed, reassigned; the command lists what is theirs, by name or alone."""
    made = run(data, "account", "add", "senmonkan-1", "松山市", "今治", "--role", "specialist", "--field", "system")
    assert made.exit_code == 0, made.output
    assert "専門官" in made.stdout
    assert "松山市、今治市" in run(data, "account", "list").stdout
    assert run(data, "specialist").stdout.split() == ["松山市", "今治市"]
    assert run(data, "account", "assign", "senmonkan-1", "西条").exit_code == 0
    assert run(data, "specialist", "--as", "senmonkan-1").stdout.split() == ["西条市"]
    run(data, "account", "add", "senmonkan-2", "--role", "specialist")
    refused = run(data, "specialist")
    assert refused.exit_code == 1
    assert "senmonkan-1、senmonkan-2" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("account", "add", "imabari-kikaku"), "市町を1つ"),
        (("account", "add", "imabari-kikaku", "今治", "松山市"), "市町を1つ"),
        (("account", "add", "imabari-kikaku", "今治", "--field", "system"), "--field"),
        (("account", "add", "senmonkan-1", "--role", "specialist", "--field", "uchuu"), "uchuu"),
        (("account", "assign", "dareka", "今治"), "dareka"),
        (("specialist",), "専門官のアカウントがまだありません"),
        (("specialist", "--as", "dareka"), "専門官のアカウントがまだありません"),
    ],
)
def test_wrong_use_is_told_and_leaves_no_account(data: Path, arguments: tuple[str, ...], said: str) -> None:
    """A sentence, and nothing half-made."""
    data.mkdir()
    refused = run(data, *arguments)
    assert refused.exit_code in (1, 2)
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not place(data, "accounts.json").exists()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, copy_demo: CopyDemo) -> Path:
    """The demo prefecture."""
    return copy_demo(tmp_path_factory.mktemp("demo") / "data")


def test_papers_are_written_where_one_says(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under their own Japanese names, or as named, as PDF and as Markdown."""
    monkeypatch.chdir(tmp_path)
    made = run(demo, "brief", "今治", "--visit", "2026-12-09")
    assert made.exit_code == 0, made.output
    assert (tmp_path / "訪問前ブリーフ_今治市_20261209.pdf").read_bytes().startswith(b"%PDF")
    assert run(demo, "brief", "kamijima", "-o", "上島.md").exit_code == 0
    assert "まだ診断結果の提出がありません" in (tmp_path / "上島.md").read_text(encoding="utf-8")
    assert run(demo, "handover", "今治", "-o", "引継ぎ.md").exit_code == 0
    own = (tmp_path / "引継ぎ.md").read_text(encoding="utf-8")
    assert run(demo, "handover", "今治", "--as", "demo-senmonkan", "-o", "専門官.md").exit_code == 0
    theirs = (tmp_path / "専門官.md").read_text(encoding="utf-8")
    secret = "総務課長の理解が進んでいる"
    assert secret in theirs
    assert secret not in own


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("brief", "新居浜"), "新居浜市は担当の市町に入っていません"),
        (("handover", "宇和島", "--as", "demo-senmonkan"), "宇和島市は担当の市町に入っていません"),
        (("brief", "今治", "--visit", "来週"), "2026-12-3"),
        (("brief", "今治", "-o", "brief.odt"), ".pdf .docx"),
        (("brief", "今治", "--as", "dareka"), "「dareka」は見つかりません"),
        (("handover", "今治", "-o", "ない/引継ぎ.pdf"), "書き込めません"),
    ],
)
def test_a_paper_that_cannot_be_made_is_told(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    """A sentence, and no file."""
    monkeypatch.chdir(tmp_path)
    refused = run(demo, *arguments)
    assert refused.exit_code in (1, 2)
    assert said in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_planned_visits_become_a_calendar(copy_demo: CopyDemo, tmp_path: Path) -> None:
    """Of one specialist, and of everybody; a name that is nobody's is refused with those there are, another ending with those that can be."""
    demo = copy_demo(tmp_path / "demo")
    one, every = tmp_path / "one.ics", tmp_path / "every.ics"
    assert run(demo, "calendar", "--as", "demo-senmonkan", "-o", str(one)).exit_code == 0
    assert run(demo, "calendar", "-o", str(every)).exit_code == 0
    there = [set(re.findall("^UID:(.+?)\r", path.read_bytes().decode(), re.MULTILINE)) for path in (one, every)]
    assert there[0]
    assert there[0] <= there[1]
    assert "あるもの" in run(demo, "calendar", "--as", "daremo").stderr
    assert ".ics" in run(demo, "calendar", "-o", "x.pdf").stderr
