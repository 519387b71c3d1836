"""Codes of an authenticator app, against the published examples and at any moment."""

from __future__ import annotations

import base64

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxcheck.web import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")]
)
def test_the_examples_of_rfc_6238_are_right(at: int, code: str) -> None:
    """Appendix B, with SHA-1; six of its eight digits."""
    assert totp.judged(SECRET, code, at, 0) == totp.Judged("right", at // totp.STEP)
    assert totp.judged(SECRET, code, at, at // totp.STEP).kind == "used"


@given(st.integers(10**9, 4 * 10**9), st.integers(-40, 40))
def test_a_code_is_right_within_half_a_minute_and_told_within_ten(at: int, away: int) -> None:
    """Nothing else is ever right, unless two codes happen to be the same."""
    step = at // totp.STEP + away
    code = pyotp.TOTP(SECRET).generate_otp(step)
    found = totp.judged(SECRET, code, at, 0)
    if any(pyotp.TOTP(SECRET).generate_otp(one) == code for one in range(step - 80, step + 80) if one != step):
        return
    assert found.kind == ("right" if abs(away) <= totp.WINDOW else "off" if abs(away) <= totp.LOOKED_AT else "wrong")
    if found.kind == "off":
        assert found.ahead == away * totp.STEP


@pytest.mark.parametrize("code", ["", "12345", "1234567", "aaaaaa", "١٢٣٤٥٦"])
def test_whatever_is_no_code_is_wrong(code: str) -> None:
    """Without an error."""
    assert totp.judged(SECRET, code, 2_000_000_000, 0).kind == "wrong"
