"""Single sign-on with a real provider: npm's oidc-provider on loopback, driven in Chromium. Skipped where Node or the package is not there.

The package is looked for in the folder that DXCHECK_NODE_MODULES names, or in build/node_modules (`npm install --prefix build oidc-provider`).
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from web.browsing import Arrive
from web.serving import Serve, Served
from web.test_sso import settings

from dxcheck.web.server import free_port

ROOT = Path(__file__).parents[2]
MODULES = Path(os.environ.get("DXCHECK_NODE_MODULES", ROOT / "build" / "node_modules")).absolute()
NODE = shutil.which("node")
pytestmark = [
    pytest.mark.skipif(NODE is None, reason="no Node here"),
    pytest.mark.skipif(
        not (MODULES / "oidc-provider").is_dir(), reason=f"no oidc-provider in {MODULES.name} (npm install --prefix build oidc-provider)"
    ),
]
SECRET = "a-secret-of-the-client"


@asynccontextmanager
async def provider(folder: Path, port: int, back: str) -> AsyncIterator[str]:
    """It listens."""
    (folder / "node_modules").symlink_to(MODULES, target_is_directory=True)
    script = shutil.copy(Path(__file__).with_name("provider.mjs"), folder)
    assert NODE is not None
    process = await asyncio.create_subprocess_exec(
        NODE, script, str(port), back, SECRET, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, cwd=folder
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            while b"ready" not in await process.stdout.readline():
                assert process.returncode is None
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def both(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    """Server and provider, each knowing the other."""
    ours, theirs = free_port(), free_port()
    monkeypatch.setattr("web.serving.free_port", lambda: ours)
    folder = tmp_path / "provider"
    folder.mkdir()
    async with (
        provider(folder, theirs, f"http://127.0.0.1:{ours}/sso/back") as issuer,
        serve(sso=settings(issuer, secret=SECRET)) as served,
    ):
        yield served


async def sign_in(person: Any, who: str) -> None:
    """From our page, through the provider's."""
    person.provider = person.served.server.settings.sso.issuer
    await person.go("/login")
    await person.page.click("form[action$='/sso'] button")
    await person.page.wait_for_selector("input[name=login]")
    await person.page.fill("input[name=login]", who)
    await person.page.fill("input[name=password]", "x")
    await person.page.click("button[type=submit]")
    await person.page.wait_for_selector("button[autofocus]:has-text('Continue'), button:has-text('Continue')")
    await person.page.click("button:has-text('Continue')")


async def test_somebody_logs_in_through_the_provider_and_out_again(
    serve: Serve, arrive: Arrive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into the desk that the table says, without a password; the account can be stopped at once; logging out ends at the provider."""
    async with both(serve, tmp_path, monkeypatch) as served, arrive(served) as person:
        await sign_in(person, "yamada+imabari-kikaku-ka")
        await person.page.wait_for_selector("body.-first-byte")
        await person.sees("今治市のみなさん")
        account = served.server.accounts.find("yamada")
        assert account is not None
        assert (account.role, account.municipality, account.password) == ("staff", "382027", "!")
        assert account.comes_from.endswith("yamada+imabari-kikaku-ka")
        assert '"sso"' in served.log()
        assert not [one for one in person.console if "Content Security Policy" in one]
        await person.page.click("text=ログアウト")
        await person.page.wait_for_url("**/session/end**")
        served.workspace.accounts_desk().set_disabled("yamada", True)
        await person.context.clear_cookies()
        await sign_in(person, "yamada+imabari-kikaku-ka")
        await person.page.wait_for_selector("text=止められています")


async def test_whoever_has_no_desk_reads_why(serve: Serve, arrive: Arrive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claim and value are named."""
    async with both(serve, tmp_path, monkeypatch) as served, arrive(served) as person:
        await sign_in(person, "tanaka+kaigai-ka+golf")
        await person.page.wait_for_selector("text=ここを使う決まりがありません")
        said = await person.page.inner_text("main")
        assert "department: kaigai-ka" in said
        assert "groups: golf" in said
        assert served.server.accounts.find("tanaka") is None
        assert await person.faults() == []
