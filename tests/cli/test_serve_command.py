"""`dxcheck serve` and `dxcheck demo --web` before they listen: what they warn of, and what they refuse without changing anything."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli.test_commands import run
from demos import CopyDemo

from dxcheck.store.layout import place


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.mark.parametrize("more", [(), ("--no-open",)])
def test_a_demo_on_a_taken_port_keeps_its_passwords(tmp_path: Path, copy_demo: CopyDemo, taken: int, more: tuple[str, ...]) -> None:
    """It may be this very demo that is served there; what to do is said in one language. Whoever opens nothing wants it served all the same."""
    copy_demo(tmp_path / "demo")
    accounts = place(tmp_path / "demo", "accounts.json")
    before = accounts.read_bytes() if accounts.exists() else None
    refused = run(tmp_path, "demo", str(tmp_path / "demo"), "--web", "--port", str(taken), *more)
    assert refused.exit_code == 1
    assert f"ポート{taken}で待ち受けられません（ほかのプログラムが使っています）" in refused.output
    assert "address" not in refused.output
    assert (accounts.read_bytes() if accounts.exists() else None) == before


@pytest.mark.parametrize(
    ("url", "warned"), [("http://dx.example.jp", True), ("https://dx.example.jp", False), ("http://127.0.0.1:9000", False), ("", False)]
)
def test_an_address_without_encryption_is_warned_of(tmp_path: Path, taken: int, url: str, warned: bool) -> None:
    """Once, and only where others could listen on the way."""
    data = tmp_path / "data"
    assert run(data, "account", "add", "imabari-kikaku", "今治市").exit_code == 0
    said = run(data, "serve", "--port", str(taken), *(["--public-url", url] if url else [])).output
    assert said.count("暗号化されていません") == warned
    assert "ほかのプログラムが使っています" in said


@pytest.mark.parametrize("url", ["dx.example.jp", "https://dx.example.jp/?a=1", "htps://dx.example.jp"])
def test_a_public_url_that_nobody_could_open_is_refused(tmp_path: Path, url: str) -> None:
    """Before anything is made: everybody would have been turned away at the login."""
    refused = run(tmp_path / "data", "serve", "--public-url", url)
    assert refused.exit_code == 1
    assert f"--public-url の「{url}」は" in refused.output
    assert "https://dx.example.jp" in refused.output
    assert not (tmp_path / "data").exists()


def test_an_address_of_another_machine_is_named(tmp_path: Path) -> None:
    """Another port would not help."""
    data = tmp_path / "data"
    assert run(data, "account", "add", "imabari-kikaku", "今治市").exit_code == 0
    said = run(data, "serve", "--host", "192.0.2.1", "--public-url", "https://dx.example.jp").output
    assert "--host を確かめてください" in said


def test_a_server_collects_its_garbage(tmp_path: Path) -> None:
    """Other commands do not, as they are over too soon; a server that did not either grew by three megabytes for every two thousand requests."""
    data = tmp_path / "data"
    assert run(data, "account", "add", "imabari-kikaku", "今治市").exit_code == 0
    program = (
        "import gc, sys; from dxcheck.web.server import DxcheckServer; from dxcheck.cli.main import main\n"
        "DxcheckServer.run = lambda self, ready: print('collects', gc.isenabled())\n"
        "sys.exit(main(['--data', sys.argv[1], 'serve']))"
    )
    said = subprocess.run([sys.executable, "-c", program, str(data)], capture_output=True, text=True, timeout=60, check=True)
    assert said.stdout == "collects True\n"


def test_a_file_for_single_sign_on_is_checked_before_anything_is_served(tmp_path: Path) -> None:
    """What is wrong with it is named with its place; there need be no account yet."""
    path = tmp_path / "oidc.toml"
    path.write_text('issuer = "ftp://x"\nclient_id = "dxcheck"\nposts = []\n', encoding="utf-8")
    refused = run(tmp_path / "data", "serve", "--oidc", str(path))
    assert refused.exit_code == 1
    assert "oidc.toml" in refused.output
    assert "issuer" in refused.output
    assert "[[posts]]" in refused.output
