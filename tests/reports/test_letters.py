"""A reminder is one text for each municipality, with its own state alone."""

from __future__ import annotations

import datetime as dt

from moments import NOW
from reading_back import text_in

from dxcheck.model.calendar import Cycle
from dxcheck.model.roster import Municipality, load_roster
from dxcheck.prefecture.letters import letter_text
from dxcheck.prefecture.standing import Standing
from dxcheck.reports.letters import LettersFile, letters_offer

CYCLE = Cycle.of(NOW)
TOWNS: list[Municipality] = list(load_roster().municipalities[:3])
MISSING = (
    Standing(TOWNS[0], "none", post="企画課 情報係"),
    Standing(TOWNS[1], "draft", answered=12, asked=42),
    Standing(TOWNS[2], "damaged"),
)


def test_each_municipality_reads_of_itself_alone() -> None:
    """Whom, until when, how far, and that it may ask; no other's name or state, and no word that shames."""
    made = letters_offer(MISSING, CYCLE, NOW.date() + dt.timedelta(days=20), NOW.date()).make()
    assert isinstance(made, LettersFile)
    rows = made.flat().rows
    assert [row[1] for row in rows] == [str(one) for one in TOWNS]
    for row, one in zip(rows, MISSING, strict=True):
        text = str(row[-1])
        assert str(one.municipality) in text
        assert not any(str(other) in text for other in TOWNS if other is not one.municipality)
        assert "あと20日" in text
        assert not any(word in text for word in ("未提出", "遅れ", "至急", "督促"))
    assert "企画課 情報係 御中" in str(rows[0][-1])
    assert "42問のうち12問" in str(rows[1][-1])
    assert "42問のうち12問" in text_in("xlsx", made.to_bytes("xlsx"))
    late = letter_text(MISSING[0], CYCLE, NOW.date() - dt.timedelta(days=1), NOW.date())
    assert "次の期の県内平均に入ります" in late
