"""Data of every schema there ever was: it opens, is brought forward only when written, and a newer one is refused."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dxcheck.doctor.files import document_findings
from dxcheck.doctor.finding import Mark
from dxcheck.model.calendar import JAPAN
from dxcheck.prefecture.partners import SavedSearch
from dxcheck.store import errors
from dxcheck.store.envelope import SCHEMA
from dxcheck.store.layout import place
from dxcheck.store.marker import MARKER
from dxcheck.store.submitted import SubmittedRepository
from dxcheck.workspace import Workspace

FIXTURES = Path(__file__).parent / "fixtures"
VERSIONS = range(1, SCHEMA + 1)
NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=JAPAN)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but locks and derived scores, by name: documents move to another folder with the first write."""
    files = (one for one in sorted(folder.rglob("*")) if one.is_file() and not {".locks", ".scores"} & set(one.parts))
    return {one.relative_to(folder).as_posix() if one.parent.name == "questionnaires" else one.name: one.read_bytes() for one in files}


@pytest.fixture(params=VERSIONS)
def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Workspace:
    """A copy of what a version of dxcheck wrote. Whoever raises SCHEMA keeps a folder of it: fixtures/make.py."""
    shutil.copytree(FIXTURES / f"schema-{request.param}", tmp_path / "data")
    return Workspace.open(tmp_path / "data")


def everything(workspace: Workspace) -> Iterator[Callable[[], object]]:
    """All there is to read."""
    code = workspace.roster.prefecture.code
    folder = workspace.folder
    for town in ("382027", "383562"):
        repository = folder.repository(town)
        shared, internal = folder.shared_notes(town), folder.internal_notes(town)
        yield from (repository.every_snapshot, repository.actions, repository.every_draft, shared.records, shared.observations.all)
        yield from (internal.observations.all, internal.judgements.all, internal.visits.all, shared.wishes.all, shared.returns.all)
        yield lambda repository=repository: repository.set_aside("ehime-dx")
        yield from (repository.asks.every, repository.decisions, repository.approval_boxes)
    yield from (folder.accounts(code).policy, folder.factors(code).all, folder.reminders(code).all)
    yield from (folder.camps(code).all, folder.camps(code).answers)
    yield from (folder.accounts(code).all, folder.benchmarks(code).all, folder.ledger(code).entries, folder.finders(code).all)


def test_it_opens_and_reading_changes_no_byte(workspace: Workspace) -> None:
    """Every table of every file, the comparison of all municipalities, and doctor, who finds nothing wrong."""
    before = contents(workspace.folder.path)
    read = [one() for one in everything(workspace)]
    assert sum(bool(one) for one in read) >= 10, "the fixture holds something of nearly everything"
    overview = workspace.centre_desk(now=lambda: NOW).comparing.overview()
    assert [one.municipality.code for one in overview.counted] == ["382027"]
    assert [one for one in document_findings(workspace.folder) if one.mark != Mark.GOOD] == []
    assert contents(workspace.folder.path) == before


def test_writing_brings_one_file_forward_and_loses_nothing(workspace: Workspace) -> None:
    """The file that was written has today's schema and all that was in it; the others are as they were, byte for byte, and lie in their readers' folders."""
    before, read = contents(workspace.folder.path), [one() for one in everything(workspace)]
    code = workspace.roster.prefecture.code
    workspace.folder.finders(code).save(SavedSearch("もう1つ", "bpr-01<=1"))
    after = contents(workspace.folder.path)
    changed = {name for name in after if after[name] != before.get(name)} - {"finders.json.bak", MARKER, "dxcheck.json.bak"}
    assert changed == {"finders.json"}
    assert json.loads(after["finders.json"])["dxcheck"]["schema"] == SCHEMA
    again = [one() for one in everything(workspace)]
    assert again[:-1] == read[:-1]
    assert [one.name for one in workspace.folder.finders(code).all()] == ["もう1つ", "棚卸し"]
    town = workspace.folder.repository("382027")
    snapshots = town.every_snapshot()
    desk = workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW)
    desk.submit_answers(snapshots[-1].answers, "企画課", "課長")
    assert town.every_snapshot()[: len(snapshots)] == snapshots
    assert json.loads(place(workspace.folder.path, "382027.json").read_bytes())["dxcheck"]["schema"] == SCHEMA


def test_a_file_of_a_newer_dxcheck_is_refused_and_stays(workspace: Workspace) -> None:
    """Reading and writing say to update dxcheck; not one byte changes, and other municipalities go on."""
    [path] = workspace.folder.path.rglob("382027.json")
    data = json.loads(path.read_bytes())
    data["dxcheck"]["schema"] = SCHEMA + 1
    path.write_text(json.dumps(data), encoding="utf-8")
    before = path.read_bytes()
    town: SubmittedRepository = workspace.folder.submitted("382027")
    with pytest.raises(errors.NewerSchemaError, match="新しい版"):
        town.every_snapshot()
    with pytest.raises(errors.NewerSchemaError):
        town.change_actions(lambda there: there[:0])
    assert place(workspace.folder.path, path.name).read_bytes() == before
    assert {one.questionnaire.id for one in workspace.folder.repository("383562").every_snapshot()} <= {"quarters", "meetings"}
