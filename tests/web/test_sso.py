"""Single sign-on against a provider of our own making, which can also be hostile: what is believed, who gets in, and where."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import msgspec
import pytest
from aiohttp import web
from joserfc import jwt
from joserfc.jwk import RSAKey
from web.serving import IMABARI, Serve, Visitor

from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.model.roster import load_roster
from dxcheck.system.toml import FaultyFileError
from dxcheck.web.provider import Attempt, Provider, ProviderError
from dxcheck.web.server import free_port
from dxcheck.web.sso_settings import PostRule, SsoSettings, UnmappedError, read_settings


@cache
def _key(kid: str, whose: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


def signing_key(kid: str = "one", whose: str = "the provider's") -> RSAKey:
    """Somebody's key, made where it is needed first: it takes a while, also for whoever runs other tests."""
    return _key(kid, whose)


POSTS = (
    PostRule(claim="department", value="imabari-kikaku-ka", role="staff", municipality="今治市"),
    PostRule(claim="department", value="joho-ka", role="staff", municipality="松山市", account="matsuyama-jouhou"),
    PostRule(claim="groups", value="dx-centre", role="centre"),
    PostRule(claim="realm.roles", value="senmonkan", role="specialist", municipalities=("今治市", "西条市")),
)


def settings(issuer: str, *, secret: str = "", password: bool = True) -> SsoSettings:
    """Of a provider."""
    return SsoSettings(issuer, "dxcheck", secret, "職員アカウント", ("profile",), "preferred_username", password, POSTS, load_roster())


def _packed(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


class Fake:
    """A provider that says whatever a test wants."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.claims: dict[str, Any] = {"sub": "s-1", "preferred_username": "Yamada.Taro", "department": "imabari-kikaku-ka"}
        self.changed: dict[str, Any] = {}
        """In the next tokens, in place of what is right."""
        self.key: Any = signing_key()
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "one"}
        self.published = [signing_key()]
        self.asked: list[dict[str, str]] = []
        self.nonces: dict[str, str] = {}
        self.more: dict[str, Any] = {}
        self.looks = 0

    def token(self, nonce: str) -> str:
        """An ID token."""
        now = int(time.time())
        right = {"iss": self.issuer, "aud": "dxcheck", "iat": now, "exp": now + 300, "nonce": nonce, **self.claims}
        claims = {key: value for key, value in {**right, **self.changed}.items() if value is not None}
        if self.header["alg"] in ("none", "HS256"):
            signed = b".".join(_packed(json.dumps(one).encode()) for one in (self.header, claims))
            code = b"" if self.header["alg"] == "none" else _packed(hmac.digest(signing_key().as_pem(private=False), signed, "sha256"))
            return (signed + b"." + code).decode()
        return jwt.encode(self.header, claims, self.key, algorithms=[self.header["alg"]])

    async def discovery(self, _request: web.Request) -> web.Response:
        """What there is."""
        paths = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "keys", "userinfo_endpoint": "me"}
        found = {key: f"{self.issuer}/{path}" for key, path in paths.items()}
        return web.json_response({"issuer": self.issuer, "end_session_endpoint": f"{self.issuer}/end", **found})

    async def keys(self, _request: web.Request) -> web.Response:
        """Public ones."""
        self.looks += 1
        return web.json_response({"keys": [one.as_dict(private=False) for one in self.published]})

    async def exchange(self, request: web.Request) -> web.Response:
        """A code for tokens; PKCE is checked."""
        form = {key: str(value) for key, value in (await request.post()).items()}
        self.asked.append({**form, "authorization": request.headers.get("Authorization", "")})
        challenge, _tilde, nonce = form["code"].partition("~")
        if Attempt("", "", form["code_verifier"]).challenge != challenge:
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response({"id_token": self.token(nonce), "access_token": "a", "token_type": "Bearer"})

    async def me(self, _request: web.Request) -> web.Response:
        """Userinfo."""
        return web.json_response({"sub": self.claims["sub"], **self.more})


@asynccontextmanager
async def faked() -> AsyncIterator[Fake]:
    """It listens."""
    port = free_port()
    fake = Fake(f"http://127.0.0.1:{port}")
    app = web.Application()
    app.add_routes(
        [
            web.get("/.well-known/openid-configuration", fake.discovery),
            web.get("/keys", fake.keys),
            web.post("/token", fake.exchange),
            web.get("/me", fake.me),
        ]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield fake
    finally:
        await runner.cleanup()


async def there(visitor: Visitor) -> dict[str, str]:
    """To the provider; gives what it is asked."""
    answer = await visitor.post("/sso", {"csrf": await visitor.form("/login")})
    assert answer.status == 303, await answer.text()
    return {key: value[0] for key, value in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


async def back(visitor: Visitor, asked: dict[str, str], **changed: str) -> aiohttp.ClientResponse:
    """From the provider, as it would send people."""
    query = {"code": f"{asked['code_challenge']}~{asked['nonce']}", "state": asked["state"], **changed}
    return await visitor.get("/sso/back", params=query)


async def sign_in(visitor: Visitor) -> aiohttp.ClientResponse:
    """There and back."""
    return await back(visitor, await there(visitor))


async def test_there_and_back_ends_on_a_page_of_our_own(serve: Serve) -> None:
    """Only the cookie of the way may be sent along from elsewhere, and for ten minutes; the login's own is set by a page that then leads on; PKCE, state and nonce are used."""
    async with faked() as fake, serve(sso=settings(fake.issuer, secret="geheim")) as served, served.visitor() as visitor:
        page = await visitor.get("/login")
        assert "職員アカウントでログインする" in await page.text()
        assert f"form-action 'self' {fake.issuer};" in page.headers["Content-Security-Policy"]
        answer = await visitor.post("/sso", {"csrf": await visitor.form("/login")})
        cookie = answer.cookies["dxcheck-sso"]
        assert (cookie["samesite"], cookie["max-age"], cookie["httponly"]) == ("Lax", "600", True)
        asked = {key: value[0] for key, value in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
        assert (asked["response_type"], asked["code_challenge_method"], asked["scope"]) == ("code", "S256", "openid profile")
        assert asked["redirect_uri"] == f"{served.url}/sso/back"
        arrived = await back(visitor, asked)
        assert arrived.status == 200
        assert 'http-equiv="refresh" content="0; url=/"' in await arrived.text()
        assert arrived.cookies["dxcheck"]["samesite"] == "Strict"
        assert arrived.cookies["dxcheck-sso"].value == ""
        assert "dxcheck-device" not in arrived.cookies, "no password was shown"
        assert "今治市" in await (await visitor.get("/")).text()
        assert (await visitor.get("/password")).headers["Location"] == "/"
        assert fake.asked[0]["authorization"].startswith("Basic ")
        assert "geheim" not in served.log()
        account = served.server.accounts.find("yamada-taro")
        assert account is not None
        assert account.comes_from == f"{fake.issuer} s-1"
        out = await visitor.post("/logout", {"csrf": await visitor.form("/")})
        assert out.headers["Location"].startswith(f"{fake.issuer}/end?client_id=dxcheck&post_logout_redirect_uri=")
        assert (await visitor.get("/")).status == 303


@pytest.mark.parametrize(
    ("claims", "header", "whose", "said"),
    [
        ({"iss": "https://elsewhere.example"}, {}, "the provider's", "issuer"),
        ({"aud": "other"}, {}, "the provider's", "audience"),
        ({"aud": ["dxcheck", "other"]}, {}, "the provider's", "authorized party"),
        ({"azp": "other"}, {}, "the provider's", "authorized party"),
        ({"nonce": "x" * 32}, {}, "the provider's", "nonce"),
        ({"nonce": None}, {}, "the provider's", "nonce"),
        ({"exp": int(time.time()) - 3600}, {}, "the provider's", "expiry"),
        ({"exp": None}, {}, "the provider's", "expiry"),
        ({"exp": "9999999999"}, {}, "the provider's", "expiry"),
        ({"exp": True}, {}, "the provider's", "expiry"),
        ({"iat": int(time.time()) + 3600}, {}, "the provider's", "time it was made"),
        ({"iat": int(time.time()) - 3600}, {}, "the provider's", "time it was made"),
        ({"iat": None}, {}, "the provider's", "time it was made"),
        ({"sub": ""}, {}, "the provider's", "subject"),
        ({}, {"alg": "none"}, "the provider's", "signature"),
        ({}, {"alg": "HS256"}, "the provider's", "signature"),
        ({}, {}, "somebody else's", "signature"),
        ({}, {"kid": "two"}, "somebody else's", "signature"),
    ],
)
async def test_a_hostile_token_lets_nobody_in(serve: Serve, claims: dict[str, Any], header: dict[str, Any], whose: str, said: str) -> None:
    """Another issuer, audience or nonce, out of date, unsigned, signed with our public key as if it were a shared secret, or by somebody else."""
    async with faked() as fake, serve(sso=settings(fake.issuer)) as served, served.visitor() as visitor:
        fake.changed, fake.key = claims, signing_key(whose=whose)
        fake.header |= header
        answer = await sign_in(visitor)
        assert answer.status == 502
        assert "dxcheck" not in answer.cookies
        assert (await visitor.get("/")).status == 303
        assert served.server.accounts.find("yamada-taro") is None
        log = served.log()
        assert "sso-refused" in log
        assert said in log


async def test_an_answer_that_was_not_asked_for_is_no_answer(serve: Serve) -> None:
    """Another state, no cookie, another browser's cookie, a second time, another issuer's name, an error: nobody is in, and nothing is exchanged."""
    async with faked() as fake, serve(sso=settings(fake.issuer)) as served, served.visitor() as visitor, served.visitor() as other:
        asked = await there(visitor)
        assert (await back(visitor, asked, state="x")).headers["Location"] == "/login?again"
        assert (await back(other, asked)).headers["Location"] == "/login?again"
        await there(other)
        assert (await back(other, asked)).headers["Location"] == "/login?again"
        assert (await back(visitor, asked, iss="https://elsewhere.example")).status == 502
        assert fake.asked == []
        asked = await there(visitor)
        refused = await visitor.get("/sso/back", params={"error": "access_denied", "state": asked["state"]})
        assert refused.status == 403
        assert "取りやめられました" in await refused.text()
        asked = await there(visitor)
        assert (await back(visitor, asked)).status == 200
        assert (await back(visitor, asked)).headers["Location"] == "/login?again"
        assert (await visitor.post("/sso", {"csrf": "x"})).headers["Location"] == "/login?again"
        assert (await visitor.post("/sso", {"csrf": "x"}, Origin="https://elsewhere.example")).status == 403


async def test_a_key_that_is_new_is_looked_for_and_not_too_often(serve: Serve) -> None:
    """Providers change their keys; whoever sends tokens with made-up ones does not make us ask each time."""
    async with faked() as fake:
        provider = Provider(settings(fake.issuer), "http://127.0.0.1/sso/back")
        newer = signing_key("two")
        await provider.believed(fake.token("n" * 32), "n" * 32)
        fake.published, fake.key, fake.header = [signing_key(), newer], newer, {"alg": "RS256", "kid": "two"}
        for _ in range(5):
            with pytest.raises(ProviderError):
                await provider.believed(fake.token("n" * 32), "n" * 32)
        assert fake.looks == 1
        provider._keys_at -= 61
        await provider.believed(fake.token("n" * 32), "n" * 32)
        assert fake.looks == 2


async def test_a_flood_of_made_up_codes_asks_the_provider_few_times_at_once() -> None:
    """The others are told to come back."""
    async with faked() as fake:
        provider = Provider(settings(fake.issuer), "http://127.0.0.1/sso/back")
        await provider.look_up()
        attempt = Attempt.new()
        said = await asyncio.gather(*(provider.claims(attempt, "made~up", None) for _ in range(200)), return_exceptions=True)
        assert all(isinstance(one, ProviderError) for one in said)
        assert len(fake.asked) == 44
        assert sum("too many" in str(one) for one in said) == 156


async def test_each_gets_the_desk_that_the_table_says(serve: Serve) -> None:
    """Also from userinfo and nested claims; one account for a post, or one's own; a new department is a new desk, and ends what was open."""
    async with faked() as fake, serve(sso=settings(fake.issuer)) as served:
        fake.claims = {"sub": "s-2", "preferred_username": "sato", "realm": {"roles": ["other", "senmonkan"]}}
        async with served.visitor() as visitor:
            assert (await sign_in(visitor)).status == 200
            assert "専門官" in await (await visitor.get("/")).text(), "the provider asked for whatever it asks; no second step of ours"
            made = served.server.accounts.find("sato")
            assert made is not None
            assert (made.role, made.municipalities) == ("specialist", ("382027", "382060"))
            fake.claims = {"sub": "s-2", "preferred_username": "sato"}
            fake.more = {"groups": ["dx-centre"]}
            async with served.visitor() as again:
                assert (await sign_in(again)).status == 200
                await served.server.watch.look_around()
                assert (await visitor.get("/")).status == 303
                assert "センター" in await (await again.get("/")).text()
        fake.more = {"department": "joho-ka"}
        fake.claims = {"sub": "s-3", "preferred_username": "suzuki"}
        async with served.visitor() as visitor:
            assert (await sign_in(visitor)).status == 200, "an account with a password that the file names"
            assert "松山市" in await (await visitor.get("/")).text()
        assert served.server.accounts.find("suzuki") is None
        assert '"detail":"s-3"' in served.log().replace(" ", "")


async def test_nobody_becomes_somebody_elses_account(serve: Serve) -> None:
    """The same name from another person, one that has a password here, and one that is stopped: refused, and the page says why."""
    async with faked() as fake, serve(sso=settings(fake.issuer)) as served, served.visitor() as visitor:
        assert (await sign_in(visitor)).status == 200
        fake.claims = {**fake.claims, "sub": "s-9"}
        for name in ("yamada taro", IMABARI):
            fake.claims["preferred_username"] = name
            async with served.visitor() as other:
                answer = await sign_in(other)
                assert answer.status == 403
                assert "ほかの人のものです" in await answer.text()
        served.workspace.accounts_desk().set_disabled("yamada-taro", True)
        await served.server.watch.look_around()
        assert (await visitor.get("/")).status == 303, "out within seconds"
        fake.claims |= {"sub": "s-1", "preferred_username": "yamada.taro"}
        assert "止められています" in await (await sign_in(visitor)).text()
        with pytest.raises(Exception, match="ほかのシステム"):
            served.workspace.accounts_desk().reset("yamada-taro")


@pytest.mark.parametrize(("claim", "value"), [(382027, "382027"), (["x", 382027], "382027"), (True, "true"), ("382027", "382027")])
def test_a_claim_may_be_a_number_or_yes(claim: object, value: str) -> None:
    """Providers send employee numbers and codes as numbers; what the page shows of them is what the file must say."""
    rule = PostRule(claim="code", value=value, role="staff", municipality="今治市")
    known = dataclasses.replace(settings("https://login.example.jp"), posts=(rule,), account="number")
    assert known.post_of({"code": claim, "number": 4711}).account == "4711"
    with pytest.raises(UnmappedError, match="code: 1"):
        known.post_of({"code": 1, "number": 4711})


async def test_whoever_comes_from_a_provider_is_asked_for_nothing_of_ours(serve: Serve) -> None:
    """No phone and no list of codes, which nobody would ever look at; the page and the centre's desk say so alike."""
    async with faked() as fake, serve(sso=settings(fake.issuer)) as served, served.visitor() as visitor:
        fake.claims = {"sub": "s-2", "preferred_username": "sato", "groups": ["dx-centre"]}
        assert (await sign_in(visitor)).status == 200
        assert "/second" not in await (await visitor.get("/")).text()
        desk = served.workspace.accounts_desk().second_factor
        for change in (desk.print_codes, desk.reset):
            with pytest.raises(Exception, match="ほかのシステム"):
                change("sato")


async def test_without_a_desk_claims_and_values_are_named(serve: Serve) -> None:
    """Escaped, and cut where they are long."""
    async with faked() as fake, serve(sso=settings(fake.issuer)) as served, served.visitor() as visitor:
        fake.claims = {"sub": "s-1", "department": "<b>kaigai</b>", "groups": ["g" * 300]}
        text = await (await sign_in(visitor)).text()
        assert "department: &lt;b&gt;kaigai&lt;/b&gt;" in text
        assert "groups: " + "g" * 80 + "…" in text
        assert "realm.roles: なし" in text
        fake.claims = {"sub": "s-1", "department": "imabari-kikaku-ka", "preferred_username": "あ"}
        assert "preferred_username: あ" in await (await sign_in(visitor)).text()
        assert "sso-no-desk" in served.log()


async def test_passwords_go_on_unless_they_are_turned_off(serve: Serve) -> None:
    """Without the provider too: a site may be offline."""
    port = free_port()
    async with serve(sso=settings(f"http://127.0.0.1:{port}")) as served, served.visitor() as visitor, served.visitor() as other:
        assert (await visitor.log_in(IMABARI)).status == 303
        answer = await other.post("/sso", {"csrf": await other.form("/login")})
        assert answer.status == 502
        assert "もう一度お試しください" in await answer.text()


async def test_where_they_are_turned_off_no_password_is_taken(serve: Serve) -> None:
    """Nor asked for."""
    async with faked() as fake, serve(sso=settings(fake.issuer, password=False)) as served, served.visitor() as visitor:
        page = await (await visitor.get("/login")).text()
        assert 'name="password"' not in page
        assert (await visitor.log_in(IMABARI)).status == 403


async def test_accounts_that_must_change_their_password_are_not_caught_in_a_circle(serve: Serve) -> None:
    """A post's account with a password, used through the provider."""
    async with faked() as fake, serve(sso=settings(fake.issuer)) as served, served.visitor() as visitor:
        served.server.accounts.change("matsuyama-jouhou", lambda one: msgspec.structs.replace(one, must_change=True))
        fake.claims["department"] = "joho-ka"
        assert (await sign_in(visitor)).status == 200
        assert (await visitor.get("/")).status == 200


GOOD = """
issuer = "https://login.example.jp"
client_id = "dxcheck"
[[posts]]
claim = "groups"
value = "dx"
role = "centre"
"""


@pytest.mark.parametrize(
    ("replaced", "by", "said"),
    [
        ('"https://login', '"http://login', "https://"),
        ('role = "centre"', 'role = "staff"', "posts[1]: municipality"),
        ('role = "centre"', 'role = "king"', "king"),
        ('role = "centre"', 'role = "staff"\nmunicipality = "東京市"', "東京市"),
        ('role = "centre"', 'role = "centre"\nmunicipalities = ["今治市"]', "specialist"),
        ('role = "centre"', 'role = "centre"\naccount = "A!"', "英小文字"),
        (
            'role = "centre"',
            'role = "centre"\naccount = "dx-ka"\n[[posts]]\nclaim = "a"\nvalue = "b"\nrole = "specialist"\naccount = "dx-ka"',
            "posts[2]: ",
        ),
        ('client_id = "dxcheck"', "", "client_id"),
        ('value = "dx"', "", "value"),
        ('claim = "groups"', 'claim = "groups"\nclaims = "x"', "claims"),
    ],
)
def test_a_faulty_file_is_named_with_its_place(tmp_path: Path, replaced: str, by: str, said: str) -> None:
    """Before anything is served."""
    path = tmp_path / "oidc.toml"
    path.write_text(GOOD.replace(replaced, by), encoding="utf-8")
    with pytest.raises(FaultyFileError) as refused:
        read_settings(path, load_roster(), {})
    assert said in refused.value.in_full()


def test_the_secret_comes_from_the_environment(tmp_path: Path) -> None:
    """And stands in no file of ours."""
    path = tmp_path / "oidc.toml"
    path.write_text(GOOD, encoding="utf-8")
    made = read_settings(path, load_roster(), {"DXCHECK_OIDC_SECRET": "geheim"})
    assert (made.secret, made.name, made.password) == ("geheim", "login.example.jp", True)
    with pytest.raises(UnmappedError):
        made.post_of({"groups": 3})
    assert isinstance(Account("a-b", "centre", "", "!", calendar.now()), Account)
