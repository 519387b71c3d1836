"""Files and texts nobody meant, for `python -m bench.fuzz`: made by hypothesis, and where it is installed by atheris.

Each kind is a sound input, the function that takes it, and the errors this function documents. Hypothesis bends the tree of the sound input, mutates its bytes, or makes
something of its own from the kind's own words. Whatever comes in is taken or refused: no traceback, nothing over a second, nothing written.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import json
import shutil
import signal
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import tomli_w
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bench.bending import LONG, NASTY, ODD, SLOW, Seen, bent, mutated, words_of
from dxcheck.assessment.answer_file import FaultyAnswersError, read_answers
from dxcheck.benchmark.document import BenchmarkFileError, from_file, to_file
from dxcheck.demo import create_demo
from dxcheck.model.calendar import Cycle
from dxcheck.model.roster import UnknownMunicipalityError, load_roster
from dxcheck.model.typed_day import parse_day
from dxcheck.prefecture.partners import ConditionError, parsed
from dxcheck.questionnaire import shipped_folder
from dxcheck.questionnaire.load import load_any
from dxcheck.store.archive import MANIFEST
from dxcheck.store.backup import back_up, restore
from dxcheck.store.errors import StoreError
from dxcheck.store.folder import DataFolder
from dxcheck.store.layout import place
from dxcheck.system.toml import FaultyFileError, read_toml
from dxcheck.workspace import Workspace

DAY = dt.date(2026, 11, 24)
NOW = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
HANGS = 20
"""Seconds after which an input counts as hanging and is given up."""


class NobodyTakesItError(Exception):
    """None of several functions could use a text, and each said so in its own way."""


class HangError(BaseException):
    """An input took so long that it was given up. No `Exception`: what hangs must not be able to catch it."""


REFUSALS = (FaultyFileError, FaultyAnswersError, BenchmarkFileError, StoreError, NobodyTakesItError)


@dataclass
class Kind:
    """A function that takes what comes from outside, and a sound input."""

    name: str
    share: float
    take: Callable[[bytes], None]
    trees: list[Any]
    encode: Callable[[Any], bytes]

    def inputs(self) -> st.SearchStrategy[bytes]:
        """What hypothesis makes of the sound ones."""
        sound = [self.encode(one) for one in self.trees]
        words = sorted(set().union(*map(words_of, self.trees))) or ["a"]

        @st.composite
        def some(draw: st.DrawFn) -> bytes:
            chance = draw(st.randoms(use_true_random=False))
            at, way = draw(st.integers(0, len(sound) - 1)), draw(st.integers(0, 9))
            if way < 5:
                return self._encoded(bent(self.trees[at], chance)) or sound[at]
            return mutated(sound[at], chance, NASTY + LONG)

        leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(ODD)
        tree = st.recursive(
            leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(words), inner, max_size=4), max_leaves=12
        )
        own = tree.map(self._encoded)
        return st.one_of(some(), some(), some(), some(), some(), own, st.binary(max_size=80))

    def _encoded(self, tree: Any) -> bytes:
        try:
            return self.encode(tree)
        except Exception:  # noqa: BLE001 - no writer knows what to do with it: such an input cannot come from one
            return b""


def _toml(tree: Any) -> bytes:
    return tomli_w.dumps(_without_none(json.loads(json.dumps(tree, default=str)))).encode("utf-8", "surrogatepass")


def _without_none(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_none(value) for key, value in data.items() if value is not None}
    return [_without_none(one) for one in data if one is not None] if isinstance(data, list) else data


def _json(tree: Any) -> bytes:
    return json.dumps(tree, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")


def _archive(tree: Any) -> bytes:
    """An archive as its tree says: each part with its name, content and way of packing, and the manifest."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for one in tree["parts"]:
            made.writestr(str(one["name"]), str(one["content"]), int(one["way"]))
        made.writestr(str(tree["last"]), json.dumps(tree["manifest"]), zipfile.ZIP_DEFLATED)
    return out.getvalue()


class Kinds:
    """All of them, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        create_demo(folder / "demo", today=DAY)
        workspace = Workspace.open(folder / "demo")
        self.questionnaire = workspace.staff_desk(workspace.roster.find("今治")).questionnaire
        self.roster = workspace.roster
        (folder / "stored").mkdir()
        shutil.copy(folder / "demo" / "dxcheck.json", folder / "stored")
        self.store = Workspace.open(folder / "stored")
        self.inputs = {folder / one for one in ("in.toml", "in.zip", "stored/382027/shared/382027.json")}

    def all(self) -> list[Kind]:
        """Each with its share of all inputs."""
        return [
            Kind("questionnaire files", 0.15, self._toml_with(load_any), [self._small(), self._quick()], _toml),
            Kind("roster files", 0.10, self._toml_with(load_roster), [self._towns()], _toml),
            Kind("answer files", 0.22, lambda raw: void(read_answers(raw, self.questionnaire)), [self._answers()], _json),
            Kind("averages to import", 0.10, lambda raw: void(from_file(raw, demo=True, prefecture="380008")), [self._averages()], _json),
            Kind("backup archives", 0.13, self.take_archive, [self._copy()], _archive),
            Kind("stored files", 0.12, self.take_stored, [self._stored()], _json),
            Kind("texts people type", 0.18, self.take_text, TEXTS, lambda text: str(text).encode("utf-8", "surrogatepass")),
        ]

    def _small(self) -> dict[str, Any]:
        full = read_toml(shipped_folder() / "ehime-dx.toml")
        items = full["items"][:2]
        used = {one["dimension"] for one in items}
        return {**full, "items": items, "dimensions": [one for one in full["dimensions"] if one["id"] in used]}

    def _quick(self) -> dict[str, Any]:
        path = next(one for one in sorted(shipped_folder().glob("*.toml")) if read_toml(one).get("kind") == "quick")
        return read_toml(path)

    def _towns(self) -> dict[str, Any]:
        towns = read_toml(shipped_folder() / "ehime-roster.toml")
        return {**towns, "municipalities": towns["municipalities"][:3]}

    def _answers(self) -> dict[str, Any]:
        return {one.id: {"level": 2, "evidence": "記録", "comment": "a", "target": 3} for one in self.questionnaire.ordered[:6]}

    def _averages(self) -> Any:
        published = Workspace.open(self.folder / "demo").folder.benchmarks(self.roster.prefecture.code).all()[0]
        figures = {group: dict(list(one.items())[:3]) for group, one in published.figures.items()}
        return json.loads(to_file(msgspec.structs.replace(published, figures=figures), demo=True))

    def _copy(self) -> dict[str, Any]:
        small = DataFolder.open(self.folder / "small")
        small.repository("382019").change_actions(lambda there: there)
        (small.path / "roster.toml").write_text("# 市町", encoding="utf-8")
        small.set_home("382019")
        back_up(small.path, self.folder / "in.zip", NOW)
        with zipfile.ZipFile(self.folder / "in.zip") as copy:
            *names, last = copy.namelist()
            assert last == MANIFEST
            parts = [{"name": one, "content": copy.read(one).decode(), "way": zipfile.ZIP_DEFLATED} for one in names]
            return {"parts": parts, "last": last, "manifest": json.loads(copy.read(last))}

    def _stored(self) -> dict[str, Any]:
        stored: dict[str, Any] = json.loads(place(self.folder / "demo", "382027.json").read_bytes())
        two = list(stored["snapshots"].items())[:2]
        stored["snapshots"] = {key: {**one, "answers": dict(list(one["answers"].items())[:3])} for key, one in two}
        del stored["dxcheck"]["sum"]
        stored["dxcheck"]["schema"] = 1
        return stored

    def _toml_with(self, load: Callable[[Path], object]) -> Callable[[bytes], None]:
        def take(raw: bytes) -> None:
            (self.folder / "in.toml").write_bytes(raw)
            load(self.folder / "in.toml")

        return take

    def take_archive(self, raw: bytes) -> None:
        """A copy of a data folder from somebody: brought back whole, or nothing written."""
        (self.folder / "in.zip").write_bytes(raw)
        try:
            restore(self.folder / "in.zip", self.folder / "out")
        except StoreError:
            assert not (self.folder / "out").exists()
            raise
        shutil.rmtree(self.folder / "out")

    def take_stored(self, raw: bytes) -> None:
        """A municipality's file that somebody edited."""
        place(self.folder / "stored", "382027.json").parent.mkdir(parents=True, exist_ok=True)
        place(self.folder / "stored", "382027.json").write_bytes(raw)
        self.store.centre_desk(now=lambda: NOW).comparing.overview()
        desk = self.store.staff_desk(self.store.roster.find("今治"))
        desk.snapshots()
        desk.actions()

    def take_text(self, raw: bytes) -> None:
        """Cycles, days, municipalities, conditions as somebody could write them."""
        text = raw.decode("utf-8", "replace")
        taken = False
        for read in (Cycle.parse, lambda one: parse_day(one, DAY, "past"), self.roster.find, lambda one: parsed(one, self.questionnaire)):
            try:
                read(text)
            except (ValueError, UnknownMunicipalityError, ConditionError):
                continue
            taken = True
        if not taken:
            raise NobodyTakesItError


TEXTS = ["令和8年度前期", "2026-1", "R8.12.3", "12/3", "2026年2月29日", "今治市", "gov-03>=2、bpr-01<=1", "gov-03が2以上"]


def void(_value: object) -> None:
    """Take something and give nothing."""


@contextlib.contextmanager
def given_up(after: float) -> Iterator[None]:
    """Whoever is not done after a while is given up; on systems with alarms."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_number: int, _frame: object) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, after)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def tried(kind: Kind, raw: bytes, seen: Seen, hangs: float = HANGS) -> None:
    """One input, and what became of it. What took over a second is tried once more: it counts if it was no fault of the machine."""
    seconds, taken, crash = _once(kind, raw, hangs)
    if seconds > SLOW and not crash:
        again, taken, crash = _once(kind, raw, hangs)
        seconds = min(seconds, again)
    if crash:
        seen.crashes.append(f"{crash} for {raw[:60]!r}"[:300])
    seen.add(seconds, taken=taken)


def _once(kind: Kind, raw: bytes, hangs: float) -> tuple[float, bool, str]:
    """Seconds, whether it was taken, and what broke."""
    began, taken, crash = time.perf_counter(), True, ""
    try:
        with given_up(hangs):
            kind.take(raw)
    except REFUSALS:
        taken = False
    except (Exception, HangError) as problem:  # noqa: BLE001 - that is what is looked for
        taken, crash = False, f"{type(problem).__name__}: {problem}"
    return time.perf_counter() - began, taken, crash


def in_process(inputs: int, number: int) -> list[Seen]:
    """Files and texts, made by hypothesis; the number makes them the same again."""
    made = []
    with tempfile.TemporaryDirectory() as workspace:
        kinds = Kinds(Path(workspace))
        for kind in kinds.all():
            seen, wanted = Seen(kind.name), round(inputs * kind.share)
            before = _fingerprint(kinds)
            while seen.inputs < wanted:  # hypothesis may stop early where it thinks it has seen everything
                _by_hypothesis(kind, wanted - seen.inputs, number + seen.inputs, seen)
            seen.writes = sum(before.get(path) != content for path, content in _fingerprint(kinds).items())
            made.append(seen)
    return made


def _by_hypothesis(kind: Kind, inputs: int, number: int, seen: Seen) -> None:
    @seed(number)
    @settings(max_examples=inputs, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(kind.inputs())
    def try_one(raw: bytes) -> None:
        tried(kind, raw, seen)

    try_one()


def _fingerprint(kinds: Kinds) -> dict[str, str]:
    """Every file but the inputs themselves."""
    every = (one for one in kinds.folder.rglob("*") if one.is_file() and one not in kinds.inputs)
    return {str(one): hashlib.sha256(one.read_bytes()).hexdigest() for one in every}


def by_atheris(name: str, seconds: int) -> None:
    """One kind, led by what of the code each input reaches. It ends the process."""
    try:
        import atheris
    except ImportError:
        raise SystemExit("atheris is not installed here; without --atheris hypothesis makes the inputs") from None
    with tempfile.TemporaryDirectory() as workspace:
        kind = next(one for one in Kinds(Path(workspace)).all() if one.name == name)
        corpus = Path(workspace) / "corpus"
        corpus.mkdir()
        for nth, tree in enumerate(kind.trees):
            (corpus / str(nth)).write_bytes(kind.encode(tree))
        seen = Seen(name)

        def one_input(raw: bytes) -> None:
            tried(kind, raw, seen)
            if seen.crashes:
                raise AssertionError(seen.crashes[0])

        atheris.instrument_all()
        atheris.Setup(["bench.fuzz", str(corpus), f"-max_total_time={seconds}", f"-timeout={HANGS}"], one_input)
        atheris.Fuzz()
