"""Codes of an authenticator app (TOTP, RFC 6238): six digits, another every half minute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

STEP: Final = 30
"""Seconds a code is for."""
WINDOW: Final = 1
"""Codes before and after the one of now that are taken too: people type slowly, and clocks differ a little."""
LOOKED_AT: Final = 20
"""Codes before and after that are recognised, so that a wrong clock can be told by how much: ten minutes."""
SECRET_LETTERS: Final = 32
"""160 bits as base32, as RFC 4226 recommends."""
ISSUER: Final = "dxcheck"


@dataclass(frozen=True)
class Judged:
    """What a code is."""

    kind: Literal["right", "used", "off", "wrong"]
    step: int = 0
    """Which half minute it is for."""
    ahead: int = 0
    """Seconds by which the clock that made it is ahead of ours; negative if it is behind. Only where it is off."""


def new_secret() -> str:
    """Of a phone to be set up."""
    import pyotp  # only a server needs it

    return pyotp.random_base32(SECRET_LETTERS)


def address(secret: str, account: str) -> str:
    """What the QR code says to the app."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def drawn(secret: str, account: str, said: str) -> str:
    """The QR code as SVG for a page, `said` to those who cannot see it."""
    import segno

    made = segno.make_qr(address(secret, account), error="m").svg_inline(border=4, light="#fff", dark="#000", omitsize=True)
    return made.replace("<svg ", f'<svg role="img" aria-label="{said}" ', 1)


def judged(secret: str, code: str, at: float, last_step: int) -> Judged:
    """What a code is at a moment.

    Args:
        secret: base32.
        code: as it was typed, in ASCII digits.
        at: seconds since 1970.
        last_step: the newest half minute whose code was used.
    """
    import pyotp

    own, now = pyotp.TOTP(secret), int(at // STEP)
    for away in sorted(range(-LOOKED_AT, LOOKED_AT + 1), key=abs):
        step = now + away
        if step < 0 or not pyotp.utils.strings_equal(own.generate_otp(step), code):
            continue
        if abs(away) > WINDOW:
            return Judged("off", step, away * STEP)
        return Judged("right" if step > last_step else "used", step)
    return Judged("wrong")
