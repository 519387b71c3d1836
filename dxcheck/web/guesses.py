"""Slows guessing down, without locking out the one who knows: wrong guesses count against the browser that has been in before, or against a stranger's address and the name together.

After OWASP's "Slow Down Online Guessing Attacks with Device Cookies". A browser that somebody has logged in with (`device.py`) has tries of its own, which no stranger can use up.
Everybody else is told apart by the address and the name they try, so neither a flood from an address nor one against an account keeps the others out. Beside that, strangers
together have a number of tries at one account, so that many addresses do not add up.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.store.database.nodes import SharedState

_Made = TypeVar("_Made")
FREE_TRIES: Final = 5
"""Wrong guesses that cost no wait: of one browser, of one address at one name, and of one login at its own password."""
FREE_FOR_STRANGERS: Final = 50
"""Wrong guesses of all strangers together at one account."""
LONGEST_WAIT, LONGEST_FOR_STRANGERS = 300.0, 60.0
"""Seconds: the wait doubles up to here."""
FORGET_AFTER: Final = 3600.0
MOST_REMEMBERED: Final = 10_000
_SUBNET: Final = 64
"""Bits of an IPv6 address that one customer has; with the others one person makes up as many addresses as they like."""


@dataclass(frozen=True)
class Source:
    """Whose guesses are counted together, and how many of them cost no wait."""

    name: str
    free: int = FREE_TRIES
    longest: float = LONGEST_WAIT


def of_device(device: str) -> tuple[Source, ...]:
    """A browser that has been in before."""
    return (Source(f"device {device}"),)


def of_stranger(name: str, address: str) -> tuple[Source, ...]:
    """Somebody at an address who tries a name."""
    return (Source(f"{network(address)} {name}"), Source(f"strangers {name}", FREE_FOR_STRANGERS, LONGEST_FOR_STRANGERS))


def of_login(key: str) -> tuple[Source, ...]:
    """Somebody who is logged in and is asked for the password once more."""
    return (Source(f"login {key}"),)


def network(address: str) -> str:
    """What of an address tells one person from another; whatever is no address stays as it is."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return address
    return network(str(known.ipv4_mapped)) if known.ipv4_mapped else str(ipaddress.ip_network((known, _SUBNET), strict=False))


class Guesses:
    """Wrong guesses of the last hour."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._wrong: dict[Source, tuple[int, float]] = {}

    def wait(self, *sources: Source) -> float:
        """Seconds until these may try again; 0 if they may now."""
        return max((self._wait(one) for one in sources), default=0.0)

    def _wait(self, source: Source) -> float:
        count, last = self._wrong.get(source, (0, 0.0))
        if count < source.free or self.clock() - last > FORGET_AFTER:
            return 0.0
        return max(0.0, last + min(source.longest, 2.0 ** min(count - source.free + 1, 20)) - self.clock())

    def has_been_wrong(self, source: Source) -> bool:
        """Within the last hour, without having been right since."""
        count, last = self._wrong.get(source, (0, 0.0))
        return count > 0 and self.clock() - last <= FORGET_AFTER

    def wrong(self, *sources: Source) -> None:
        """Remember a wrong guess."""
        now = self.clock()
        for one in sources:
            count, last = self._wrong.get(one, (0, 0.0))
            self._wrong[one] = (1 if now - last > FORGET_AFTER else count + 1, now)
        if len(self._wrong) > MOST_REMEMBERED:
            self._make_room()

    def judge(self, sources: tuple[Source, ...], check: Callable[[], _Made], is_wrong: Callable[[_Made], bool]) -> _Made | None:
        """Look at a guess, in a thread: a wrong one counts before this ends.

        Returns:
            What came of it; None where these have to wait.
        """
        if self.wait(*sources) > 0:
            return None
        made = check()
        if is_wrong(made):
            self.wrong(*sources)
        return made

    def _make_room(self) -> None:
        """Forget half: whoever makes up names does not wash away the sources that have to wait."""
        by_weight = sorted(self._wrong.items(), key=lambda one: (one[1][0] >= one[0].free, one[1][1]))
        self._wrong = dict(by_weight[len(by_weight) // 2 :])

    def right(self, source: Source) -> None:
        """Somebody knew it: forget the wrong guesses of this source. Those of all strangers together stay, or every login of the owner would give them new tries."""
        self._wrong.pop(source, None)


def kept_as(source: Source) -> str:
    """Its name where it is written down: people type passwords where their name belongs, so no name is."""
    return hashlib.sha256(source.name.encode("utf-8", "surrogatepass")).hexdigest()


class SharedGuesses(Guesses):
    """The same where several servers count together: what is in memory is what this one saw last.

    Raises:
        StoreError: by `judge`, where it cannot be told how often these were wrong; nothing is looked at then.
    """

    def __init__(self, shared: SharedState, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(clock)
        self._shared = shared
        self.were_right: list[str] = []
        """Sources that the others are still to be told of, as they are kept."""

    def judge(self, sources: tuple[Source, ...], check: Callable[[], _Made], is_wrong: Callable[[_Made], bool]) -> _Made | None:
        """One guess of a source after the other, over all servers."""
        with self._shared.guessing([kept_as(one) for one in sources]) as (there, count):
            now = self.clock()
            for one in sources:
                wrong = there.get(kept_as(one))
                if wrong is None:
                    self._wrong.pop(one, None)
                else:
                    self._wrong[one] = wrong.times, now - wrong.last
            if self.wait(*sources) > 0:
                return None
            made = check()
            if is_wrong(made):
                count()
                self.wrong(*sources)
            return made

    def right(self, source: Source) -> None:
        """The others are told before the answer goes out."""
        super().right(source)
        self.were_right.append(kept_as(source))
