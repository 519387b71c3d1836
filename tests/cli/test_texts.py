"""Texts that come over the command line: kept as they were written, and what is not is said beside the result."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.test_commands import answers_file, run

from dxcheck.model.snapshot import LONGEST_POST
from dxcheck.workspace import Workspace


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """No folder yet."""
    return tmp_path / "データ"


def latest(data: Path) -> object:
    """What 今治市 submitted last."""
    workspace = Workspace.open(data)
    return workspace.staff_desk(workspace.roster.find("今治")).latest()


def test_a_submitted_file_says_what_was_not_kept_of_its_texts(data: Path, tmp_path: Path) -> None:
    """Which item, which field, which characters; the id stays alone on standard output."""
    texts = {"mom-01": {"level": 2, "comment": "外字\ue000\x0b2行目", "evidence": "\u202e要綱"}}
    done = run(data, "submit", "今治", answers_file(tmp_path, texts), "--answered-by", "企画課　情報係", "--confirmed-by", "課長\x07")
    assert done.exit_code == 0, done.output
    assert done.stdout.count("\n") == 1
    assert "mom-01: evidence: 保存できない文字を1字取り除きました（U+202E）。" in done.stderr
    assert "mom-01: comment: 外字（U+E000）" in done.stderr
    assert "ふつうの改行" in done.stderr
    assert "U+0007" in done.stderr
    snapshot = latest(data)
    answer = snapshot.answer("mom-01")  # type: ignore[attr-defined]
    assert (answer.comment, answer.evidence) == ("外字\ue000\n2行目", "要綱")
    assert (snapshot.answered_by, snapshot.confirmed_by) == ("企画課　情報係", "課長")  # type: ignore[attr-defined]


def test_a_file_of_ordinary_texts_is_taken_without_a_word(data: Path, tmp_path: Path) -> None:
    """Wide spaces, line breaks of Windows, joined emoji."""
    done = run(data, "submit", "今治", answers_file(tmp_path, {"mom-01": {"level": 2, "comment": "　はい\r\n　👩\u200d💻"}}))
    assert "mom-01" not in done.stderr
    assert latest(data).answer("mom-01").comment == "　はい\n　👩\u200d💻"  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", [("check", "今治", "--post"), ("centre", "--post"), ("submit", "今治", "-", "--answered-by")])
def test_a_post_that_is_too_long_is_refused_before_anything_is_saved(data: Path, command: tuple[str, ...]) -> None:
    """With it no answer could be saved later."""
    done = run(data, *command, "あ" * (LONGEST_POST + 1))
    assert done.exit_code == 2
    assert f"{LONGEST_POST}文字まで" in done.output
    assert not data.exists()
