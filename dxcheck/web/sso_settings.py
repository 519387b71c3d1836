"""How people log in with the account of another system (OpenID Connect): one TOML file, given to `dxcheck serve --oidc`.

    issuer = "https://login.example.jp/realms/ehime"
    client_id = "dxcheck"
    name = "職員アカウント"          # on the button
    scopes = ["profile", "groups"]
    account = "preferred_username"   # the claim that an account's name is made of
    password = true                  # whether accounts with a password may still log in

    [[posts]]                        # the first that fits counts
    claim = "groups"
    value = "dx-centre"
    role = "centre"

    [[posts]]
    claim = "department"
    value = "今治市企画課"
    role = "staff"
    municipality = "今治市"
    account = "imabari-kikaku"       # one account for all of a post

The client's secret comes from the environment (DXCHECK_OIDC_SECRET); without one the client is public, and PKCE protects it all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

import msgspec

from dxcheck.i18n import _
from dxcheck.model.account import plain_name
from dxcheck.model.roster import UnknownMunicipalityError
from dxcheck.system.fault import Fault
from dxcheck.system.toml import FaultyFileError, read_toml
from dxcheck.web.loopback import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from dxcheck.model.roster import Roster

SECRET: Final = "DXCHECK_OIDC_SECRET"  # noqa: S105 - the variable's name
_ACCOUNT: Final = re.compile(r"[a-z0-9][a-z0-9_-]{2,39}")
_LONGEST_SAID: Final = 80
SsoRole = Literal["staff", "specialist", "centre"]
"""Of whoever another system lets in. A section has an account of its own, or a link: which post somebody sits at, no provider knows."""


class PostRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who has a claim with a value sits at this desk."""

    claim: str
    """Its name; parts of a nested one are parted by dots."""
    value: str
    """What it must be, or one of what it lists."""
    role: SsoRole
    municipality: str = ""
    """Of staff."""
    municipalities: tuple[str, ...] | None = None
    """Of a specialist; without it the centre assigns them."""
    account: str = ""
    """One account for all to whom this applies; without it each has one of their own."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    issuer: str
    client_id: str
    name: str = ""
    scopes: tuple[str, ...] = ()
    account: str = "preferred_username"
    password: bool = True
    posts: tuple[PostRule, ...]


@dataclass(frozen=True)
class Desk:
    """The desk somebody sits at, and under which account."""

    account: str
    role: SsoRole
    municipality: str
    """Its code."""
    municipalities: tuple[str, ...] | None
    """Codes; None where the centre assigns them."""
    is_shared: bool
    """Whether the account is a post's, and not this one person's."""


class UnmappedError(Exception):
    """Somebody the provider knows has no desk here; the message names claims and values."""


@dataclass(frozen=True)
class SsoSettings:
    """The file, checked against the roster."""

    issuer: str
    client_id: str
    secret: str
    name: str
    scopes: tuple[str, ...]
    account: str
    password: bool
    posts: tuple[PostRule, ...]
    roster: Roster

    @property
    def origin(self) -> str:
        """Of the provider."""
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.issuer))

    def post_of(self, claims: Mapping[str, Any]) -> Desk:
        """Whose desk somebody with these claims sits at.

        Raises:
            UnmappedError: at none, or under no name that an account can have.
        """
        rule = next((one for one in self.posts if one.value in _values(claims, one.claim)), None)
        if rule is None:
            said = _("、").join(f"{one}: {_said(_values(claims, one))}" for one in dict.fromkeys(one.claim for one in self.posts))
            raise UnmappedError(_("どの決まりにも当てはまりません（{said}）", said=said))
        name = rule.account or _account_name(" ".join(_values(claims, self.account)))
        if not _ACCOUNT.fullmatch(name):
            said = _said(_values(claims, self.account))
            raise UnmappedError(_("アカウント名をつくれません（{claim}: {said}）", claim=self.account, said=said))
        codes = None if rule.municipalities is None else tuple(sorted(self.roster.find(one).code for one in rule.municipalities))
        own = self.roster.find(rule.municipality).code if rule.municipality else ""
        return Desk(name, rule.role, own, codes, bool(rule.account))


def _is_at_another_desk(one: PostRule, other: PostRule) -> bool:
    """Whether two share an account and not a desk: each login would end the other's."""
    desks = ((rule.role, rule.municipality, rule.municipalities) for rule in (one, other))
    return bool(one.account) and one.account == other.account and next(desks) != next(desks)


def _values(claims: Mapping[str, Any], name: str) -> list[str]:
    """What a claim says, as texts."""
    found: Any = claims.get(name)
    if found is None:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
    several = found if isinstance(found, list) else [] if found is None else [found]
    return [_text(one) for one in several if isinstance(one, str | int)]


def _text(value: str | int) -> str:
    """As it stands in the provider's own JSON."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _said(values: list[str]) -> str:
    text = ", ".join(values) or _("なし")
    return text if len(text) <= _LONGEST_SAID else text[:_LONGEST_SAID] + "…"


def _account_name(text: str) -> str:
    return re.sub(r"[^a-z0-9_-]+", "-", plain_name(text)).strip("-_")[:40]


def read_settings(path: Path, roster: Roster, environment: Mapping[str, str]) -> SsoSettings:
    """Read the file.

    Raises:
        FaultyFileError: it cannot be used; every fault is named.
    """
    try:
        file = msgspec.convert(read_toml(path), _File)
    except msgspec.ValidationError as problem:
        raise FaultyFileError(path, [Fault("", str(problem))]) from problem
    faults = [*_address_faults(file.issuer), *_post_faults(file.posts, roster)]
    if faults:
        raise FaultyFileError(path, faults)
    secret = environment.get(SECRET, "")
    return SsoSettings(
        file.issuer,
        file.client_id,
        secret,
        file.name or urlsplit(file.issuer).netloc,
        file.scopes,
        file.account,
        file.password,
        file.posts,
        roster,
    )


def _address_faults(issuer: str) -> Iterator[Fault]:
    parts = urlsplit(issuer)
    if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)) or parts.query or parts.fragment:
        yield Fault("issuer", _("「{url}」は使えません。https:// から書いてください。", url=issuer))


def _post_faults(posts: tuple[PostRule, ...], roster: Roster) -> Iterator[Fault]:
    if not posts:
        yield Fault("posts", _("だれがどの画面を使うかを、[[posts]] に1つ以上書いてください。"))
    for number, one in enumerate(posts, 1):
        where = f"posts[{number}]"
        if (one.role == "staff") != bool(one.municipality):
            yield Fault(where, _("municipality は、role が staff のときだけ、必ず書いてください。"))
        if one.municipalities is not None and one.role != "specialist":
            yield Fault(where, _("municipalities は、role が specialist のときだけ書けます。"))
        if one.account and not _ACCOUNT.fullmatch(one.account):
            yield Fault(where, _("アカウント名は、英小文字・数字・- _ で3から40文字にしてください（例: imabari-kikaku）"))
        if any(_is_at_another_desk(one, earlier) for earlier in posts[: number - 1]):
            yield Fault(
                where, _("アカウント「{name}」は、前の [[posts]] でほかの画面に使われています。別の名前にしてください。", name=one.account)
            )
        for town in filter(None, (one.municipality, *(one.municipalities or ()))):
            try:
                roster.find(town)
            except UnknownMunicipalityError as unknown:
                yield Fault(where, str(unknown))
