"""The nginx example of docs/running.ja.md, run as it is printed there: TLS in front, the login behind it."""

from __future__ import annotations

import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from web.nginx import NEEDED, nginx
from web.serving import IMABARI, PASSWORD, Line, Serve

from dxcheck.web.server import free_port

ROOT = Path(__file__).parent.parent.parent
pytestmark = NEEDED


@asynccontextmanager
async def in_front(folder: Path, port: int, behind: int, *others: tuple[str, str]) -> AsyncIterator[None]:
    """What the README shows, with this machine's ports; and with other changes."""
    (shown,) = re.findall(r"```nginx\n(.*?)```", (ROOT / "docs" / "running.ja.md").read_text(encoding="utf-8"), re.DOTALL)
    async with nginx(folder, port, shown, *others, ("http://127.0.0.1:8000", f"http://127.0.0.1:{behind}")):
        yield


@asynccontextmanager
async def logged_in(folder: Path, url: str) -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody at the address that nginx has."""
    trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusted.check_hostname = False
    trusted.load_verify_locations(folder / "certificate.pem")
    connector = aiohttp.TCPConnector(ssl=trusted)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        page = await (await session.get(f"{url}/login")).text()
        (csrf,) = re.findall(r'name="csrf" value="([^"]+)"', page)
        form = {"csrf": csrf, "name": IMABARI, "password": PASSWORD}
        origin = "/".join(url.split("/")[:3])
        session.headers["Origin"] = origin
        answer = await session.post(f"{url}/login", data=form, allow_redirects=False)
        assert answer.status == 303
        assert "Secure" in answer.headers["Set-Cookie"]
        yield session


async def test_the_example_carries_login_and_terminal_over_tls(serve: Serve, tmp_path: Path) -> None:
    """The cookie is for https alone, the websocket goes through, and the log has the browser's address, not nginx's word for it."""
    port = free_port()
    url = f"https://127.0.0.1:{port}"
    async with (
        serve(public_url=url, trusted_proxies=("127.0.0.1",)) as served,
        in_front(tmp_path, port, served.server.port),
        logged_in(tmp_path, url) as session,
    ):
        home = await session.get(url)
        assert home.status == 200
        assert home.headers["Strict-Transport-Security"]
        async with session.ws_connect(f"{url}/ws/0123456789abcdef?width=120&height=40") as socket:
            await Line(socket).until("今治市")
    assert '"address":"127.0.0.1"' in served.log()


@pytest.mark.parametrize("handed_on", [True, False])
async def test_the_example_works_below_a_path_too(serve: Serve, tmp_path: Path, handed_on: bool) -> None:
    """Whether nginx hands the path on (`proxy_pass` without a slash at its end) or takes it away (with one)."""
    port = free_port()
    url = f"https://127.0.0.1:{port}/dx"
    other = ("proxy_pass http://127.0.0.1:8000;", f"proxy_pass http://127.0.0.1:8000{'' if handed_on else '/'};")
    async with (
        serve(public_url=url, trusted_proxies=("127.0.0.1",)) as served,
        in_front(tmp_path, port, served.server.port, ("location / {", "location /dx/ {"), other),
        logged_in(tmp_path, url) as session,
    ):
        home = await session.get(url)  # nginx adds the slash
        assert (home.status, str(home.url)) == (200, f"{url}/")
        for found in re.findall(r'(?:href|src|action)="(/[^"?]*)"', await home.text()):
            assert found.startswith("/dx/")
        assert (await session.get(f"{url}/static/line.js")).status == 200
        async with session.ws_connect(f"{url}/ws/0123456789abcdef?width=120&height=40") as socket:
            await Line(socket).until("今治市")


async def test_without_its_two_lines_about_the_upgrade_the_operator_is_told(
    serve: Serve, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The pages work, so that it looks as if nothing were missing."""
    port = free_port()
    url = f"https://127.0.0.1:{port}"
    lines = ("proxy_set_header Upgrade $http_upgrade;", 'proxy_set_header Connection "upgrade";')
    async with (
        serve(public_url=url, trusted_proxies=("127.0.0.1",)) as served,
        in_front(tmp_path, port, served.server.port, *((one, "") for one in lines)),
        logged_in(tmp_path, url) as session,
    ):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(f"{url}/ws/0123456789abcdef?width=120&height=40")
    assert "it must pass WebSocket on" in caplog.text
