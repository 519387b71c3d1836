"""Open facts on the command line: a table and a mapping are checked, taken in, listed and taken away; each municipality sees its own alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from app.people import SMALL
from app.specialist_people import opened
from cli.test_commands import run
from moments import NOW, set_clock

from dxcheck.desk import StaffDesk
from dxcheck.model.snapshot import Answer
from dxcheck.reports.brief import brief
from dxcheck.workspace import Workspace

MAPPING = """
survey = "ある調査"
as_of = 2026-04-01
key = "団体コード"

[[facts]]
column = "全体方針"
label = "DXの全体方針がある"
items = ["gov-02"]
expected_from = 3

[[facts]]
column = "オンライン率"
kind = "number"
unit = "%"
at_least = 50
items = ["svc-01"]
expected_from = 3
"""
TABLE = "団体コード,名称,全体方針,オンライン率\r\n011002,札幌市,有,９９％\r\n38202,今治市,無,４５．５％\r\n382019,松山市,有,未回答\r\n"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of today."""
    set_clock(monkeypatch, NOW)
    Workspace.open(tmp_path / "data", create=True)
    return tmp_path / "data"


def files(tmp_path: Path, table: str = TABLE, mapping: str = MAPPING, encoding: str = "utf-8-sig") -> tuple[str, str]:
    """Both on the disk."""
    (tmp_path / "表.csv").write_bytes(table.encode(encoding))
    (tmp_path / "対応.toml").write_text(mapping, encoding="utf-8")
    return str(tmp_path / "表.csv"), str(tmp_path / "対応.toml")


def desk_of(data: Path, name: str) -> StaffDesk:
    """A municipality's staff."""
    workspace = Workspace.open(data)
    return workspace.staff_desk(workspace.roster.find(name), now=lambda: NOW)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_survey_is_taken_in_and_each_municipality_reads_its_own(data: Path, tmp_path: Path, encoding: str) -> None:
    """By code, with or without its check digit; other prefectures are passed over; once more changes nothing."""
    table, mapping = files(tmp_path, encoding=encoding)
    checked = run(data, "facts", "check", table, mapping)
    assert (checked.exit_code, "2市町　3件　わからないもの 1件" in checked.output) == (0, True)
    assert "--yes" in run(data, "facts", "import", table, mapping).output
    assert "取り込んだ調査はありません" in run(data, "facts", "list").output
    assert "2市町の記録を書き換えました" in run(data, "facts", "import", table, mapping, "--yes").output
    assert "0市町の記録を書き換えました" in run(data, "facts", "import", table, mapping, "--yes").output
    assert "ある調査（2026年4月1日）　2市町　3件" in run(data, "facts", "list").output
    assert "svc-01　オンライン率: 45.5%（ある調査、2026年4月1日）" in run(data, "facts", "list", "今治").output
    assert [one.value for one in desk_of(data, "今治").open_facts()] == [False, 45.5]
    assert [one.value for one in desk_of(data, "松山").open_facts()] == [True]
    assert desk_of(data, "上島").open_facts() == []
    assert "2市町から取り除きました" in run(data, "facts", "remove", "ある調査", "--on", "2026-4-1").output
    assert desk_of(data, "今治").open_facts() == []
    assert run(data, "facts", "remove", "ある調査").exit_code == 1


def test_a_table_whose_municipalities_are_columns_is_read_too(data: Path, tmp_path: Path) -> None:
    """Names without a prefecture: of namesakes the one among its neighbours counts."""
    mapping = MAPPING.replace('key = "団体コード"', 'key = "指標"\nmunicipalities = "columns"')
    table = "分類,指標,松前町,松山市,今治市,松前町,愛南町,府中市\n体制,全体方針,無,有,無,有,有,有\n窓口,オンライン率,1%,-,45%,50%,60%,70%\n"
    read = run(data, "facts", "import", *files(tmp_path, table, mapping), "--yes")
    assert read.exit_code == 0, read.output
    assert [one.value for one in desk_of(data, "383562").open_facts()] == []
    assert [one.value for one in desk_of(data, "松前").open_facts()] == [True, 50.0]


@pytest.mark.parametrize(
    ("table", "mapping", "said"),
    [
        (
            TABLE.replace("38202,今治市,無", "38202,今治市,たぶん"),
            MAPPING,
            "3行目の3列目（C3）: 「たぶん」は「はい」とも「いいえ」とも読めません",
        ),
        (TABLE.replace("４５．５％", "半分"), MAPPING, "3行目の4列目（D3）: 「半分」は数として読めません"),
        (TABLE.replace("全体方針", "方針"), MAPPING, "見出し「全体方針」がありません"),
        (TABLE.replace("団体コード", "コード"), MAPPING, "見出し「団体コード」の列が見つかりません"),
        (TABLE + "382027,今治市,有,1\r\n", MAPPING, "「今治市」がいくつかあり"),
        (TABLE, MAPPING.replace("gov-02", "gov-99"), "設問 gov-99 は、どの診断票にもありません"),
        (TABLE, MAPPING.replace("at_least = 50\n", ""), "at_least に書いてください"),
        (TABLE, MAPPING.replace("expected_from = 3", "expected_from = 9"), "expected_from の 9 は"),
        (TABLE, MAPPING.replace("survey =", "surveys ="), "対応表の書き方に誤りがあります"),
    ],
)
def test_a_fault_is_named_with_its_place_and_nothing_is_taken_in(data: Path, tmp_path: Path, table: str, mapping: str, said: str) -> None:
    """In the table by line and column, in the mapping by its entry."""
    names = files(tmp_path, table, mapping)
    for command in ("check", "import"):
        found = run(data, "facts", command, *names, *(["--yes"] if command == "import" else []))
        assert (found.exit_code, said in "".join(found.output.split("\n"))) == (1, True), found.output
    assert desk_of(data, "松山").open_facts() == []


async def test_facts_stand_beside_the_items_and_a_level_that_does_not_fit_is_a_question(data: Path, tmp_path: Path) -> None:
    """For staff as what the survey says; for specialists as one more thing that does not fit, on the screen and in the brief."""
    run(data, "facts", "import", *files(tmp_path), "--yes")
    desk = desk_of(data, "今治")
    desk.submit_answers({one.id: Answer(choice=3, evidence="資料") for one in desk.questionnaire.items}, "企画課", "課長")
    workspace = Workspace.open(data)
    specialist = workspace.specialist_desk("senmonkan-1", ["382027"], (), now=lambda: NOW)
    assert "全体方針・計画 と国の調査（DXの全体方針がある）" in repr(brief(specialist.cases()[0]).blocks)
    async with opened(specialist, SMALL) as person:
        await person.press("enter", "r", "f")
        await person.type("食い違い")
        await person.press("enter")
        assert "食い違いのある設問　2問" in person.text
        said = person.text.replace("\n", "").replace(" ", "")
        assert "国の調査では" in said
        assert "調査では「DXの全体方針がある:いいえ" in said
