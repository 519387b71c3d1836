"""二段階の確認: what beside the password lets a specialist or the centre in from a browser, and what of it is kept.

A code from an authenticator app on a phone (TOTP, RFC 6238), or from a list on paper that the centre printed. The phone's secret, and which codes are used up, are the server's
alone (`Factor`); an account says only that there is one (`Account.factor`) and which one counts (`Account.factor_round`), so that whoever reads accounts learns no secret, and a
reset by the centre needs to read none.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from dxcheck.i18n import N_
from dxcheck.model.account import EASY_LETTERS, OF_ONE_MUNICIPALITY, plain_name
from dxcheck.model.calendar import Timed

if TYPE_CHECKING:
    from dxcheck.model.account import Account

SecondStep = Literal["nothing", "app", "paper", "enrol", "offer"]
"""After the right password: nothing more; a code of the app; one of the list; to set up an app now; the same, which may be put off."""
FACTOR_NAMES: Final[dict[str, str]] = {"": N_("未登録"), "app": N_("認証アプリ"), "paper": N_("紙のコード")}
RECOVERY_CODES: Final = 10
PRINTED_CODES: Final = 20
FEW_LEFT: Final = 5
"""Codes on paper: from here on it is said that a new list is needed."""
_GROUP: Final = 4
_RECOVERY_GROUPS, _PRINTED_GROUPS = 3, 2
"""Groups of four letters: 59 bits, of which a quick hash is kept; 39 bits, of which a slow one is."""


class Factor(Timed, frozen=True, omit_defaults=True):
    """What the server keeps of one account's second factor."""

    account: str
    round: int
    """Counts only while the account says the same: a reset raises it there."""
    since: dt.datetime
    secret: str = ""
    """Of the app, as base32; empty for a list on paper."""
    last_step: int = 0
    """The newest half minute whose code was used: no code of it or of an earlier one is taken again."""
    recovery: tuple[str, ...] = ()
    """Hashes of the recovery codes that are left."""
    used: int = 0
    """How many codes of the list are used up."""


class SiteRule(Timed, frozen=True):
    """One decision of the centre for the whole site."""

    is_on: bool
    at: dt.datetime
    put_off_until: dt.date | None = None
    """The last day on which accounts that were there before may go on without; without one they may as long as nobody sets it."""


class Policy(msgspec.Struct, frozen=True):
    """Every decision, the oldest first; the last one holds."""

    rules: tuple[SiteRule, ...] = ()
    is_demo: bool = False

    @property
    def is_on(self) -> bool:
        """Whether anybody is asked: always, unless the centre turned it off; never in the demo."""
        return not self.is_demo and (not self.rules or self.rules[-1].is_on)

    @property
    def put_off_until(self) -> dt.date | None:
        """The last day on which accounts that were there before may go on without."""
        return self.rules[-1].put_off_until if self.rules else None

    def asked(self, account: Account, today: dt.date) -> SecondStep:
        """What somebody is asked for who knows the account's password."""
        if not self.is_on or not may_have(account):
            return "nothing"
        if account.factor:
            return account.factor
        return "enrol" if account.factor_due or (self.put_off_until is not None and today > self.put_off_until) else "offer"


def may_have(account: Account) -> bool:
    """Whether an account has a second factor here at all: those that see more than one municipality, unless another system checks who it is."""
    return account.role not in OF_ONE_MUNICIPALITY and not account.comes_from


def recovery_codes() -> tuple[str, ...]:
    """New ones, to be shown once."""
    return tuple(_code(_RECOVERY_GROUPS) for _ in range(RECOVERY_CODES))


def printed_codes() -> tuple[str, ...]:
    """A new list, to be printed once."""
    return tuple(_code(_PRINTED_GROUPS) for _ in range(PRINTED_CODES))


def _code(groups: int) -> str:
    return "-".join("".join(secrets.choice(EASY_LETTERS) for _ in range(_GROUP)) for _ in range(groups))


def plain_code(text: str) -> str:
    """A code as it is kept, from what somebody typed: with an input method left on, capitals, spaces, or without its dashes."""
    letters = "".join(one for one in plain_name(text) if one.isalnum())
    if letters.isdecimal() and len(letters) == len("123456"):
        return letters
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def kept_of(account: str, recovery_code: str) -> str:
    """The hash that is kept of a recovery code."""
    return hashlib.sha256(f"dxcheck recovery\n{account}\n{recovery_code}".encode("utf-8", "surrogatepass")).hexdigest()


def without_code(kept: tuple[str, ...], account: str, recovery_code: str) -> tuple[str, ...]:
    """The hashes that are left once a code was used; the same where it was none of them."""
    own = kept_of(account, recovery_code)
    return tuple(one for one in kept if not hmac.compare_digest(one, own))
