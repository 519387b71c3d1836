"""The registry of pictures: what each row says is true, and screens, the command and tests read it."""

from __future__ import annotations

import inspect
import pkgutil
import sys
from subprocess import run as run_program
from typing import get_args

import charts.samples
import pytest
from cli.test_commands import run
from desk.test_access import modules

import dxcheck.charts
from dxcheck import i18n
from dxcheck.reports.pictures import PICTURES, PictureKind, PictureScreen

ROWS = [pytest.param(one, id=f"{one.source}-{one.id}") for one in PICTURES]
MODULES = {"municipality": "municipality_pictures", "prefecture": "prefecture_subject", "published": "public_file"}
SUBJECTS = {"municipality": "OfMunicipality", "prefecture": "OfPrefecture", "published": "OfPublished"}


@pytest.mark.parametrize("kind", ROWS)
def test_a_rows_function_draws_what_the_row_is_of(kind: PictureKind) -> None:
    """It is there, and takes the row and the subject of the row's source."""
    draws = pkgutil.resolve_name(kind.drawn_by)
    _row, subject = inspect.signature(draws).parameters.values()
    assert subject.annotation == SUBJECTS[kind.source]
    assert pkgutil.resolve_name(f"dxcheck.reports.{MODULES[kind.source]}:{subject.annotation}").source == kind.source


def test_a_name_stands_for_one_picture_with_a_municipality_and_one_without() -> None:
    """Otherwise the command could not tell which is meant."""
    assert len({(one.id, one.is_of_one) for one in PICTURES}) == len(PICTURES)


def test_every_picture_is_offered_on_a_screen_and_every_such_screen_offers_one() -> None:
    """A picture that only the command line knows would not be found by most people."""
    assert [one.id for one in PICTURES if not one.offered_on] == []
    assert {screen for one in PICTURES for screen in one.offered_on} == set(get_args(PictureScreen))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_help_of_the_command_lists_every_picture(tmp_path: object, language: str) -> None:
    """With what it shows, in the language of the reader, under one municipality or all."""
    said = run_program(
        [sys.executable, "-m", "dxcheck", "chart", "--help", "--lang", language], capture_output=True, encoding="utf-8", check=True
    ).stdout
    i18n.use(language)  # type: ignore[arg-type]
    one, all_ = said.split(i18n._("すべての市町の図（市町を書かないとき、センター用）:"))
    for kind in PICTURES:
        words = "".join(i18n._(kind.about).split())
        assert words in "".join((one if kind.is_of_one else all_).split()), kind.id


def test_the_help_of_the_command_draws_nothing() -> None:
    """Matplotlib takes a quarter of a second and 50 MB."""
    code = "import sys; from dxcheck.cli.main import main; main(['chart', '--help']); print(sorted(one for one in sys.modules if one.partition('.')[0] in ('matplotlib', 'textual', 'tinydb') or one.startswith(('dxcheck.charts', 'dxcheck.store', 'dxcheck.desk'))))"
    assert run_program([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("kind", ROWS)
def test_an_option_of_other_pictures_is_refused(tmp_path: object, kind: PictureKind) -> None:
    """Every option does something or is refused by name."""
    values = {"snapshot": "1", "cycle": "R8前期", "region": "南予", "measure": "gap", "dimension": "bpr", "item": "bpr-01"}
    whose = ("今治",) if kind.is_of_one else ()
    for option in values.keys() - set(kind.options):
        refused = run(tmp_path, "chart", kind.id, *whose, f"--{option}", values[option])  # type: ignore[arg-type]
        assert refused.exit_code == 2, option
        assert f"--{option}" in refused.stderr


def test_every_figure_of_the_charts_is_among_the_samples() -> None:
    """So that it is compared with a kept picture, and its labels are checked."""
    figures = {
        name
        for module in modules(dxcheck.charts)
        for name, one in vars(module).items()
        if inspect.isfunction(one) and one.__module__ == module.__name__ and one.__annotations__.get("return") == "Figure"
    } - {"sheet"}
    written = (*vars(charts.samples).values(), *charts.samples.SAMPLES.values())
    drawn = {name for one in written if inspect.isfunction(one) for name in one.__code__.co_names}
    assert figures - drawn == set(), "add a sample to tests/charts/samples.py"
