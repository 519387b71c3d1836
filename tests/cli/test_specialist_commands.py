"""Accounts of specialists, and their screens' command."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.test_commands import run


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
    assert not (data / "accounts.json").exists()
