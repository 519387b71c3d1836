"""What publishing needs besides the answers: the ledger and the key. Without them nothing is published, and everybody who can mend it is told how."""

from __future__ import annotations

import datetime as dt
import json
import stat
import sys
from pathlib import Path

import pytest
from cli.test_commands import run
from demos import CopyDemo
from moments import NOW

from dxcheck.benchmark.model import RULES
from dxcheck.desk.centre import NotPublishableError
from dxcheck.doctor.files import document_findings
from dxcheck.doctor.finding import Mark
from dxcheck.model import calendar
from dxcheck.store.backup import back_up, restore
from dxcheck.store.benchmarks import KEY, LEDGER, PUBLISHED
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands still."""
    monkeypatch.setattr(calendar, "now", lambda: NOW)
    monkeypatch.setattr(Workspace.centre_desk, "__kwdefaults__", {"now": lambda: NOW})


@pytest.fixture
def data(tmp_path: Path, copy_demo: CopyDemo) -> Path:
    """A folder with four publications and a closed cycle."""
    copy_demo(tmp_path / "demo", NOW.date())
    return tmp_path / "demo"


def publish(folder: Path) -> None:
    """Publish the closed cycle as people do."""
    desk = Workspace.open(folder).centre_desk()
    desk.publish(desk.preview(desk.last_closed))


def remove(folder: Path, *names: str) -> None:
    """Remove files and their copies."""
    for name in names:
        place(folder, name).unlink()
        place(folder, f"{name}.bak").unlink(missing_ok=True)


def told(folder: Path) -> dict[str, Mark]:
    """What doctor finds amiss."""
    return {one.what + one.advice: one.mark for one in document_findings(Workspace.open(folder).folder) if one.mark != Mark.GOOD}


@pytest.mark.parametrize("gone", [(LEDGER,), (LEDGER, KEY), (KEY,)], ids=["ledger", "both", "key"])
def test_without_the_ledger_or_the_key_nothing_is_published_and_doctor_says_what_to_do(data: Path, gone: tuple[str, ...]) -> None:
    """Neither from the command line nor by anybody who has a preview already; what was published is shown as before."""
    desk = Workspace.open(data).centre_desk()
    preview = desk.preview(desk.last_closed)
    before = place(data, PUBLISHED).read_bytes()
    assert told(data) == {}
    remove(data, *gone)
    for command in (("preview",), ("publish", "--yes")):
        refused = run(data, "benchmark", *command)
        assert refused.exit_code == 1
        assert gone[0] in refused.output
        assert "dxcheck backup でとった控えから戻してください" in refused.output
    with pytest.raises(NotPublishableError, match=gone[0]):
        desk.publish(preview)
    assert place(data, PUBLISHED).read_bytes() == before
    assert run(data, "benchmark", "show", "2025-2").exit_code == 0
    [(words, mark)] = told(data).items()
    assert gone[0] in words
    assert mark == (Mark.CARE if len(gone) == 2 else Mark.PROBLEM)


def test_another_key_or_a_ledger_that_lacks_a_publication_counts_as_missing(data: Path) -> None:
    """An older copy of the ledger, or the key of another folder, is no way round."""
    content = json.loads(place(data, KEY).read_bytes())
    workspace = Workspace.open(data)
    remove(data, KEY)
    workspace.folder.secret_key(workspace.roster.prefecture.code).keep(bytes(32))
    with pytest.raises(NotPublishableError, match="これまでの公表に使ったものと違います"):
        publish(data)
    place(data, KEY).write_text(json.dumps(content), encoding="utf-8")
    ledger = json.loads(place(data, LEDGER).read_bytes())
    ledger["benchmarks"].popitem()
    place(data, LEDGER).write_text(json.dumps(ledger), encoding="utf-8")
    with pytest.raises(NotPublishableError, match="公表の記録"):
        publish(data)


def test_a_pc_that_took_averages_in_from_a_file_does_not_publish_and_is_not_alarmed(data: Path, tmp_path: Path) -> None:
    """Its first publication would count as the first of all."""
    file, other = tmp_path / "a.json", tmp_path / "other"
    run(data, "benchmark", "export", "2025-2", "-o", str(file))
    restored = tmp_path / "new"
    back_up(data, tmp_path / "copy.zip", NOW)
    restore(tmp_path / "copy.zip", restored)
    remove(restored, LEDGER, KEY, PUBLISHED)
    assert run(restored, "benchmark", "import", str(file)).exit_code == 0
    with pytest.raises(NotPublishableError, match="公表の記録"):
        publish(restored)
    assert list(told(restored).values()) == [Mark.CARE]
    assert not other.exists()


def test_ledger_and_key_go_along_in_a_copy_and_publishing_goes_on_there(data: Path, tmp_path: Path) -> None:
    """The figures come out as they would have in the old place."""
    back_up(data, tmp_path / "copy.zip", NOW)
    restore(tmp_path / "copy.zip", tmp_path / "new")
    publish(data)
    publish(tmp_path / "new")
    one, other = (Workspace.open(folder).centre_desk().benchmarks()[-1] for folder in (data, tmp_path / "new"))
    assert one == other
    assert one.rule == RULES


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are of another kind there")
def test_the_key_is_for_its_owner_alone_also_after_coming_back(data: Path, tmp_path: Path) -> None:
    """0600, like accounts."""
    back_up(data, tmp_path / "copy.zip", NOW)
    restore(tmp_path / "copy.zip", tmp_path / "new")
    for folder in (data, tmp_path / "new"):
        assert stat.S_IMODE(place(folder, KEY).stat().st_mode) == 0o600


def test_a_real_folders_key_is_drawn_at_its_first_publication_and_kept(tmp_path: Path) -> None:
    """Two folders have two keys; the preview before it writes none."""
    keys = set()
    for name in ("a", "b"):
        workspace = Workspace.open(tmp_path / name)
        for number, one in enumerate(workspace.roster.municipalities):
            desk = workspace.staff_desk(one, now=lambda: NOW - dt.timedelta(days=90))
            desk.submit_answers({item.id: answer(number) for item in desk.questionnaire.ordered}, "企画課", "課長")
        centre = workspace.centre_desk()
        preview = centre.preview(centre.last_closed)
        assert not place(tmp_path / name, KEY).exists()
        made = centre.publish(preview)
        assert made == preview.entry.benchmark
        kept = workspace.folder.secret_key(workspace.roster.prefecture.code)
        keys.add(kept.read())
        assert kept.keep(bytes(32)) == kept.read()
        assert str(preview.entry.key) in place(tmp_path / name, LEDGER).read_text(encoding="utf-8")
        assert (kept.read() or b"").hex() not in place(tmp_path / name, LEDGER).read_text(encoding="utf-8")
    assert len(keys) == 2


def answer(number: int):
    """Levels that differ."""
    from dxcheck.model.snapshot import Answer

    return Answer(choice=number % 4)


def test_nobody_but_the_centre_reaches_the_key(data: Path) -> None:
    """A desk of staff or of specialists has no way to it, whatever it is asked for."""
    workspace = Workspace.open(data)
    town = workspace.roster.municipalities[0]
    for desk in (workspace.staff_desk(town), workspace.specialist_desk("x", [town.code], ())):
        assert not hasattr(desk, "_key")
        assert not hasattr(desk, "_ledger")


def test_a_damaged_key_is_an_error_not_a_missing_one(data: Path) -> None:
    """It is never written over."""
    for content in (b"", b"{}", place(data, KEY).read_bytes().replace(b'"secret": "', b'"secret": "AAAA')):
        place(data, KEY).write_bytes(content)
        refused = run(data, "benchmark", "publish", "--yes")
        assert refused.exit_code == 1
        assert KEY in refused.output
        assert place(data, KEY).read_bytes() == content
        assert Mark.PROBLEM in told(data).values()


# -- a new beginning ---------------------------------------------------------------------------------------------------


def submit_again(folder: Path, count: int, when: dt.datetime) -> set[str]:
    """Some municipalities submit anew; their snapshots' ids."""
    workspace = Workspace.open(folder)
    made = set()
    for number, one in enumerate(workspace.roster.municipalities[:count]):
        desk = workspace.staff_desk(one, now=lambda: when)
        made.add(desk.submit_answers({item.id: answer(number) for item in desk.questionnaire.ordered}, "企画課", "課長", replace=True).id)
    return made


def at(folder: Path, when: dt.datetime):
    """The centre's desk on another day."""
    return Workspace.open(folder).centre_desk(now=lambda: when)


NEXT = dt.datetime(2027, 5, 10, 9, tzinfo=calendar.JAPAN)
"""After the half-year that runs at NOW."""


@pytest.mark.parametrize("gone", [(LEDGER,), (LEDGER, KEY)], ids=["ledger", "both"])
def test_after_a_new_beginning_only_answers_count_that_no_average_of_before_can_hold(data: Path, gone: tuple[str, ...]) -> None:
    """Said before it happens, kept in the log, nothing needed twice; the old averages stay as they were."""
    before = Workspace.open(data).centre_desk().benchmarks()
    remove(data, *gone)
    unsure = run(data, "benchmark", "begin-anew")
    assert unsure.exit_code == 1
    assert "令和7年度後期の県内平均" in unsure.output
    assert "その公表の日までに提出された回答は、これからの平均に入りません" in unsure.output
    assert not place(data, LEDGER).exists()
    done = run(data, "benchmark", "begin-anew", "--yes")
    assert done.exit_code == 0, done.output
    again = run(data, "benchmark", "begin-anew", "--yes")
    assert "そろっています" in again.output
    assert again.exit_code == 1
    assert told(data) == {}
    assert "averages-begin-anew" in (data / "audit.log").read_text(encoding="utf-8")
    ids = submit_again(data, 12, NOW)
    desk = at(data, NEXT)
    preview = desk.preview(desk.last_closed)
    assert set(preview.entry.inputs) <= ids | newer_than(data, before[-1].published_on)
    assert preview.before is None
    published = desk.publish(preview)
    assert desk.benchmarks() == [*before, published]
    assert told(data) == {}


def newer_than(folder: Path, day: dt.date) -> set[str]:
    """The ids of all snapshots that were submitted later."""
    workspace = Workspace.open(folder)
    every = (one for town in workspace.roster.municipalities for one in workspace.folder.repository(town.code).snapshots("ehime-dx"))
    return {one.id for one in every if calendar.day_in_japan(one.submitted_at) > day}


def test_after_a_new_beginning_with_too_few_answers_nothing_is_published(data: Path) -> None:
    """Five that submit anew are no average, however many there were before."""
    remove(data, LEDGER)
    workspace = Workspace.open(data)
    assert run(data, "benchmark", "begin-anew", "--yes").exit_code == 0
    preview = workspace.centre_desk().preview(workspace.centre_desk().last_closed)
    newer = newer_than(data, Workspace.open(data).centre_desk().benchmarks()[-1].published_on)
    assert set(preview.entry.inputs) <= newer
    assert len(preview.entry.inputs) < len(workspace.roster.municipalities)
    for key, decision in preview.entry.decisions["all"].items():
        assert decision.state == "hidden" or decision.contributors >= 10, key


def test_a_new_key_is_no_reason_to_forget_who_was_in_the_figures(data: Path) -> None:
    """The ledger goes on: what is decided from who is in stays as it was, and the old key coming back later is refused."""
    expected = Workspace.open(data).centre_desk()
    decided = expected.preview(expected.last_closed).entry.decisions
    content = place(data, KEY).read_bytes()
    remove(data, KEY)
    assert run(data, "benchmark", "begin-anew", "--yes").exit_code == 0
    desk = Workspace.open(data).centre_desk()
    preview = desk.preview(desk.last_closed)
    assert preview.entry.decisions == decided
    desk.publish(preview)
    assert told(data) == {}
    place(data, KEY).write_bytes(content)
    with pytest.raises(NotPublishableError, match="これまでの公表に使ったものと違います"):
        at(data, NEXT).preview(at(data, NEXT).last_closed)


def test_an_average_that_is_taken_in_after_a_new_beginning_needs_another(data: Path, tmp_path: Path) -> None:
    """Whatever turns up that nobody knows the contributors of."""
    file = tmp_path / "a.json"
    run(data, "benchmark", "export", "2025-2", "-o", str(file))
    published = json.loads(place(data, PUBLISHED).read_bytes())
    published["benchmarks"].popitem()
    place(data, PUBLISHED).write_text(json.dumps(published), encoding="utf-8")
    remove(data, LEDGER)
    assert run(data, "benchmark", "begin-anew", "--yes").exit_code == 0
    assert run(data, "benchmark", "import", str(file)).exit_code == 0
    with pytest.raises(NotPublishableError, match="公表の記録"):
        publish(data)
    assert run(data, "benchmark", "begin-anew", "--yes").exit_code == 0
    assert told(data) == {}


def test_where_nothing_is_missing_nothing_begins_anew(data: Path) -> None:
    """By hand or by mistake."""
    before = place(data, LEDGER).read_bytes()
    refused = run(data, "benchmark", "begin-anew", "--yes")
    assert refused.exit_code == 1
    assert "そろっています" in refused.output
    assert place(data, LEDGER).read_bytes() == before


def test_what_the_centre_decides_at_its_own_pc_is_in_the_log(data: Path, tmp_path: Path) -> None:
    """Averages and cycles as well as accounts: whoever runs the folder can see what was done, whichever way."""
    file = tmp_path / "a.json"
    back_up(data, tmp_path / "copy.zip", NOW)
    restore(tmp_path / "copy.zip", tmp_path / "other")
    assert run(data, "benchmark", "publish", "--yes").exit_code == 0
    assert run(data, "benchmark", "export", "2026-1", "-o", str(file)).exit_code == 0
    assert run(data, "cycle", "close", "--cycle", "2026-2", "--yes").exit_code == 0
    assert run(tmp_path / "other", "benchmark", "import", str(file)).exit_code == 0
    logged, taken = ((folder / "audit.log").read_text(encoding="utf-8") for folder in (data, tmp_path / "other"))
    assert "publish" in logged
    assert "cycle-" in logged
    assert "averages-taken-in" in taken
