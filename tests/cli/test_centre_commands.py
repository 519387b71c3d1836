"""The centre's commands: the overview for people and programs, and the reports."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from functools import partial
from pathlib import Path

import pytest
from cli.test_commands import run
from demos import CopyDemo
from openpyxl import load_workbook
from reading_back import pages_of
from rich.cells import cell_len

from dxcheck import i18n
from dxcheck.assessment.figures import as_mean, as_step
from dxcheck.model import calendar
from dxcheck.model.link import Link
from dxcheck.questionnaire import shipped_folder
from dxcheck.workspace import Workspace


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, copy_demo: CopyDemo) -> Path:
    """The demo prefecture."""
    return copy_demo(tmp_path_factory.mktemp("demo") / "data")


def test_compare_in_every_form(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same figures as a table, CSV, JSON and Excel; no text that anybody wrote, no item an attacker could use."""
    monkeypatch.chdir(tmp_path)
    text = run(demo, "compare").stdout
    assert "今治市" in text
    assert "集計 19/20市町" in text
    rows = list(csv.DictReader(io.StringIO(run(demo, "compare", "--format", "csv").stdout.removeprefix("\ufeff"), newline="")))
    assert len(rows) == 20
    found = json.loads(run(demo, "compare", "--format", "json").stdout)
    assert found["schema"] == 2
    assert found["counted"] == 19
    figures = {one["name"]: one["figures"] for one in found["municipalities"]}
    for row in rows:
        mean = figures[row["市町"]]["overall"]["level"] if figures[row["市町"]] else None
        assert row["全体"] == ("" if mean is None else as_mean(mean, 2))
    made = run(demo, "compare", "-o", "概況.xlsx")
    assert made.exit_code == 0, made.output
    book = load_workbook(tmp_path / "概況.xlsx")
    views = ["レベルの平均", "前からの変化", "目標までの差", "わからないの割合", "設問ごと", "設問の動き", "提出の状況", "推移"]
    assert book.sheetnames == [*views, "説明"]
    heads = [one.value for one in book["設問ごと"][4]]
    workspace = Workspace.open(demo, create=False)
    questionnaire = workspace.staff_desk(workspace.roster.find("今治")).questionnaire
    assert [f"{one.id}\n{one.title}" for one in questionnaire.ordered if not one.sensitive] == heads[9:]
    assert not [one.id for one in questionnaire.ordered if one.sensitive and any(one.id in str(head) for head in heads)]
    written = "".join(str(one.value) for page in book for row in page.iter_rows() for one in row)
    snapshot = workspace.staff_desk(workspace.roster.find("今治")).latest()
    assert snapshot is not None
    assert not [one.evidence for one in snapshot.answers.values() if one.evidence and one.evidence in written]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("measure", ["level", "change", "unknown"])
def test_the_table_fits_a_small_terminal(demo: Path, language: str, measure: str) -> None:
    """80 columns; every dimension is named, in English by its id, which is explained below."""
    i18n.use(language)
    text = run(demo, "compare", "--measure", measure).stdout
    assert max(cell_len(line) for line in text.splitlines()) < 80
    if language == "en":
        assert "all is Overall" in text
        assert "mom is Momentum" in text
    else:
        heads = "".join(text.splitlines()[2:4]).replace(" ", "")
        assert heads == "全体機運方針人材業務住民シスセキュデータ対話体制学び改革地域テムリティAI"


def cycle(after: int) -> calendar.Cycle:
    """The running cycle, or so many after it; asked when a test runs, which may be a day later than tests are read in."""
    found = calendar.Cycle.of(calendar.today())
    for _half in range(abs(after)):
        found = found.next if after > 0 else found.previous
    return found


@pytest.mark.parametrize(
    ("command", "cycles", "said"),
    [
        ("compare", ("--cycle", 1), "まだ始まっていません"),
        ("compare", ("--cycle", "R1前期"), "まだ提出がありません"),
        ("compare", ("--against", 0), "より前ではありません"),
        ("compare", ("--cycle", -2, "--against", -1), "より前ではありません"),
        ("compare", ("--against", "R60前期"), "まだ始まっていません"),
        ("compare", ("--cycle", "R8中期"), "R8前期 のように"),
        ("chart heatmap", ("--cycle", 1), "まだ始まっていません"),
        ("report centre", ("--cycle", "R1後期"), "まだ提出がありません"),
    ],
)
def test_a_cycle_that_cannot_be_is_told_with_those_that_can(  # where, which, what is said
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, cycles: tuple[str | int, ...], said: str
) -> None:
    """Still to come, before the first submission, the later one first, misspelt: one sentence, the known cycles, and no file."""
    monkeypatch.chdir(tmp_path)
    refused = run(demo, *command.split(), *(str(cycle(one)) if isinstance(one, int) else one for one in cycles))
    assert refused.exit_code == 2
    assert said in refused.stderr
    known = refused.stderr.split("選べる期: ")[1]
    assert f"{cycle(-1).short}、{cycle(0).short}" in known
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["compare", "chart heatmap", "report centre", "report public", "benchmark export"])
def test_a_file_is_replaced_only_on_purpose(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """Without anybody to ask it is refused and stays; --force replaces it; at a terminal the answer decides."""
    monkeypatch.chdir(tmp_path)
    words = [*command.split(), *([str(cycle(-2))] if command.startswith("benchmark") else [])]
    path = tmp_path / ("大事.json" if command.startswith("benchmark") else "大事.pdf" if command != "compare" else "大事.csv")
    path.write_text("大事なもの", encoding="utf-8")
    refused = run(demo, *words, "-o", str(path))
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert path.read_text(encoding="utf-8") == "大事なもの"
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _self: True, raising=False)
    assert run(demo, *words, "-o", str(path), stdin="n\n").exit_code != 0
    assert path.read_text(encoding="utf-8") == "大事なもの"
    made = run(demo, *words, "-o", str(path), "--force")
    assert made.exit_code == 0, made.output
    assert path.stat().st_size > 100


@pytest.mark.parametrize(
    ("command", "made_by"),
    [
        ("report centre", "dxcheck.reports.prefecture.centre_report"),
        ("report public", "dxcheck.reports.public.public_report"),
        ("chart heatmap", "dxcheck.reports.prefecture_pictures.heatmap_picture"),
        ("chart bars 今治市", "dxcheck.reports.municipality_pictures.bars_picture"),
        ("handover 今治市", "dxcheck.reports.handover.handover"),
    ],
)
def test_nobody_waits_for_a_file_that_is_then_refused(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, made_by: str
) -> None:
    """What would be replaced is asked about before seconds go into making it."""
    made: list[object] = []
    monkeypatch.setattr(made_by, lambda *given: made.append(given))
    (tmp_path / "大事.pdf").write_text("大事なもの", encoding="utf-8")
    refused = run(demo, *command.split(), "-o", str(tmp_path / "大事.pdf"))
    assert "--force" in refused.stderr
    assert made == []


def test_a_csv_in_cp932_or_the_characters_it_lacks(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A head or a name that CP932 has no place for is named; nothing is written, never a question mark."""
    path = tmp_path / "概況.csv"
    assert run(demo, "compare", "-o", str(path), "--encoding", "cp932").exit_code == 0
    assert "今治市" in path.read_bytes().decode("cp932")
    changed = tmp_path / "市町.toml"
    shipped = (shipped_folder() / "ehime-roster.toml").read_text(encoding="utf-8")
    changed.write_text(shipped.replace('name = "今治市"', 'name = "𠮷治市"'), encoding="utf-8")
    refused = run(demo, "--roster", str(changed), "compare", "-o", str(tmp_path / "b.csv"), "--encoding", "cp932")
    assert refused.exit_code == 1
    assert "𠮷（𠮷治市）" in refused.stderr
    assert "utf-8-sig" in refused.stderr
    assert not (tmp_path / "b.csv").exists()


def test_one_dimension_of_an_earlier_cycle(demo: Path) -> None:
    """As of its end, with changes from a cycle one names."""
    text = run(demo, "compare", "--cycle", "R8前期", "--against", "R7前期", "--dimension", "bpr", "--measure", "change").stdout
    assert text.startswith("令和8年度前期の時点　前からの変化")
    assert "業務改革" in text
    assert "全体" not in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("compare", "--dimension", "xyz"), "「xyz」はありません"),
        (("compare", "--format", "csv", "-o", "a.xlsx"), "合いません"),
        (("compare", "-o", "a.pdf"), ".xlsx .csv .json"),
        (("account", "add", "centre-1", "今治", "--role", "centre"), "すべての市町"),
    ],
)
def test_wrong_use_is_told(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str) -> None:
    """A sentence, and no file."""
    monkeypatch.chdir(tmp_path)
    refused = run(demo, *arguments)
    assert refused.exit_code in (1, 2)
    assert said in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_published_report_lets_out_nothing_but_averages(demo: Path, tmp_path: Path) -> None:
    """No municipality's name, no count, every figure one that the gate shows; the centre's own has the names."""
    public, own = tmp_path / "公表.pdf", tmp_path / "センター.pdf"
    assert run(demo, "report", "public", "-o", str(public)).exit_code == 0
    assert run(demo, "report", "centre", "-o", str(own)).exit_code == 0
    texts = {one: "".join(pages_of(one.read_bytes())) for one in (public, own)}
    workspace = Workspace.open(demo, create=False)
    names = [one.name for one in workspace.roster.municipalities]
    assert [one for one in names if one in texts[public]] == []
    assert [one for one in names if one not in texts[own]] == []
    assert "取扱注意" in texts[own]
    hidden = [one for one in workspace.centre_desk().ledger()[-1].decisions["all"].values() if one.state == "hidden"]
    assert texts[public].count("非表示") >= len([one for one in hidden if one.reason != "sensitive"])
    questionnaire = workspace.staff_desk(workspace.roster.find("今治")).questionnaire
    assert not [str(one.title) for one in questionnaire.ordered if one.sensitive and str(one.title) in texts[public]]
    markdown = tmp_path / "公表.md"
    assert run(demo, "report", "public", "-o", str(markdown)).exit_code == 0
    assert [one for one in names if one in markdown.read_text(encoding="utf-8")] == []


def test_an_empty_folder_has_an_honest_overview_and_no_public_report(tmp_path: Path) -> None:
    """Nothing submitted is said, not shown as zero."""
    text = run(tmp_path, "compare").stdout
    assert text.count("まだ提出がありません") == 20
    assert "集計 0/20市町" in text
    for command in ("report public", "chart averages", "report public -o 公表.xlsx"):
        refused = run(tmp_path, *command.split())
        assert refused.exit_code == 1
        assert "まだ公表した県内平均がない" in refused.stderr
    assert "集計 0/20市町" in run(tmp_path, "centre").stdout
    assert list(tmp_path.iterdir()) == [], "looking creates nothing"
    made = run(tmp_path / "none", "report", "centre", "-o", str(tmp_path / "報告.pdf"))
    assert made.exit_code == 0, made.output
    text = "".join(pages_of((tmp_path / "報告.pdf").read_bytes()))
    assert "集計に入る診断結果は、まだありません。" in text
    assert text.count("まだ提出がありません") >= 20


@pytest.mark.parametrize(
    "arguments",
    [("--no-login", "imabari-kikaku"), ("--no-login", "demo-imabari", "--host", "0.0.0.0", "--public-url", "http://10.0.0.1:8000")],
)
def test_no_login_is_for_the_demo_on_this_machine(demo: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Real data, or a demo that others could reach, is refused before anything listens."""
    refused = run(tmp_path if arguments[1].startswith("imabari") else demo, "serve", *arguments)
    assert refused.exit_code == 1
    assert "--no-login は、デモのデータを 127.0.0.1 で開くときだけ" in refused.stderr


@pytest.mark.parametrize("ending", [(), ("--end-links",)])
def test_what_a_copy_lets_in_again_is_told_and_can_be_ended(copy_demo: CopyDemo, tmp_path: Path, ending: tuple[str, ...]) -> None:
    """A link that ended after the copy was made is good again, and named with its section; one that had ended before is not."""
    demo = copy_demo(tmp_path / "data")
    links = Workspace.open(demo).folder.links("380008")
    day, now = calendar.today(), calendar.now()
    for n, post in enumerate(("総務課", "税務課", "福祉課")):
        until = day - dt.timedelta(days=n == 1)
        links.add(
            Link(
                hash=f"{n}" * 64,
                municipality="382027",
                ask=f"{n}" * 16,
                post=post,
                until=until,
                made_at=now,
                by="a",
                ended_at=now if n == 2 else None,
            )
        )
    run(demo, "backup", str(tmp_path / "c.zip"))
    links.end("0" * 16, now)
    back = run(demo, "restore", str(tmp_path / "c.zip"), "--to", str(tmp_path / "b"), *ending)
    assert back.exit_code == 0, back.output
    there = Workspace.open(tmp_path / "b").folder
    assert [one.post for one in there.links("380008").all() if one.stands(day)] == ([] if ending else ["総務課"])
    log = tmp_path / "b" / "audit.log"
    assert ("今治市 総務課" in back.stdout, log.exists() and "links-ended" in log.read_text(encoding="utf-8")) == (not ending, bool(ending))
    assert "税務課" not in back.stdout
    assert "福祉課" not in back.stdout
    assert "もう一度とめてください" in back.stdout, "the demo has accounts"


def test_backup_check_and_restore(demo: Path, tmp_path: Path) -> None:
    """A copy, proved; brought back and read; refusals are told."""
    copy = tmp_path / "控え.zip"
    assert "控えをつくり、確かめました" in run(demo, "backup", str(copy)).stdout
    assert "壊れていません" in run(demo, "backup", "--check", str(copy)).stdout
    assert run(demo, "restore", str(copy), "--to", str(tmp_path / "戻した")).exit_code == 0
    assert run(tmp_path / "戻した", "compare").stdout == run(demo, "compare").stdout
    refused = run(demo, "restore", str(copy), "--to", str(demo))
    assert refused.exit_code == 1
    assert "空ではありません" in refused.stderr
    missing = run(demo, "restore", str(tmp_path / "ない.zip"), "--to", str(tmp_path / "b"))
    checked = run(demo, "backup", "--check", str(tmp_path / "ない.zip"))
    for one in (missing, checked):
        assert one.exit_code == 1
        assert "ない.zip を読めません" in one.stderr
        assert "保存先" not in one.stderr, "the folder is there"


def picture_text(demo: Path, path: Path, *arguments: str) -> str:
    """What a picture says, as PDF."""
    made = run(demo, "chart", *arguments, "-o", str(path), "--force")
    assert made.exit_code == 0, made.output
    return pages_of(path.read_bytes())[0]


@pytest.mark.parametrize("kind", ["heatmap", "distribution", "progress", "multiples"])
def test_pictures_of_all_municipalities(demo: Path, tmp_path: Path, kind: str) -> None:
    """Without a municipality the picture is of all of them, or of one region; its text can be selected, and it says for whom it is."""
    text = picture_text(demo, tmp_path / "図.pdf", kind)
    assert "愛媛県" in text
    assert "取扱注意" in text
    names = [one.name for one in Workspace.open(demo, create=False).roster.municipalities]
    is_named = kind in ("heatmap", "multiples")
    assert [one for one in names if one not in text] == ([] if is_named else names)
    assert ("まだ提出がありません" in text) == is_named, "who has not submitted is there, and marked so"
    if kind == "multiples":
        part = picture_text(demo, tmp_path / "図.pdf", kind, "--region", "南予")
        assert "宇和島市" in part
        assert "今治市" not in part


@pytest.mark.parametrize(
    ("kind", "measure", "said"),
    [
        ("heatmap", "change", "前からの変化"),
        ("heatmap", "gap", "目標までの差"),
        ("heatmap", "unknown", "20%"),
        ("distribution", "change", "+0.5"),
        ("distribution", "gap", "目標までの差"),
        ("distribution", "unknown", "40%"),
        ("progress", "unknown", "10%"),
        ("multiples", "gap", "目標までの差"),
    ],
)
def test_pictures_of_every_measure(demo: Path, tmp_path: Path, kind: str, measure: str, said: str) -> None:
    """Changes, distances to the target, shares of わからない: each on its own scale, with its name."""
    assert said in picture_text(demo, tmp_path / "図.pdf", kind, "--measure", measure)


def test_the_heatmap_holds_the_figures_of_compare(demo: Path, tmp_path: Path) -> None:
    """Row by row, also for changes: what is drawn is what the table says."""
    for measure in ("level", "change"):
        text = picture_text(demo, tmp_path / "図.pdf", "heatmap", "--measure", measure).replace("\n", " ").split()
        found = json.loads(run(demo, "compare", "--format", "json").stdout)
        write = partial(as_step if measure == "change" else as_mean, digits=1)
        wanted = [write(one[measure]) for town in found["municipalities"] if town["state"] == "counted" for one in town["figures"].values()]
        wanted += [write(one[measure]["mean"] if one[measure] else None) for one in found["means"].values()]
        assert sorted(one for one in text if re.fullmatch(r"[+-]?\d\.\d|-", one)) == sorted(wanted)


def test_pictures_of_one_dimension_and_of_one_item(demo: Path, tmp_path: Path) -> None:
    """A dimension comes with its items, an item with its levels; of sensitive items there is none."""
    workspace = Workspace.open(demo, create=False)
    q = workspace.staff_desk(workspace.roster.find("今治")).questionnaire
    items = [str(one.title) for one in q.items_by_dimension["bpr"]]
    of_few = ("--region", "東予")
    for kind in ("heatmap", "distribution", "progress"):
        text = picture_text(demo, tmp_path / "図.pdf", kind, "--dimension", "bpr", *of_few).replace("\n", "")
        assert [one for one in items if one not in text] == [], kind
        assert str(q.dimension_by_id["bpr"].title) in text
    assert str(q.dimension_by_id["bpr"].title) in picture_text(demo, tmp_path / "図.pdf", "multiples", "--dimension", "bpr", *of_few)
    for kind in ("heatmap", "distribution", "progress", "multiples"):
        text = picture_text(demo, tmp_path / "図.pdf", kind, "--item", "bpr-01", *of_few)
        assert items[0] in text, kind
        assert items[1] not in text
    sensitive = [one.id for one in q.ordered if one.sensitive]
    refused = run(demo, "chart", "heatmap", "--item", sensitive[0], "-o", str(tmp_path / "a.pdf"))
    assert refused.exit_code == 2
    assert "bpr-01" in refused.stderr
    assert sensitive[0] not in refused.stderr.split("あるもの")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("bars",), "市町を指定してください"),
        (("heatmap", "今治"), "市町を書かずに実行してください"),
        (("heatmap", "--region", "北予"), "あるもの: 中予"),
        (("heatmap", "--dimension", "xyz"), "あるもの: mom"),
        (("heatmap", "--dimension", "bpr", "--item", "bpr-01"), "どちらか1つ"),
        (("heatmap", "--dimension", "bpr", "--measure", "gap"), "レベルと変化だけ"),
        (("progress", "--measure", "change"), "推移の図はありません"),
        (("progress", "今治", "--dimension", "bpr"), "市町を書かないときだけ"),
        (("progress", "今治", "--cycle", "R8前期"), "市町を書かないときだけ"),
    ],
)
def test_a_picture_that_cannot_be_is_told(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    """And nothing is written."""
    monkeypatch.chdir(tmp_path)
    made = run(demo, "chart", *arguments)
    assert made.exit_code != 0
    assert said in made.output
    assert list(tmp_path.iterdir()) == []


def test_a_camp_is_proposed_and_its_invitations_are_written(demo: Path, tmp_path: Path) -> None:
    """From an item or a dimension; of a saved one a row a municipality, whose text names no other one; an id or a name that is nobody's is named with those there are."""
    told = run(demo, "camp", "propose", "bpr")
    assert told.exit_code == 0, told.output
    assert "1班" in told.stdout
    assert "話す（話してくれます）" in told.stdout
    assert run(demo, "camp", "propose", "業務改革").stdout == told.stdout, "by its name, as by its id"
    refused = run(demo, "camp", "propose", "bpr-99").stderr
    assert "分野か設問" in refused
    assert "あるもの" in refused
    desk = Workspace.open(demo).centre_desk("センター")
    [camp] = desk.camps.all(desk.questionnaire_id)
    assert run(demo, "camp", "list").stdout.startswith(f"{camp.name}　業務改革　")
    assert camp.name in run(demo, "camp", "invitations", "冬の合宿").stderr
    file = tmp_path / "招待.csv"
    assert run(demo, "camp", "invitations", camp.name, "-o", str(file)).exit_code == 0
    names = [one.municipality.name for one in desk.comparing.overview().lines]
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))[1:]
    assert len(rows) == sum(map(len, (*camp.groups, *camp.tellers)))
    for _code, name, _post, _subject, text in rows:
        assert [one for one in names if one in text] == [name]
        assert "業務改革" in text
