"""Every file of a data folder flipped, cut and emptied: does doctor find it and name the file, is it left alone, do the others go on.

`python -m bench.damage [--samples 500] [--seed 1]`. Files kept as `.bak` and derived scores are not touched: nobody reads the first, the second are made anew.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import msgspec

from dxcheck.calendar import JAPAN
from dxcheck.demo import create_demo
from dxcheck.filecheck import Mark, document_findings
from dxcheck.partners import Finder
from dxcheck.place import Place
from dxcheck.store.audit import AUDIT, AuditLog
from dxcheck.store.errors import StoreError
from dxcheck.store.folder import DataFolder

DAY = dt.date(2026, 11, 24)
NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
WAYS = ("flip",) * 7 + ("cut",) * 2 + ("empty",)
STEADY = "383562"
"""The municipality that must be able to go on."""


def filled(folder: Path) -> Place:
    """A demo with something in every kind of file."""
    create_demo(folder, today=DAY)
    place = Place.open(folder)
    place.accounts_desk().add("imabari-kikaku", "staff", [place.roster.find("今治")])
    place.folder.finders(place.roster.prefecture.code).save(Finder("棚卸し", "gov-03>=2"))
    place.centre_desk("センター", now=lambda: NOW).cycles.open(dt.date(2026, 12, 25), "年内に")
    log = AuditLog(folder)
    for event in ("login", "open", "submit", "logout"):
        log.add(NOW, event, account="imabari-kikaku", address="127.0.0.1", detail="382027")
    return place


def documents(folder: Path) -> list[Path]:
    """Every file that holds something nobody could make anew."""
    return [*sorted(folder.glob("*.json")), folder / AUDIT, *sorted((folder / "questionnaires").glob("*.json"))]


def writers(place: Place) -> dict[str, Callable[[], object]]:
    """A change of each file, by its name."""
    code, made = place.roster.prefecture.code, {}

    def town(one: str) -> Callable[[], object]:
        return lambda: place.folder.repository(one).change_actions(lambda there: there[1:])

    def draft(one: str) -> Callable[[], object]:
        return lambda: place.folder.repository(one).change_draft(
            place.questionnaire_id, lambda there: msgspec.structs.replace(there, revision=there.revision + 1) if there else None
        )

    def notes(one: str) -> Callable[[], object]:
        return lambda: place.folder.internal_notes(one).visits.change(lambda there: there[1:])

    for one in place.roster.municipalities:
        made |= {
            f"{one.code}.json": town(one.code),
            f"{one.code}.draft.json": draft(one.code),
            f"{one.code}.internal.json": notes(one.code),
        }
    made["accounts.json"] = lambda: place.accounts_desk().set_disabled("imabari-kikaku", True)
    made["finders.json"] = lambda: place.folder.finders(code).remove("棚卸し")
    made["schedule.json"] = lambda: place.centre_desk("センター", now=lambda: NOW).cycles.extend(dt.date(2027, 1, 20))
    made["benchmarks.json"] = lambda: place.folder.benchmarks(code).add(place.folder.ledger(code).entries()[0].benchmark)
    made["benchmarks.ledger.json"] = lambda: place.folder.ledger(code).add(place.folder.ledger(code).entries()[0], None)
    made["dxcheck.json"] = lambda: DataFolder.open(place.folder.path, create=False).repository(STEADY).actions()
    return made


def damaged(raw: bytes, way: str, chance: random.Random) -> bytes:
    """What is left of a file."""
    if way == "empty":
        return b""
    at = chance.randrange(len(raw))
    if way == "cut":
        return raw[:at]
    return raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :]


def one_sample(folder: Path, path: Path, content: bytes, change: Callable[[], object] | None) -> list[str]:
    """Damage one file, look, write, and put it right again: what was seen."""
    before = path.read_bytes()
    path.write_bytes(content)
    seen = []
    try:
        try:
            place = Place.open(folder, create=False)
            findings = [one for one in document_findings(place.folder) if one.mark != Mark.GOOD]
            named = any(path.name in one.what for one in findings)
        except StoreError as problem:  # the folder's own marker: nothing opens until it is put right
            return ["found and named" if path.name in str(problem) else "missed"]
        if named:
            seen.append("found and named")
        elif _decoded(before) == _decoded(content):
            seen.append("harmless")
        else:
            seen.append("missed")
        readable = not any(path.name in one.what and "dxcheckが書いたときと違います" not in one.what for one in findings)
        if change is not None and not readable:
            with contextlib.suppress(StoreError):
                change()
            kept = [one.read_bytes() for one in folder.glob(f"{path.name}.*.altered")]
            seen += ["left alone"] if path.read_bytes() == content else ["put aside"] if content in kept else ["overwritten"]
        if not path.name.startswith(STEADY) and not _goes_on(place):
            seen.append("another municipality blocked")
    finally:
        path.write_bytes(before)
        for one in folder.glob("*.altered"):
            one.unlink()
    return seen


def _goes_on(place: Place) -> bool:
    """Whether another municipality can read and write."""
    try:
        wishes = place.folder.shared_notes(STEADY).wishes
        there = wishes.all()
        wishes.change(lambda now: [*now, *now])
        wishes.change(lambda _now: there)
    except StoreError:
        return False
    return True


def _decoded(raw: bytes) -> object:
    try:
        return json.loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        return raw


def run(samples: int, seed: int) -> tuple[Counter[str], Counter[str], int]:
    """So many samples: what was seen, which ways, how many files."""
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "demo"
        changes = writers(filled(folder))
        paths = documents(folder)
        for number in range(samples):
            path, way = paths[number % len(paths)], chance.choice(WAYS)
            ways[way] += 1
            seen.update(one_sample(folder, path, damaged(path.read_bytes(), way, chance), changes.get(path.name)))
    return seen, ways, len(paths)


def main() -> None:
    """Print what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    seen, ways, files = run(asked.samples, asked.seed)
    print(
        f"Damage: {asked.samples} samples (seed {asked.seed}) over {files} files: "
        + ", ".join(f"{n} {way}" for way, n in sorted(ways.items()))
    )
    for name in ("found and named", "harmless", "missed", "left alone", "put aside", "overwritten", "another municipality blocked"):
        print(f"  {name:30} {seen[name]:5}" + ("   (bar 0)" if name in ("missed", "overwritten", "another municipality blocked") else ""))


if __name__ == "__main__":
    main()
