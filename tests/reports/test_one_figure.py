"""One figure is one figure: on the screen, in CSV, Excel, JSON, Markdown and in the words of a picture, over the whole demo, figure by figure."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from demos import CopyDemo
from moments import NOW
from openpyxl import load_workbook
from reports.changes_by_hand import written
from reports.example import centre_of_demo

from dxcheck.app.centre.drawn import figure_in_words, row
from dxcheck.benchmark.gate import shown
from dxcheck.benchmark.model import GROUPS
from dxcheck.cli.compare import as_text
from dxcheck.desk.centre import CentreDesk
from dxcheck.prefecture.overview import MEASURES, Measure, spread
from dxcheck.prefecture.selection import TableView
from dxcheck.questionnaire.scale import DEFAULT
from dxcheck.reports.overview import OverviewFile, overview_file
from dxcheck.reports.paper_file import PaperFile
from dxcheck.reports.pictures import pictures_of
from dxcheck.reports.prefecture import centre_report
from dxcheck.reports.prefecture_subject import OfPrefecture
from dxcheck.reports.public_file import public_file

SHEET_BEFORE, CSV_BEFORE = 9, 15
"""Columns before the figures."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, copy_demo: CopyDemo) -> CentreDesk:
    """The centre of the demo."""
    return centre_of_demo(copy_demo(tmp_path_factory.mktemp("demo") / "data", NOW.date()))


def as_shown(value: float | None, measure: Measure) -> str:
    """A figure at the digits of screens, papers and sheets, from its full value."""
    return written(value, signed=measure == "change", percent=measure == "unknown")


def in_excel(value: object, number_format: str) -> str:
    """What Excel shows of a cell: fifteen digits of it, half away from zero; the sign that its format gives."""
    if value is None:
        return "-"
    exact = Decimal(f"{value:.15g}")
    if number_format == "0%":
        return f"{(exact * 100).quantize(Decimal(1), ROUND_HALF_UP)}%"
    made = abs(exact).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if number_format.startswith("+"):
        return f"+{made}" if exact > 0 else f"-{made}" if exact < 0 else f"{made}"
    return f"{made}"


@pytest.mark.parametrize("measure", MEASURES)
def test_every_figure_of_the_table_is_the_same_in_every_output(desk: CentreDesk, measure: Measure) -> None:
    """Screen, command, CSV, Excel, picture: each from the value in the JSON, rounded once at its own digits; the means too."""
    overview = desk.comparing.overview()
    view = TableView(overview, measure)
    told = json.loads(OverviewFile(view).to_bytes("json"))
    rows = list(csv.reader(io.StringIO(OverviewFile(view).to_bytes("csv").decode("utf-8-sig"), newline="")))[1:]
    page = load_workbook(io.BytesIO(overview_file(desk, view).to_bytes("xlsx")))[MEASURES[measure]]
    alt = pictures_of("prefecture")["heatmap"].draw(OfPrefecture(desk, view)).words.alt.split("\n")
    command = [re.split(r"\s+", line.strip()) for line in as_text(overview, measure, overview.columns)]
    seen = 0
    for nth, (line, town) in enumerate(zip(overview.lines, told["municipalities"], strict=True)):
        if line.state != "counted":
            continue
        texts = [as_shown(one[measure], measure) for one in town["figures"].values()]
        assert [cell.text for cell in row(overview, measure, line).cells] == texts
        assert [in_excel(cell.value, cell.number_format) for cell in page[5 + nth][SHEET_BEFORE : SHEET_BEFORE + len(texts)]] == texts
        assert alt[nth] == f"{line.name}: " + "、".join(texts)
        assert [line.name, *texts] in command
        two = [written(one[measure], 2) if one[measure] is not None else "" for one in town["figures"].values()]
        assert rows[nth][CSV_BEFORE : CSV_BEFORE + len(two)] == two
        seen += len(texts)
    means = [None if one[measure] is None else one[measure]["mean"] for one in told["means"].values()]
    texts = [as_shown(one, measure) for one in means]
    assert [figure_in_words(overview.mean(column, measure), measure, DEFAULT).text for column in overview.columns] == texts
    assert [in_excel(cell.value, cell.number_format) for cell in page[25][SHEET_BEFORE : SHEET_BEFORE + len(texts)]] == texts
    assert ["県内の平均", *texts] in command
    assert "県内の平均: " + "、".join(texts) in alt
    assert seen == 171


def test_half_is_where_the_old_outputs_differed(desk: CentreDesk) -> None:
    """Six of the 171 levels of the demo end in a half at the second digit: Excel wrote one figure, screen and paper another."""
    overview = desk.comparing.overview()
    values = [figure.value for one in overview.counted for c in overview.columns if (figure := one.figure(c, "level"))]
    assert sum(f"{value:.1f}" != written(value) for value in values) == 6


@pytest.mark.parametrize("measure", MEASURES)
def test_strips_and_reports_have_the_same_figures(desk: CentreDesk, measure: Measure) -> None:
    """The steps of a strip, the dots of the picture in words, and the report's table of means with how many stand behind each."""
    overview = desk.comparing.overview()
    view = TableView(overview, measure)
    strips = dict(
        line.split("市町）: ", 1) for line in pictures_of("prefecture")["distribution"].draw(OfPrefecture(desk, view)).words.alt.split("\n")
    )
    report = PaperFile(centre_report(desk, overview)).to_bytes("md").decode()
    names = {"": "全体", **{one.id: str(one.title) for one in overview.questionnaire.dimensions}}
    for column, name in names.items():
        figures = [figure for one in overview.counted if (figure := one.figure(column, measure))]
        said = [as_shown(one.value, measure) + ("*" if one.is_older else "") for one in sorted(figures, key=lambda one: one.value)]
        assert strips[f"{name}（{len(figures)}"] == "、".join(said)
        for step in spread(overview.lines, column, measure, DEFAULT):
            for one in step.lines:
                figure = one.figure(column, measure)
                assert figure is not None
                at = Decimal(written(figure.value, 2 if measure == "unknown" else 1))
                assert Decimal(repr(step.low)) <= at <= Decimal(repr(step.high)), "a figure stands in the step where it is shown"
        mean = overview.mean(column, measure)
        assert mean is not None
        [line] = [line for line in report.split("\n") if line.startswith(f"| {name} | ") and line.count("|") == 6]
        assert f" {as_shown(mean.value, measure)}（{mean.municipalities}） " in line.replace("\\", "")


def test_published_averages_are_written_as_they_were_published(desk: CentreDesk) -> None:
    """Nothing is rounded again: the sheet, the CSV and the JSON have the very figures of the publication."""
    file = public_file(desk)
    told = json.loads(file.to_bytes("json"))["averages"]
    texts = {(one["cycle"], one["group"], one["kind"], one["id"]): one["shown"] for one in told}
    page = load_workbook(io.BytesIO(file.to_bytes("xlsx")))["県内平均"]
    cells = [cell for line in page.iter_rows(min_row=5, min_col=3) for cell in line if isinstance(cell.value, float | int)]
    assert cells
    assert sorted(in_excel(cell.value, cell.number_format) for cell in cells) == sorted(
        one["shown"] for one in told if one["group"] == "all" and one["mean"] is not None
    )
    rows = list(csv.DictReader(io.StringIO(file.to_bytes("csv").decode("utf-8-sig"))))
    assert [one["県内平均"] for one in rows] == list(texts.values())
    for benchmark in desk.benchmarks():
        for group in GROUPS:
            for figure in benchmark.figures[group].values():
                assert figure.end or shown(figure) == f"{figure.mean}"
