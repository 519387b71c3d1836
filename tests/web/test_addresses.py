"""The address people open, and what happens when a proxy or a wrong `--public-url` makes it another one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from web.serving import IMABARI, PASSWORD, Serve

from dxcheck.web.settings import PublicUrlError, ServeSettings, public_address

LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)
HOSTS = st.lists(LABELS, min_size=1, max_size=3).map(".".join)
PATHS = st.lists(st.from_regex(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,8}", fullmatch=True), max_size=3).map(
    lambda parts: "".join(f"/{one}" for one in parts)
)


@given(st.sampled_from(["http", "https"]), HOSTS, st.none() | st.integers(1, 65535), PATHS, st.sampled_from(["", "/"]))
@example("https", "dx.example.jp", 443, "/tools/dx", "/")
def test_an_address_is_what_a_browser_says_of_it(scheme: str, host: str, port: int | None, path: str, slash: str) -> None:
    """The Host and the Origin that a browser sends are ours, with and without the standard port, and writing it again changes nothing."""
    standard = {"http": 80, "https": 443}[scheme]
    written = f"{scheme.upper()}://{host.upper()}{f':{port}' if port else ''}{path}{slash}"
    settings = ServeSettings(Path(), public_url=written)
    said = host if port in (None, standard) else f"{host}:{port}"
    assert settings.url == public_address(settings.url) == f"{scheme}://{said}{path}"
    assert settings.base == path
    assert said in settings.hosts
    assert (f"{host}:{port or standard}") in settings.hosts
    assert settings.origins == {f"{scheme}://{said}"}
    assert settings.cookie_path == f"{path}/"


@pytest.mark.parametrize(
    "written",
    ["dx.example.jp", "//dx.example.jp", "https://", "https:///dx", "ftp://dx.example.jp", "https://dx .example.jp", "https://me@dx.example.jp",
     "https://dx.example.jp/?x", "https://dx.example.jp/#x", "https://dx.example.jp/../x", "https://dx.example.jp//x", "https://dx.example.jp/診断",
     "https://dx.example.jp:99999", "https://dx.example.jp:x", "https://[::1", "https://-.jp", "javascript:alert(1)", " "],
)  # fmt: skip
def test_what_no_browser_could_open_is_refused(written: str) -> None:
    """With what was written in the message."""
    with pytest.raises(PublicUrlError, match="--public-url"):
        ServeSettings(Path(), public_url=written)


def test_japanese_names_and_full_width_letters_become_what_browsers_send() -> None:
    """As in an address field."""
    assert public_address("https://ｄｘ.example.jp") == "https://dx.example.jp"
    assert public_address("https://市役所.example.jp/dx/") == "https://xn--7sto6a74d.example.jp/dx"


@pytest.mark.parametrize(
    ("host", "port", "said"), [("127.0.0.1", 80, "localhost"), ("::1", 8000, "[::1]:8000"), ("localhost", 443, "127.0.0.1:443")]
)
def test_this_machine_has_several_names(host: str, port: int, said: str) -> None:
    """Also on the port that browsers leave away."""
    settings = ServeSettings(Path(), host=host, port=port)
    assert said in settings.hosts
    assert f"http://{said}" in settings.origins


async def test_another_address_is_told_the_right_one_and_the_log_tells_why(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """A proxy that hands on its own name as Host, and a page opened by http where https was said: both looked as if the password were wrong. Told once, however often it comes."""
    right = "https://dx.example.jp/"
    async with serve(public_url=right) as served, served.visitor() as visitor:
        for _ in range(2):
            page = await visitor.get("/login")
            assert page.status == 421
            assert f'<a href="{right}">' in await page.text()
            form = {"csrf": "x", "name": IMABARI, "password": PASSWORD}
            for path in ("/login", "/logout", "/password"):
                refused = await visitor.post(path, form, Host="dx.example.jp", Origin="http://dx.example.jp")
                assert refused.status == 403
                assert f'<a href="{right}">' in await refused.text()
                assert "ログインが切れた" not in await refused.text()
        told = [one.getMessage() for one in caplog.records if "--public-url" in one.getMessage()]
        assert [one.split(",")[0] for one in told] == [
            f"refused: Host '127.0.0.1:{served.server.port}'",
            "refused: Origin 'http://dx.example.jp'",
        ]


async def test_whoever_makes_up_addresses_fills_no_log(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """Nor writes lines of their own into it."""
    async with serve() as served, served.visitor() as visitor:
        for n in range(80):
            assert (await visitor.get("/", headers={"Host": f"host-{n}.example.jp"})).status == 421
        await visitor.get("/", headers={"Host": "x" * 5000})
        said = [one.getMessage() for one in caplog.records if one.name == "dxcheck.web"]
        assert len(said) == 50
        assert max(len(one) for one in said) < 300


async def test_a_line_that_comes_without_its_upgrade_is_told_to_the_operator(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """What nginx does unless it is told otherwise."""
    async with serve() as served, served.logged_in() as visitor:
        for _ in range(3):
            assert (await visitor.get("/ws/0123456789abcdef", headers={"Origin": served.url})).status == 400
        assert [one.getMessage() for one in caplog.records if "WebSocket" in one.getMessage()] == [
            "no screen opens: a proxy hands on the request for it without its Upgrade; it must pass WebSocket on"
        ]
