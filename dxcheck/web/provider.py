"""What is asked of an OpenID Connect provider, and what of its answers is believed: discovery, the exchange of a code, keys, and the token itself."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeGuard
from urllib.parse import quote, urlencode, urlsplit

import aiohttp
import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from joserfc.jwk import KeySet

    from dxcheck.web.sso_settings import SsoSettings

_log = logging.getLogger("dxcheck.web")
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "RS384", "RS512", "ES384")
"""Of signatures with a key pair. Never `none`, and never a shared secret: whoever knows our side of it could then sign."""
LEEWAY: Final = 60.0
"""Seconds that clocks may differ."""
OLDEST: Final = 600.0
"""Seconds since a token was made for a login of now."""
ASKED_WITHIN: Final = 10.0
BELIEVED_FOR: Final = 3600.0
KEYS_EVERY: Final = 60.0
"""Seconds at least between two looks for new keys."""
LARGEST_ANSWER: Final = 256 * 1024
ASKED_AT_ONCE: Final = 4
MOST_ON_THE_WAY: Final = 40
"""Questions to the provider that wait for one of these places; whoever comes back with made-up codes makes no more."""


class ProviderError(Exception):
    """The provider cannot be used, or said something that is not believed; the message is for the server's log."""


class _Discovered(msgspec.Struct, frozen=True):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""


@dataclass(frozen=True)
class Attempt:
    """One login on its way, kept in the browser's own cookie and nowhere else."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Attempt:
        """With secrets that were never used before."""
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))

    @classmethod
    def read(cls, cookie: str) -> Attempt | None:
        """From its cookie."""
        parts = cookie.split("~")
        return cls(*parts) if len(parts) == 3 and all(parts) else None  # noqa: PLR2004 - its fields

    def written(self) -> str:
        """For its cookie."""
        return f"{self.state}~{self.nonce}~{self.verifier}"

    @property
    def challenge(self) -> str:
        """Of PKCE (S256)."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


class Provider:
    """One provider."""

    def __init__(self, settings: SsoSettings, back: str, clock: Callable[[], float] = time.time) -> None:
        """`back` is where it sends people back to."""
        self.settings, self._back, self._clock = settings, back, clock
        self._found: _Discovered | None = None
        self._found_at = self._keys_at = float("-inf")
        self._keys: KeySet | None = None
        self._places = asyncio.Semaphore(ASKED_AT_ONCE)
        self._under_way = 0

    @property
    def origins(self) -> frozenset[str]:
        """Where forms of ours may lead."""
        found = self._found
        others = (found.authorization_endpoint, found.end_session_endpoint) if found else ()
        return frozenset({self.settings.origin, *("{0.scheme}://{0.netloc}".format(urlsplit(one)) for one in others if one)})

    async def look_up(self) -> None:
        """Learn where it is, before anybody asks. What goes wrong is told, and tried again when somebody does."""
        try:
            await self._discover()
        except ProviderError as problem:
            _log.warning("single sign-on: %s", problem)

    async def address(self, attempt: Attempt) -> str:
        """Where somebody logs in.

        Raises:
            ProviderError: it does not say.
        """
        found = await self._discover()
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self._back,
            "scope": " ".join(dict.fromkeys(("openid", *self.settings.scopes))),
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        return f"{found.authorization_endpoint}{'&' if '?' in found.authorization_endpoint else '?'}{urlencode(asked)}"

    async def way_out(self, after: str) -> str:
        """Where somebody logs out of the provider too; empty where it has none, or cannot be asked."""
        try:
            found = await self._discover()
        except ProviderError:
            return ""
        asked = urlencode({"client_id": self.settings.client_id, "post_logout_redirect_uri": after})
        return f"{found.end_session_endpoint}?{asked}" if found.end_session_endpoint else ""

    async def claims(self, attempt: Attempt, code: str, said_issuer: str | None) -> dict[str, Any]:
        """What the provider says of whoever came back with a code.

        Raises:
            ProviderError: nothing that is believed.
        """
        if said_issuer is not None and said_issuer != self.settings.issuer:
            raise ProviderError("the answer names another issuer")
        found = await self._discover()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "code_verifier": attempt.verifier,
            "client_id": self.settings.client_id,
        }
        headers = {}
        if self.settings.secret:
            pair = f"{quote(self.settings.client_id, safe='')}:{quote(self.settings.secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        given = await self._ask("POST", found.token_endpoint, data=form, headers=headers)
        claims = await self.believed(given.get("id_token"), attempt.nonce)
        access = given.get("access_token")
        if found.userinfo_endpoint and isinstance(access, str):
            more = await self._ask("GET", found.userinfo_endpoint, headers={"Authorization": f"Bearer {access}"})
            if more.get("sub") != claims["sub"]:
                raise ProviderError("userinfo is about somebody else")
            claims = {**more, **claims}
        return claims

    async def believed(self, token: object, nonce: str) -> dict[str, Any]:
        """The claims of an ID token, once its signature and what it is for are right (OpenID Connect Core 3.1.3.7).

        Raises:
            ProviderError: they are not.
        """
        from joserfc import jwt
        from joserfc.errors import JoseError

        if not isinstance(token, str):
            raise ProviderError("no ID token")
        for is_last in (False, True):
            keys = await self._key_set()
            try:
                claims = dict(jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims)
                break
            except (JoseError, ValueError) as problem:  # ValueError: no key of this name
                if is_last or not self._may_look_again(problem):
                    raise ProviderError(f"the ID token's signature: {type(problem).__name__}") from problem
                self._keys = None
        self._check(claims, nonce)
        return claims

    def _check(self, claims: Mapping[str, Any], nonce: str) -> None:
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        own, now = self.settings.client_id, self._clock()
        expires, made = claims.get("exp"), claims.get("iat")
        faults = {
            "issuer": claims.get("iss") != self.settings.issuer,
            "audience": own not in audiences,
            "authorized party": (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != own,
            "expiry": not _is_number(expires) or now > expires + LEEWAY,
            "time it was made": not _is_number(made) or not now - OLDEST - LEEWAY <= made <= now + LEEWAY,
            "nonce": not isinstance(claims.get("nonce"), str) or not secrets.compare_digest(str(claims["nonce"]).encode(), nonce.encode()),
            "subject": not isinstance(claims.get("sub"), str) or not claims["sub"],
        }
        wrong = [what for what, is_wrong in faults.items() if is_wrong]
        if wrong:
            raise ProviderError(f"the ID token's {', '.join(wrong)}")

    def _may_look_again(self, problem: Exception) -> bool:
        """Whether a key may be new: asked for at most once a minute, however many tokens come."""
        return "key" in f"{type(problem).__name__} {problem}".lower() and time.monotonic() - self._keys_at > KEYS_EVERY

    async def _key_set(self) -> KeySet:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        if self._keys is None or time.monotonic() - self._keys_at > BELIEVED_FOR:
            given = await self._ask("GET", (await self._discover()).jwks_uri)
            try:
                self._keys = KeySet.import_key_set(given)  # type: ignore[arg-type]
            except (JoseError, ValueError, KeyError, TypeError) as problem:
                raise ProviderError("its keys cannot be read") from problem
            self._keys_at = time.monotonic()
        return self._keys

    async def _discover(self) -> _Discovered:
        if self._found is None or time.monotonic() - self._found_at > BELIEVED_FOR:
            given = await self._ask("GET", self.settings.issuer.rstrip("/") + "/.well-known/openid-configuration")
            try:
                found = msgspec.convert(given, _Discovered)
            except msgspec.ValidationError as problem:
                raise ProviderError(f"discovery: {problem}") from problem
            if found.issuer != self.settings.issuer:
                raise ProviderError("discovery names another issuer")
            for one in (
                found.authorization_endpoint,
                found.token_endpoint,
                found.jwks_uri,
                found.userinfo_endpoint,
                found.end_session_endpoint,
            ):
                if one and urlsplit(one).scheme != urlsplit(self.settings.issuer).scheme:
                    raise ProviderError("an address without encryption")
            self._found, self._found_at = found, time.monotonic()
        return self._found

    async def _ask(self, method: str, address: str, **given: Any) -> dict[str, Any]:
        """A JSON object from the provider; redirects are not followed."""
        if self._under_way >= ASKED_AT_ONCE + MOST_ON_THE_WAY:
            raise ProviderError("too many ask at once")
        timeout = aiohttp.ClientTimeout(total=ASKED_WITHIN)
        self._under_way += 1
        try:
            async with self._places, aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
                headers = {"Accept": "application/json", **given.pop("headers", {})}
                async with session.request(method, address, headers=headers, allow_redirects=False, **given) as answer:
                    raw = await answer.content.read(LARGEST_ANSWER)
                    while not answer.content.at_eof() and len(raw) < LARGEST_ANSWER:
                        raw += await answer.content.read(LARGEST_ANSWER - len(raw))
                    if answer.status != 200:  # noqa: PLR2004 - nothing else is an answer
                        raise ProviderError(f"{urlsplit(address).path} answered {answer.status}")
            made = msgspec.json.decode(raw)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as problem:
            raise ProviderError(f"{urlsplit(address).path}: {type(problem).__name__}") from problem
        finally:
            self._under_way -= 1
        if not isinstance(made, dict):
            raise ProviderError(f"{urlsplit(address).path} answered no object")
        return made


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
