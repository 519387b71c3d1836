"""Who has shown the right password and is asked for more. That is no login: it opens nothing but the pages that ask."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from dxcheck.web.login import Tokens
from dxcheck.web.totp import new_secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.model.account import Account
    from dxcheck.model.second_factor import SecondStep
    from dxcheck.web.guesses import Source
    from dxcheck.web.login import Login

WAITS_FOR: Final = 600.0
"""Seconds: long enough to find the phone and set it up."""
MOST_HALFWAY: Final = 1000


@dataclass(eq=False)
class Halfway:
    """One browser on its way in."""

    account: Account
    asked: SecondStep
    sources: tuple[Source, ...]
    """Whose wrong codes count together."""
    login: Login | None = None
    """The one that goes on with it; none while somebody logs in."""
    secret: str = field(default_factory=new_secret)
    """Of the phone that is being set up."""
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    since: float = 0.0


class Halfways:
    """All of them; they end by themselves."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tokens = Tokens[Halfway]()

    def begin(self, one: Halfway) -> str:
        """Gives the token for the browser."""
        there = [old for old in self._tokens.all() if not self._is_over(old)]
        for gone in {*self._tokens.all()} - {*there[-MOST_HALFWAY:]}:
            self._tokens.forget(gone)
        one.since = self._clock()
        return self._tokens.give(one)

    def find(self, shown: str) -> Halfway | None:
        """Whose token this is, by its hash."""
        found = self._tokens.find(shown)
        return None if found is None or self._is_over(found) else found

    def end(self, one: Halfway) -> None:
        """It is in, or out."""
        self._tokens.forget(one)

    def _is_over(self, one: Halfway) -> bool:
        return self._clock() - one.since > WAITS_FOR
