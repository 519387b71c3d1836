"""What goes over the line to a database: how often a save asks, and what is said of one whose line was cut."""

from __future__ import annotations

import contextlib
import os
import resource
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from postgresql import SHARED, Cluster
from store.making import CODE, REF, draft, snapshot
from wire import Cut, Wire

from dxcheck.model.snapshot import Draft, Snapshot
from dxcheck.store import errors
from dxcheck.store.database import words
from dxcheck.store.database.connecting import Connections, connect, conninfo_of, one_value
from dxcheck.store.database.database_shelf import DatabaseShelf, close_databases, open_database
from dxcheck.store.database.exchange import Statement
from dxcheck.store.folder import DataFolder
from dxcheck.store.repository import MunicipalityRepository
from dxcheck.store.shelf import InDatabase
from dxcheck.web.errands import NotDone


class Line(Wire):
    """One that is cut once, when a test says so."""

    def __init__(self, cluster: Cluster) -> None:
        self.next: Cut | None = None
        super().__init__(cluster, self._once)

    def _once(self) -> Cut | None:
        cut, self.next = self.next, None
        return cut


@pytest.fixture
def line(cluster: Cluster, database: str) -> Iterator[Line]:
    """To the database of the test."""
    assert database
    with Line(cluster) as made:
        yield made
        close_databases()


@pytest.fixture
def repository(line: Line) -> MunicipalityRepository:
    """松山市's, over that line."""
    return DataFolder.open(open_database(line.url(SHARED))).repository(CODE)


def test_a_saved_answer_asks_the_engine_twice(line: Line, repository: MunicipalityRepository) -> None:
    """Once for the lock with what is there, and once with what is new and the commit; a submission twice for each of its two documents."""
    for level in (1, 2):  # what is asked once
        repository.change_draft(REF.id, lambda _there, level=level: draft(gov_01=level))  # type: ignore[misc]
    line.exchanges.clear()
    repository.change_draft(REF.id, lambda _there: draft(gov_01=3))
    repository.change_draft(REF.id, lambda there: there)
    repository.submit_draft(REF.id, lambda found, _others: snapshot(1, draft_id=found.id))
    assert line.exchanges == [2, 2, 4]


@pytest.mark.parametrize("cut", ["the commit", "its answer"])
@pytest.mark.parametrize("times", [0, 8], ids=["asked for the first time", "prepared"])
def test_of_a_commit_that_is_cut_off_is_said_what_became_of_it(
    line: Line, repository: MunicipalityRepository, cut: Cut, times: int
) -> None:
    """Kept, it counts as kept; not kept, it is an error: never a submission that is there twice, nor one that is said to be there and is not."""
    for seq in range(1, times + 1):
        repository.add_snapshot(lambda _there, seq=seq: snapshot(seq))  # type: ignore[misc]
    line.next = cut
    if cut == "its answer":
        assert repository.add_snapshot(lambda _there: snapshot(times + 1)).seq == times + 1
    else:
        with pytest.raises(words.DatabaseError, match="接続が切れました"):
            repository.add_snapshot(lambda _there: snapshot(times + 1))
    assert line.cuts == {cut: 1}
    assert len(repository.every_snapshot()) == times + (cut == "its answer")


@pytest.mark.parametrize("cut", ["the commit", "its answer"])
def test_whoever_may_not_connect_at_once_asks_again_what_became_of_a_commit(
    cluster: Cluster, line: Line, repository: MunicipalityRepository, cut: Cut
) -> None:
    """Seen: in a browser's session, to which the server lends connections, the first refusal was told as a save that failed, though it was kept."""
    repository.change_draft(REF.id, lambda _none: draft(gov_01=1))
    path = repository.path
    assert isinstance(path, InDatabase)
    assert isinstance(path.shelf, DatabaseShelf)
    refusing: list[errors.StoreError] = []

    def lent() -> psycopg.Connection[Any]:
        if refusing:
            raise refusing.pop()
        return connect(conninfo_of(line.url(SHARED)))

    connections = Connections(lent)

    def save() -> None:
        with connections.transaction(path) as made:
            made.own = str(one_value(made.connection, "SELECT pg_current_xact_id()::text"))
            made.put_off([Statement("INSERT INTO texts (name, content) VALUES ('questionnaires/a.json', '')")])
            said = ("何が", "無事か", "次に")
            refusing[:] = [NotDone.told(1, errors.NoAnswerError(*said)).problem, errors.OtherStoreError(*said)]
            line.next = cut

    if cut == "its answer":
        save()
    else:
        with pytest.raises(words.DatabaseError, match="接続が切れました"):
            save()
    assert not refusing
    assert cluster.ask("SELECT count(*) FROM dxcheck.texts WHERE name = 'questionnaires/a.json'", SHARED) == [(cut == "its answer",)]
    connections.close()


def test_what_another_commit_was_cut_off_from_is_there_after_it(line: Line, repository: MunicipalityRepository) -> None:
    """The draft and its stamp too: nobody is shown what was never kept."""
    kept, stamp = repository.change_draft_stamped(REF.id, lambda _none: draft(gov_01=1))
    line.next = "the commit"
    with pytest.raises(words.DatabaseError, match="接続が切れました"):
        repository.change_draft(REF.id, lambda _there: draft(gov_01=2))
    assert (repository.draft(REF.id), repository.draft_stamp()) == (kept, stamp)
    line.next = "its answer"
    new, stamp = repository.change_draft_stamped(REF.id, lambda _there: draft(gov_01=3))
    assert (repository.draft(REF.id), repository.draft_stamp()) == (new, stamp)


def test_a_save_within_which_the_engine_refused_something_is_not_said_to_be_kept(repository: MunicipalityRepository, line: Line) -> None:
    """Although whoever asked went on: the engine ends such a transaction without keeping it, and calls that no error."""
    kept = repository.change_draft(REF.id, lambda _none: draft(gov_01=1))
    path = repository.path
    assert isinstance(path, InDatabase)
    shelf = path.shelf
    assert isinstance(shelf, DatabaseShelf)

    def change(_there: Draft | None) -> Draft:
        with pytest.raises(words.DatabaseError), shelf.beside(path) as connection:
            connection.execute("SELECT 1 / 0")
        return draft(gov_01=2)

    with pytest.raises(words.DatabaseError):
        repository.change_draft(REF.id, change)
    assert repository.draft(REF.id) == kept
    assert line.cuts == {}


def test_a_part_that_fails_leaves_what_was_changed_before_it(repository: MunicipalityRepository) -> None:
    """Whoever takes the failure of one document goes on with the other; and what the engine only then refuses fails there, not at the end."""
    repository.add_snapshot(lambda _none: snapshot(1, draft_id="d0"))

    def twice_from_one_draft(_others: list[Snapshot]) -> Snapshot:
        return snapshot(2, draft_id="d0")

    def change(_there: Draft | None) -> Draft:
        with pytest.raises(words.DatabaseError):
            repository.add_snapshot(twice_from_one_draft)
        return draft(gov_01=4)

    made = repository.change_draft(REF.id, change)
    assert (repository.draft(REF.id), [one.seq for one in repository.every_snapshot()]) == (made, [1])


def test_what_was_put_off_is_there_for_whoever_asks_within_the_same_change(cluster: Cluster, repository: MunicipalityRepository) -> None:
    """A document that was written is read as written, although the engine was not told yet; others see it once all is kept."""
    repository.change_draft(REF.id, lambda _none: draft(gov_01=1))
    path = repository._draft_path
    assert isinstance(path, InDatabase)
    shelf = path.shelf
    with shelf.locked(path):
        content = shelf.read(path)
        assert content is not None
        shelf.write(path, content.replace(b'"choice":1', b'"choice":5'))
        assert b'"choice":5' in (shelf.read(path) or b"")
        with psycopg.connect(cluster.url(SHARED)) as other:
            assert other.execute("SELECT count(*) FROM dxcheck.records WHERE body::text LIKE '%\"choice\":5%'").fetchone() == (0,)
    assert b'"choice":5' in (shelf.read(path) or b"")


def test_a_server_with_many_descriptors_goes_on_saving(database: str) -> None:
    """Seen: beyond 1,024 of them, which a server with some hundred screens has, every connection that was used again ended in an error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 1200:
        pytest.skip("no more descriptors to be had here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 1200), hard))
    with contextlib.ExitStack() as many:
        for _n in range(1024):
            many.callback(os.close, os.open(os.devnull, os.O_RDONLY))
        repository = DataFolder.open(open_database(database)).repository(CODE)
        for level in (3, 4):
            repository.change_draft(REF.id, lambda _there, level=level: draft(gov_01=level))  # type: ignore[misc]
        close_databases()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
