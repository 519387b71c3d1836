"""A questionnaire of a model's YAML files: made-up ones of the same layout, sound and at fault."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cli.test_commands import run
from hypothesis import given, settings
from hypothesis import strategies as st

from dxcheck.assessment.scoring import group_scores, whole_score
from dxcheck.formats.questionnaires.samm import samm_content
from dxcheck.formats.questionnaires.yaml_files import UnreadableYamlError, read_yaml
from dxcheck.model.snapshot import Answer
from dxcheck.questionnaire import Questionnaire, load_full
from dxcheck.questionnaire.load import full_from

DAY = dt.date(2026, 11, 24)


def model() -> dict[str, str]:
    """Two functions of one practice each, two streams, three levels."""
    files = {
        "answer_sets/A.yml": "# a set\nid: set1\nvalues:\n- text: No\n  value: 0\n  order: 0\n- text: Some\n  value: 0.25\n- text: Half\n  value: 0.5\n- text: Yes\n  value: 1\n",
    }
    for n in (1, 2, 3):
        files[f"maturity_levels/{n}.yml"] = f"id: m{n}\nnumber: {n}\ndescription: As far as step {n}\n"
    for order, function in ((2, "Cook"), (1, "Shop")):
        short = function[:2]
        files[f"business_functions/{function}.yml"] = (
            f"model: KITCHEN1\nid: f{short}\nname: {function}\ndescription: |\n  About it\norder: {order}\n"
        )
        files[f"security_practices/{short}.yml"] = (
            f"function: f{short}\nid: p{short}\nname: Practice of {function}\nshortName: {short}\norder: 1\n"
        )
        for n in (1, 2, 3):
            files[f"practice_levels/{short}-{n}.yml"] = f"practice: p{short}\nmaturityLevel: m{n}\nid: l{short}{n}\n"
        for letter in "AB":
            files[f"streams/{short}-{letter}.yml"] = (
                f"practice: p{short}\nid: s{short}{letter}\nname: Stream {letter}\nletter: {letter}\norder: 1\n"
            )
            for n in (1, 2, 3):
                own = f"{short}-{n}-{letter}"
                files[f"activities/{own}.yml"] = f"stream: s{short}{letter}\nlevel: l{short}{n}\nid: a{own}\ntitle: Activity {own}\n"
                files[f"questions/{own}.yml"] = (
                    f"activity: a{own}\nanswerSet: set1\nid: q{own}\ntext: Is {own} done?\norder: 1\nquality:\n- It is written\n- It is known\n"
                )
    return files


def made(files: dict[str, str]) -> Questionnaire:
    """The questionnaire of sound files."""
    found = samm_content({name: text.encode() for name, text in files.items()}, DAY)
    assert found.faults == []
    return full_from(found.content, Path("samm"))


def faults(files: dict[str, str | bytes]) -> list[str]:
    """What is said of files."""
    found = samm_content({name: text.encode() if isinstance(text, str) else text for name, text in files.items()}, DAY)
    return [str(one) for one in found.faults]


def test_functions_practices_and_streams_become_groups_in_their_order() -> None:
    """A stream is the sum of its levels' questions, and a perfect answer comes to 3 everywhere."""
    q = made(model())
    assert [(one.depth, one.id, one.aggregate) for one in q.outline][:4] == [
        (1, "shop", "mean"),
        (2, "sh", "mean"),
        (3, "sh-a", "sum"),
        (3, "sh-b", "sum"),
    ]
    assert [one.id for one in q.items_by_dimension["sh"]] == ["sh-a-1", "sh-a-2", "sh-a-3", "sh-b-1", "sh-b-2", "sh-b-3"]
    assert q.version == "KITCHEN1"
    assert [str(one.name) for one in q.grades_of("sh-a-1")] == ["No", "Some", "Half", "Yes"], "No is a text, not a no"
    assert str(q.item_by_id["sh-a-1"].evidence) == "It is written; It is known"
    best = {one.id: Answer(choice=1) for one in q.items}
    assert {one.mean for one in group_scores(best, q).values()} == {whole_score(best, q).mean} == {3}


def test_what_has_no_place_is_told() -> None:
    """A folder that is not read, and a practice without questions."""
    files = model() | {"texts/more.yml": "a: b", "security_practices/No.yml": "function: fSh\nid: pNo\nname: Nothing\nshortName: No\n"}
    found = samm_content({name: text.encode() for name, text in files.items()}, DAY)
    assert [one for one in found.notes if "texts" in one]
    assert [one for one in found.notes if "security_practices/No.yml" in one]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "questions/Sh-1-A.yml",
            "activity: nowhere\nanswerSet: set1\nid: x\ntext: Is it?\n",
            "questions/Sh-1-A.yml activity: ID「nowhere」",
        ),
        ("questions/Sh-1-A.yml", "activity: aSh-1-A\nid: x\ntext: Is it?\n", "questions/Sh-1-A.yml: answerSet がありません"),
        ("questions/Sh-1-A.yml", "activity: [a\n", "questions/Sh-1-A.yml: 2行目: YAMLの書き方"),
        ("questions/Sh-1-A.yml", "- a\n", "questions/Sh-1-A.yml: 「項目: 内容」"),
        ("questions/Sh-1-A.yml", "id: x\nid: y\n", "2行目: 項目「id」が2回"),
        ("questions/Sh-1-A.yml", "id: &a x\ntext: *a\n", "2行目: 別の所を指す"),
        ("questions/Sh-1-A.yml", "id: !!python/object/apply:os.system ['true']\n", "text, activity, answerSet がありません"),
        ("questions/Sh-1-A.yml", b"id: \xff\n", "1行目: 文字コードUTF-8"),
        ("streams/Sh-A.yml", "id: {a: b}\nname: n\npractice: pSh\nletter: A\n", "streams/Sh-A.yml id: 文で"),
        ("streams/Co-A.yml", "practice: pCo\nid: sShA\nname: n\nletter: A\n", "同じIDが streams/Co-A.yml にもあります"),
        ("answer_sets/A.yml", "id: set1\nvalues:\n- text: No\n", "answer_sets/A.yml values 1: text（文）と value（数）"),
        ("maturity_levels/2.yml", "id: m2\nnumber: two\ndescription: d\n", "maturity_levels/2.yml number: 数で"),
    ],
)
def test_whatever_is_wrong_is_told_with_its_file_and_place(name: str, content: str | bytes, said: str) -> None:
    """All of it, and nothing of it is run."""
    found = faults({**model(), name: content})
    assert any(said in one for one in found), found


def test_a_folder_that_is_missing_is_told_once() -> None:
    """And not again of everything that names something in it."""
    found = faults({name: text for name, text in model().items() if not name.startswith("activities/")})
    assert [one for one in found if one.startswith("activities: ")]


@settings(max_examples=60)
@given(st.binary(max_size=200) | st.text(st.sampled_from("ab:-&*[]{}!|> \n'\"#0"), max_size=60).map(str.encode))
def test_any_bytes_are_a_table_or_refused(raw: bytes) -> None:
    """Without a traceback."""
    try:
        assert isinstance(read_yaml(raw), dict)
    except UnreadableYamlError as refused:
        assert str(refused)


def test_the_command_writes_a_questionnaire_and_names_faults_at_their_files(tmp_path: Path) -> None:
    """The folder itself, or the one above it; what the questionnaire's own check finds is told at the file it came from."""
    for name, text in model().items():
        path = tmp_path / "core" / "model" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = run(tmp_path, "questionnaire", "from-samm", str(tmp_path / "core"), "-o", str(tmp_path / "samm.toml"))
    assert done.exit_code == 0, done.output
    assert len(load_full(tmp_path / "samm.toml").items) == 12
    (tmp_path / "core/model/answer_sets/A.yml").write_text(
        "id: set1\nvalues:\n- text: No\n  value: 0\n- text: Yes\n  value: 7\n", encoding="utf-8"
    )
    done = run(tmp_path, "questionnaire", "from-samm", str(tmp_path / "core/model"))
    assert done.exit_code == 1
    assert "questions/Sh-1-A.yml: 値 7 は診断票の範囲" in done.output
