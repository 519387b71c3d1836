"""What people copy to run a server fits the program it starts."""

from __future__ import annotations

import configparser
import shlex
from pathlib import Path

from dxcheck.cli.serve import command

UNIT = Path(__file__).parent.parent / "deploy" / "dxcheck.service"


def test_the_unit_starts_a_server_and_waits_longer_than_the_server_does_for_people() -> None:
    """Its options are known, and systemd gives it the time that it takes."""
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str
    unit.read(UNIT, encoding="utf-8")
    service = unit["Service"]

    _program, _data_option, data, name, *options = shlex.split(service["ExecStart"])
    context = command.make_context("serve", options, resilient_parsing=True)

    assert name == "serve"
    assert context.params["metrics_port"]
    assert float(service["TimeoutStopSec"]) > context.params["drain"]
    assert service["KillMode"] == "mixed"  # else the sessions are told to end before the people are
    assert data.startswith(service["ReadWritePaths"])
