"""Data of every schema there ever was: it opens, is brought forward only when written, and a newer one is refused."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dxcheck.calendar import JAPAN
from dxcheck.filecheck import Mark, document_findings
from dxcheck.partners import Finder
from dxcheck.place import Place
from dxcheck.store import errors
from dxcheck.store.storage import SCHEMA
from dxcheck.store.submitted import SubmittedRepository

FIXTURES = Path(__file__).parent / "fixtures"
VERSIONS = range(1, SCHEMA + 1)
NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=JAPAN)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but locks and derived scores."""
    files = (one for one in sorted(folder.rglob("*")) if one.is_file() and not {".locks", ".scores"} & set(one.parts))
    return {str(one.relative_to(folder)): one.read_bytes() for one in files}


@pytest.fixture(params=VERSIONS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A copy of what a version of dxcheck wrote. Whoever raises SCHEMA keeps a folder of it: fixtures/make.py."""
    shutil.copytree(FIXTURES / f"schema-{request.param}", tmp_path / "data")
    return Place.open(tmp_path / "data")


def everything(place: Place) -> Iterator[Callable[[], object]]:
    """All there is to read."""
    code = place.roster.prefecture.code
    folder = place.folder
    for town in ("382027", "383562"):
        repository = folder.repository(town)
        shared, internal = folder.shared_notes(town), folder.internal_notes(town)
        yield from (repository.snapshots, repository.actions, repository.every_draft, shared.records, shared.observations.all)
        yield from (internal.observations.all, internal.judgements.all, internal.visits.all, shared.wishes.all, shared.returns.all)
    yield from (folder.accounts(code).all, folder.benchmarks(code).all, folder.ledger(code).entries, folder.finders(code).all)


def test_it_opens_and_reading_changes_no_byte(place: Place) -> None:
    """Every table of every file, the comparison of all municipalities, and doctor, who finds nothing wrong."""
    before = contents(place.folder.path)
    read = [one() for one in everything(place)]
    assert sum(bool(one) for one in read) >= 10, "the fixture holds something of nearly everything"
    overview = place.centre_desk(now=lambda: NOW).comparing.overview()
    assert [one.municipality.code for one in overview.counted] == ["382027"]
    assert [one for one in document_findings(place.folder) if one.mark != Mark.GOOD] == []
    assert contents(place.folder.path) == before


def test_writing_brings_one_file_forward_and_loses_nothing(place: Place) -> None:
    """The file that was written has today's schema and all that was in it; the others are as they were."""
    before, read = contents(place.folder.path), [one() for one in everything(place)]
    code = place.roster.prefecture.code
    place.folder.finders(code).save(Finder("もう1つ", "bpr-01<=1"))
    after = contents(place.folder.path)
    changed = {name for name in after if after[name] != before.get(name)} - {"finders.json.bak", "dxcheck.json.bak"}
    assert changed == {"finders.json"}
    assert json.loads(after["finders.json"])["dxcheck"]["schema"] == SCHEMA
    again = [one() for one in everything(place)]
    assert again[:-1] == read[:-1]
    assert [one.name for one in place.folder.finders(code).all()] == ["もう1つ", "棚卸し"]
    town = place.folder.repository("382027")
    snapshots = town.snapshots()
    desk = place.staff_desk(place.roster.find("今治"), now=lambda: NOW)
    desk.submit_answers(snapshots[-1].answers, "企画課", "課長")
    assert town.snapshots()[: len(snapshots)] == snapshots
    assert json.loads((place.folder.path / "382027.json").read_bytes())["dxcheck"]["schema"] == SCHEMA


def test_a_file_of_a_newer_dxcheck_is_refused_and_stays(place: Place) -> None:
    """Reading and writing say to update dxcheck; not one byte changes, and other municipalities go on."""
    path = place.folder.path / "382027.json"
    data = json.loads(path.read_bytes())
    data["dxcheck"]["schema"] = SCHEMA + 1
    path.write_text(json.dumps(data), encoding="utf-8")
    before = path.read_bytes()
    town: SubmittedRepository = place.folder.submitted("382027")
    with pytest.raises(errors.NewerSchemaError, match="新しい版"):
        town.snapshots()
    with pytest.raises(errors.NewerSchemaError):
        town.change_actions(lambda there: there[:0])
    assert path.read_bytes() == before
    assert place.folder.repository("383562").snapshots() == []
