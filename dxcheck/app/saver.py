"""Saves what people enter, in order, without making them wait, and never says 保存済み before it is on the disk.

One worker takes the changes one by one and writes each in a thread. A change that could not be saved stays at the head of the queue and is tried again
every few seconds; meanwhile what was typed stays on the screen, because the screen shows the stored draft with the waiting changes on top.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from abc import ABC, abstractmethod
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, Protocol, TypeVar

import msgspec

from dxcheck.answering.keeping import DraftOnDisk
from dxcheck.desk import StoreError
from dxcheck.i18n import _
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import EMPTY, Answer, Draft
from dxcheck.system.refusal import DxcheckError, RefusedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from dxcheck.answering.place import AnswerPlace

_Patch = TypeVar("_Patch")

RETRY_AFTER: Final = 2.0
"""Seconds between two attempts to save after one failed."""
_TOOK: Final = 100
"""Saves of which it is known how long they took, until somebody wants to know."""


class Change(msgspec.Struct, Generic[_Patch]):
    """What somebody entered, waiting to be saved."""

    item: str
    """Which item, or which note."""
    patch: _Patch | None = None
    """What changes there; None where nothing was entered and only the place a person is at is kept."""


class SaveState(NamedTuple):
    """What the top line says about saving."""

    waiting: int
    """Changes not yet on the disk."""
    saved_at: dt.datetime | None = None
    problem: Exception | None = None


class Saving(Protocol):
    """What saves in the background, whatever it saves."""

    took: deque[float]
    """Seconds that the last saves took, for whoever counts them and takes them out."""

    @property
    def state(self) -> SaveState:
        """How saving stands now."""

    async def run(self) -> None:
        """Save for ever; to be run as a worker."""

    async def flush(self, within: float) -> bool:
        """Wait until everything is on the disk; False if it is not after `within` seconds."""

    async def attempt(self, within: float) -> DxcheckError | None:
        """Try at once to get everything onto the disk; why it is not there after `within` seconds, None once it is."""


class SaveQueue(ABC, Generic[_Patch]):
    """Changes on their way to the disk, in order."""

    def __init__(self, now: Callable[[], dt.datetime], notify: Callable[[SaveState], None]) -> None:
        self._clock = now
        self._notify = notify
        self._waiting: deque[Change[_Patch]] = deque()
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._failed = asyncio.Event()
        self._is_writing = False
        """Whether the first change is on its way to the disk at this moment."""
        self.state = SaveState(0)
        self.took = deque[float](maxlen=_TOOK)

    @abstractmethod
    def _write(self, item: str, patch: _Patch | None) -> None:
        """Put a change on the disk; called in a thread."""

    @abstractmethod
    def _joined(self, earlier: _Patch, later: _Patch) -> _Patch | None:
        """Two changes of one item as one, where the later one says the same thing anew; None where it says something else."""

    def save(self, item: str, patch: _Patch) -> None:
        """Queue a change. A text that is still being typed takes the place of its earlier, not yet saved self."""
        new = Change(item, patch)
        if not any(self._join(queued, new) for queued in islice(self._waiting, int(self._is_writing), None)):
            self._waiting.append(new)
        self._wake_up()

    def _join(self, earlier: Change[_Patch], later: Change[_Patch]) -> bool:
        """Make the earlier change both, where the later one says the same thing anew; whether it does."""
        if earlier.item != later.item or earlier.patch is None or later.patch is None:
            return False
        both = self._joined(earlier.patch, later.patch)
        if both is not None:
            earlier.patch = both
        return both is not None

    def _wake_up(self) -> None:
        self._idle.clear()
        self._tell(problem=self.state.problem)
        self._wake.set()

    def _tell(self, problem: Exception | None) -> None:
        entered = sum(change.patch is not None for change in self._waiting)
        self.state = SaveState(entered, self.state.saved_at, problem)
        self._notify(self.state)

    async def run(self) -> None:
        """Save for ever; to be run as a worker."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                await self._save_first()
            self._idle.set()

    async def _save_first(self) -> None:
        self._wake.clear()  # whoever calls from now on shortens the wait for the next attempt, once
        change = self._waiting[0]
        patch = change.patch
        self._is_writing = True
        began = time.monotonic()
        try:
            await asyncio.to_thread(self._write, change.item, patch)
        except Exception as problem:  # noqa: BLE001 - whatever the disk did, the text stays here and is tried again
            self._is_writing = False
            if self._join_later(change):
                return
            if isinstance(problem, RefusedError):  # it will be until it is changed; the others need not wait for that
                self._waiting.rotate(-1)
            self._tell(problem)
            self._failed.set()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), RETRY_AFTER)
            return
        self._is_writing = False
        self._waiting.popleft()
        if patch is not None:
            self.state = SaveState(0, self._clock())
            self.took.append(time.monotonic() - began)
        self._tell(None)

    def _join_later(self, change: Change[_Patch]) -> bool:
        """What was typed while a change was on its way, and it did not arrive: both are one from now on. Whether there is any."""
        before = len(self._waiting)
        self._waiting = deque(queued for queued in self._waiting if queued is change or not self._join(change, queued))
        return len(self._waiting) < before

    async def flush(self, within: float) -> bool:
        """Wait until everything is on the disk; False if it is not after `within` seconds."""
        self._wake.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), within)
        return self._is_saved()

    async def attempt(self, within: float) -> DxcheckError | None:
        """Try at once to get everything onto the disk.

        Returns:
            Why it is not there: what the disk said, or that it took longer than `within` seconds. None once it is.
        """
        self._failed.clear()
        self._wake.set()
        waits = [asyncio.ensure_future(event.wait()) for event in (self._idle, self._failed)]
        await asyncio.wait(waits, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        if self._is_saved():
            return None
        problem = self.state.problem if self._failed.is_set() else None
        if isinstance(problem, DxcheckError):
            return problem
        return StoreError(
            str(problem) if problem is not None else _("保存に時間がかかっています"),
            _("書いたものは画面に残っています"),
            _("少し待ってから、もう一度保存してください"),
        )

    def _is_saved(self) -> bool:
        return all(change.patch is None for change in self._waiting)

    def waiting_for(self, item: str) -> list[_Patch]:
        """What was entered at an item and is not on the disk yet, the oldest first."""
        return [change.patch for change in self._waiting if change.item == item and change.patch is not None]


class Saver(DraftOnDisk, SaveQueue[AnswerPatch]):
    """The draft as this person sees it: what is stored, and what is about to be."""

    def __init__(self, desk: AnswerPlace, notify: Callable[[SaveState], None]) -> None:
        DraftOnDisk.__init__(self, desk)
        SaveQueue.__init__(self, lambda: self._desk.now, notify)

    def move_to(self, desk: AnswerPlace) -> bool:
        """Save at another desk from now on; False while anything is still on its way to the one of before."""
        if self._waiting:
            return False
        DraftOnDisk.__init__(self, desk)
        return True

    def save(self, item: str, patch: AnswerPatch) -> None:
        """Queue a change, with the version of the questionnaire it was made to."""
        super().save(item, self.as_asked(patch))

    def answers(self) -> dict[str, Answer]:
        """All answers, with the waiting changes on top."""
        answers = dict(self._stored.answers) if self._stored else {}
        for change in self._waiting:
            if change.patch is not None:
                answers[change.item] = change.patch.shown_over(answers.get(change.item, EMPTY))
        return answers

    def answer(self, item: str) -> Answer:
        """One answer, with the waiting changes on top."""
        answer = self._stored.answer(item) if self._stored else EMPTY
        for patch in self.waiting_for(item):
            answer = patch.shown_over(answer)
        return answer

    def stay_at(self, item: str) -> None:
        """Queue the note where this person is, so that they resume there."""
        self._waiting.append(Change(item))
        self._wake_up()

    def poll(self) -> Draft | None:
        """What another person changed, once nothing of this one's is waiting: the new draft, else None.

        A draft that was submitted elsewhere gives None too; then `draft` has become None.
        """
        return None if self._waiting else self.look()

    def _joined(self, earlier: AnswerPatch, later: AnswerPatch) -> AnswerPatch | None:
        return earlier.then(later) if (earlier.fields, earlier.asked) == (later.fields, later.asked) else None

    def _write(self, item: str, patch: AnswerPatch | None) -> None:
        self.put(item, patch)
