"""Planned days as an iCalendar file (RFC 5545), which every calendar program reads.

Each entry is named by an id that stays: reading the file once more moves and calls off what is there, and adds nothing twice. The same entries give the same
bytes: an entry's stamps are when it was last changed, not when the file was made.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dxcheck.formats.file_formats import written_as

_MADE_BY = "-//dxcheck//visits//JA"


@dataclass(frozen=True)
class CalendarEntry:
    """One day in a calendar. It takes the whole day: at which hour is not known here."""

    uid: str
    """Its own for ever, in this folder and in any other."""
    day: dt.date
    title: str
    about: str
    place: str
    changed: dt.datetime
    """When it was planned or last moved, in Japan time."""
    version: int
    """Goes up whenever it is changed; from 1."""
    is_off: bool = False
    """Called off: whoever has it in their calendar already learns so."""


@dataclass(frozen=True)
class CalendarFile:
    """Entries with the name of their file."""

    name: str
    """Without its ending."""
    title: str
    """Of the calendar."""
    entries: tuple[CalendarEntry, ...]

    def to_bytes(self, format_: str) -> bytes:
        """The file's content."""
        return written_as(format_, "calendar", self)


def to_ics(source: CalendarFile) -> bytes:
    """The entries as a calendar: lines end with CR LF and are folded at 75 octets, between characters."""
    from icalendar import Calendar, Event  # a third of a second to import

    made = Calendar()
    made.add("prodid", _MADE_BY)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", source.title)
    for one in sorted(source.entries, key=lambda entry: (entry.day, entry.uid)):
        event, stamp = Event(), one.changed.astimezone(dt.UTC)
        event.add("uid", one.uid)
        event.add("dtstamp", stamp)
        event.add("last-modified", stamp)
        event.add("sequence", one.version - 1)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + dt.timedelta(days=1))  # the first day that is not its own any more (RFC 5545, 3.6.1)
        event.add("summary", one.title)
        event.add("status", "CANCELLED" if one.is_off else "CONFIRMED")
        for name, text in (("description", one.about), ("location", one.place)):
            if text:
                event.add(name, text)
        made.add_component(event)
    content: bytes = made.to_ical()
    return content
