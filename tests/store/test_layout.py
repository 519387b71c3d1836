"""Every set of readers has its folder, and what lay beside everything else until then is moved there without losing a byte."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW
from store.making import CODE, draft, snapshot
from store.others import nobody_special

from dxcheck.cli.root import root
from dxcheck.doctor.files import document_findings
from dxcheck.doctor.finding import Mark
from dxcheck.model.patch import AnswerPatch
from dxcheck.prefecture.partners import SavedSearch
from dxcheck.store import errors, files, layout, marker, moving
from dxcheck.store.backup import back_up, restore
from dxcheck.store.folder import DataFolder
from dxcheck.store.layout import place
from dxcheck.store.marker import MARKER, MARKER_SCHEMA, SECOND
from dxcheck.workspace import Workspace

FLAT = Path(__file__).parent / "fixtures" / "schema-5"
"""The last that an earlier version kept side by side."""
TOWN = "382027"
CODES = st.from_regex(r"[0-9]{6}", fullmatch=True).filter(str.isascii)


@pytest.fixture
def flat(tmp_path: Path) -> Path:
    """Today's data of an earlier version, with what it kept from before and what it computed."""
    folder = tmp_path / "data"
    shutil.copytree(FLAT, folder)
    shutil.copy(folder / f"{TOWN}.json", folder / f"{TOWN}.json.bak")
    (folder / "accounts.json.0123abcd.altered").write_bytes(b'{"somebody": "else"}')
    (folder / ".scores").mkdir()
    (folder / ".scores" / TOWN).write_bytes(b"x")
    assert json.loads((folder / MARKER).read_bytes())["schema"] < MARKER_SCHEMA
    return folder


def documents(folder: Path) -> dict[str, bytes]:
    """Every document and what is kept of it, by name: wherever it lies, there is one of it."""
    found = [one for one in layout.every(folder, "*.json*") if layout.parse_name(one.name) is not None]
    assert len({one.name for one in found}) == len(found)
    return {one.name: one.read_bytes() for one in found}


def said(folder: Path) -> object:
    """What is read of a folder: all desks' sources."""
    workspace = Workspace.open(folder, create=False)
    data, code = workspace.folder, workspace.roster.prefecture.code
    town, notes = data.repository(TOWN), data.internal_notes(TOWN)
    return (
        *(town.every_snapshot(), town.every_draft(), town.actions(), notes.visits.all(), notes.judgements.all()),
        *(data.accounts(code).all(), data.finders(code).all(), data.schedule(code).read(), data.benchmarks(code).all()),
        *(data.ledger(code).entries(), data.municipalities()),
    )


def write(folder: Path) -> None:
    """Somebody saves an answer."""
    workspace = Workspace.open(folder)
    workspace.staff_desk(workspace.roster.find("今治"), post="企画課", now=lambda: NOW).save("mom-01", AnswerPatch(choice=3))


# -- where things lie --------------------------------------------------------------------------------------------------


def test_what_different_people_read_lies_in_different_folders(tmp_path: Path) -> None:
    """Drafts, what both sides read, internal notes; the centre's; each with its own locks and earlier contents, and nothing is left beside them."""
    folder = DataFolder.open(tmp_path)
    town = folder.repository(CODE)
    town.change_draft("small", lambda _none: draft(gov_01=2))
    town.change_draft("small", lambda there: draft(gov_01=3) if there else None)
    town.add_snapshot(lambda _there: snapshot(1))
    folder.finders("380008").save(SavedSearch("棚卸し", "gov-01<=1"))
    found = {one.relative_to(tmp_path).as_posix() for one in tmp_path.rglob("*") if one.is_file()}
    assert found - {one for one in found if one.endswith(".lock")} == {
        "dxcheck.json",
        "dxcheck.json.bak",
        f"{CODE}/staff/{CODE}.draft.json",
        f"{CODE}/staff/{CODE}.draft.json.bak",
        f"{CODE}/shared/{CODE}.json",
        "prefecture/centre/finders.json",
    }
    assert (tmp_path / CODE / "staff" / ".locks" / f"{CODE}.draft.json.lock").exists()
    assert all(stat.S_IMODE(one.stat().st_mode) & 0o077 == 0 for one in tmp_path.rglob("*"))


@given(code=CODES, kind=st.sampled_from(sorted(layout.SUFFIXES)), kept=st.sampled_from(["", ".bak", ".0123abcd.altered"]))
def test_a_document_has_one_place_and_its_name_says_which(code: str, kind: str, kept: str) -> None:
    """From the name to the place, from the place to where it was before, and back."""
    folder = Path("/somewhere/data")
    path = layout.of_municipality(folder, code, kind)
    beside = path.with_name(path.name + kept)
    assert place(folder, beside.name) == beside
    assert layout.data_folder(beside) == folder
    assert layout.former(beside) == folder / beside.name
    assert layout.former(folder / beside.name) is None


@pytest.mark.parametrize(
    "name", [MARKER, SECOND, "roster.toml", "audit.log", "12345.json", "３８２０２７.json", "382027.json.d/x", "a/382027.json"]
)
def test_other_files_stay_where_they_are(name: str) -> None:
    """Also what only looks like a document."""
    assert place(Path("data"), name) == Path("data") / name


def test_every_kind_of_document_has_a_place() -> None:
    """A new kind that is added to the prefecture's without one would lie where the centre's sessions cannot be let in."""
    source = "".join(one.read_text(encoding="utf-8") for one in Path(layout.__file__).parent.glob("*.py"))
    named = set(re.findall(r'Final = "([a-z.]+\.json)"', source)) - {MARKER, "dxcheck-backup.json"}
    assert named == set(layout.OF_PREFECTURE)


# -- data of before ----------------------------------------------------------------------------------------------------


def test_what_an_earlier_version_left_is_read_and_moved_by_the_next_write(flat: Path) -> None:
    """Reading moves nothing. The first save moves everything, byte for byte, and an earlier dxcheck is kept out from then on."""
    before, read = documents(flat), said(flat)
    assert documents(flat) == before
    assert moving.not_moved(flat)
    write(flat)
    after = documents(flat)
    changed = {f"{TOWN}.draft.json", f"{TOWN}.draft.json.bak"}
    assert {name: content for name, content in after.items() if name not in changed} == {
        name: content for name, content in before.items() if name not in changed
    }
    assert after[f"{TOWN}.draft.json.bak"] == before[f"{TOWN}.draft.json"]
    assert moving.not_moved(flat) == []
    assert not (flat / ".scores").exists()
    assert {json.loads((flat / name).read_bytes())["schema"] for name in (MARKER, SECOND)} == {MARKER_SCHEMA}
    assert json.loads(json.dumps(str(said(flat)[:1]))) == str(read[:1])  # type: ignore[index]
    assert [one.what for one in document_findings(DataFolder.open(flat)) if one.mark == Mark.PROBLEM and "altered" not in one.what] == []


@pytest.mark.kills
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
@pytest.mark.timeout(300)
def test_killed_at_any_instant_of_the_move_everything_is_there(flat: Path, tmp_path: Path) -> None:
    """Ended before each single change of the disk: all can be read, nothing is there twice, and the next save goes on where it ended."""
    before, read = documents(flat), said(flat)
    for instant in range(1000):
        copy = tmp_path / f"copy-{instant}"
        shutil.copytree(flat, copy)
        pid = os.fork()
        if pid == 0:
            _end_before(instant)
            marker.bring_forward(copy)
            os._exit(0)
        done = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        assert documents(copy) == before, instant
        assert said(copy) == read, instant
        if any(one.parent != copy for one in layout.every(copy) if layout.parse_name(one.name)):
            assert json.loads((copy / MARKER).read_bytes())["schema"] == MARKER_SCHEMA, "an earlier dxcheck never sees half of it"
        marker.bring_forward(copy)
        assert moving.not_moved(copy) == []
        assert documents(copy) == before
        assert said(copy) == read
        shutil.rmtree(copy)
        if done:
            break
    assert instant > 30


def _end_before(instant: int) -> None:
    """End this process before its so manieth change of the disk."""
    left = instant

    def look(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or event in ("os.rename", "os.mkdir", "os.link", "os.remove", "os.rmdir"):
            if left == 0:
                os._exit(9)
            left -= 1

    sys.addaudithook(look)


@pytest.mark.parametrize("name", ["prefecture", TOWN])
def test_a_stray_file_with_the_name_of_a_folder_hides_nothing(flat: Path, name: str) -> None:
    """What was there before is read; what cannot be moved stays where it is."""
    before = said(flat)
    (flat / name).write_bytes(b"stray")
    assert said(flat) == before


@pytest.mark.skipif(os.name == "nt", reason="permissions are of another kind there")
def test_a_read_only_folder_of_before_is_read_as_it_is(flat: Path) -> None:
    """Nothing is moved, and a save says that it cannot."""
    before, read = documents(flat), said(flat)
    flat.chmod(0o500)
    try:
        with nobody_special(flat):
            assert said(flat) == read
            with pytest.raises(errors.StoreError):
                write(flat)
            assert documents(flat) == before
    finally:
        flat.chmod(0o700)


def test_a_folder_of_before_that_takes_no_writing_is_read_as_it_is(flat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever keeps it from being moved: a full disk, say."""
    before, read = documents(flat), said(flat)

    def full(path: Path, _new: Path) -> None:
        raise errors.from_os_error(OSError(28, "full"), path)

    monkeypatch.setattr(files, "rename", full)
    with pytest.raises(errors.DiskFullError):
        write(flat)
    assert documents(flat) == before
    assert said(flat) == read


def test_an_earlier_dxcheck_refuses_the_folder(flat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It knows markers up to its own schema, as this one knows them up to its own, also where only the second can be read."""
    for damage in (False, True):
        copy = flat.with_name(f"copy-{damage}")
        shutil.copytree(flat, copy)
        shutil.copy(copy / MARKER, copy / SECOND)
        if damage:
            (copy / MARKER).write_bytes(b"{")
        write(copy)
        assert moving.not_moved(copy) == []
        with monkeypatch.context() as earlier:
            earlier.setattr(marker, "MARKER_SCHEMA", MARKER_SCHEMA - 1)
            with pytest.raises(errors.StoreError):
                DataFolder.open(copy)
            assert CliRunner().invoke(root, ["--data", str(copy), "compare"]).exit_code != 0


def test_copies_of_before_come_back_and_go_on(flat: Path, tmp_path: Path) -> None:
    """A copy made by an earlier version; and one of a folder half moved."""
    read = said(flat)
    manifest = back_up(flat, tmp_path / "copy.zip", NOW)
    assert manifest.municipalities == 2
    restore(tmp_path / "copy.zip", tmp_path / "back")
    assert said(tmp_path / "back") == read
    write(tmp_path / "back")
    manifest = back_up(tmp_path / "back", tmp_path / "copy.zip", NOW)
    assert manifest.municipalities == 2
    assert not [one.path for one in manifest.parts if re.fullmatch(r"[0-9]{6}[^/]*", one.path)]


def test_a_document_that_is_moved_while_it_is_copied_is_in_the_copy(flat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody saves just when the copy has begun."""
    original, read = files.read, said(flat)

    def read_and_move(path: Path) -> bytes | None:
        monkeypatch.setattr(files, "read", original)
        content = original(path)
        marker.bring_forward(flat)
        return content

    monkeypatch.setattr(files, "read", read_and_move)
    back_up(flat, tmp_path / "copy.zip", NOW)
    restore(tmp_path / "copy.zip", tmp_path / "back")
    assert said(tmp_path / "back") == read


def test_what_an_earlier_dxcheck_still_writes_is_told_and_never_lost(flat: Path) -> None:
    """It ran all the while and saved once more in its own place: today's counts, both stay, and doctor names it."""
    old = (flat / f"{TOWN}.json").read_bytes()
    write(flat)
    (flat / f"{TOWN}.json").write_bytes(old)
    write(flat)
    assert (flat / f"{TOWN}.json").read_bytes() == old
    told = [one.what for one in document_findings(DataFolder.open(flat)) if one.mark == Mark.PROBLEM]
    assert any(f"{TOWN}.json がフォルダーの直下にもあります" in one for one in told)


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_goes_on_leading_to_its_file(flat: Path) -> None:
    """Somebody keeps one file elsewhere, by a link that is relative to the folder."""
    (flat.parent / "elsewhere").mkdir()
    (flat / f"{TOWN}.json").rename(flat.parent / "elsewhere" / "one.json")
    (flat / f"{TOWN}.json").symlink_to("../elsewhere/one.json")
    read = said(flat)
    marker.bring_forward(flat)
    assert said(flat) == read
    assert place(flat, f"{TOWN}.json").is_symlink()
    assert moving.not_moved(flat) == []


def test_a_text_is_erased_also_where_nothing_was_moved_yet(flat: Path) -> None:
    """In all that is kept."""
    word = "企画課"
    assert any(word.encode() in content for content in documents(flat).values())
    done = CliRunner().invoke(root, ["--data", str(flat), "redact", "今治", "--text", word, "--yes"])
    assert done.exit_code == 0, done.output
    kept = {name: content for name, content in documents(flat).items() if name.startswith(TOWN)}
    assert kept
    assert not [name for name, content in kept.items() if word.encode() in content]
