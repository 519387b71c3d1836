"""Plain pages while the database is away: what cannot be asked is not told as if it were not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from access_world import NAMES, NOW, OWN, built
from pages.person import Person
from postgresql import Cluster

from dxcheck.benchmark.model import Benchmark
from dxcheck.desk import StaffDesk
from dxcheck.store.database.database_shelf import close_databases, open_database
from dxcheck.store.database.transfer import move_in
from dxcheck.workspace import Workspace

__all__ = ["built"]


@pytest.fixture
def desk(built: Path, database: str) -> Iterator[StaffDesk]:
    """今治市's, over a lived-in database."""
    move_in(built, database)
    close_databases()
    workspace = Workspace.open(open_database(database))
    yield workspace.staff_desk(workspace.roster.find(NAMES[OWN]), post="企画課", now=lambda: NOW)
    close_databases()


@pytest.mark.parametrize("page", ["progress", "result/{snapshot}"])
def test_a_page_without_the_averages_is_not_shown_as_if_none_were_published(
    desk: StaffDesk, cluster: Cluster, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is away for a moment, just when they are read."""
    person, published = Person(desk), desk._benchmarks
    page = page.format(snapshot=desk.snapshots()[-1].id)
    assert published is not None

    def while_it_is_away() -> list[Benchmark]:
        cluster.stop()
        close_databases()
        try:
            return published()
        finally:
            cluster.resume()

    with monkeypatch.context() as away:
        away.setattr(desk, "_benchmarks", while_it_is_away)
        assert "つなげません" in person.opens(page, status=503).text
    assert "県内平均" in person.opens(page).text
