"""Municipalities and their codes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxcheck.model.roster import Municipality, UnknownMunicipalityError, check_digit, load_roster
from dxcheck.questionnaire import shipped_folder
from dxcheck.system.toml import FaultyFileError

EHIME = load_roster()


def test_ehime_has_twenty_municipalities_in_code_order() -> None:
    """11 cities and 9 towns; the populations add up to the prefecture's."""
    assert len(EHIME.municipalities) == 20
    assert [one.type for one in EHIME.municipalities].count("市") == 11
    assert [one.code for one in EHIME.municipalities] == sorted(one.code for one in EHIME.municipalities)
    assert sum(one.population for one in EHIME.municipalities) == 1_312_298


@pytest.mark.parametrize("code", ["011002", "131016", "131041", "141003", "271004", "382141", "382060", "382051"])
def test_check_digits_of_known_codes(code: str) -> None:
    """Codes of other prefectures and every edge of the rule (remainder 0, 1 and 10)."""
    assert check_digit(code[:5]) == int(code[5])


@pytest.mark.parametrize("asked", ["382019", "松山市", "松山", "Matsuyama", "matsuy", "まつやま", "３８２０１９", " MATSUYAMA "])
def test_a_municipality_is_found_by_any_of_its_names(asked: str) -> None:
    """Code, Japanese name, kana, romaji; any unique beginning; full-width digits and capitals too."""
    assert EHIME.find(asked).name == "松山市"


HOKKAIDO = """
kind = "roster"
id = "hokkaido"
population_as_of = 2020-10-01
prefecture = { code = "010006", name = "北海道", kana = "ほっかいどう", romaji = "Hokkaido" }
municipalities = [
  { code = "012009", name = "札幌の隣", kana = "さっぽろのとなり", romaji = "Tonari", type = "市", region = "道央", population = 1 },
  { code = "014036", name = "泊村", kana = "とまりむら", romaji = "Tomari", type = "村", region = "道央", population = 1, district = "古宇郡" },
  { code = "016969", name = "泊村", kana = "とまりむら", romaji = "Tomari", type = "村", region = "道東", population = 0, district = "国後郡" },
]
"""


@pytest.mark.parametrize(
    "asked", ["38202", "〔382027〕", "愛媛県今治市", "愛媛県 今治市", "愛媛県今治", "'382027", "[382027]", "３８２０２"]
)
def test_a_municipality_is_found_as_other_programs_write_it(asked: str) -> None:
    """Five digits, our own CSV's brackets, the prefecture in front."""
    assert EHIME.find(asked).name == "今治市"


@pytest.mark.parametrize(
    "asked",
    [
        "「愛媛県今治市」",
        "〔今治市〕",
        "『今治』",
        "【愛媛県今治市】",
        "（今治市）",
        "[Imabari]",
        '"今治市"',
        "'今治市'",
        "'今治市",
        '="382027"',
        "「〔382027〕」",
    ],
)
def test_a_name_may_stand_in_brackets(asked: str) -> None:
    """As a code may: in ours, in those of a letter, in a spreadsheet's quotes, also in two."""
    assert EHIME.find(asked).name == "今治市"


@pytest.mark.parametrize("asked", ["越智郡上島町", "愛媛県越智郡上島町", "上島町"])
def test_the_district_may_stand_before_a_town(asked: str) -> None:
    """As in an address."""
    assert EHIME.find(asked).name == "上島町"


@pytest.mark.parametrize("asked", ["高知県今治市", "愛媛県", "38", "3820", "愛媛県高知市"])
def test_what_is_of_another_prefecture_or_too_short_is_none_of_ours(asked: str) -> None:
    """It is refused, not guessed."""
    with pytest.raises(UnknownMunicipalityError):
        EHIME.find(asked)


@pytest.mark.parametrize("asked", ["012009", "12009", "01200", "1200", "〔012009〕"])
def test_a_code_that_lost_its_zero_is_understood(asked: str, tmp_path: Path) -> None:
    """Hokkaido to Gunma."""
    (tmp_path / "roster.toml").write_text(HOKKAIDO, encoding="utf-8")
    assert load_roster(tmp_path / "roster.toml").find(asked).code == "012009"


def test_equal_names_are_told_apart_by_their_codes(tmp_path: Path) -> None:
    """泊村 is twice in 北海道: wherever they are shown, and where both fit."""
    (tmp_path / "roster.toml").write_text(HOKKAIDO, encoding="utf-8")
    roster = load_roster(tmp_path / "roster.toml")
    assert [one.name for one in roster.municipalities][1:] == ["泊村（014036）", "泊村（016969）"]
    with pytest.raises(UnknownMunicipalityError, match="014036.*016969"):
        roster.find("泊村")
    assert roster.find("泊村（016969）").code == roster.find("北海道国後郡泊村").code == roster.find("016969").code == "016969"


@given(st.sampled_from(EHIME.municipalities), st.sampled_from(["{}", "〔{}〕", "「{}」", " {} "]), st.booleans())
def test_every_code_is_found_however_a_spreadsheet_left_it(one: Municipality, form: str, is_whole: bool) -> None:
    """With or without its check digit."""
    assert EHIME.find(form.format(one.code if is_whole else one.code[:5])) == one


def test_a_name_that_is_another_ones_beginning_is_still_found() -> None:
    """Exactly typed names win over longer ones."""
    assert EHIME.find("Iyo").name == "伊予市"


def test_a_miss_suggests_the_nearest() -> None:
    """A typing mistake leads to the right name."""
    with pytest.raises(UnknownMunicipalityError, match="松山市") as missed:
        EHIME.find("Matuyama")
    assert not missed.value.several
    with pytest.raises(UnknownMunicipalityError, match="6桁のコード"):
        EHIME.find("Xxxxxxxx")


def test_an_ambiguous_beginning_names_all_it_fits() -> None:
    """Ma is Matsuyama, Masaki and Matsuno."""
    with pytest.raises(UnknownMunicipalityError, match="松前町") as missed:
        EHIME.find("Ma")
    assert missed.value.several
    assert {one.name for one in missed.value.candidates} == {"松山市", "松前町", "松野町"}


@given(st.text(max_size=12))
def test_any_text_is_found_or_refused_kindly(asked: str) -> None:
    """Never another exception."""
    try:
        EHIME.find(asked)
    except UnknownMunicipalityError as missed:
        assert asked in str(missed)


def test_a_wrong_check_digit_is_named(tmp_path: Path) -> None:
    """The fault says which code and what the digit should be."""
    text = (shipped_folder() / "ehime-roster.toml").read_text(encoding="utf-8")
    path = tmp_path / "市町一覧.toml"
    path.write_text(text.replace('"382019"', '"382018"'), encoding="utf-8")
    with pytest.raises(FaultyFileError, match="382018.*9"):
        load_roster(path)


def test_another_prefecture_brings_its_own_roster(tmp_path: Path) -> None:
    """A file is all it takes."""
    path = tmp_path / "kochi.toml"
    path.write_text(
        """kind = "roster"
id = "kochi"
population_as_of = 2024-01-01
[prefecture]
code = "390003"
name = "高知県"
kana = "こうちけん"
romaji = "Kochi"
[[municipalities]]
code = "392014"
name = "高知市"
kana = "こうちし"
romaji = "Kochi"
type = "市"
region = "中央"
population = 319724
""",
        encoding="utf-8",
    )
    assert load_roster(path).find("高知").code == "392014"


def changed(tmp_path: Path, former: str, on: str = "2026-10-01") -> Path:
    """Ehime with former codes at 今治市."""
    text = (shipped_folder() / "ehime-roster.toml").read_text(encoding="utf-8")
    head, found, tail = text.partition('code = "382027"')
    path = tmp_path / "roster.toml"
    path.write_text(f"{head}{found}\nformer_codes = [{former.replace('DAY', on)}]{tail}", encoding="utf-8")
    return path


GONE = '{ code = "382124", name = "旧市", type = "市", changed_on = DAY'
"""A code with a right check digit that nobody has now."""


@pytest.mark.parametrize(
    ("former", "said"),
    [
        ('{ code = "382019", name = "松山市", type = "市", changed_on = DAY }', "今も使っているコード"),
        (GONE + " }, " + GONE + " }", "2回書かれています"),
        ('{ code = "382124", name = "旧市", type = "市" }', "changed_on"),
        ('{ code = "382123", name = "旧市", type = "市", changed_on = DAY }', "検査数字"),
        ('{ code = "38212", name = "旧市", type = "市", changed_on = DAY }', "書き方に誤り"),
        (GONE.replace("DAY", "2999-01-01") + " }", "まだ来ていません"),
        (GONE + ' }, { code = "382213", name = "旧町", type = "町", changed_on = 2025-04-01 }', "合併なら同じ日"),
        (GONE + ", since = 2024-04-01 }", "since は"),
    ],
)
def test_a_wrong_former_code_is_named_with_what_is_wrong(tmp_path: Path, former: str, said: str) -> None:
    """A code of today, one twice, no date, a date to come, a wrong check digit, a chain with a gap."""
    with pytest.raises(FaultyFileError) as fault:
        load_roster(changed(tmp_path, former))
    assert said in str(fault.value)


@pytest.mark.parametrize(
    "asked",
    [
        "382124",
        "38212",
        "〔38212〕",
        "旧越智市",
        "旧越智",
        "旧",
        "きゅうおち",
        "Kyuoc",
        "「愛媛県旧越智市」",
        "愛媛県旧郡旧越智",
        "今治",
        "382027",
    ],
)
def test_a_municipality_is_found_by_what_it_was(tmp_path: Path, asked: str) -> None:
    """Its former code and names lead to it in every way in which those of today do; so do those of today."""
    former = GONE.replace("旧市", "旧越智市") + ', kana = "きゅうおちし", romaji = "Kyuochi", district = "旧郡" }'
    roster = load_roster(changed(tmp_path, former))
    assert roster.find(asked).code == "382027"


def test_names_of_today_go_before_former_ones_and_whole_ones_before_beginnings(tmp_path: Path) -> None:
    """松山 is 松山市, whatever was 松山台町 before; what somebody typed in full is meant."""
    former = GONE.replace("旧市", "松山台町") + ' }, { code = "382213", name = "新居", type = "町", changed_on = DAY }'
    roster = load_roster(changed(tmp_path, former))
    assert roster.find("松山").name == "松山市"
    assert roster.find("松山台").name == "今治市"
    assert roster.find("新居").name == "今治市", "not 新居浜市"
    assert roster.find("新居浜").name == "新居浜市"


def test_a_beginning_of_former_names_of_several_names_them(tmp_path: Path) -> None:
    """And a slip of a former name suggests what came of it."""
    text = changed(tmp_path, GONE.replace("旧市", "旧越智市") + " }").read_text(encoding="utf-8")
    other = '{ code = "382213", name = "旧宇摩町", type = "町", changed_on = 2026-10-01 }'
    (tmp_path / "roster.toml").write_text(text.replace('code = "382019"', f'code = "382019"\nformer_codes = [{other}]'), encoding="utf-8")
    roster = load_roster(tmp_path / "roster.toml")
    with pytest.raises(UnknownMunicipalityError, match="松山市.*今治市"):
        roster.find("旧")
    with pytest.raises(UnknownMunicipalityError, match="もしかして: 今治市"):
        roster.find("元越智市")


def test_a_chain_of_changes_is_followed_to_its_end(tmp_path: Path) -> None:
    """旧町 became 旧市, which became 今治市 with 別町; on each day those of then are there, and each document goes on in the right place."""
    former = (
        GONE + ', since = 2020-04-01 }, { code = "382213", name = "旧町", type = "町", changed_on = 2020-04-01 }, '
        '{ code = "383015", name = "別町", type = "町", changed_on = DAY }'
    )
    roster = load_roster(changed(tmp_path, former))

    def names(day: dt.date) -> set[str]:
        return {one.name for one in roster.on(day)} & {"旧町", "旧市", "別町", "今治市"}

    assert names(dt.date(2019, 1, 1)) == {"旧町", "別町"}
    assert names(dt.date(2020, 4, 1)) == {"旧市", "別町"}
    assert names(dt.date(2026, 9, 30)) == {"旧市", "別町"}
    assert names(dt.date(2026, 10, 1)) == {"今治市"}
    succession = roster.succession
    assert succession.kept_under("382213") == "382124"
    assert succession.kept_under("382124") == "382124", "it merged: its past stays its own"
    assert [one.municipality.name for one in succession.merged_into("382027")] == ["旧市", "別町"]
