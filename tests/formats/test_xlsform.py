"""A form in the sheets of XLSForm: what has a meaning here is read, what has none is named, and nothing is made up."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxcheck.formats.foreign_workbook import read_workbook
from dxcheck.formats.questionnaires.our_sheets import taken_from
from dxcheck.formats.questionnaires.relevant import conditions_in
from dxcheck.formats.questionnaires.taken import Taken
from dxcheck.formats.questionnaires.unwritten import left_to_write
from dxcheck.formats.questionnaires.written import questionnaire_workbook
from dxcheck.formats.questionnaires.xlsform import is_xlsform, taken_from_xlsform
from dxcheck.questionnaire import Questionnaire
from dxcheck.system.toml import FaultyFileError

HEADS = ["type", "name", "label::Japanese (ja)", "label::English (en)", "hint::日本語 (ja)", "relevant", "required"]
FORM: list[list[str | None]] = [
    ["start", "start", None, None, None, None, None],
    ["begin_group", "governance", "体制", "Governance", None, None, None],
    ["select_one plan", "has_plan", "計画はありますか。", "Is there a plan?", "迷ったときのよりどころ", None, "yes"],
    ["select_one meeting", "meeting", "会議はありますか。", "Is there a meeting?", None, "${has_plan} >= 2 and ${has_plan} < 5", None],
    ["end_group", None, None, None, None, None, None],
    ["text", "remarks", "ご意見", "Remarks", None, None, None],
]
PLAN = [[f"計画{n}", f"Plan {n}"] for n in range(6)]
MEETING = [[f"会議{n}", f"Meeting {n}"] for n in range(6)]


def form(
    survey: list[list[str | None]] = FORM,
    heads: list[str] = HEADS,
    settings: dict[str, str] | None = None,
    lists: dict[str, Any] | None = None,
) -> bytes:
    """A made-up form."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "survey"
    for row in [heads, *survey]:
        page.append(row)
    choices = book.create_sheet("choices")
    choices.append(["list_name", "name", "label::Japanese (ja)", "label::English (en)"])
    for name, answers in (lists or {"plan": PLAN, "meeting": MEETING}).items():
        for n, answer in enumerate(answers):
            choices.append([name, str(n), *answer])
    if settings is not None:
        page = book.create_sheet("settings")
        page.append(list(settings))
        page.append(list(settings.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def taken(raw: bytes) -> Taken:
    """What a form says."""
    tables = read_workbook(raw)
    assert is_xlsform(tables)
    return taken_from_xlsform(tables)


def test_questions_lists_groups_and_conditions_are_read() -> None:
    """In both languages, each in its place."""
    found = taken(form(settings={"form_title": "DXの調べ", "form_id": "dx_form", "version": "3"}))
    content = found.content
    assert (content["title"], content["id"], content["version"]) == ({"ja": "DXの調べ"}, "dx-form", "3")
    assert content["dimensions"] == [{"id": "governance", "title": {"ja": "体制", "en": "Governance"}}]
    first, second = content["items"]
    assert first["prompt"] == {"ja": "計画はありますか。", "en": "Is there a plan?"}
    assert first["reason"] == {"ja": "迷ったときのよりどころ"}
    assert first["levels"] == [{"ja": f"計画{n}", "en": f"Plan {n}"} for n in range(6)]
    assert (first["id"], first["dimension"]) == ("has-plan", "governance")
    assert second["conditions"] == [{"item": "has-plan", "at_least": 2}, {"item": "has-plan", "at_most": 4}]
    assert found.faults == []


def test_what_has_no_meaning_here_is_named_with_its_cell() -> None:
    """Kinds of questions, columns, an id that had to change; and nothing else."""
    found = taken(form())
    assert found.notes == [
        "シート「survey」のG1の列「required」（1行）は、診断票に当てはまるものがないので読みませんでした。",
        "シート「survey」のA2の「start」（start）は、診断票に当てはまるものがないので読みませんでした。",
        "シート「survey」のB4の「has_plan」を、IDの「has-plan」に直しました。",
        "シート「survey」のA7の「text」（remarks）は、診断票に当てはまるものがないので読みませんでした。",
    ]


def test_what_is_left_to_write_is_named_row_by_row_in_the_words_of_our_workbook() -> None:
    """And is nowhere padded."""
    found = taken(form())
    left = [str(one) for one in left_to_write(found)]
    assert any(one.startswith("シート「survey」のA4: シート「設問」に書き足すもの: 題（日本語）") for one in left)
    assert any("シート「分野」に書き足すもの: 短い名（日本語）、専門官の分野のID" in one for one in left)
    assert any("シート「専門官の分野」に、1行以上" in one for one in left)
    assert "next_steps" not in found.content["items"][0]
    assert found.content["scale"] == []


def test_the_rest_can_be_written_in_our_workbook() -> None:
    """What was read stands there already; filled in, it is a questionnaire."""
    found = taken(form(settings={"form_title": "DXの調べ", "form_id": "dx_form", "version": "3"}))
    book = openpyxl.load_workbook(io.BytesIO(questionnaire_workbook(found.content)))

    def fill(sheet: str, row: int, values: dict[str, str]) -> None:
        page = book[sheet]
        heads = {cell.value: cell.column for cell in page[1]}
        for head, value in values.items():
            page.cell(row, heads.setdefault(head, len(heads) + 1)).value = value
        for head, column in heads.items():
            page.cell(1, column).value = head

    for row in book["診断票"].iter_rows():
        row[1].value = {"説明（日本語）": "試験", "使いはじめる日": "2027-04-01"}.get(str(row[0].value), row[1].value)
    for n in range(6):
        fill("段", n + 2, {"名称（日本語）": f"段{n}", "意味（日本語）": f"意味{n}"})
    fill("専門官の分野", 2, {"ID": "center", "題（日本語）": "センター"})
    fill("分野", 2, {"短い名（日本語）": "体制", "専門官の分野のID": "center"})
    for row in (2, 3):
        steps = {f"{n}からの次の一歩（日本語）": f"{row}の{n}からの一歩" for n in range(5)}
        fill("設問", row, {"題（日本語）": "題", "根拠の例（日本語）": "記録", "聞く専門官の分野のID": "center", **steps})
    out = io.BytesIO()
    book.save(out)
    made = taken_from(read_workbook(out.getvalue())).made(Path("x"))
    assert isinstance(made, Questionnaire)
    assert [one.id for one in made.items] == ["has-plan", "meeting"]
    assert made.items[1].conditions[0].at_least == 2


def test_what_stands_beside_a_kind_and_a_group_that_is_not_open_is_named() -> None:
    """`or_other` has no meaning here; a kind may be missing altogether."""
    survey: list[list[str | None]] = [
        ["select_one plan or_other", "q1", "計画", None, None, None, None],
        ["end group", None, None, None, None, None, None],
        [None, "q2", "種類のない行", None, None, None, None],
    ]
    said = taken(form(survey)).notes
    assert [one.split("は、")[0] for one in said if "survey" in one] == [
        "シート「survey」のA2の「or_other」（q1）",
        "シート「survey」のA3の「end_group」（-）",
        "シート「survey」のA4の「-」（q2）",
    ]


def test_a_list_that_several_questions_share_is_the_scale() -> None:
    """Its answers are the names of the steps, and no item's levels."""
    survey = [row if not row[0] or "meeting" not in row[0] else ["select_one plan", *row[1:]] for row in FORM]
    found = taken(form(survey))
    assert [one["name"]["ja"] for one in found.content["scale"]] == [f"計画{n}" for n in range(6)]
    assert [one.get("levels") for one in found.content["items"]] == [None, None]
    assert "一覧「meeting」は、どの設問にも使われていないので読みませんでした。" in found.notes


def test_faults_are_named_at_their_cells_all_at_once() -> None:
    """A list that is not there, a question without a name."""
    survey = [*FORM, ["select_one nowhere", None, "名前のない設問", None, None, None, None]]
    found = taken(form(survey, lists={"plan": PLAN, "meeting": [*MEETING]}))
    assert [str(one) for one in found.faults] == [
        "シート「survey」のB8: 空です。必ず書いてください",
        "シート「survey」のA8: 一覧「nowhere」がシート「choices」にありません。一覧を足すか、名前を直してください",
    ]
    with pytest.raises(FaultyFileError) as refused:
        found.made(Path("x"))
    assert len(refused.value.faults) > 2


def test_a_list_of_more_or_fewer_answers_than_the_others_is_an_item_s_own_choices() -> None:
    """What its answers count is told at the list where nothing says so: names that only number the answers do not."""
    found = taken(form(lists={"plan": PLAN, "meeting": MEETING[:4]}))
    assert [one["name"]["ja"] for one in found.content["items"][1]["choices"]] == [f"会議{n}" for n in range(4)]
    found.content["scale"] = [{"name": {"ja": f"段{n}", "en": f"step {n}"}} for n in range(6)]
    with pytest.raises(FaultyFileError) as refused:
        found.made(Path("x"))
    assert any(str(one).startswith("シート「choices」の") and "value" in one.message for one in refused.value.faults)


YES_NO = [["いいえ", "No"], ["はい", "Yes"]]
SHARED = [["select_one plan", *row[1:]] if row[0] and "meeting" in row[0] else row for row in FORM]
THIRD: list[str | None] = ["select_one yes", "asked", "聞きましたか。", "Was it asked?", None, "${has_plan} > 3", None]


def numbered(numbers: list[str], column: list[str] | None = None) -> bytes:
    """A form whose list `plan` has these names, and a list of yes and no with the first and the last of them; `column` is what the form says that they count."""
    book = openpyxl.load_workbook(
        io.BytesIO(form([*SHARED[:-2], THIRD, *SHARED[-2:]], lists={"plan": PLAN[: len(numbers)], "yes": YES_NO}))
    )
    page = book["choices"]
    ends = [numbers[0], numbers[-1]]
    for row, name in zip(page.iter_rows(min_row=2), [*numbers, *ends], strict=True):
        row[1].value = name
    if column is not None:
        page.cell(1, 5).value = "value"
        for row, counts in enumerate([*column, column[0], column[-1]], start=2):
            page.cell(row, 5).value = counts
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("names", "column", "scale", "ends", "above"),
    [
        (["0", "1", "2", "3", "4", "5"], None, {"start": 0, "values": [None] * 6}, [0, 5], 4),
        (["1", "2", "3", "4", "5"], None, {"start": 1, "values": [None] * 5}, [1, 5], 4),
        (["0", "1", "3", "9"], None, {"start": 0, "values": [0, 1, 3, 9]}, [0, 9], 9),
        (["0", "1", "2", "3"], ["0", "0.25", "0.5", "1"], {"start": 0, "values": [0, 0.25, 0.5, 1]}, [0, 1], None),
    ],
)
def test_numbers_of_a_form_are_what_its_answers_count(
    names: list[str], column: list[str] | None, scale: dict[str, Any], ends: list[float], above: float | None
) -> None:
    """From a column of their own, or from names that are numbers; yes and no reach from one end to the other. A condition is on what its answer counts."""
    content = taken(numbered(names, column)).content
    assert content.get("scale_start", 0) == scale["start"]
    assert [one.get("value") for one in content["scale"]] == scale["values"]
    asked = content["items"][2]
    assert [one["value"] for one in asked["choices"]] == ends
    assert asked.get("conditions") == ([{"item": "has-plan", "at_least": above}] if above is not None else None)


def test_what_counts_no_number_is_told_at_its_cell() -> None:
    """In the column that says what an answer counts."""
    found = taken(numbered(["0", "1", "2"], ["0", "?", "1"]))
    assert [str(one) for one in found.faults] == ["シート「choices」のE3: 「?」は数ではありません。半角の数字で書いてください"]


def test_columns_of_another_language_are_named_and_the_default_language_is_heeded() -> None:
    """A plain label is in the form's default language."""
    heads = ["type", "name", "label", "label::French (fr)"]
    survey: list[list[str | None]] = [["select_one plan", "q1", "Is there a plan?", "Un plan ?"]]
    found = taken(form(survey, heads, settings={"default_language": "English (en)"}))
    assert found.content["items"][0]["prompt"] == {"en": "Is there a plan?"}
    assert any("列「label::French (fr)」（1行）" in one for one in found.notes)


IDS = {"q_1": "q-1", "q2": "q2"}
ANSWERS = {"q_1": ["0", "1", "2", "3", "4", "5"], "q2": ["none", "some", "all"]}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("${q_1} >= 3", [{"item": "q-1", "at_least": 3}]),
        ("${q_1} > '3'", [{"item": "q-1", "at_least": 4}]),
        ("${q_1}<=1", [{"item": "q-1", "at_most": 1}]),
        ("selected(${q2}, 'some')", [{"item": "q2", "at_least": 1, "at_most": 1}]),
        ("${q2} = 'all' and ${q_1} < 2", [{"item": "q2", "at_least": 2}, {"item": "q-1", "at_most": 1}]),
        ("${q2} > 'none'", None),
        ("${q_1} = 2 or ${q2} = 'all'", None),
        ("not(${q_1} = 2)", None),
        ("${q9} = 1", None),
        ("${q_1} = 9", None),
        ("${q_1} > 5", None),
    ],
)
def test_a_condition_means_what_it_says_or_is_left_to_people(said: str, meant: list[dict[str, Any]] | None) -> None:
    """An answer of a list, and what is above or below it where its names are numbers."""
    assert conditions_in(said, IDS, ANSWERS) == meant


@given(st.text("${}q_1=<>'and selected(,)", max_size=2000))
def test_any_text_is_a_condition_or_none(said: str) -> None:
    """And it is told quickly."""
    assert conditions_in(said, IDS, ANSWERS) is None or said
