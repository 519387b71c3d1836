"""No change that anybody is shown differs from what plain loops over the answers say: over the whole demo, in every place."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli.test_commands import run
from demos import CopyDemo
from moments import NOW
from reports.changes_by_hand import beside_by_hand, change_by_hand, whole_by_hand, written

from dxcheck.app.centre.drawn import row
from dxcheck.app.staff.result import DimensionTable
from dxcheck.assessment.figures import rounded
from dxcheck.assessment.wording import change_in_words
from dxcheck.benchmark.trend import trends
from dxcheck.cli.compare import as_text
from dxcheck.cli.text import result_text
from dxcheck.desk import StaffDesk
from dxcheck.desk.centre import CentreDesk
from dxcheck.model.calendar import Cycle
from dxcheck.model.snapshot import Snapshot
from dxcheck.prefecture.overview import WHOLE
from dxcheck.prefecture.selection import TableView, looked_for
from dxcheck.reports.brief import brief
from dxcheck.reports.handover import handover
from dxcheck.reports.municipality_pictures import OfMunicipality
from dxcheck.reports.overview import OverviewFile
from dxcheck.reports.paper_file import PaperFile
from dxcheck.reports.pictures import pictures_of
from dxcheck.reports.prefecture_subject import OfPrefecture
from dxcheck.workspace import Workspace


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, copy_demo: CopyDemo) -> Path:
    """The demo."""
    return copy_demo(tmp_path_factory.mktemp("demo") / "data", NOW.date())


@pytest.fixture
def centre(folder: Path) -> CentreDesk:
    """Its centre."""
    return Workspace.open(folder, create=False).centre_desk(now=lambda: NOW)


def desks(folder: Path) -> Iterator[StaffDesk]:
    """Every municipality's staff."""
    workspace = Workspace.open(folder, create=False)
    for one in workspace.roster.municipalities:
        yield workspace.staff_desk(one, now=lambda: NOW)


def pairs(folder: Path) -> Iterator[tuple[StaffDesk, Snapshot, Snapshot]]:
    """Each two results of a municipality that follow each other."""
    for desk in desks(folder):
        for one in desk.standing():
            before = desk.before(one)
            if before is not None:
                yield desk, before, one


def in_words(desk: StaffDesk, before: Snapshot, after: Snapshot, dimension: str) -> str:
    """A dimension's change as it must be told."""
    change, items, shared = change_by_hand(before, after, desk.questionnaire, dimension)
    return f"{written(change, signed=True)}（{items}/{shared}問）"


def whole_in_words(desk: StaffDesk, before: Snapshot, after: Snapshot) -> str:
    """The whole's change and what stands beside it, as it must be told."""
    q = desk.questionnaire
    counts = [change_by_hand(before, after, q, one.id) for one in q.dimensions]
    text = f"全体の変化 {written(whole_by_hand(before, after, q), signed=True)}（{sum(one[1] for one in counts)}/{sum(one[2] for one in counts)}問）。"
    newly, lost = beside_by_hand(before, after, q)
    beside = [*([f"新しく答えた{newly}問"] if newly else []), *([f"わからないに変わった{lost}問"] if lost else [])]
    return text + (f"ほかに{'、'.join(beside)}。" if beside else "")


def test_every_result_tells_the_change_of_its_items(folder: Path) -> None:
    """Dimension by dimension, on the result screen, in the comparison's and the picture's words; the difference of the means is another figure in many."""
    seen = unlike = falls = false = 0
    for desk, before, after in pairs(folder):
        made = desk.result(after)
        table = "\n".join(line.plain for line in DimensionTable(made, None).make(120))
        bars, changed = (pictures_of("municipality")[kind].draw(OfMunicipality(desk, after)).words.alt for kind in ("bars", "change"))
        for one in made.rows:
            name = str(one.dimension.title)
            change, items, _shared = change_by_hand(before, after, desk.questionnaire, one.dimension.id)
            assert one.change is not None
            assert change_in_words(one.change, 1) == in_words(desk, before, after, one.dimension.id)
            assert re.search(re.escape(name) + f".*{re.escape(short(change, items))} ", table), (name, table)
            assert re.search(re.escape(name) + f".*変化 {re.escape(in_words(desk, before, after, one.dimension.id))}、", bars)
            assert f"{name}　{in_words(desk, before, after, one.dimension.id)}: " in changed
            seen += 1
            apart = None if one.before is None or one.score.mean is None else one.score.mean - one.before
            unlike += apart is not None and (change is None or abs(apart - change) > 0.05 + 1e-9)
            if apart is not None and apart < -1e-9:
                falls, false = falls + 1, false + (change is None or change >= 0)
        assert made.change is not None
        assert made.change.mean == pytest.approx(whole_by_hand(before, after, desk.questionnaire))
    assert (seen, unlike) == (616, 109), "so many the difference of two means got wrong"
    assert (falls, false) == (41, 26), "and so many falls were none"


def short(change: object, items: int) -> str:
    """As a narrow column has it."""
    return "-" if change is None else f"{written(change, signed=True)} ({items})"  # type: ignore[arg-type]


def test_two_unknowns_of_ozu_are_no_fall(folder: Path) -> None:
    """方針 was told as -0.3, the worst of the prefecture; on the items both times have a level nothing moved."""
    desk = next(one for one in desks(folder) if str(one.municipality) == "大洲市")
    after = desk.latest()
    assert after is not None
    [one] = [one for one in desk.result(after).rows if one.dimension.id == "gov"]
    assert one.change is not None
    assert one.before is not None
    assert one.score.mean is not None
    assert rounded(one.score.mean - one.before, 1) == -0.3
    assert (one.change.mean, one.change.newly) == (0.0, 2)


def test_progress_tells_the_same(folder: Path) -> None:
    """Each cycle since the one before it, in the series, in the picture's words."""
    for desk in desks(folder):
        series = desk.series()
        if not series.cycles:
            continue
        lines = trends(series, {}, desk.questionnaire, desk.open_cycle)
        alt = pictures_of("municipality")["progress"].draw(OfMunicipality(desk)).words.alt
        by_cycle = {one.cycle: one for one in desk.standing()}
        for at, cycle in enumerate(series.cycles):
            after = by_cycle.get(cycle)
            before = desk.before(after) if after is not None else None
            whole = lines[0].changes[at]
            assert (whole is None) == (before is None)
            if after is None or before is None:
                continue
            assert whole is not None
            assert whole.mean == pytest.approx(whole_by_hand(before, after, desk.questionnaire))
            for line, dimension in zip(lines[1:], desk.questionnaire.dimensions, strict=True):
                found = line.changes[at]
                assert found is not None
                assert change_in_words(found, 1) == in_words(desk, before, after, dimension.id)
                assert f"{cycle.short} {in_words(desk, before, after, dimension.id)}" in alt


def test_papers_and_the_plain_text_tell_the_same(folder: Path) -> None:
    """Brief, handover pack and `dxcheck check` of every municipality."""
    cases = {one.municipality.code: one for one in Workspace.open(folder, create=False).centre_desk(now=lambda: NOW).cases.cases()}
    for desk in desks(folder):
        after = desk.latest()
        before = desk.before(after) if after is not None else None
        if after is None or before is None:
            continue
        wanted = whole_in_words(desk, before, after)
        text = result_text(desk)
        assert wanted in text
        papers = [PaperFile(paper).to_bytes("md").decode() for paper in (brief(cases[desk.municipality.code]), handover(desk))]
        for one in desk.questionnaire.dimensions:
            change, items, _shared = change_by_hand(before, after, desk.questionnaire, one.id)
            assert re.search(re.escape(str(one.title)) + f".* {re.escape(short(change, items))} ", text), one.id
            told = f"{one.title} {in_words(desk, before, after, one.id)}"
            assert all(told in paper for paper in papers), one.id
        assert all(wanted in paper for paper in papers)


def test_the_table_of_all_municipalities_tells_the_same(folder: Path, centre: CentreDesk) -> None:
    """Between any two cycles: cells, filters, CSV, JSON, the picture, the plain text; and the means with how many stand behind them."""
    found = {one.municipality.code: one for one in desks(folder)}
    for cycle in centre.comparing.cycles()[1:]:
        for against in (cycle.previous, cycle.previous.previous):
            overview = centre.comparing.overview(cycle, against)
            view = TableView(overview, "change")
            file = OverviewFile(view)
            told = json.loads(file.to_bytes("json"))
            rows = list(csv.reader(io.StringIO(file.to_bytes("csv").decode("utf-8-sig"), newline="")))[1:]
            collected: dict[str, list[float]] = {column: [] for column in overview.columns}
            for nth, line in enumerate(overview.lines):
                desk = found[line.municipality.code]
                after, before = as_of(desk, cycle), as_of(desk, against)
                if line.state != "counted" or after is None or before is None or after.id == before.id:
                    assert all(line.figure(column, "change") is None for column in overview.columns)
                    continue
                q = desk.questionnaire
                by_hand = {WHOLE: whole_by_hand(before, after, q)} | {
                    one.id: change_by_hand(before, after, q, one.id)[0] for one in q.dimensions
                }
                for at, (column, value) in enumerate(by_hand.items()):
                    figure = line.figure(column, "change")
                    assert (figure.value if figure else None) == (None if value is None else pytest.approx(float(value)))
                    assert row(overview, "change", line).cells[at].text == written(value, signed=True)
                    assert rows[nth][15 + at] == ("" if value is None else written(value, 2))
                    assert told["municipalities"][nth]["figures"][column or "overall"]["change"] == (
                        None if value is None else pytest.approx(float(value))
                    )
                    if value is not None:
                        collected[column].append(float(value))
                    for look, fits in (
                        ("rose", value is not None and rounded(float(value), 1) > 0),
                        ("fell", value is not None and rounded(float(value), 1) < 0),
                    ):
                        assert (line in looked_for(overview, look, column)) == fits  # type: ignore[arg-type]
                newly, lost = beside_by_hand(before, after, q)
                assert [told["municipalities"][nth]["figures"]["overall"][name] for name in ("newly_answered", "now_unknown")] == [
                    newly,
                    lost,
                ]
            for column, values in collected.items():
                mean = told["means"][column or "overall"]["change"]
                assert (mean is None) == (not values)
                assert mean is None or (mean["municipalities"], mean["mean"]) == (len(values), pytest.approx(sum(values) / len(values)))


def as_of(desk: StaffDesk, cycle: Cycle) -> Snapshot | None:
    """What stood for a municipality at the end of a cycle."""
    return next((one for one in reversed(desk.standing()) if one.cycle <= cycle), None)


def test_the_map_of_changes_has_no_false_fall(centre: CentreDesk) -> None:
    """Five cells of the demo's map were below zero, and none had fallen."""
    overview = centre.comparing.overview()
    lines = "\n".join(as_text(overview, "change", overview.columns))
    alt = pictures_of("prefecture")["heatmap"].draw(OfPrefecture(centre, TableView(overview, "change"))).words.alt
    fallen = [
        one
        for one in overview.counted
        if any((figure := one.figure(c, "change")) and rounded(figure.value, 1) < 0 for c in overview.columns)
    ]
    assert fallen == []
    assert not re.search(r"-\d\.\d", lines)
    assert not re.search(r"-\d\.\d", alt)


def test_the_preview_of_the_averages_counts_those_that_submitted_anew(folder: Path, centre: CentreDesk) -> None:
    """The change beside the plain means is the mean of the municipalities' own."""
    found = centre.preview(centre.last_closed)
    assert found.before is not None
    q, changes = found.questionnaire, []
    for desk in desks(folder):
        after, before = as_of(desk, found.entry.benchmark.cycle), as_of(desk, found.before.benchmark.cycle)
        if after is not None and before is not None and after.id != before.id and (change := whole_by_hand(before, after, q)) is not None:
            changes.append(float(change))
    whole = found.progress["overall"]
    assert (whole.matched, whole.moved) == (len(changes), pytest.approx(sum(changes) / len(changes)))


def test_the_command_tells_the_same(folder: Path) -> None:
    """`dxcheck compare --measure change` says what a change is, on how many items each rests, and what moved none."""
    done = run(folder, "compare", "--measure", "change", "--cycle", "2026-1")
    assert done.exit_code == 0, done.output
    assert "前回も今回もレベルのある設問だけの動き" in done.output
    desk = next(one for one in desks(folder) if str(one.municipality) == "松山市")
    after, before = as_of(desk, Cycle(2026, 1)), as_of(desk, Cycle(2025, 2))
    assert after is not None
    assert before is not None
    told = whole_in_words(desk, before, after)
    level, items, beside = re.fullmatch(r"全体の変化 (\S+?)（(\d+/\d+)問）。(?:ほかに(.+)。)?", told).groups()  # type: ignore[union-attr]
    assert re.search(rf"^松山市 +{re.escape(level)} ", done.output, re.MULTILINE), level
    assert "、".join([f"松山市: {items}問で比較", *([beside] if beside else [])]) in done.output
