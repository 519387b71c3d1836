"""The prefecture as a strip and over the cycles."""

from __future__ import annotations

import pytest
from app.centre_people import NOW, opened, screen_text
from app.people import DESIGN, SMALL, Person

from dxcheck.app.artist import Inside
from dxcheck.app.widgets.picture import PicturePlace
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.prefecture.overview import spread
from dxcheck.questionnaire.scale import DEFAULT
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace


def rows_of(person: Person) -> list[Row]:
    """The rows as they were given."""
    return person.app.screen.query_one(Rows)._rows


@pytest.mark.parametrize("size", [DESIGN, SMALL])
async def test_a_column_opens_as_a_strip_with_everybody_where_their_figure_is(workspace: Workspace, size: tuple[int, int]) -> None:
    """Each step says from where to where and how many; left and right lead to the other columns; an item names who is at which level."""
    overview = workspace.centre_desk(now=lambda: NOW).comparing.overview()
    async with opened(workspace, size) as person:
        await person.press("right", "d")
        assert "機運・対話　レベルの平均" in person.text
        for step in spread(overview.lines, "mom", "level", DEFAULT):
            row = next(one for one in rows_of(person) if one.head.startswith(f"  {step.low:.1f} - {step.high:.1f}"))
            assert all(str(one.municipality) in row.text for one in step.lines)
            assert row.head.count("#") == len(step.lines)
        ones = sum(one.choices.get("mom-01") == 1 for one in overview.counted)
        assert f"1: {ones or '-'}" in person.text
        await person.press("enter")
        assert "1 " in person.text
        assert "松山市" in person.text
        await person.press("escape", "right")
        assert "方針・体制　レベルの平均" in person.text
        await person.press("m")
        assert "方針・体制　前からの変化" in person.text
        assert "値のない市町: 松山市" in person.text
        await person.press("left", "left")
        assert "分野ごと" in person.text
        counts = next(one for one in rows_of(person) if one.value == "mom").text
        assert sum(int(one) for one in counts.replace("-", " ").split()) == 9


async def test_a_strip_of_many_fits_the_screen(workspace: Workspace) -> None:
    """One mark is several then, and says how many."""
    from dxcheck.app.centre.spread import _strip  # the screen would need two thousand files

    lines = workspace.centre_desk(now=lambda: NOW).comparing.overview().counted * 90
    rows = _strip(spread(lines, "mom", "level", DEFAULT), "level", 1)
    assert "# は" in rows[0].text
    assert all(row.head.count("#") <= 20 for row in rows)
    assert sum(int(row.head.split()[3]) for row in rows[1:]) == len(lines)


@pytest.mark.parametrize("size", [DESIGN, SMALL])
async def test_the_prefecture_over_the_cycles_on_one_line_each(workspace: Workspace, size: tuple[int, int]) -> None:
    """The same municipalities beside the plain mean; only the filtered ones, named in the first line; who cannot be read is named too."""
    async with opened(workspace, size) as person:
        await person.press("h")
        line = next(one for one in screen_text(person).splitlines() if "R8前期" in one)
        assert "R8後期" in line
        assert "受付中" in screen_text(person).splitlines()[screen_text(person).splitlines().index(line) + 1]
        assert "すべての市町　20" in person.text
        assert "レベル1以下" in person.text
        assert "上がった " in person.text
        await person.press("o")
        assert "図: 県全体の推移" in person.text
        await person.press("escape", "escape", "f", "right", "enter", "h")
        assert "絞り込み: 中予　6市町" in person.text
        assert "/6市町" in person.text
        assert "/19市町" not in person.text
    place(workspace.folder.path, "382019.json").write_bytes(b"{")
    async with opened(workspace, size) as person:
        await person.press("h")
        assert "松山市は入っていません" in person.text
        assert "382019.json" in person.text


async def test_the_centres_screens_have_pictures_of_what_they_show(workspace: Workspace) -> None:
    """Beside the table where it leaves room; above the strips, for each column, also the one whose items stay out; above the course."""
    async with opened(workspace, (192, 37)) as person:
        app = person.app
        app.artist.is_possible = app.artist.is_at_work = True

        def picture() -> Inside | None:
            return app.screen.query_one(PicturePlace).picture

        await person.press("m")
        await person.wait_until(lambda: picture() is not None)
        beside = picture()
        assert app.screen.query_one(PicturePlace).region.right == 192
        await person.press("m")
        await person.wait_until(lambda: picture() is not None)
        assert picture() is not beside, "another measure, another picture"
        await person.press("m", "m", "d")
        columns = len(app.screen._overview.columns)  # type: ignore[attr-defined]
        seen = set()
        for _column in range(columns):
            await person.wait_until(lambda: picture() is not None)
            seen.add(picture())
            assert app.screen.query_one(PicturePlace).region.y == 2
            await person.press("right")
        assert len(seen) >= columns - 1, "of some nothing is shown but the column itself"
        await person.press("escape", "h")
        await person.wait_until(lambda: picture() is not None)
        scene = app.screen.query_one(PicturePlace).scene
        assert scene is not None
        assert scene.alt.startswith("全体: 同じ")
