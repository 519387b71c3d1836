"""The database goes away under the person's hands: they go on, are told, and once it is back everything they gave is there without another key."""

from __future__ import annotations

import pytest
from app.people import Open
from app.test_disk_faults import goes_on, is_all_saved, top_line
from desks import DATABASE, Desks
from postgresql import Cluster
from standing_still import idle

LONGEST = 2.0
"""Seconds that keys may wait; the engine stands still for as long as they are pressed."""
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


@BOTH_ENDS
async def test_a_database_that_does_not_answer_keeps_nobody_from_answering(
    data: object, cluster: Cluster, make_desk: Desks, open_app: Open
) -> None:
    """Its processes stand still: keys go on being answered at once, nothing is said to be saved, and when it goes on all of it is."""
    async with open_app(make_desk()) as person:
        await person.press("s", "2")
        await person.wait_until(lambda: top_line(person).startswith("保存済み"))
        with cluster.frozen():
            for item, key in (("mom-02", "3"), ("mom-03", "1")):
                began = idle()
                await person.pilot.press(key)
                await person.wait_until(lambda item=item: item in person.app.saver.answers())
                assert idle() - began < LONGEST
            assert not top_line(person).startswith("保存済み")
        await person.wait_until(
            lambda: (
                (made := make_desk().draft()) is not None
                and {one: answer.choice for one, answer in made.answers.items()} == {"mom-01": 2, "mom-02": 3, "mom-03": 1}
            ),
            seconds=10.0,
        )
