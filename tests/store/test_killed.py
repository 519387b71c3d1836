"""kill -9 at any moment: nothing torn, and nothing lost that was said to be saved."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest
from store.making import CODE, program, snapshot

from dxcheck.store.folder import DataFolder

WRITE_FOR_EVER = """
import os, signal, sys
from pathlib import Path
from store.making import CODE, draft, snapshot
from moments import NOW
from dxcheck.model.snapshot import Answer, DraftEntry
from dxcheck.store.folder import DataFolder
import msgspec
def write_for_ever(n):
    repository = DataFolder.open(Path(sys.argv[1])).repository(CODE)
    print("ready", flush=True)
    while True:
        n += 1
        def change(before):
            now = before or draft()
            return msgspec.structs.replace(now, entries={"gov-01": DraftEntry(Answer(choice=n % 6, comment=str(n)), NOW)}, revision=n)
        repository.change_draft("small", change)
        print(n, flush=True)
        if n % 7 == 0:
            print("s", repository.add_snapshot(lambda there: snapshot(len(there) + 1)).seq, flush=True)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    said, n = line.rsplit(" ", 1)
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(said, os.O_WRONLY), 1)
        write_for_ever(int(n))
    print(pid, flush=True)
"""
"""Imports once, then forks a writer for every line it is given: a pipe to speak into, and where to go on."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")
@pytest.mark.parametrize("part", range(4))
@pytest.mark.timeout(300)
def test_killed_at_random_moments_nothing_is_torn_or_lost(tmp_path: Path, part: int) -> None:
    """Fifty kills here, 200 in all: after each, every file is whole and holds at least what was reported."""
    chance = random.Random(part)
    data = DataFolder.open(tmp_path / "data")
    saved = submitted = most = 0
    pipe = tmp_path / "said"
    os.mkfifo(pipe)
    mother = program(WRITE_FOR_EVER, data.path)
    assert mother.stdin is not None
    assert mother.stdout is not None
    for kill in range(50):
        print(pipe, saved, file=mother.stdin, flush=True)
        with pipe.open(encoding="utf-8") as writer:
            pid = int(mother.stdout.readline())
            assert writer.readline() == "ready\n"
            said = writer.readline() if kill % 5 == 0 else ""  # also where the machine is slow something is saved before the end
            time.sleep(chance.uniform(0.0, 0.03))
            os.kill(pid, signal.SIGKILL)
            said += writer.read()
        for line in said[: said.rfind("\n") + 1].splitlines():  # the last one may be cut
            if line.startswith("s "):
                submitted = int(line[2:])
            elif line.isdecimal():
                saved = int(line)
        most = max(most, saved)
        repository = data.repository(CODE)
        draft = repository.draft("small")
        assert (draft.revision if draft else 0) >= saved
        saved = draft.revision if draft else 0
        stored = repository.every_snapshot()
        assert len(stored) >= submitted
        assert [one.seq for one in stored] == list(range(1, len(stored) + 1))
        submitted = len(stored)
    mother.communicate()
    assert most > 0
    data.repository(CODE).add_snapshot(lambda there: snapshot(len(there) + 1))
    assert list(data.path.glob(f".{CODE}.json.*.tmp")) == []


STOCK_KILLED = """
import os, signal, sys
from tinydb import TinyDB, storages
class Slow(storages.JSONStorage):
    def write(self, data):
        real = self._handle.flush
        def flush():
            real()
            os.kill(os.getpid(), signal.SIGKILL)
        class Handle:
            def __getattr__(inner, name):
                return flush if name == "flush" else getattr(handle, name)
        handle = self._handle
        self._handle = Handle()
        super().write(data)
db = TinyDB(sys.argv[1], storage=Slow, encoding="utf-8")
db.truncate()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")
def test_stock_tinydb_is_torn_when_killed_between_write_and_truncate(tmp_path: Path) -> None:
    """It writes the shorter content over the longer one in place; killed before the truncate, both are there mixed."""
    path = tmp_path / "stock.json"
    path.write_text(json.dumps({"_default": {"1": {"text": "a" * 500}}}), encoding="utf-8")
    program(STOCK_KILLED, path).wait(timeout=30)
    with pytest.raises(ValueError, match="Extra data"):
        json.loads(path.read_text(encoding="utf-8"))


def test_a_submit_cut_short_before_the_draft_was_removed_does_not_offer_it_again(folder: DataFolder) -> None:
    """The snapshot carries the draft's id, so the leftover draft counts as finished."""
    from store.making import draft

    repository = folder.repository(CODE)
    repository.change_draft("small", lambda _none: draft(gov_01=2))
    repository.add_snapshot(lambda _there: snapshot(1, draft_id="d1"))
    assert repository.draft("small") is None
    begun = repository.change_draft("small", lambda before: before or draft(gov_02=3))
    assert begun is not None
