"""By how much a published figure is moved, so that it gives nobody away (docs/design.md section 5, rule 4).

The noise is drawn from a keyed hash of the figure's name and of the snapshots behind it (the cell-key method of official statistics, after Fraser and Wooton,
"A proposed method for confidentialising tabular output to protect against differencing", 2005). The same snapshots give the same noise, so that a figure repeated
does not average it out; one changed answer is another snapshot and gives another noise, so that the difference of two figures is noise too.

It is two-sided exponential (Laplace), as differential privacy has it: however far a figure was moved, one step of one level less or more makes what is published
at most exp(1 / scale) times as likely. None of the official methods' bounds: a bounded noise makes levels certain at its ends.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dxcheck.benchmark.model import Group

KEY_BYTES: Final = 32
_BITS: Final = 8 * 32 - 1
"""Of the hash, without the one that says the direction."""
REACH: Final = _BITS * math.log(2)
"""The furthest a sum can be moved, in scales: about 177. A draw beyond half of it comes once in 2**127 figures."""


class Noise:
    """The noise of one secret key."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError(len(secret))
        self._secret = secret

    @property
    def fingerprint(self) -> str:
        """Tells whether a key is the one that was used, and nothing of the key."""
        return self._digest(b"dxcheck fingerprint of the key").hex()[:32]

    def of(self, group: Group, key: str, snapshots: Iterable[str], scale: float) -> float:
        """By how many levels the sum behind a figure is moved.

        Args:
            group: of the figure.
            key: of the figure.
            snapshots: the ids of those behind it, in any order.
            scale: the mean distance, in levels.
        """
        name = msgspec.json.encode([group, key, sorted(snapshots)])
        number = int.from_bytes(self._digest(name), "big")
        away = scale * (REACH - math.log((number >> 1) + 1))
        return away if number & 1 else -away

    def _digest(self, name: bytes) -> bytes:
        import hmac  # takes longer to import than all else that a first screen reads of averages

        return hmac.digest(self._secret, name, "sha256")
