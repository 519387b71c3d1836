"""Planned days as an iCalendar file: what calendar programs read, whatever was typed."""

from __future__ import annotations

import datetime as dt

from chance import tried
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from dxcheck.formats.calendar_file import CalendarEntry, CalendarFile
from dxcheck.model.calendar import JAPAN

DAY = dt.date(2026, 12, 31)
PLANNED = dt.datetime(2026, 11, 27, 15, 0, tzinfo=JAPAN)
LONGEST_LINE = 75
"""Octets of a line without its end (RFC 5545, 3.1)."""


def entry(title: str, *, day: dt.date = DAY, about: str = "", version: int = 1, is_off: bool = False) -> CalendarEntry:
    """A day."""
    return CalendarEntry("v-1@382027.dxcheck", day, title, about, "今治市", PLANNED, version, is_off)


def read(*entries: CalendarEntry) -> Calendar:
    """A file of some entries as a calendar program reads it."""
    return Calendar.from_ical(CalendarFile("予定", "訪問の予定", entries).to_bytes("ics"))


def test_a_visit_takes_its_whole_day_and_keeps_its_name_when_it_is_moved() -> None:
    """The hour is not known, so none is made up; the last day of a year ends in the next. Moved or called off, it is the same event, a version later."""
    (event,) = read(entry("今治市　訪問", about="担当: senmonkan-1")).events
    assert (event["dtstart"].dt, event["dtend"].dt) == (DAY, dt.date(2027, 1, 1))
    assert type(event["dtstart"].dt) is dt.date
    assert (str(event["summary"]), str(event["description"]), str(event["location"])) == ("今治市　訪問", "担当: senmonkan-1", "今治市")
    assert event["dtstamp"].dt == PLANNED
    (moved,) = read(entry("今治市　訪問", day=DAY - dt.timedelta(days=2), version=2, is_off=True)).events
    assert moved["uid"] == event["uid"]
    assert (event["sequence"], moved["sequence"]) == (0, 1)
    assert (str(event["status"]), str(moved["status"])) == ("CONFIRMED", "CANCELLED")


@settings(max_examples=tried(60))
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('今治市、,;:\\\n"髙𠮷')), st.integers(0, 90))
def test_lines_are_folded_between_characters_and_nothing_is_lost(text: str, longer: int) -> None:
    """Japanese of any length, with everything that has a meaning in the format: each line is short and whole UTF-8, and the text comes back."""
    about = text + "愛媛県今治市" * longer
    content = CalendarFile("予定", "訪問の予定", (entry("今治市", about=about),)).to_bytes("ics")
    lines = content.split(b"\r\n")
    assert all(len(line) <= LONGEST_LINE for line in lines)
    assert all(line.decode() is not None for line in lines)
    (event,) = Calendar.from_ical(content).events
    assert str(event.get("description", "")) == about
