"""What a session may not do itself and asks the server for, over a line of their own. The server does it for the account it started the session for, and nothing else.

A session's process has only the folders of its desk (`dxcheck.web.reach`). Five things lie outside: the log of who did what, which nobody rewrites; the accounts, which
hold everybody's passwords; the texts of questionnaires, which all read; the links for sections, which only the server makes; and the folder's marker. Nothing a session says is believed beyond its own account.
Where the data is in a database, the server also lends the session its connections, and tells it what changed.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import sys
import threading
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from dxcheck.store import errors
from dxcheck.system import patience

if TYPE_CHECKING:
    from collections.abc import Hashable

LARGEST_ERRAND: Final = 8192
"""Bytes of a message."""
LARGEST_SAID: Final = 131072
MOST_CHANGED: Final = 500
"""Names that are told in one answer."""
_DESCRIPTOR: Final = struct.Struct("i")
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


class Lend(msgspec.Struct, frozen=True, tag=True):
    """Lend a connection to the database."""

    number: int


class WhatChanged(msgspec.Struct, frozen=True, tag=True):
    """What changed in the database after a turn of the server's."""

    number: int
    turn: int


class Lent(msgspec.Struct, frozen=True, tag=True):
    """A connection; its socket comes along."""

    number: int
    conninfo: str


class Changed(msgspec.Struct, frozen=True, tag=True):
    """Names with their stamps, None for what is gone; and the turn up to which that is."""

    number: int
    turn: int
    stamps: dict[str, tuple[int, str] | None]


class Done(msgspec.Struct, frozen=True, tag=True):
    """It was done. What was asked is in it."""

    number: int
    municipalities: tuple[str, ...] | None = None
    text: str = ""
    count: int = 0


class NotDone(msgspec.Struct, frozen=True, tag=True):
    """It was not done, or nobody knows; what to say about it."""

    number: int
    what: str
    safe: str
    advice: str
    kind: Literal["refused", "no-answer", "unsure"] = "refused"
    """What it is to the session: where the server has no answer, neither has the session."""

    @classmethod
    def told(cls, number: int, problem: errors.StoreError) -> NotDone:
        """What the server met."""
        kind: Literal["refused", "no-answer", "unsure"] = "refused"
        if isinstance(problem, errors.NoAnswerError):
            kind = "no-answer"
        elif isinstance(problem, errors.UnsureError):
            kind = "unsure"
        return cls(number, problem.what, problem.safe, problem.advice, kind)

    @property
    def problem(self) -> errors.StoreError:
        """The same in the session."""
        kinds = {"no-answer": errors.NoAnswerError, "unsure": errors.UnsureError}
        return kinds.get(self.kind, errors.OtherStoreError)(self.what, self.safe, self.advice)


AnsweredErrand = WhatIsAssigned | KeepText | PutInUse | MakeLink | EndLinks | WhatIsNew
OfDatabase = Lend | WhatChanged
Errand = Act | AnsweredErrand | OfDatabase
Said = Done | NotDone | Lent | Changed


class Errands:
    """The session's end of the line."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._line.settimeout(ANSWERED_WITHIN)
        self._numbers = count(1)
        self._one_at_a_time = threading.Lock()
        self._borrows = False
        """Whether the data is in a database, which may stand still."""

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

    def lend(self) -> tuple[str, int]:
        """A connection to the database: how to log in, and the descriptor of its socket.

        Raises:
            StoreError: there is none to be had.
        """
        self._borrows = True
        said, descriptors = self._say(Lend(next(self._numbers)))
        if not isinstance(said, Lent) or not descriptors:
            raise errors.no_answer()
        return said.conninfo, descriptors[0]

    def changed(self, turn: int) -> tuple[int, dict[str, Hashable]]:
        """What changed in the database after a turn, and up to which turn that is.

        Raises:
            StoreError: the server cannot say.
        """
        said, _descriptors = self._say(WhatChanged(next(self._numbers), turn))
        if not isinstance(said, Changed):
            raise errors.no_answer()
        return said.turn, dict(said.stamps)

    def _ask(self, asked: AnsweredErrand) -> Done:
        said, _descriptors = self._say(asked)
        if not isinstance(said, Done):
            raise errors.no_answer()
        return said

    def _say(self, asked: AnsweredErrand | OfDatabase) -> tuple[Said, list[int]]:
        within = patience.OF_AN_ENGINE if self._borrows else patience.OF_A_DISK
        return patience.ask(partial(self._said, asked), within, errors.no_answer)

    def _said(self, asked: AnsweredErrand | OfDatabase) -> tuple[Said, list[int]]:
        with self._one_at_a_time:
            try:
                self._line.send(msgspec.json.encode(asked))
                while True:
                    raw, descriptors = _received(self._line)
                    said: Said = msgspec.json.decode(raw, type=Said)
                    if said.number == asked.number:
                        break
                    for one in descriptors:  # it came too late
                        os.close(one)
            except (OSError, msgspec.DecodeError) as problem:
                raise errors.no_answer() from problem
        if isinstance(said, NotDone):
            raise said.problem
        return said, descriptors


def _received(line: socket.socket) -> tuple[bytes, list[int]]:
    """A message, with what was sent along, which no program of ours takes along."""
    raw, sent, _flags, _address = line.recvmsg(LARGEST_SAID, socket.CMSG_SPACE(_DESCRIPTOR.size), socket.MSG_CMSG_CLOEXEC)
    descriptors = [_DESCRIPTOR.unpack(data)[0] for level, kind, data in sent if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS)]
    return raw, descriptors


def pair() -> tuple[socket.socket, socket.socket]:
    """The server's end and the session's; each message arrives whole."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    return ours, theirs


def hang_up(line: socket.socket) -> None:
    """Close an end, whatever became of it."""
    with contextlib.suppress(OSError):
        line.close()
