"""Inputs that nobody meant: `python -m bench.fuzz [--inputs 100000] [--seed 1]`. Not part of `make bench`: it takes its time.

Files of every kind, texts people type, and what a browser could send, each mutated by a seeded generator. Whatever comes in is taken or refused with the error that the
function documents: no traceback, nothing over a second, nothing written. Atheris is not used: the code under test is Python throughout, where seeded mutation of
real inputs reaches the same places without a compiler.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import hashlib
import json
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import tomli_w

from dxcheck.answerfile import FaultyAnswersError, read_answers
from dxcheck.benchmark.document import BenchmarkFileError, from_file, to_file
from dxcheck.calendar import Cycle, parse_day
from dxcheck.demo import create_demo
from dxcheck.partners import ConditionError, parsed
from dxcheck.place import Place
from dxcheck.questionnaire import FaultyFileError, shipped_folder
from dxcheck.questionnaire.load import load_any, read_toml
from dxcheck.roster import UnknownMunicipalityError, load_roster
from dxcheck.store.errors import StoreError

DAY = dt.date(2026, 11, 24)
SLOW = 1.0
NASTY = [
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\x1b[31m",
    b"[" * 300,
    b'{"a":' * 300,
    b"NaN",
    b"1e999",
    b"-0",
    b"9" * 400,
    b"\xe2\x80\xae",
    b"'''",
    b'"""',
    b"\\u0000",
    b"true",
]
ODD: list[Any] = [
    None,
    True,
    -1,
    0,
    6,
    10**30,
    1.5,
    float("1e300"),
    "",
    "あ" * 5000,
    "\x00",
    "\u202e",
    [],
    {},
    [[[]]],
    {"a": {}},
    "2026-13-40",
    "=1+1",
]


@dataclass
class Seen:
    """What happened to one kind of input."""

    name: str
    inputs: int = 0
    taken: int = 0
    refused: int = 0
    slowest: float = 0.0
    slow: int = 0
    writes: int = 0
    crashes: list[str] = field(default_factory=list)

    def add(self, seconds: float, *, taken: bool) -> None:
        """Count one."""
        self.inputs += 1
        self.taken += taken
        self.refused += not taken
        self.slowest = max(self.slowest, seconds)
        self.slow += seconds > SLOW


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, cut, doubled, or put in."""
    for _nth in range(chance.choice((1, 1, 1, 2, 5))):
        at, other = sorted((chance.randrange(len(raw) + 1), chance.randrange(len(raw) + 1)))
        way = chance.randrange(5)
        if way == 0 and raw:
            at = min(at, len(raw) - 1)
            raw = raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :]
        elif way == 1:
            raw = raw[:at] + raw[min(other, at + 200) :]
        elif way == 2:
            raw = raw[:at] + raw[at : at + 200] + raw[at:]
        elif way == 3:
            raw = raw[:at] + chance.choice(NASTY) + raw[at:]
        else:
            raw = raw[:at]
    return raw


def bent(data: Any, chance: random.Random) -> Any:
    """The same tree with one node that is something else, gone, or under another name."""
    data = json.loads(json.dumps(data))
    node, steps = data, chance.randrange(1, 8)
    for _step in range(steps):
        keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
        if not keys:
            return data
        key = chance.choice(keys)
        child = node[key]
        if not isinstance(child, (dict, list)) or not child or chance.random() < 0.3:
            way = chance.randrange(3)
            if way == 0:
                node[key] = chance.choice(ODD)
            elif way == 1:
                del node[key]
            elif isinstance(node, dict):
                node[str(key) + chance.choice(("x", "\u3000", "\n"))] = node.pop(key)
            return data
        node = child
    return data


class NobodyTakesItError(Exception):
    """None of several functions could use a text, and each said so in its own way."""


class Kinds:
    """The functions that take what comes from outside, each with a sound input and the errors it documents."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        create_demo(folder / "demo", today=DAY)
        place = Place.open(folder / "demo")
        self.questionnaire = place.staff_desk(place.roster.find("今治")).questionnaire
        full = read_toml(shipped_folder() / "ehime-dx.toml")
        items = full["items"][:2]
        self.small = {
            **full,
            "items": items,
            "dimensions": [one for one in full["dimensions"] if one["id"] in {i["dimension"] for i in items}],
        }
        towns = read_toml(shipped_folder() / "ehime-roster.toml")
        self.towns = {**towns, "municipalities": towns["municipalities"][:3]}
        self.answers = {one.id: {"level": 2, "evidence": "記録", "comment": "a", "target": 3} for one in self.questionnaire.ordered[:6]}
        published = place.folder.benchmarks(place.roster.prefecture.code).all()[0]
        self.benchmark = to_file(
            msgspec.structs.replace(published, figures={group: dict(list(one.items())[:3]) for group, one in published.figures.items()}),
            demo=True,
        )
        stored = json.loads((folder / "demo" / "382027.json").read_bytes())
        stored["snapshots"] = {
            key: {**one, "answers": dict(list(one["answers"].items())[:3])} for key, one in list(stored["snapshots"].items())[:2]
        }
        del stored["dxcheck"]["sum"]
        stored["dxcheck"]["schema"] = 1
        self.stored = stored
        self.store = Place.open(folder / "stored")
        (folder / "stored" / "dxcheck.json").write_bytes((folder / "demo" / "dxcheck.json").read_bytes())
        self.store = Place.open(folder / "stored")

    def all(self) -> dict[str, tuple[Callable[[random.Random], None], float]]:
        """Name to one try with a chance's input, and the share of all inputs."""
        return {
            "questionnaire files": (self.try_questionnaire, 0.15),
            "roster files": (self.try_roster, 0.12),
            "answer files": (self.try_answers, 0.25),
            "averages to import": (self.try_benchmark, 0.12),
            "stored files": (self.try_stored, 0.15),
            "texts people type": (self.try_texts, 0.21),
        }

    def _toml(self, data: dict[str, Any], chance: random.Random) -> Path:
        path = self.folder / "in.toml"
        if chance.random() < 0.5:
            plain = bent(json.loads(json.dumps(data, default=str)), chance)
            raw = tomli_w.dumps(_without_none(plain)).encode() if isinstance(plain, dict) else b""
        else:
            raw = mutated(tomli_w.dumps(data).encode(), chance)
        path.write_bytes(raw)
        return path

    def try_questionnaire(self, chance: random.Random) -> None:
        """A questionnaire in TOML."""
        load_any(self._toml(self.small, chance))

    def try_roster(self, chance: random.Random) -> None:
        """A roster in TOML."""
        load_roster(self._toml(self.towns, chance))

    def try_answers(self, chance: random.Random) -> None:
        """Answers in JSON."""
        read_answers(_json(self.answers, chance), self.questionnaire)

    def try_benchmark(self, chance: random.Random) -> None:
        """Averages in JSON."""
        raw = _json(json.loads(self.benchmark), chance) if chance.random() < 0.5 else mutated(self.benchmark, chance)
        from_file(raw, demo=True, prefecture="380008")

    def try_stored(self, chance: random.Random) -> None:
        """A municipality's file that somebody edited."""
        (self.folder / "stored" / "382027.json").write_bytes(_json(self.stored, chance))
        desk = self.store.staff_desk(self.store.roster.find("今治"))
        desk.snapshots()
        desk.actions()
        self.store.centre_desk(now=lambda: dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)).comparing.overview()

    def try_texts(self, chance: random.Random) -> None:
        """Cycles, days, municipalities, conditions as somebody could write them."""
        sound = chance.choice(
            ("令和8年度前期", "2026-1", "R8.12.3", "12/3", "2026年2月29日", "今治市", "gov-03>=2、bpr-01<=1", "gov-03が2以上")
        )
        text = mutated(sound.encode(), chance).decode("utf-8", "replace")
        taken = False
        for read in (Cycle.parse, lambda one: parse_day(one, DAY), self.store.roster.find, lambda one: parsed(one, self.questionnaire)):
            try:
                read(text)
            except (ValueError, UnknownMunicipalityError, ConditionError):
                continue
            taken = True
        if not taken:
            raise NobodyTakesItError


def _without_none(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_none(value) for key, value in data.items() if value is not None}
    return [_without_none(one) for one in data if one is not None] if isinstance(data, list) else data


def _json(data: Any, chance: random.Random) -> bytes:
    if chance.random() < 0.6:
        return json.dumps(bent(data, chance), ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return mutated(json.dumps(data, ensure_ascii=False).encode(), chance)


def in_process(inputs: int, seed: int) -> list[Seen]:
    """Files and texts."""
    made = []
    with tempfile.TemporaryDirectory() as place:
        kinds = Kinds(Path(place))
        for name, (attempt, share) in kinds.all().items():
            seen, chance = Seen(name), random.Random(f"{seed} {name}")
            before = _fingerprint(Path(place))
            for _nth in range(round(inputs * share)):
                began, taken = time.perf_counter(), True
                try:
                    attempt(chance)
                except (FaultyFileError, FaultyAnswersError, BenchmarkFileError, StoreError, NobodyTakesItError):
                    taken = False
                except Exception as problem:  # noqa: BLE001 - that is what is looked for
                    seen.crashes.append(f"{type(problem).__name__}: {problem}"[:200])
                    taken = False
                seen.add(time.perf_counter() - began, taken=taken)
            seen.writes = sum(before.get(path) != content for path, content in _fingerprint(Path(place)).items())
            made.append(seen)
    return made


def _fingerprint(folder: Path) -> dict[str, str]:
    """Every file but the inputs themselves."""
    inputs = {folder / "in.toml", folder / "stored" / "382027.json"}
    return {str(one): hashlib.sha256(one.read_bytes()).hexdigest() for one in folder.rglob("*") if one.is_file() and one not in inputs}


def main() -> None:
    """Print what was seen."""
    from bench.fuzz_wire import over_the_wire

    parser = argparse.ArgumentParser()
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    wire = min(3000, asked.inputs // 30)
    made = [*in_process(asked.inputs - wire, asked.seed), *asyncio.run(over_the_wire(wire, asked.seed))]
    print(f"Fuzz: {sum(one.inputs for one in made):,} inputs (seed {asked.seed})")
    print(f"  {'':22}{'inputs':>8}{'taken':>8}{'refused':>9}{'slowest':>10}{'over 1 s':>10}{'writes':>8}{'crashes':>9}")
    for one in made:
        print(
            f"  {one.name:22}{one.inputs:8}{one.taken:8}{one.refused:9}{1000 * one.slowest:7.0f} ms{one.slow:10}{one.writes:8}{len(one.crashes):9}"
        )
    for one in made:
        for crash in list(dict.fromkeys(one.crashes))[:5]:
            print(f"  {one.name}: {crash}")


if __name__ == "__main__":
    main()
