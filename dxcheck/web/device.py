"""How a browser shows that somebody has logged in with it before: a token for each account, in one cookie.

A token is a random part and its authentication code. The key of the code is the account's stored password with the round of its second factor, so nothing is kept on the
server, a restart or a restored copy changes nothing, and a new password or a new second factor makes every token of the account worthless: whoever had the password alone,
while that was enough, has no tries at the codes. Who has the accounts' file could make tokens; they give tries, not a login.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dxcheck.model.account import Account

KNOWN_FOR: Final = 400 * 86400
"""Seconds; browsers keep no cookie longer."""
MOST_ACCOUNTS: Final = 4
"""Accounts known to one browser: posts share their machines."""
_TOKEN: Final = re.compile(r"([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{43})")
_BETWEEN: Final = "~"


def known(cookie: str, account: Account | None) -> str:
    """The random part of this browser's token for an account; empty if it has none. As quick for an account that does not exist."""
    key = _key(account) if account is not None else "nobody"
    name = account.name if account is not None else ""
    found = ""
    for one in _tokens(cookie):
        mark, code = one.split(".")
        if hmac.compare_digest(code, _code(key, name, mark)) and account is not None:
            found = mark
    return found


def renewed(cookie: str, account: Account) -> str:
    """The cookie with a new token for an account in place of its old one; the oldest of too many accounts goes."""
    old = known(cookie, account)
    others = [one for one in _tokens(cookie) if not old or not one.startswith(f"{old}.")]
    mark = secrets.token_urlsafe(12)
    return _BETWEEN.join([f"{mark}.{_code(_key(account), account.name, mark)}", *others][:MOST_ACCOUNTS])


def _tokens(cookie: str) -> list[str]:
    return [one for one in cookie[:1000].split(_BETWEEN)[:MOST_ACCOUNTS] if _TOKEN.fullmatch(one)]


def _key(account: Account) -> str:
    return f"{account.password}\n{account.factor_round}" if account.factor_round else account.password


def _code(key: str, name: str, mark: str) -> str:
    code = hmac.digest(key.encode(), f"dxcheck device\n{name}\n{mark}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(code).rstrip(b"=").decode()
