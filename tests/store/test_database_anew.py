"""An engine that begins anew counts transactions where it left off on the disk: a number may be another's then, and what was said to be kept must be there."""

from __future__ import annotations

import contextlib
from functools import partial

import psycopg
import pytest
from postgresql import SHARED, Cluster
from store.making import CODE, REF, draft, snapshot

from dxcheck.model.snapshot import Draft
from dxcheck.store.database import words
from dxcheck.store.database.connecting import connect, conninfo_of
from dxcheck.store.database.database_shelf import close_databases, open_database
from dxcheck.store.database.watching import StampWatch
from dxcheck.store.errors import UnsureError
from dxcheck.store.folder import DataFolder
from dxcheck.store.repository import MunicipalityRepository


@pytest.fixture
def repository(database: str) -> MunicipalityRepository:
    """松山市's."""
    return DataFolder.open(open_database(database)).repository(CODE)


def begun_anew(cluster: Cluster, number: int, *, writes: bool) -> None:
    """The engine ends at once and begins again; others use the numbers up to one, the last with something that is kept, or not."""
    cluster.stop()
    cluster.resume()
    with psycopg.connect(cluster.url(SHARED), autocommit=True) as other:
        while True:
            with other.transaction(force_rollback=not writes):
                row = other.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
            if row is not None and row[0] >= number:
                return


@pytest.mark.parametrize("writes", [True, False], ids=["kept by another", "used up by another"])
def test_a_save_that_an_engine_lost_is_not_said_to_be_kept_by_anothers_number(
    cluster: Cluster, repository: MunicipalityRepository, writes: bool
) -> None:
    """Seen: the engine restarted within a save, another wrote under its number, and the save was said to be kept."""
    repository.change_draft(REF.id, lambda _none: draft(gov_01=3))

    def change(_there: Draft | None) -> Draft:
        current = repository._draft_path.shelf._connections.current  # type: ignore[union-attr]
        begun_anew(cluster, int(current.own), writes=writes)
        return draft(gov_01=5)

    with pytest.raises(words.DatabaseError) as said:
        repository.change_draft(REF.id, change)
    assert isinstance(said.value, UnsureError) == ("確かめられません" in str(said.value)) == writes
    close_databases()
    there = repository.draft(REF.id)
    assert there is not None
    assert there.entries["gov-01"].answer.choice == 3
    close_databases()


def test_a_number_that_no_other_has_yet_was_kept_by_nobody(cluster: Cluster, repository: MunicipalityRepository) -> None:
    """It is said at once, and not after all patience."""
    repository.change_draft(REF.id, lambda _none: draft(gov_01=3))

    def change(_there: Draft | None) -> Draft:
        cluster.stop()
        cluster.resume()
        return draft(gov_01=5)

    with pytest.raises(words.DatabaseError, match="接続が切れました"):
        repository.change_draft(REF.id, change)
    assert repository.change_draft(REF.id, lambda _there: draft(gov_01=4)) == repository.draft(REF.id)
    close_databases()


# -- stamps --------------------------------------------------------------------------------------------------------------


def test_who_began_first_and_wrote_last_is_seen(cluster: Cluster, database: str, repository: MunicipalityRepository) -> None:
    """Seen: a submission has its number from the draft, and waits for the municipality's document; who wrote that meanwhile has a later one, and was taken for the newer."""
    repository.add_snapshot(lambda _none: snapshot(1))
    repository.change_draft(REF.id, lambda _none: draft(gov_01=3))
    path = repository.path
    watch = path.shelf.watch  # type: ignore[union-attr]
    with contextlib.closing(connect(conninfo_of(database))) as other:
        with path.shelf.locked(repository._draft_path):  # type: ignore[union-attr]
            other.execute(
                "UPDATE dxcheck.documents SET version = version + 1, changed = pg_current_xact_id() WHERE name = %s", (str(path.below),)
            )  # type: ignore[union-attr]
            watch.look(other)
            before = watch.of(str(path.below))  # type: ignore[union-attr]
            repository.add_snapshot(lambda _there: snapshot(2))
        after = watch.of(str(path.below))  # type: ignore[union-attr]
        assert after != before
        row = other.execute("SELECT version, changed::text FROM dxcheck.documents WHERE name = %s", (str(path.below),)).fetchone()  # type: ignore[union-attr]
    assert after == row
    assert isinstance(before, tuple)
    assert row is not None
    assert int(row[1]) < int(before[1]), "it began before"
    close_databases()


def test_a_stamp_that_an_engine_lost_goes_with_the_next_look_at_all(database: str, repository: MunicipalityRepository) -> None:
    """As after a standby took over that lacked the last changes: what is there then is what is, although its number is lower."""
    repository.change_draft(REF.id, lambda _none: draft(gov_01=3))
    name = str(repository._draft_path.below)  # type: ignore[union-attr]
    with contextlib.closing(connect(conninfo_of(database))) as connection:
        version, number = connection.execute("SELECT version, changed::text FROM documents WHERE name = %s", (name,)).fetchone() or (0, "0")
        watch = StampWatch(partial(connect, conninfo_of(database)))
        watch.note({name: (version + 1, f"{int(number) + 1000}"), "gone.json": (1, f"{int(number) + 1000}")})
        watch.look(connection)
        watch._look_at_all(connection)
        assert watch._stamps.get(name) == (version, number)
        assert "gone.json" not in watch._stamps
    close_databases()


def test_what_came_from_another_cluster_has_later_numbers_and_is_not_the_newer_for_it(
    cluster: Cluster, database: str, repository: MunicipalityRepository
) -> None:
    """As after a `pg_restore`: what is written then shows at once, here and elsewhere."""
    repository.change_draft(REF.id, lambda _none: draft(gov_01=3))
    cluster.ask("SET session_replication_role = replica; UPDATE dxcheck.documents SET changed = '4000000000'", SHARED)
    path = repository._draft_path
    with contextlib.closing(connect(conninfo_of(database))) as other:
        watch = StampWatch(partial(connect, conninfo_of(database)))
        for one in (watch, path.shelf.watch):  # type: ignore[union-attr]
            one.look(other)
        repository.change_draft(REF.id, lambda _there: draft(gov_01=4))
        watch.look(other)
        now = other.execute("SELECT version, changed::text FROM documents WHERE name = %s", (str(path.below),)).fetchone()  # type: ignore[union-attr]
    name = str(path.below)  # type: ignore[union-attr]
    assert path.shelf.watch._stamps[name] == watch._stamps[name] == now  # type: ignore[union-attr]
    close_databases()
