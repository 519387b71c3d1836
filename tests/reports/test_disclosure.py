"""What the disclosure rule hides is in nothing that is handed to everybody; and the same search finds it where the rule is turned off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from moments import EARLIER, NOW
from reading_back import text_in

from dxcheck.assessment.figures import as_mean
from dxcheck.benchmark.model import Rule
from dxcheck.benchmark.noise import Noise
from dxcheck.desk.centre import CentreDesk, NotPublishableError
from dxcheck.formats.file_formats import endings_of
from dxcheck.model.calendar import Cycle
from dxcheck.model.snapshot import Answer
from dxcheck.reports.paper_file import PaperFile
from dxcheck.reports.pictures import pictures_of
from dxcheck.reports.public import public_report
from dxcheck.reports.public_file import OfPublished, public_offers
from dxcheck.workspace import Workspace

HIDDEN_ITEM, HIDDEN_MEAN = "bpr-01", "3.8"
"""Five municipalities answered it: 4, 4, 3, 5, 3."""
HIDDEN_DIMENSION, HIDDEN_DIMENSION_MEAN = "dat", "3.4"
"""Four municipalities answered enough of it; so there is no whole either, which would be theirs alone."""
FEW = (4, 4, 3, 5, 3)
OPEN_ITEM = "mom-01"


def answers(number: int, workspace: Workspace) -> dict[str, Answer]:
    """What the `number`th municipality answers: everything it may be judged by lies between 1 and 2."""
    found: dict[str, Answer] = {}
    questionnaire = workspace.library.current(workspace.questionnaire_id, EARLIER.date())
    assert questionnaire is not None
    for at, item in enumerate(questionnaire.ordered):
        choice: Any = 1 + (number + at) % 2
        if item.id == HIDDEN_ITEM:
            choice = FEW[number] if number < len(FEW) else "unknown"
        elif item.dimension == HIDDEN_DIMENSION:
            choice = (3, 4, 3, 4)[number] if number < 4 else "unknown"
            if number < 4 and item.id.endswith(("-01", "-02")):
                choice = (3, 4, 3, 3)[number]
        found[item.id] = Answer(choice=choice)
    return found


def world(data: Path) -> CentreDesk:
    """Twenty municipalities submitted in the closed cycle, and its averages are published."""
    workspace = Workspace.open(data)
    for number, one in enumerate(workspace.roster.municipalities):
        workspace.staff_desk(one, now=lambda: EARLIER).submit_answers(answers(number, workspace), "企画課", "企画課長")
    desk = workspace.centre_desk(now=lambda: NOW)
    desk.publish(desk.preview(Cycle.of(EARLIER)))
    return desk


def everything(desk: CentreDesk) -> dict[str, str]:
    """Every file of the public build as text."""
    report, (table, picture) = PaperFile(public_report(desk)), (one.make() for one in public_offers(desk))
    made = {("report", one): report.to_bytes(one) for one in endings_of("paper")}
    made |= {("table", one): table.to_bytes(one) for one in endings_of("table")}
    made |= {("picture", one): picture.to_bytes(one) for one in endings_of("picture")}
    return {f"{name}.{ending}": text_in(ending, content) for (name, ending), content in made.items()}


def figures(text: str) -> set[str]:
    """Every figure with one digit after the point."""
    return set(re.findall(r"(?<![\d.])\d\.\d(?!\d)", text))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreDesk]:
    """The world under the rule; no figure is moved, so that it is known which one would be which."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Noise, "of", lambda *_figure: 0.0)
        yield world(tmp_path_factory.mktemp("world") / "data")


def test_the_rule_hides_something_in_this_world(published: CentreDesk) -> None:
    """Otherwise the next tests would say nothing."""
    decisions = published.ledger()[-1].decisions["all"]
    hidden = {name for name, one in decisions.items() if one.state == "hidden" and one.reason == "few"}
    assert {f"item/{HIDDEN_ITEM}", f"dimension/{HIDDEN_DIMENSION}", "overall"} <= hidden
    assert decisions[f"item/{OPEN_ITEM}"].state == "new"
    lines = {one.municipality.name: one for one in published.comparing.overview(Cycle.of(EARLIER)).lines}
    means = [figure.value for one in lines.values() if (figure := one.figure(HIDDEN_DIMENSION, "level"))]
    assert as_mean(sum(means) / len(means), 1) == HIDDEN_DIMENSION_MEAN, "the centre itself sees it"


def test_nothing_that_is_hidden_is_in_any_public_file(published: CentreDesk) -> None:
    """No hidden mean, no name, no item that an attacker could use; its place says 非表示, and the others have their figures."""
    texts = everything(published)
    questionnaire = published.text_of(published.benchmarks()[-1])
    names = [one.municipality.name for one in published.comparing.overview().lines]
    sensitive = [str(one.title) for one in questionnaire.ordered if one.sensitive]
    for name, text in texts.items():
        assert figures(text), name
        assert not figures(text) & {HIDDEN_MEAN, HIDDEN_DIMENSION_MEAN}, name
        assert not [one for one in figures(text) if one not in ("0.5", "4.5") and not 1 <= float(one) <= 2], name
        assert not [one for one in (*names, *sensitive) if one in text], name
        assert "非表示" in text, name
    rows = {one["id"]: one for one in json.loads(texts["table.json"])["averages"] if one["group"] == "all"}
    for id_ in (HIDDEN_ITEM, HIDDEN_DIMENSION, ""):
        assert rows[id_] == {**rows[id_], "shown": "非表示", "mean": None, "band": "", "computed_for": ""}
    assert rows[OPEN_ITEM]["mean"] == 1.5


def test_the_picture_draws_no_point_where_a_figure_is_hidden(published: CentreDesk) -> None:
    """Not even unlabelled: every point lies where a published mean is."""
    picture = pictures_of("published")["averages"].draw(OfPublished(published))
    heights = [float(y) for axes in picture.figure.axes for line in axes.lines for y in line.get_ydata()]
    drawn = [one for one in heights if one == one]  # noqa: PLR0124 - a gap is not a number
    assert drawn
    assert max(drawn) <= 2


@pytest.fixture
def without_the_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CentreDesk:
    """The same world with the disclosure rule turned off."""
    monkeypatch.setattr(CentreDesk, "rule", lambda _self: Rule(least=1, least_for_item=1, decimal_from=1))
    monkeypatch.setattr(Noise, "of", lambda *_figure: 0.0)
    with pytest.raises(NotPublishableError, match="numbers"):
        world(tmp_path / "refused")
    monkeypatch.setattr("dxcheck.benchmark.audit.doubts", lambda *_publication: iter(()))
    return world(tmp_path / "data")


def test_with_the_rule_turned_off_every_file_gives_it_away(without_the_rule: CentreDesk) -> None:
    """So the search above would notice: in files the item's and the dimension's mean, in pictures the dimension's."""
    for name, text in everything(without_the_rule).items():
        assert HIDDEN_DIMENSION_MEAN in figures(text), name
        assert (HIDDEN_MEAN in figures(text)) == (not name.startswith("picture")), name
