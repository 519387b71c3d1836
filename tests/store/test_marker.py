"""One bad byte in the folder's marker keeps nobody from their data, and `dxcheck doctor` says how to put it right."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from store.making import snapshot

from dxcheck.cli.root import root
from dxcheck.model.snapshot import QuestionnaireRef
from dxcheck.questionnaire import shipped_folder
from dxcheck.questionnaire.load import load_full
from dxcheck.store import errors
from dxcheck.store.folder import DataFolder
from dxcheck.store.marker import MARKER, MARKER_SCHEMA, SECOND

TOWN = "382019"


@pytest.fixture
def demo(tmp_path: Path) -> DataFolder:
    """A demo folder with a document in it."""
    folder = DataFolder.create_demo(tmp_path / "data", TOWN)
    text = load_full(shipped_folder() / "ehime-dx.toml")
    folder.repository(TOWN).keep_questionnaire(text)
    folder.repository(TOWN).add_snapshot(lambda _there: msgspec.structs.replace(snapshot(1), questionnaire=QuestionnaireRef.to(text)))
    return folder


def spoil(path: Path) -> bytes:
    """Flip one bit; gives what is there now."""
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"demo", b"demn"))
    assert path.read_bytes() != raw
    return path.read_bytes()


def doctor(path: Path) -> str:
    """What doctor says."""
    done = CliRunner().invoke(root, ["--data", str(path), "doctor"])
    assert done.exit_code == 1, done.output
    return done.output


def test_with_a_damaged_marker_everybody_goes_on(demo: DataFolder) -> None:
    """Its content is kept twice; reading and writing go on, the damaged one stays as it is, and doctor names both."""
    left = spoil(demo.path / MARKER)
    again = DataFolder.open(demo.path)
    assert (again.is_demo, again.home) == (True, TOWN)
    assert again.repository(TOWN).add_snapshot(lambda _there: snapshot(2)).seq == 2
    assert (demo.path / MARKER).read_bytes() == left
    said = doctor(demo.path)
    assert f"{MARKER} の内容が壊れています" in said
    assert f"{SECOND} を {MARKER} という名前で写して" in said
    shutil.copy(demo.path / SECOND, demo.path / MARKER)
    assert DataFolder.open(demo.path).is_demo


def test_without_a_second_the_error_tells_the_truth_and_doctor_what_to_write(demo: DataFolder) -> None:
    """No `.bak` is spoken of that is not there; what doctor says to write, written, opens the folder with all its data."""
    spoil(demo.path / MARKER)
    (demo.path / SECOND).unlink()
    with pytest.raises(errors.DamagedError) as told:
        DataFolder.open(demo.path)
    assert ".bak" not in str(told.value)
    assert "dxcheck doctor" in str(told.value)
    said = doctor(demo.path)
    assert "診断結果は合わせて1件、壊れたものはありません" in said, "it looks at the other files all the same"
    line = said[said.index('{ "schema"') : said.index("}") + 1]
    (demo.path / MARKER).write_text(line, encoding="utf-8")
    assert len(DataFolder.open(demo.path).repository(TOWN).every_snapshot()) == 1
    assert DataFolder.open(demo.path).is_demo


def test_folders_without_a_second_get_one_with_their_next_save(demo: DataFolder) -> None:
    """Those of earlier versions, and restored ones."""
    (demo.path / SECOND).unlink()
    DataFolder.open(demo.path).repository(TOWN).add_snapshot(lambda _there: snapshot(2))
    assert (demo.path / SECOND).read_bytes() == (demo.path / MARKER).read_bytes()


def test_doctor_tells_of_a_marker_that_somebody_changed(demo: DataFolder) -> None:
    """It reads well and says another municipality."""
    path = demo.path / MARKER
    path.write_text(path.read_text(encoding="utf-8").replace(TOWN, "382027"), encoding="utf-8")
    said = CliRunner().invoke(root, ["--data", str(demo.path), "doctor"]).output
    assert f"{MARKER} と {SECOND} の内容が違います" in said
    changed = path.read_bytes()
    DataFolder.open(demo.path).set_home(TOWN)
    assert [one.read_bytes() for one in demo.path.glob(f"{MARKER}.*.altered")] == [changed], "and what they wrote is kept"


@pytest.mark.parametrize(
    ("schema", "kind"), [(-5, errors.DamagedError), (10**30, errors.DamagedError), (MARKER_SCHEMA + 1, errors.NewerSchemaError)]
)
def test_a_schema_that_is_none_or_newer_is_refused(demo: DataFolder, schema: int, kind: type[errors.StoreError]) -> None:
    """Also where nothing else is wrong with it."""
    (demo.path / SECOND).unlink()
    (demo.path / MARKER).write_text(json.dumps({"schema": schema, "kind": "demo", "home": ""}), encoding="utf-8")
    with pytest.raises(kind):
        DataFolder.open(demo.path)


def test_what_two_people_decide_about_a_folder_stays(tmp_path: Path) -> None:
    """One chooses the municipality, the other the questionnaire, both with the folder open already."""
    mine, theirs = DataFolder.open(tmp_path), DataFolder.open(tmp_path)
    mine.set_home(TOWN)
    theirs.set_questionnaire("small")
    mine.set_home("382027")
    there = DataFolder.open(tmp_path)
    assert (there.home, there.questionnaire) == ("382027", "small")
    assert (tmp_path / MARKER).read_bytes() == (tmp_path / SECOND).read_bytes()


def test_a_marker_of_before_says_nothing_about_questionnaires(tmp_path: Path) -> None:
    """It is read as it is, and brought forward when something is decided."""
    (tmp_path / MARKER).write_text(json.dumps({"schema": 1, "kind": "real", "home": TOWN}), encoding="utf-8")
    folder = DataFolder.open(tmp_path)
    assert (folder.home, folder.questionnaire) == (TOWN, "")
    folder.set_questionnaire("small")
    assert json.loads((tmp_path / MARKER).read_bytes()) == {
        "schema": MARKER_SCHEMA,
        "kind": "real",
        "home": TOWN,
        "questionnaire": "small",
    }
