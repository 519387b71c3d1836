"""What a session may not do itself and asks the server for, over a line of their own. The server does it for the account it started the session for, and nothing else.

A session's process has only the folders of its desk (`dxcheck.web.reach`). Five things lie outside: the log of who did what, which nobody rewrites; the accounts, which
hold everybody's passwords; the texts of questionnaires, which all read; the links for sections, which only the server makes; and the folder's marker. Nothing a session says is believed beyond its own account.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from itertools import count
from typing import Final

import msgspec

from dxcheck.store import errors

LARGEST_ERRAND: Final = 8192
"""Bytes of a message."""
ANSWERED_WITHIN: Final = 10.0
"""Seconds the server has."""


class Act(msgspec.Struct, frozen=True, tag=True):
    """Somebody did something at their desk; it is written down, and not answered."""

    event: str
    detail: str


class WhatIsAssigned(msgspec.Struct, frozen=True, tag=True):
    """Which municipalities the session's own account has now."""

    number: int


class KeepText(msgspec.Struct, frozen=True, tag=True):
    """Keep the text of a questionnaire that the server has too."""

    number: int
    questionnaire: str
    version: str
    hash: str


class PutInUse(msgspec.Struct, frozen=True, tag=True):
    """Choose the folder's questionnaire; for the centre."""

    number: int
    questionnaire: str


class MakeLink(msgspec.Struct, frozen=True, tag=True):
    """Make a link to an ask of the session's own municipality; for its staff."""

    number: int
    ask: str


class EndLinks(msgspec.Struct, frozen=True, tag=True):
    """End the links to an ask of the session's own municipality; for its staff."""

    number: int
    ask: str


class WhatIsNew(msgspec.Struct, frozen=True, tag=True):
    """How many asks a section has that came since its session was opened; the session cannot open them."""

    number: int


class Done(msgspec.Struct, frozen=True, tag=True):
    """It was done. What was asked is in it."""

    number: int
    municipalities: tuple[str, ...] | None = None
    text: str = ""
    count: int = 0


class NotDone(msgspec.Struct, frozen=True, tag=True):
    """It was not done; what to say about it."""

    number: int
    what: str
    safe: str
    advice: str


AnsweredErrand = WhatIsAssigned | KeepText | PutInUse | MakeLink | EndLinks | WhatIsNew
Errand = Act | AnsweredErrand
Said = Done | NotDone


class Errands:
    """The session's end of the line."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._line.settimeout(ANSWERED_WITHIN)
        self._numbers = count(1)
        self._one_at_a_time = threading.Lock()

    def act(self, event: str, detail: str) -> None:
        """Have something written into the log; what is wrong with it keeps nobody from their work."""
        try:
            self._line.send(msgspec.json.encode(Act(event, detail)))
        except OSError:
            if sys.__stderr__ is not None:  # itself: Textual takes what is written to `sys.stderr` while an app runs
                sys.__stderr__.write("cannot write the audit log: the server does not listen\n")
                sys.__stderr__.flush()

    def municipalities(self) -> tuple[str, ...] | None:
        """Those of the account now; None if it is not there, is stopped, or is no specialist's.

        Raises:
            StoreError: the server cannot say.
        """
        return self._ask(WhatIsAssigned(next(self._numbers))).municipalities

    def keep_text(self, questionnaire: str, version: str, hash_: str) -> None:
        """Have a questionnaire's text kept beside the answers.

        Raises:
            StoreError: it was not.
        """
        self._ask(KeepText(next(self._numbers), questionnaire, version, hash_))

    def put_in_use(self, questionnaire: str) -> None:
        """Have a questionnaire chosen for the folder.

        Raises:
            StoreError: it was not.
        """
        self._ask(PutInUse(next(self._numbers), questionnaire))

    def make_link(self, ask: str) -> str:
        """Have a link to an ask made; its address, which nobody can be told again.

        Raises:
            StoreError: it was not.
        """
        return self._ask(MakeLink(next(self._numbers), ask)).text

    def end_links(self, ask: str) -> None:
        """Have the links to an ask ended.

        Raises:
            StoreError: they were not.
        """
        self._ask(EndLinks(next(self._numbers), ask))

    def new_asks(self) -> int:
        """How many asks came for the session's section since it was opened.

        Raises:
            StoreError: the server cannot say.
        """
        return self._ask(WhatIsNew(next(self._numbers))).count

    def _ask(self, asked: AnsweredErrand) -> Done:
        with self._one_at_a_time:
            try:
                self._line.send(msgspec.json.encode(asked))
                while True:
                    said: Said = msgspec.json.decode(self._line.recv(LARGEST_ERRAND), type=Said)
                    if said.number == asked.number:  # not one that came too late
                        break
            except (OSError, msgspec.DecodeError) as problem:
                raise errors.no_answer() from problem
        if isinstance(said, NotDone):
            raise errors.OtherStoreError(said.what, said.safe, said.advice)
        return said


def pair() -> tuple[socket.socket, socket.socket]:
    """The server's end and the session's; each message arrives whole."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    return ours, theirs


def hang_up(line: socket.socket) -> None:
    """Close an end, whatever became of it."""
    with contextlib.suppress(OSError):
        line.close()
