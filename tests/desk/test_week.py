"""The centre's week: what waits, is late, comes and moved, over all municipalities; and the same as a table."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from desks import Desks, case_of, submit
from moments import NOW
from reading_back import text_in

from dxcheck.desk.week import week_of
from dxcheck.model.snapshot import Answer
from dxcheck.reports.week import WeekFile
from dxcheck.workspace import Workspace

DAY = dt.timedelta(days=1)


def test_everything_that_waits_is_there_once_and_in_its_order(data: Path, make_desk: Desks) -> None:
    """Oldest first; who was visited longest ago, or never, and has no plan; what moved since last week, the newest first."""
    submit(make_desk, at=NOW - 40 * DAY)
    submit(make_desk, at=NOW - 2 * DAY, gov_02=Answer(choice=3))
    case, staff = case_of(data), make_desk("企画課")
    latest = case.latest()
    assert latest is not None
    make_desk(now=lambda: NOW - 9 * DAY).wishes.ask("人手が足りません")
    staff.wishes.ask("予算の数字")
    visit = case.plan((NOW - 3 * DAY).date())
    case.agree(visit.id, "gov-01", 2, "計画を見直す", "企画課", (NOW - DAY).date())
    case.record(visit.id)
    case.plan((NOW + 5 * DAY).date(), who="senmonkan-1")
    case.give_back(latest, "根拠を確かめてください", ["gov-01"])
    workspace = Workspace.open(data)
    other = workspace.specialist_desk("senmonkan-1", ["382019"], (), now=lambda: NOW).cases()[0]
    other.record(other.plan((NOW - 60 * DAY).date()).id)
    desk = workspace.centre_desk(now=lambda: NOW).cases
    lines = week_of(desk.summaries(), NOW.date())
    texts = {
        part: [(str(one.municipality), one.text) for one in lines if one.part == part]
        for part in ("asked", "late", "returned", "coming", "moved")
    }
    assert texts["asked"] == [("今治市", "9日待っています　人手が足りません"), ("今治市", "今日から待っています　予算の数字")]
    assert texts["late"] == [("今治市", "期限 2026年11月22日　計画を見直す（企画課）")]
    assert texts["returned"] == [("今治市", "根拠を確かめてください")]
    assert texts["coming"] == [("今治市", "2026年11月28日　訪問　senmonkan-1")]
    assert [text.partition("　")[0].partition("（")[0] for _town, text in texts["moved"]] == [
        "相談がありました",
        "診断結果を提出しました",
        "訪問の記録が共有されました",
    ]
    silent = [one for one in lines if one.part == "silent"]
    assert len(silent) == len(workspace.roster.municipalities) - 1, (
        "all but the one where a visit is planned: what is counted is what there is"
    )
    assert "382027" not in {one.municipality.code for one in silent}
    assert [one.day is None for one in silent] == [True] * (len(silent) - 1) + [False], "who was visited stands last"
    made = WeekFile(tuple(lines), NOW.date())
    for format_ in ("xlsx", "csv", "json"):
        assert "人手が足りません" in text_in(format_, made.to_bytes(format_)), format_
    assert made.flat().rows[0] == ("返事を待っている相談", "382027", "今治市", (NOW - 9 * DAY).date(), "9日待っています　人手が足りません")
