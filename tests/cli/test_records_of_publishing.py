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
from dxcheck.doctor.files import Mark, document_findings
from dxcheck.model import calendar
from dxcheck.store.backup import back_up, restore
from dxcheck.store.benchmarks import KEY, LEDGER, PUBLISHED
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
        (folder / name).unlink()
        (folder / f"{name}.bak").unlink(missing_ok=True)


def told(folder: Path) -> dict[str, Mark]:
    """What doctor finds amiss."""
    return {one.what + one.advice: one.mark for one in document_findings(Workspace.open(folder).folder) if one.mark != Mark.GOOD}


@pytest.mark.parametrize("gone", [(LEDGER,), (LEDGER, KEY), (KEY,)], ids=["ledger", "both", "key"])
def test_without_the_ledger_or_the_key_nothing_is_published_and_doctor_says_what_to_do(data: Path, gone: tuple[str, ...]) -> None:
    """Neither from the command line nor by anybody who has a preview already; what was published is shown as before."""
    desk = Workspace.open(data).centre_desk()
    preview = desk.preview(desk.last_closed)
    before = (data / PUBLISHED).read_bytes()
    assert told(data) == {}
    remove(data, *gone)
    for command in (("preview",), ("publish", "--yes")):
        refused = run(data, "benchmark", *command)
        assert refused.exit_code == 1
        assert gone[0] in refused.output
        assert "dxcheck backup でとった控えから戻してください" in refused.output
    with pytest.raises(NotPublishableError, match=gone[0]):
        desk.publish(preview)
    assert (data / PUBLISHED).read_bytes() == before
    assert run(data, "benchmark", "show", "2025-2").exit_code == 0
    [(words, mark)] = told(data).items()
    assert gone[0] in words
    assert mark == (Mark.CARE if len(gone) == 2 else Mark.PROBLEM)


def test_another_key_or_a_ledger_that_lacks_a_publication_counts_as_missing(data: Path) -> None:
    """An older copy of the ledger, or the key of another folder, is no way round."""
    content = json.loads((data / KEY).read_bytes())
    workspace = Workspace.open(data)
    remove(data, KEY)
    workspace.folder.secret_key(workspace.roster.prefecture.code).keep(bytes(32))
    with pytest.raises(NotPublishableError, match="これまでの公表に使ったものと違います"):
        publish(data)
    (data / KEY).write_text(json.dumps(content), encoding="utf-8")
    ledger = json.loads((data / LEDGER).read_bytes())
    ledger["benchmarks"].popitem()
    (data / LEDGER).write_text(json.dumps(ledger), encoding="utf-8")
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
        assert stat.S_IMODE((folder / KEY).stat().st_mode) == 0o600


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
        assert not (tmp_path / name / KEY).exists()
        made = centre.publish(preview)
        assert made == preview.entry.benchmark
        kept = workspace.folder.secret_key(workspace.roster.prefecture.code)
        keys.add(kept.read())
        assert kept.keep(bytes(32)) == kept.read()
        assert str(preview.entry.key) in (tmp_path / name / LEDGER).read_text(encoding="utf-8")
        assert (kept.read() or b"").hex() not in (tmp_path / name / LEDGER).read_text(encoding="utf-8")
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
    for content in (b"", b"{}", (data / KEY).read_bytes().replace(b'"secret": "', b'"secret": "AAAA')):
        (data / KEY).write_bytes(content)
        refused = run(data, "benchmark", "publish", "--yes")
        assert refused.exit_code == 1
        assert KEY in refused.output
        assert (data / KEY).read_bytes() == content
        assert Mark.PROBLEM in told(data).values()
