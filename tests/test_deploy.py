"""What people copy to run a server fits the program it starts."""

from __future__ import annotations

import configparser
import shlex
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from dxcheck.cli.serve import command

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
COMPOSED = sorted(DEPLOY.glob("compose*.yaml"))


def served(*options: str) -> click.Context:
    """What `dxcheck serve` takes them for; an option that it does not know is an error."""
    return command.make_context("serve", list(options), resilient_parsing=True)


def test_the_unit_starts_a_server_and_waits_longer_than_the_server_does_for_people() -> None:
    """Its options are known, and systemd gives it the time that it takes."""
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(DEPLOY / "dxcheck.service", encoding="utf-8")
    service = unit["Service"]

    _program, _data_option, data, name, *options = shlex.split(service["ExecStart"])
    context = served(*options)

    assert name == "serve"
    assert context.params["metrics_port"]
    assert float(service["TimeoutStopSec"]) > context.params["drain"]
    assert service["KillMode"] == "mixed"  # else the sessions are told to end before the people are
    assert data.startswith(service["ReadWritePaths"])


@pytest.mark.parametrize("path", COMPOSED, ids=lambda path: path.stem)
def test_composed_servers_know_their_options_their_proxy_and_their_files(path: Path) -> None:
    """Each trusts the address of the proxy that is in front of it, has longer to end than it waits for people, and what is mounted from here is here."""
    composed: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    services: dict[str, Any] = composed["services"]
    nodes = [one for one in services.values() if one.get("command", [""])[0] == "serve"]
    proxy = services["proxy"]["networks"]["inside"]["ipv4_address"]
    (nodes_conf,) = [one["content"] for name, one in composed["configs"].items() if name == "nodes"]

    assert nodes
    for node in nodes:
        _name, *options = node["command"]
        context = served(*options)
        assert context.params["trusted_proxy"] == (proxy,)
        assert context.params["public_url"]
        assert f":{context.params['metrics_port']}/readyz" in (DEPLOY / "Containerfile").read_text(encoding="utf-8")  # by its own name
        assert int(node["stop_grace_period"].removesuffix("s")) > context.params["drain"]
        assert f"server {node['networks']['inside']['ipv4_address']}:{context.params['port']}" in nodes_conf
        assert (DEPLOY / node["build"]["context"] / node["build"]["dockerfile"]).is_file()
    mounted = [one.split(":")[0] for service in services.values() for one in service.get("volumes", ()) if one.startswith("./")]
    assert all((DEPLOY / one).exists() for one in mounted if one != "./tls")


def test_the_container_is_given_all_that_a_wheel_is_made_of() -> None:
    """What .dockerignore lets through is what pyproject.toml names."""
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = told["tool"]["hatch"]["build"]["targets"]["wheel"]
    project = told["project"]
    needed = {project["readme"], *project["license-files"], *wheel["packages"], *wheel["force-include"], "hatch_build.py", "pyproject.toml"}
    assert let_through == {*needed, "constraints.txt"}
