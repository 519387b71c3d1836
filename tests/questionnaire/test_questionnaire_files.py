"""Reading questionnaire files, and naming everything that is wrong with one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from questionnaire.questionnaires import Condition, item, questionnaire, two_by_three

from dxcheck.questionnaire import Library, load_full
from dxcheck.questionnaire.load import full_from, load_any
from dxcheck.questionnaire.model import Questionnaire, Replaces, Text
from dxcheck.system.toml import LARGEST_TOML, FaultyFileError


def as_data(made: Questionnaire) -> dict[str, Any]:
    """The parsed content of a questionnaire's file."""
    data: dict[str, Any] = msgspec.to_builtins(made, builtin_types=(dt.date,))
    return data


def written(path: Path, data: dict[str, Any]) -> Path:
    """A file with this content."""
    path.write_text(tomli_w.dumps(data), encoding="utf-8")
    return path


def faults_of(tmp_path: Path, data: dict[str, Any]) -> list[str]:
    """What is said about a file with this content."""
    with pytest.raises(FaultyFileError) as refused:
        load_any(written(tmp_path / "票.toml", data))
    return [str(fault) for fault in refused.value.faults]


TEXTS = st.builds(
    Text,
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30),
    st.text("abc '\"\\[]", max_size=20),
)
ITEMS = st.lists(st.tuples(TEXTS, st.booleans(), st.sampled_from([1.0, 0.5, 2.0])), min_size=1, max_size=5)


@given(ITEMS)
def test_a_questionnaire_survives_writing_and_reading(texts: list[tuple[Text, bool, float]]) -> None:
    """Whatever is in its texts, it comes back the same, with the same hash."""
    made = questionnaire(
        *(
            item(f"gov-{n:02}", prompt=prompt, sensitive=sensitive, weight=weight, replaces=(Replaces("old", "0", "split"),))
            for n, (prompt, sensitive, weight) in enumerate(texts)
        )
    )
    import tomllib

    again = full_from(tomllib.loads(tomli_w.dumps(as_data(made))), Path("x"))
    assert again == made
    assert again.hash == made.hash


def test_english_falls_back_to_japanese() -> None:
    """A text without English shows in Japanese."""
    assert Text("方針").in_language("en") == "方針"
    assert Text("方針", "Policy").in_language("en") == "Policy"


def test_every_fault_is_named_at_once_each_with_its_place(tmp_path: Path) -> None:
    """Five levels, a missing prompt, a wrong type and an unknown key: four faults, four places."""
    data = as_data(two_by_three())
    data["items"][2]["levels"] = data["items"][2]["levels"][:5]
    del data["items"][0]["prompt"]
    data["items"][4]["sensitive"] = "はい"
    data["dimensions"][1]["colour"] = "赤"
    said = faults_of(tmp_path, data)
    assert any("分野 gov、設問 gov-03" in one and "5個" in one and "6" in one for one in said)
    assert any("gov-01" in one and "prompt がありません" in one for one in said)
    assert any("svc-02" in one and "sensitive" in one and "種類が違います" in one for one in said)
    assert any("分野 svc" in one and "colour" in one for one in said)
    assert len(said) == 4


def test_ids_that_repeat_or_lead_nowhere_are_faults(tmp_path: Path) -> None:
    """Duplicate item, unknown dimension, framework, field, condition and priority."""
    data = as_data(two_by_three())
    data["items"][1]["id"] = "gov-01"
    data["items"][2]["references"] = ["P9"]
    data["items"][3]["fields"] = ["magic"]
    data["items"][4]["dimension"] = "nowhere"
    data["items"][5]["conditions"] = [{"item": "gov-99", "at_least": 1}]
    data["priority"] = ["gov-77"]
    said = "\n".join(faults_of(tmp_path, data))
    for wanted in ("設問 gov-01: 同じIDが2回", "P9", "magic", "nowhere", "gov-99", "gov-77"):
        assert wanted in said


def test_conditions_that_can_never_hold_or_run_in_a_circle_are_faults(tmp_path: Path) -> None:
    """At least 4 and at most 2 of the same item; two items that wait for each other."""
    impossible = questionnaire(item("gov-01"), item("gov-02", conditions=(Condition("gov-01", at_least=4), Condition("gov-01", at_most=2))))
    assert "成り立ちません" in faults_of(tmp_path, as_data(impossible))[0]
    circle = questionnaire(item("gov-01", conditions=(Condition("gov-02"),)), item("gov-02", conditions=(Condition("gov-01"),)))
    assert "堂々めぐり" in faults_of(tmp_path, as_data(circle))[0]


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"", "空です"),
        (b"   \n\n", "空です"),
        (b"\xef\xbb\xbf", "空です"),
        ('kind = "full"\ntitle = "診断"'.encode("cp932"), "2行目に文字コードUTF-8でない"),
        (b"kind = \n", "TOMLの書き方"),
        (b"PK\x03\x04\x00\x00", "TOMLの書き方"),
        (b'kind = "other"', "kind"),
        (b'title = "x"', "kind"),
        (b"a = [" * 2000, "TOML"),
    ],
)
def test_a_file_that_is_no_questionnaire_is_refused_with_the_reason(tmp_path: Path, content: bytes, wanted: str) -> None:
    """Empty, another encoding, not TOML, another kind: one fault that says which."""
    path = tmp_path / "壊れた票.toml"
    path.write_bytes(content)
    with pytest.raises(FaultyFileError, match=wanted) as refused:
        load_any(path)
    assert len(refused.value.faults) == 1


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    """50 MB of zeros take no time."""
    path = tmp_path / "huge.toml"
    with path.open("wb") as opened:
        opened.truncate(50_000_000)
    assert path.stat().st_size > LARGEST_TOML
    with pytest.raises(FaultyFileError, match="50 MB"):
        load_any(path)


def test_a_missing_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    """The reason is the system's own."""
    for path in (tmp_path / "ない.toml", tmp_path):
        with pytest.raises(FaultyFileError, match="読めません"):
            load_any(path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    """Windows editors leave one."""
    path = written(tmp_path / "bom.toml", as_data(two_by_three()))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_full(path) == two_by_three()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abklev_idtns", max_size=8), inner, max_size=4),
        max_leaves=12,
    )
)
def test_any_data_is_a_questionnaire_or_has_faults(value: Any) -> None:
    """Damage at any place is named, never a traceback."""
    data = as_data(two_by_three())
    data["items"][0]["levels"] = value
    data["scale"] = value
    with pytest.raises(FaultyFileError) as refused:
        full_from(data, Path("x"))
    assert refused.value.faults


def test_two_versions_live_side_by_side(tmp_path: Path) -> None:
    """The one in force is the newest that has begun; the older one is still there."""
    for version, day in (("1", dt.date(2025, 4, 1)), ("2", dt.date(2026, 4, 1)), ("3", dt.date(2027, 4, 1))):
        written(tmp_path / f"v{version}.toml", as_data(two_by_three(version=version, valid_from=day)))
    library = Library([tmp_path])
    current = library.current("small", dt.date(2026, 11, 23))
    assert current is not None
    assert current.version == "2"
    assert library.version("small", "1") is not None
    assert [one.version for one in library.all()] == ["1", "2", "3"]


def test_of_several_versions_only_the_one_that_is_asked_for_is_read(tmp_path: Path) -> None:
    """A fault far below in another version is met by whoever asks for all; in the version in force, the one before it takes its place."""
    for version, day in (("1", dt.date(2025, 4, 1)), ("2", dt.date(2026, 4, 1)), ("3", dt.date(2027, 4, 1))):
        written(tmp_path / f"v{version}.toml", as_data(two_by_three(version=version, valid_from=day)))
    with (tmp_path / "v3.toml").open("a", encoding="utf-8") as later:
        later.write("\nbroken = [")

    library = Library([tmp_path])
    assert library.version_begun("small", dt.date(2026, 11, 23)) == "2"
    current = library.current("small", dt.date(2026, 11, 23))
    assert current is not None
    assert current.version == "2"
    assert library.faulty == []

    after = library.current("small", dt.date(2027, 11, 23))
    assert after is not None
    assert after.version == "2"
    assert [one.version for one in library.all()] == ["1", "2"]
    assert [one.path.name for one in library.faulty] == ["v3.toml"]


@pytest.mark.parametrize(
    "begins",
    ["", 'description = """\n[not a table]\n"""\n', "valid_from = 2026-01-01T00:00:00\n", "version = 3\n", "broken = [\n"],
)
def test_a_file_whose_first_lines_do_not_say_what_it_is_is_read_whole(tmp_path: Path, begins: str) -> None:
    """Nothing is guessed from them, and the other versions are found as ever."""
    written(tmp_path / "a.toml", as_data(two_by_three()))
    (tmp_path / "b.toml").write_text(f'kind = "full"\nid = "small"\n{begins}[[items]]\n', encoding="utf-8")
    library = Library([tmp_path])
    assert library.version_begun("small", dt.date(2030, 1, 1)) == ""
    found = library.current("small", dt.date(2030, 1, 1))
    assert found is not None
    assert found.id == "small"
    assert [one.path.name for one in library.faulty] == ["b.toml"]


def test_a_faulty_file_does_not_hide_the_sound_ones(tmp_path: Path) -> None:
    """It is kept to be named; a second content under the same version is a fault too."""
    written(tmp_path / "a.toml", as_data(two_by_three()))
    (tmp_path / "b.toml").write_text("kind = [", encoding="utf-8")
    written(tmp_path / "c.toml", as_data(two_by_three(title=Text("別の内容"))))
    library = Library([tmp_path, tmp_path / "missing"])
    assert len(library.all()) == 1

    assert sorted(one.path.name for one in library.faulty) == ["b.toml", "c.toml"]


def test_the_wording_of_an_item_is_its_prompt_and_levels() -> None:
    """A new evidence hint leaves it as it was; a changed level does not."""
    one = item("gov-01")

    def wording(**changed: Any) -> str:
        return questionnaire(msgspec.structs.replace(one, **changed)).wordings["gov-01"]

    assert wording(evidence=Text("別の資料")) == wording()
    assert wording(levels=(*one.levels[:5], Text("別の段"))) != wording()


def test_contradictions_with_faults_are_named(tmp_path: Path) -> None:
    """A repeated id, an item that is not there, a range that cannot be, and a rule about one item alone."""
    data = as_data(two_by_three())
    question = {"ja": "どう進めていますか。", "en": "How does it go?"}
    rule = {"id": "x-1", "when": [{"item": "gov-01", "at_least": 3}, {"item": "gov-99"}], "question": question}
    alone = {"id": "x-1", "when": [{"item": "gov-01", "at_least": 3}, {"item": "gov-01", "at_most": 1}], "question": question}
    data["contradictions"] = [rule, alone]
    said = "\n".join(faults_of(tmp_path, data))
    for part in ("x-1", "gov-99", "成り立ちません", "2つ以上の設問", "2回"):
        assert part in said
