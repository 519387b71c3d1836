"""Passwords: hashed with Argon2, checked in the same time whether the account exists or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from dxcheck.i18n import _
from dxcheck.model.account import LONGEST_PASSWORD, SHORTEST_PASSWORD, plain_name

if TYPE_CHECKING:
    from dxcheck.model.account import Account

_HASHER: Final = PasswordHasher()
_CODES: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""Twenty at once, each of 39 bits that were chosen at random."""
_NOBODY: Final = "$argon2id$v=19$m=65536,t=3,p=4$5cnu36j1wul4kCVrLgn/nA$adUkTpUeUDbtrByg0jEEJuJWGa+nulcvfaRSGLf9Pu4"
"""Of a password that nobody knows, as slow to compare as one of `_HASHER`: to hash one takes a tenth of a second, and much that never asks for a password begins with this module."""


def hashed(password: str) -> str:
    """Argon2's notation of a password."""
    return _HASHER.hash(password)


def hashed_code(code: str) -> str:
    """Argon2's notation of a code of a printed list."""
    return _CODES.hash(code)


def is_code(stored: str, code: str) -> bool:
    """Whether this is the code."""
    try:
        return _CODES.verify(stored, code[:LONGEST_PASSWORD])
    except (Argon2Error, InvalidHashError):
        return False


def fits(account: Account | None, password: str) -> bool:
    """Whether this is the account's password; as slow for an account that does not exist."""
    stored = account.password if account is not None else _NOBODY
    try:
        return _HASHER.verify(stored, password[:LONGEST_PASSWORD]) and account is not None and not account.disabled
    except (Argon2Error, InvalidHashError):
        return False


def fault_of(password: str, account: Account) -> str:
    """Why a new password cannot be taken; empty if it can."""
    if len(password) < SHORTEST_PASSWORD:
        return _("パスワードは{n}文字以上にしてください。短い文をつなげると覚えやすくなります。", n=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        return _("パスワードは{n}文字までにしてください。", n=LONGEST_PASSWORD)
    if account.name in plain_name(password):
        return _("パスワードにアカウント名を含めないでください。")
    if len(set(password)) < 5:  # noqa: PLR2004 - aaaaaaaaaaaa
        return _("同じ文字のくり返しは、推し量られやすいため使えません。")
    if fits(account, password):
        return _("いまのパスワードとは別のものにしてください。")
    return ""
