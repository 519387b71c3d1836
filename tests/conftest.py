"""Builders that several folders of tests share, and a hypothesis profile that two cores can stand."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from dxcheck import i18n

settings.register_profile("here", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "here"))


@pytest.fixture(autouse=True)
def _japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins in Japanese, whatever the machine's locale says, and with no settings of dxcheck's in the environment."""
    for name in ("DXCHECK_LANG", "DXCHECK_DATA", "DXCHECK_ROSTER", "DXCHECK_POST", "DXCHECK_QUESTIONNAIRE", "DXCHECK_THEME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", "ja")
    i18n.use("ja")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the attack on the averages found, whether it passed or not."""
    reports = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    lines = sorted(str(value) for one in reports for name, value in one.user_properties if name == "attack")
    if lines:
        terminalreporter.section("attack on the published averages (docs/design.md section 5)")
        for line in lines:
            terminalreporter.write_line(line)
