"""What the server tells an app process: whose desk, which data, how large the screen. It comes from the server alone, never from a browser."""

from __future__ import annotations

from typing import Literal

import msgspec

from dxcheck.i18n import Language
from dxcheck.model.account import Role

Theme = Literal["light", "dark", "contrast"]
Face = Literal["screen", "pages"]
"""What a session shows: the terminal's screens, or plain pages (`dxcheck.pages`)."""


class Borrowed(msgspec.Struct, frozen=True):
    """What a process needs to know that works with a database, and is lent its connections (`dxcheck.store.database.borrowing`)."""

    family: int
    """Of the sockets that the library for databases wants to make."""
    settings: str
    """A folder of the server's, with copies of the files that people write, to be read."""
    files: tuple[str, ...] = ()
    """What the library reads to know the database by its certificate, and to prove who we are."""
    seat: str = ""
    """What is shown to the database (`dxcheck.store.database.seats`); empty where that lets no sessions in, and the server's own login is lent."""


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an app process needs to begin. By keyword alone: eighteen fields, most of them text, are too easily given in another order."""

    account: str
    address: str
    """Where the browser is, as far as the server can tell; for the log of who did what."""
    role: Role
    municipality: str
    """Of staff; empty for specialists."""
    municipalities: tuple[str, ...]
    """Assigned to a specialist."""
    fields: tuple[str, ...]
    """The specialist's own."""
    data: str
    """The data folder, or the address of a database."""
    roster: str
    """The roster's file; empty for the one in the data folder, or Ehime's."""
    questionnaire: str
    """The id of the questionnaire to look at; empty for the one in use in the data folder."""
    language: Language
    theme: Theme
    """As this browser last had it."""
    width: int
    """Of the screen, in columns."""
    height: int
    """In rows."""
    face: Face = "screen"
    sitting: str = ""
    """What the answers of this login are marked with where its processes come and go; empty where each process is a sitting of its own."""
    post: str = ""
    """課・係・職名 of whoever logged in, as far as it was given on a page before; of a section its name."""
    was_at: str = ""
    """Where the person was in a session of theirs that is gone, as its app said (`BaseApp.whereabouts`): a wish, no right."""
    borrowed: Borrowed | None = None
    """Where the data is in a database."""
    asks: tuple[str, ...] = ()
    """The ids of what a section's session is there for: what its post is asked, or the one ask of its link."""
