"""Many processes at once: stock TinyDB loses and tears, ours does neither."""

from __future__ import annotations

import json
from pathlib import Path

from store.making import CODE, program

from dxcheck.store.folder import DataFolder

SUBMIT = """
import os, sys
from pathlib import Path
from store.making import snapshot, CODE
from dxcheck.store.folder import DataFolder
def submit(who):
    repository = DataFolder.open(Path(sys.argv[1])).repository(CODE)
    for n in range(int(sys.argv[3])):
        made = repository.add_snapshot(lambda there: snapshot(len(there) + 1, snapshot_id=f"{CODE}-20261123-{who:03}{n:03}"))
        os.write(1, f"{made.id}\\n".encode())
people = []
for who in range(int(sys.argv[2])):
    people.append(os.fork())
    if not people[-1]:
        submit(who)
        os._exit(0)
sys.exit(sum(os.waitpid(one, 0)[1] for one in people) != 0)
"""
"""So many processes that have read the program once, together; each opens the folder for itself. A child that fails ends with a traceback and not with 0."""

STOCK = """
import sys
from tinydb import TinyDB
who, times = int(sys.argv[2]), int(sys.argv[3])
for n in range(times):
    try:
        db = TinyDB(sys.argv[1], encoding="utf-8")
        db.insert({"who": who, "n": n, "text": "回答" * 200})
        print(f"{who}-{n}", flush=True)
    except Exception:
        pass
"""


def test_twenty_processes_submitting_fifty_each_lose_nothing(folder: DataFolder) -> None:
    """1,000 snapshots in one municipality's file, the hard case; every one that was said to be saved is there, in one unbroken order."""
    people = program(SUBMIT, folder.path, 20, 50)
    told, complaint = people.communicate(timeout=85)
    assert people.returncode == 0, complaint
    said = told.split()
    assert len(said) == 1000
    stored = folder.repository(CODE).every_snapshot()
    assert len(stored) == 1000
    assert {one.id for one in stored} == set(said)
    assert [one.seq for one in stored] == list(range(1, 1001))


def test_stock_tinydb_loses_writes_under_the_same_load(tmp_path: Path) -> None:
    """The fault that our storage is there for: inserts that were reported are gone, or the file is torn."""
    path = tmp_path / "stock.json"
    people = [program(STOCK, path, who, 40) for who in range(4)]
    said = [line for one in people for line in one.communicate(timeout=60)[0].split()]
    try:
        stored = len(json.loads(path.read_text(encoding="utf-8"))["_default"])
    except ValueError:
        stored = -1  # torn
    assert stored < len(said)


EDIT = """
import sys
from pathlib import Path
from store.making import CODE, draft
from moments import NOW
from dxcheck.model.snapshot import Answer, DraftEntry
from dxcheck.store.folder import DataFolder
import msgspec
who, times = sys.argv[2], int(sys.argv[3])
repository = DataFolder.open(Path(sys.argv[1])).repository(CODE)
for n in range(times):
    def change(before):
        now = before or draft()
        return msgspec.structs.replace(now, entries={**now.entries, f"{who}-{n:02}": DraftEntry(Answer(choice=n % 6), NOW)})
    repository.change_draft("small", change)
"""


def test_two_people_at_one_draft_never_wipe_out_each_others_items(folder: DataFolder) -> None:
    """Four processes, 25 items each: all 100 are there."""
    people = [program(EDIT, folder.path, who, 25) for who in ("gov", "svc", "sys", "dat")]
    for one in people:
        assert one.wait(timeout=60) == 0, one.communicate()[1]
    found = folder.repository(CODE).draft("small")
    assert found is not None
    assert len(found.entries) == 100


def test_a_save_that_races_with_a_submit_is_in_the_snapshot_or_still_in_a_draft(folder: DataFolder) -> None:
    """Nothing falls between: what one process saved is in the snapshot or in the draft begun anew."""
    submit = """
import sys, time
from pathlib import Path
from store.making import CODE, draft, snapshot
from dxcheck.model.snapshot import Answer
from dxcheck.store.folder import DataFolder
import msgspec
repository = DataFolder.open(Path(sys.argv[1])).repository(CODE)
done = 0
while done < 20:
    try:
        repository.submit_draft("small", lambda d, there: msgspec.structs.replace(snapshot(len(there) + 1), draft=d.id, answers=d.answers))
        done += 1
    except LookupError:
        time.sleep(0.001)
"""
    save = EDIT.replace("now = before or draft()", "now = before or msgspec.structs.replace(draft(), id=f'd{n}')")
    submitter, saver = program(submit, folder.path), program(save, folder.path, "gov", 60)
    assert saver.wait(timeout=60) == 0, saver.communicate()[1]
    submitter.kill()
    submitter.wait()
    repository = folder.repository(CODE)
    kept = {item for one in repository.every_snapshot() for item in one.answers}
    rest = repository.draft("small")
    kept |= set(rest.entries) if rest else set()
    assert kept == {f"gov-{n:02}" for n in range(60)}
