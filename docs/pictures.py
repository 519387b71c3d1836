"""Take the pictures in docs/pictures/ anew: `make pictures`. Needs Chromium and a Japanese font; look at them before you commit.

The real server, over the demo, in a real browser. Which days and figures are on them depends on the day they are taken.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

from dxcheck.demo import HOME, create_demo
from dxcheck.desk.password import hashed
from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.web.pages import LANGUAGE_KEY
from dxcheck.web.server import free_port
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent / "pictures"
SIZE = {"width": 1060, "height": 660}
WIDTH = 1325
"""Pixels of a picture, which is taken at twice its size: at an odd scale the browser leaves seams between the rows."""
COLOURS = 64
"""Enough for a terminal, and a third of the bytes."""


SHOWN = "text => document.querySelector('.xterm-rows').textContent.replaceAll('\\u00a0', ' ').includes(text)"


@dataclass(frozen=True)
class Shot:
    """One picture."""

    name: str
    language: str
    account: str
    keys: tuple[str, ...]
    until: str
    """What is on the screen once it is complete."""


SHOTS = (
    Shot("questions.en", "en", "imabari-kikaku", ("Enter",), "Evidence"),
    Shot("questions.ja", "ja", "imabari-kikaku", ("Enter",), "svc-"),
    Shot("progress.ja", "ja", "imabari-kikaku", ("g",), "R6後期"),
    Shot("overview.ja", "ja", "centre-1", (), "今治市"),
)


def main() -> None:
    """Take all of them."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        data = Path(folder) / "demo"
        prepare(data)
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for shot in SHOTS:
            with served(data, shot) as url:
                page = browser.new_page(viewport=SIZE, device_scale_factor=2)  # type: ignore[arg-type]
                page.context.add_cookies([{"name": LANGUAGE_KEY, "value": shot.language, "url": url}])
                page.goto(url)
                page.wait_for_selector("body.-first-byte")
                for key in ("", *shot.keys):
                    page.wait_for_timeout(2500)
                    if key:
                        page.keyboard.press(key)
                page.wait_for_function("text => document.body.innerText.replaceAll('\\u00a0', ' ').includes(text)", arg=shot.until)
                page.wait_for_timeout(1500)
                keep(page.screenshot(), FOLDER / f"{shot.name}.png")
                page.close()
        browser.close()


def prepare(data: Path) -> None:
    """The demo, with an account for each picture."""
    create_demo(data, today=calendar.today())
    workspace = Workspace.open(data)
    accounts = workspace.folder.accounts(workspace.roster.prefecture.code)
    for name, role, own in (("imabari-kikaku", "staff", HOME), ("centre-1", "centre", "")):
        accounts.add(Account(name, role, own, hashed("unused-but-there"), calendar.now(), must_change=False))  # type: ignore[arg-type]


@contextmanager
def served(data: Path, shot: Shot) -> Iterator[str]:
    """A server where everybody is let in as this account."""
    port = free_port()
    command = [sys.executable, "-m", "dxcheck", "--data", str(data), "serve", "--port", str(port)]
    server = subprocess.Popen([*command, "--no-login", shot.account], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # noqa: S603
    try:
        assert server.stdout is not None
        server.stdout.readline()
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait()


def keep(content: bytes, path: Path) -> None:
    """Save a screenshot with few colours."""
    with Image.open(io.BytesIO(content)) as taken:
        picture = taken.convert("RGB").resize((WIDTH, taken.height * WIDTH // taken.width), Image.Resampling.LANCZOS)
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
