"""The database goes away under the person's hands: they go on, are told, and once it is back everything they gave is there without another key."""

from __future__ import annotations

import pytest
from app.people import Open
from app.test_disk_faults import goes_on, is_all_saved
from desks import DATABASE, Desks
from postgresql import Cluster

BOTH_ENDS = pytest.mark.parametrize("data", [DATABASE], indirect=True)


@BOTH_ENDS
async def test_a_database_that_stops_keeps_nobody_from_answering(data: object, cluster: Cluster, make_desk: Desks, open_app: Open) -> None:
    """As with a disk: 保存済み is never said before it is true."""
    async with open_app(make_desk()) as person:
        await person.press("s", "2")
        cluster.stop()
        try:
            await goes_on(person, "データベース")
        finally:
            cluster.resume()
        await is_all_saved(person, make_desk)
