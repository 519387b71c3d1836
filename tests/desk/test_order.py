"""The orders of the overview."""

from __future__ import annotations

import datetime as dt

from app.centre_people import NOW

from dxcheck.prefecture.selection import in_order
from dxcheck.workspace import Workspace


def test_orders_by_population_and_by_age_go_both_ways(workspace: Workspace) -> None:
    """One is the other turned round, but for those without a snapshot, who come last in both."""
    lines = workspace.centre_desk(now=lambda: NOW).comparing.overview().lines
    people = [one.municipality.population for one in in_order(lines, "size")]
    assert people == sorted(people)
    assert [one.municipality.population for one in in_order(lines, "size_down")] == people[::-1]
    never = dt.datetime.max.replace(tzinfo=NOW.tzinfo)
    oldest = [one.submitted_at or never for one in in_order(lines, "age")]
    assert oldest == sorted(oldest)
    assert in_order(lines, "age_down")[0].submitted_at == oldest[-2]
    assert in_order(lines, "age_down")[-1].submitted_at is None
