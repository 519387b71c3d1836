"""The server's end of a session's line: does its errands (`dxcheck.web.errands`), each for the account the session was started for."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import socket
import time
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.i18n import _
from dxcheck.model import calendar
from dxcheck.model.link import BY_LINK, Link
from dxcheck.store.errors import NoAnswerError, StoreError
from dxcheck.web import errands
from dxcheck.web.cookies import token_hash
from dxcheck.web.errands import (
    Act,
    Changed,
    Done,
    EndLinks,
    KeepText,
    Lend,
    Lent,
    MakeLink,
    NotDone,
    PutInUse,
    WhatChanged,
    WhatIsAssigned,
    WhatIsNew,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from dxcheck.store.folder import DataFolder
    from dxcheck.store.links import LinkRepository
    from dxcheck.web.bookkeeper import Bookkeeper
    from dxcheck.web.identity import Start
    from dxcheck.web.lending import Lender
    from dxcheck.workspace import Workspace

_log = logging.getLogger("dxcheck.web")

_WORK: Final = frozenset({"work-added", "work-changed", "work-removed", "work-taken-in", "work-taken-back"})
"""In the sheet of a municipality's work, which both sides write."""
_STAFF: Final = frozenset(
    {
        *("submit", "draft-given-up", "draft-brought-back", "draft-carried-over", "sheet-taken-in", "sheet-taken-back"),
        *("draft-confirmed", "draft-asked-back", "approval-boxes"),
        *("settle", "unsettle", "respond", "return-kept"),
        *("wish-ask", "wish-reword", "wish-close", "wish-reopen", "wish-take-back"),
        *_WORK,
        "exchange-in",
        *("ask-sent", "ask-asked-back", "ask-ended", "ask-addressed", "answers-taken-over", "answers-taken-back"),
    }
)
_SECTION: Final = frozenset({"ask-handed-back", "ask-reopened"})
_CASE: Final = frozenset(
    {
        *_WORK,
        *("open", "read", "share", "return", "return-withdrawn", "settle", "unsettle"),
        *("wish-answer", "wish-to-visit", "wish-close", "wish-reopen", "wish-take-back"),
    }
)
_CENTRE: Final = frozenset(
    {
        *("account-added", "account-assigned", "account-reset", "account-mail", "account-disabled", "account-enabled"),
        *("second-factor-on", "second-factor-off", "second-factor-reset", "codes-printed"),
        *("facts-taken-in", "facts-removed"),
        *("cycle-opened", "cycle-extended", "cycle-closed"),
        *("questionnaire-in-use", "publish", "averages-taken-in", "averages-begin-anew"),
        *("camp-saved", "camp-removed", "camp-sharing"),
        "exchange-in",
    }
)
ACTS: Final = {"staff": _STAFF, "section": _SECTION, "specialist": _CASE, "centre": _CASE | _CENTRE}
"""What each role's desks write down. Whatever else a session says is none of its own doing."""
ERRANDS_AT_ONCE, ERRANDS_A_SECOND = 200.0, 2.0
"""More than anybody does, and too few to push older lines out of the log. What is beyond it is counted, not done."""
LINE_ENDS_AFTER: Final = 2000
"""Errands beyond that: only a program sends so many, and listening to them would keep the server from others."""
LONGEST_DETAIL: Final = 200
_ASK: Final = re.compile("[0-9a-f]{16}")


class Clerk:
    """Serves one session, as long as its line is open."""

    def __init__(
        self, line: socket.socket, start: Start, workspace: Workspace, book: Bookkeeper, url: str = "", lender: Lender | None = None
    ) -> None:
        self._url, self._lender = url, lender
        """What addresses of this server begin with; and who lends connections, where the data is in a database."""
        self._line, self._start, self._workspace, self._book = line, start, workspace, book
        self._left, self._at = ERRANDS_AT_ONCE, time.monotonic()
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = True

    def begin(self) -> None:
        """Listen."""
        asyncio.get_running_loop().add_reader(self._line.fileno(), self._take)

    def end(self) -> None:
        """The session is over: take what it still said, and close."""
        while self._open and self._take():
            pass
        self._close()
        self.cut_off()

    def cut_off(self) -> None:
        """The session has nothing of the database any more, whatever its process still does."""
        if self._lender is not None:
            self._lender.end()

    def _take(self) -> bool:
        """One message; whether there was one."""
        try:
            said = self._line.recv(errands.LARGEST_ERRAND)
        except BlockingIOError:
            return False
        except OSError:
            said = b""
        problem = ""
        if said:
            try:
                errand: errands.Errand = msgspec.json.decode(said, type=errands.Errand)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                problem = "says something else on its line"
            else:
                if self._is_of_database(errand):
                    return True
                if self._has_time():
                    self._do(errand)
                    return True
                if self._left > -LINE_ENDS_AFTER:
                    self._put_off(errand)
                    return True
                problem = "asks for too much on its line"
            _log.warning("the session of %s %s", self._start.account, problem)
        self._close()
        return False

    def _has_time(self) -> bool:
        now = time.monotonic()
        self._left, self._at = min(ERRANDS_AT_ONCE, self._left + ERRANDS_A_SECOND * (now - self._at)) - 1, now
        return self._left >= 0

    def _is_of_database(self, errand: errands.Errand) -> bool:
        """Do what a session asks of the server only because its data is in a database; whether it was that. More than is needed counts as an errand that is not done."""
        if self._lender is None or not isinstance(errand, Lend | WhatChanged):
            return False
        may = self._lender.may_lend if isinstance(errand, Lend) else self._lender.may_tell
        if may.take() > 0:
            return False
        if isinstance(errand, WhatChanged):
            self._say(Changed(errand.number, *self._lender.changed(errand.turn, errands.MOST_CHANGED)))
        else:
            self._begin_task(self._lend(errand, self._lender))
        return True

    async def _lend(self, asked: Lend, lender: Lender) -> None:
        try:
            conninfo, made = await asyncio.get_running_loop().run_in_executor(lender.threads, lender.lend)
        except StoreError as problem:
            self._say(NotDone.told(asked.number, problem))
            return
        self._say(Lent(asked.number, conninfo), made.fileno())

    def _put_off(self, errand: errands.Errand) -> None:
        self._book.refused("errand-refused", self._start.account, self._start.address)
        if not isinstance(errand, Act):
            later = NoAnswerError(_("操作が続けて多すぎます"), _("何も変えていません"), _("少し待ってから、もう一度お試しください"))
            self._say(NotDone.told(errand.number, later))

    def _do(self, errand: errands.Errand) -> None:
        if not isinstance(errand, Act):
            self._begin_task(self._answer(errand))
        elif errand.event in ACTS[self._start.role]:
            self._book.act(errand.event, self._start.account, self._start.address, errand.detail[:LONGEST_DETAIL])
        else:
            self._book.refused("act-refused", self._start.account, self._start.address)

    def _begin_task(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, asked: errands.AnsweredErrand | errands.OfDatabase) -> None:
        answer: errands.Said
        try:
            answer = await asyncio.to_thread(self._done, asked)
        except StoreError as problem:
            answer = NotDone.told(asked.number, problem)
        self._say(answer)

    def _say(self, answer: errands.Said, *descriptors: int) -> None:
        if self._open:
            try:
                socket.send_fds(self._line, [msgspec.json.encode(answer)], [*descriptors])
            except OSError:  # it does not listen
                self._close()

    def _done(self, asked: errands.AnsweredErrand | errands.OfDatabase) -> errands.Said:
        """Do it, in a thread.

        Raises:
            StoreError: it was not done.
        """
        folder, prefecture = self._workspace.folder, self._workspace.roster.prefecture.code
        if isinstance(asked, WhatIsAssigned):
            return Done(asked.number, folder.own_account(prefecture, self._start.account).municipalities())
        if isinstance(asked, KeepText) and self._keep(folder, asked):
            return Done(asked.number)
        if isinstance(asked, PutInUse) and self._put_in_use(folder, asked):
            return Done(asked.number)
        if isinstance(asked, WhatIsNew) and self._start.role == "section":
            return Done(asked.number, count=self._new_asks())
        if isinstance(asked, MakeLink | EndLinks) and self._start.role == "staff":
            return Done(asked.number, text=self._link(folder, asked.ask, is_new=isinstance(asked, MakeLink)))
        return NotDone(asked.number, _("この操作は、この画面からはできません"), _("何も変えていません"), _("センターにお尋ねください"))

    def _new_asks(self) -> int:
        """Of a section with an account: what it is asked beyond what its session was opened with. A link is for one ask."""
        town = self._workspace.roster.by_code(self._start.municipality)
        if town is None or self._start.account.startswith(BY_LINK):
            return 0
        return len(set(self._workspace.asked_of(town, self._start.post)) - set(self._start.asks))

    def _link(self, folder: DataFolder, ask_id: str, *, is_new: bool) -> str:
        """Make a link to an ask of the session's municipality, or end those there are; its address.

        Raises:
            StoreError: that is no ask of its, or it was not done.
        """
        town, links, now = self._workspace.roster.by_code(self._start.municipality), self._links(folder), calendar.now()
        ask = folder.ask_heads(town.code if town is not None else "").of(ask_id if _ASK.fullmatch(ask_id) else "0" * 16)
        if not is_new:
            links.end(ask.id, now)
            self._book.act("link-ended", self._start.account, self._start.address, ask.id)
            return ""
        token = secrets.token_urlsafe(32)
        made = Link(
            hash=token_hash(token),
            municipality=ask.municipality,
            ask=ask.id,
            post=ask.post,
            until=ask.due,
            made_at=now,
            by=self._start.account,
        )
        links.add(made)
        self._book.act("link-made", self._start.account, self._start.address, f"{ask.id} {made.account}")
        return f"{self._url}/asked/{token}"

    def _links(self, folder: DataFolder) -> LinkRepository:
        return folder.links(self._workspace.roster.prefecture.code)

    def _keep(self, folder: DataFolder, asked: KeepText) -> bool:
        known = self._workspace.library.version(asked.questionnaire, asked.version)
        if known is None or known.hash != asked.hash:
            return False
        folder.keep_questionnaire(known)
        return True

    def _put_in_use(self, folder: DataFolder, asked: PutInUse) -> bool:
        if self._start.role != "centre" or all(one.id != asked.questionnaire for one in self._workspace.library.all()):
            return False
        folder.set_questionnaire(asked.questionnaire)
        return True

    def _close(self) -> None:
        if self._open:
            self._open = False
            asyncio.get_running_loop().remove_reader(self._line.fileno())
            errands.hang_up(self._line)


if TYPE_CHECKING:
    ClerkFor = Callable[[socket.socket, Start], Clerk]
