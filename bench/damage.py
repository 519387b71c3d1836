"""Every file of a data folder flipped, cut and emptied: does doctor find it and name the file, does nothing overwrite it, do the others go on.

`python -m bench.damage [--samples 500] [--seed 1]`. Each file in turn is damaged in each way, one byte position after another (steps of the golden ratio through the file,
so that any number of samples is spread over it). Every sample begins with a fresh copy of the same demo. What people write by hand, the roster and questionnaires of their
own, carries no sum: where such a file still reads well, nobody can tell the change from an edit, and that is counted apart.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import random
import shutil
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, get_args, get_type_hints

import msgspec
import tomli_w

from dxcheck.demo import create_demo
from dxcheck.doctor.finding import Mark
from dxcheck.doctor.findings import data_findings, questionnaire_findings
from dxcheck.model.calendar import JAPAN
from dxcheck.model.link import Link
from dxcheck.model.mail import SentReminder
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.second_factor import Factor
from dxcheck.prefecture.partners import SavedSearch
from dxcheck.questionnaire import shipped_folder
from dxcheck.store import files
from dxcheck.store.audit import AUDIT, AuditLog
from dxcheck.store.derived import FOLDER as DERIVED
from dxcheck.store.envelope import Envelope
from dxcheck.store.errors import StoreError
from dxcheck.store.layout import asks, place
from dxcheck.store.marker import MARKER
from dxcheck.system.toml import FaultyFileError
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from dxcheck.desk.staff import StaffDesk
    from dxcheck.model.roster import Municipality

DAY = dt.date(2026, 11, 24)
NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
WAYS = ("flip", "cut", "empty", "flip", "cut", "flip")
"""In turn for each file, beginning with another one at each."""
GOLDEN = 0.6180339887498949
OWN = "own-dx"
TOWN = "382027"
"""Whose drafts, wishes and notes are there too."""
WRITING = 2
"""How many of the others write in each sample; all of them read."""
BARS = ("missed", "overwritten", "another municipality blocked", "another municipality's figures changed")
WAITS = "the whole folder waits, and says for which file"
LINES = (
    "found and named",
    "harmless",
    "made anew, nobody was told a wrong figure",
    "written by people, reads well",
    WAITS,
    "left alone",
    "put aside",
    *BARS,
)


def filled(folder: Path) -> Workspace:
    """A demo with something in every kind of file."""
    create_demo(folder, today=DAY)
    shipped = shipped_folder()
    shutil.copy(shipped / "ehime-roster.toml", folder / "roster.toml")
    own = tomllib.loads((shipped / "ehime-dx.toml").read_text(encoding="utf-8"))
    (folder / "questionnaires" / "own.toml").write_bytes(tomli_w.dumps({**own, "id": OWN}).encode())
    workspace = Workspace.open(folder)
    town = workspace.roster.by_code(TOWN)
    assert town is not None
    text = workspace.library.version(OWN, own["version"])
    assert text is not None
    workspace.folder.repository(TOWN).keep_questionnaire(text)
    workspace.accounts_desk().add("imabari-kikaku", "staff", [town])
    _set_up_phones(workspace)
    _make_link(workspace)
    _remind(workspace)
    for name in ("棚卸し", "研修"):
        workspace.folder.finders(workspace.roster.prefecture.code).save(SavedSearch(name, "gov-03>=2"))
    cycles = workspace.centre_desk("センター", now=lambda: NOW).cycles
    cycles.open(dt.date(2026, 12, 25), "年内に")
    cycles.extend(dt.date(2027, 1, 8))
    log = AuditLog(folder)
    for event in ("login", "open", "submit", "logout"):
        log.add(NOW, event, account="imabari-kikaku", address="127.0.0.1", detail=TOWN)
    path = place(folder, "382019.json")
    path.write_bytes(path.read_bytes().replace(b'"choice": 1', b'"choice": 2', 1))
    workspace.folder.repository("382019").change_actions(lambda there: [*there, *there])
    keep_scores(folder)
    return workspace


def _set_up_phones(workspace: Workspace) -> None:
    """As a server that is no demo's does, one after the other."""
    code = workspace.roster.prefecture.code
    accounts, factors = workspace.folder.accounts(code), workspace.folder.factors(code)
    for one in [one for one in accounts.all() if one.role == "specialist"]:
        factors.put(Factor(one.name, 1, NOW, "A" * 32), one)
        accounts.change(one.name, lambda old: msgspec.structs.replace(old, factor="app", factor_round=1))


def _make_link(workspace: Workspace) -> None:
    """To the first thing that the municipality has asked a section."""
    ask = workspace.folder.repository(TOWN).asks.every()[0].ask
    made = Link(hash="0" * 64, municipality=TOWN, ask=ask.id, post=ask.post, until=ask.due, made_at=NOW, by="imabari-kikaku")
    workspace.folder.links(workspace.roster.prefecture.code).add(made)


def _remind(workspace: Workspace) -> None:
    """A reminder that went out, each time another one."""
    book = workspace.folder.reminders(workspace.roster.prefecture.code)
    book.claim(SentReminder("ask", "0" * 16, NOW.date() + dt.timedelta(days=len(book.all())), 7, "joho@city.example", NOW))


def keep_scores(folder: Path) -> None:
    """Compute and keep what is derived, as if nothing had been written for a while: it is kept only from files at rest."""
    usual = files.SETTLED_AFTER
    files.SETTLED_AFTER = 0  # type: ignore[misc]
    try:
        centre = Workspace.open(folder).centre_desk(now=lambda: NOW)
        centre.comparing.overview()
        centre.comparing.keep()
    finally:
        files.SETTLED_AFTER = usual  # type: ignore[misc]


def data_files(folder: Path) -> list[Path]:
    """Every file of the folder but locks, which hold nothing. A kind of file that is not among them is an error."""
    found = sorted(one for one in folder.rglob("*") if one.is_file() and files.LOCK_FOLDER not in one.parts)
    kinds = {kind for one in found if one.suffix == ".json" and (kind := _kind(one))}
    wanted = set(get_args(get_type_hints(Envelope)["kind"]))
    assert kinds == wanted, kinds ^ wanted
    names = {_sort(one) for one in found}
    assert names >= {MARKER, AUDIT, ".json", ".bak", ".altered", "roster.toml", "own.toml", DERIVED}, names
    return found


def _kind(path: Path) -> str:
    envelope = json.loads(path.read_bytes()).get("dxcheck")
    return str(envelope["kind"]) if isinstance(envelope, dict) else ""


def _sort(path: Path) -> str:
    if path.parent.name == DERIVED:
        return DERIVED
    return path.name if path.name in (MARKER, AUDIT, "roster.toml", "own.toml") else path.suffix


def writers(workspace: Workspace) -> dict[str, Callable[[], object]]:
    """A change of each file, by its name."""
    code, made = workspace.roster.prefecture.code, {}

    def town(one: str) -> Callable[[], object]:
        return lambda: workspace.folder.repository(one).change_actions(lambda there: there[1:] if there else [])

    def draft(one: str) -> Callable[[], object]:
        return lambda: workspace.folder.repository(one).change_draft(
            workspace.questionnaire_id, lambda there: msgspec.structs.replace(there, revision=there.revision + 1) if there else None
        )

    def notes(one: str) -> Callable[[], object]:
        return lambda: workspace.folder.internal_notes(one).visits.change(lambda there: there[1:])

    for one in workspace.roster.municipalities:
        made |= {
            f"{one.code}.json": town(one.code),
            f"{one.code}.draft.json": draft(one.code),
            f"{one.code}.internal.json": notes(one.code),
        }
    made["accounts.json"] = lambda: workspace.accounts_desk().set_disabled("imabari-kikaku", True)
    made["factors.json"] = lambda: _set_up_phones(workspace)
    made["links.json"] = lambda: _make_link(workspace)
    made["reminders.json"] = lambda: _remind(workspace)
    for ask in asks(workspace.folder.path, TOWN):
        made[f"{TOWN}.ask-{ask}.json"] = partial(_write_in_ask, workspace, ask)
    made["finders.json"] = lambda: workspace.folder.finders(code).remove("棚卸し")
    made["schedule.json"] = lambda: workspace.centre_desk("センター", now=lambda: NOW).cycles.extend(dt.date(2027, 1, 20))
    made["benchmarks.json"] = lambda: workspace.folder.benchmarks(code).add(workspace.folder.ledger(code).entries()[0].benchmark)
    made["benchmarks.ledger.json"] = lambda: workspace.folder.ledger(code).add(workspace.folder.ledger(code).entries()[0], None)
    made[MARKER] = lambda: workspace.folder.set_home("382035")
    made[AUDIT] = lambda: AuditLog(workspace.folder.path).add(NOW, "login", account="imabari-kikaku")
    return made


def _write_in_ask(workspace: Workspace, ask: str) -> object:
    """As its section does."""
    document = workspace.folder.repository(TOWN).asks.document(ask)
    return document.change(lambda there: there._replace(draft=msgspec.structs.replace(there.draft, revision=there.draft.revision + 1)))


def damaged(raw: bytes, way: str, turn: int, chance: random.Random) -> bytes:
    """What is left of a file in its so manieth turn."""
    if way == "empty":
        return b""
    at = int((turn * GOLDEN + chance.random() / 50) % 1 * len(raw))
    if way == "cut":
        return raw[:at]
    return raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :]


def one_sample(folder: Path, path: Path, content: bytes, turn: int, sound: dict[str, object]) -> Iterator[str]:
    """Damage one file, look, write, let the others work: what was seen."""
    before = path.read_bytes()
    path.write_bytes(content)
    findings = [one for one in (*data_findings(folder), *questionnaire_findings(folder, None)) if one.mark != Mark.GOOD]
    named = any(path.name in one.what or (path.name == "own.toml" and OWN in one.what) for one in findings)
    try:
        workspace = Workspace.open(folder, create=False)
        line_before = lines(workspace)
    except (StoreError, FaultyFileError) as problem:
        yield "found and named" if named else "missed"
        told = str(problem.path.name) if isinstance(problem, FaultyFileError) and problem.path else str(problem)
        yield WAITS if path.name in told else "missed"
        yield "left alone" if path.read_bytes() == content else "overwritten"
        return
    owner = path.name.partition(".")[0]
    changed = {code for code, line in line_before.items() if line != sound[code] and code != owner}
    if changed:
        yield "another municipality's figures changed"
    if path.parent.name == DERIVED:
        yield "made anew, nobody was told a wrong figure" if line_before == sound else "missed"
    elif named:
        yield "found and named"
    elif _decoded(path, before) == _decoded(path, content):
        yield "harmless"
    else:
        yield "written by people, reads well" if path.suffix == ".toml" else "missed"
    change = writers(workspace).get(path.name)
    if change is not None:
        with contextlib.suppress(StoreError, LookupError, ValueError):
            change()
    if not all(goes_on(workspace, one, turn) for one in others(workspace, owner, turn)):
        yield "another municipality blocked"
    yield from _afterwards(path, before, content)


def _afterwards(path: Path, before: bytes, content: bytes) -> Iterator[str]:
    """What became of the damaged content after everybody wrote."""
    if path.suffix == ".bak" or path.parent.name == DERIVED or content == before:
        return  # copies are replaced by the next ones
    now = path.read_bytes()
    if now == content or (path.name == AUDIT and now.startswith(content)):
        yield "left alone"
    elif content in [one.read_bytes() for one in path.parent.glob(f"{path.name}.*.altered")]:
        yield "put aside"
    elif _decoded(path, before) != _decoded(path, content):
        yield "overwritten"


def lines(workspace: Workspace) -> dict[str, object]:
    """What the centre sees of every municipality."""
    overview = workspace.centre_desk(now=lambda: NOW).comparing.overview()
    return {one.municipality.code: one for one in overview.lines}


def others(workspace: Workspace, owner: str, turn: int) -> list[tuple[Municipality, bool]]:
    """Every municipality whose file it is not, and whether it writes this time."""
    towns = [one for one in workspace.roster.municipalities if one.code != owner]
    return [(one, (number - turn) % len(towns) < WRITING) for number, one in enumerate(towns)]


def goes_on(workspace: Workspace, one: tuple[Municipality, bool], turn: int) -> bool:
    """Whether another municipality can do all it does: look at its result, answer, submit, find all of it again; and its specialist can work."""
    town, writes = one
    desk = workspace.staff_desk(town, now=lambda: NOW)
    try:
        _reads(desk)
        case = workspace.specialist_desk("専門官", [town.code], ()).case(town)
        case.visits()
        if writes:
            text = f"記録 {turn}"
            item = desk.questionnaire_for(desk.begin().questionnaire).ordered[0].id
            desk.save(item, AnswerPatch(choice=2, evidence=text))
            for returned in {each for back in desk.open_returns() for each in back.items} - {item}:
                desk.save(returned, AnswerPatch(choice=2))
            made = desk.submit("企画課", "課長")
            desk.wishes.ask(text)
            again = Workspace.open(workspace.folder.path, create=False).staff_desk(town, now=lambda: NOW)
            latest = again.latest()
            return (
                latest is not None
                and latest == made
                and latest.answers[item].evidence == text
                and text in [one.text for one in again.wishes.open()]
            )
    except (StoreError, LookupError):
        return False
    return True


def _reads(desk: StaffDesk) -> None:
    desk.draft()
    desk.actions()
    desk.records()
    latest = desk.latest()
    if latest is not None:
        desk.result(latest)
        desk.series()


def _decoded(path: Path, raw: bytes) -> object:
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return tomllib.loads(raw.decode()) if path.suffix == ".toml" else json.loads(raw)
    except ValueError:
        return raw


def run(samples: int, seed: int) -> tuple[Counter[str], Counter[str], int]:
    """So many samples: what was seen, which ways, how many files."""
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as workspace:
        whole, folder = Path(workspace) / "whole", Path(workspace) / "demo"
        filled(whole)
        names = [one.relative_to(whole) for one in data_files(whole)]
        chance.shuffle(names)
        sound = lines(Workspace.open(whole))
        for number in range(samples):
            turn, at = divmod(number, len(names))
            way = WAYS[(turn + at) % len(WAYS)]
            ways[way] += 1
            shutil.copytree(whole, folder)
            path = folder / names[at]
            if path.parent.name == DERIVED:  # it goes by the times of its source, which the copy does not share
                keep_scores(folder)
            content = damaged(path.read_bytes(), way, number, chance)
            what = list(one_sample(folder, path, content, number, sound))
            seen.update(what)
            for bar in set(what) & set(BARS):
                print(f"  {bar}: {names[at]} {way} {number}", flush=True)
            shutil.rmtree(folder)
    return seen, ways, len(names)


def main() -> None:
    """Print what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    seen, ways, count = run(asked.samples, asked.seed)
    print(
        f"Damage: {asked.samples} samples (seed {asked.seed}) over {count} files: "
        + ", ".join(f"{n} {way}" for way, n in sorted(ways.items()))
    )
    for name in LINES:
        print(f"  {name:50} {seen[name]:5}" + ("   (bar 0)" if name in BARS else ""))


if __name__ == "__main__":
    main()
