"""What root writes once stays readable for the service's own user; and nobody makes a file somebody else's."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW
from store.making import draft, snapshot
from store.others import GROUP, SERVICE, let_through, running_as

from dxcheck.cli.root import root
from dxcheck.formats.output import write_output
from dxcheck.store import errors
from dxcheck.store.audit import AuditLog
from dxcheck.store.backup import back_up, restore
from dxcheck.store.folder import DataFolder
from dxcheck.store.layout import place
from dxcheck.system import ownership

pytestmark = pytest.mark.skipif(
    not ownership.HAS_OWNERS or os.geteuid() != 0, reason="only root may give files away, and only some systems have owners"
)


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A data folder of the service's own user, which root may look into like everybody."""
    let_through(tmp_path)
    folder = tmp_path / "データ"
    folder.mkdir(mode=0o700)
    os.chown(folder, SERVICE, GROUP)
    return folder


def strangers(folder: Path) -> dict[str, int]:
    """Everything in a folder that is not the service's."""
    return {str(one): one.lstat().st_uid for one in (folder, *folder.rglob("*")) if one.lstat().st_uid != SERVICE}


def test_an_account_that_root_adds_can_be_read_by_the_service(theirs: Path) -> None:
    """The case: accounts.json, its `.bak`, the marker, the locks and the audit log, at the first write and the next."""
    for name in ("imabari-kikaku", "imabari-zeimu"):
        done = CliRunner().invoke(root, ["--data", str(theirs), "account", "add", name, "今治市"])
        assert done.exit_code == 0, done.output
        assert strangers(theirs) == {}
    assert {"accounts.json", "accounts.json.bak", "dxcheck.json", "audit.log", ".locks"} <= {one.name for one in theirs.rglob("*")}
    assert place(theirs, "accounts.json").stat().st_mode & 0o777 == 0o600


def test_answers_texts_and_scores_that_root_writes_are_the_services_too(theirs: Path) -> None:
    """Also folders below, and files that were there keep their permissions."""
    folder = DataFolder.open(theirs)
    repository = folder.repository("382019")
    repository.change_draft("small", lambda _none: draft(gov_01=2))
    repository.add_snapshot(lambda _there: snapshot(1))
    place(theirs, "382019.json").chmod(0o640)
    repository.add_snapshot(lambda _there: snapshot(2))
    assert place(theirs, "382019.json").stat().st_mode & 0o777 == 0o640
    CliRunner().invoke(root, ["--data", str(theirs), "compare"])
    AuditLog(theirs).add(NOW, "login")
    assert strangers(theirs) == {}
    with running_as():
        assert len(DataFolder.open(theirs).repository("382019").every_snapshot()) == 2


def test_doctor_names_what_root_left_before(theirs: Path) -> None:
    """With the command that puts it right; where all is the service's it says nothing."""
    DataFolder.open(theirs).repository("382019").add_snapshot(lambda _there: snapshot(1))
    assert "chown" not in CliRunner().invoke(root, ["--data", str(theirs), "doctor"]).output
    os.chown(place(theirs, "382019.json"), 0, 0)
    assert "382019.json（root）" in (said := CliRunner().invoke(root, ["--data", str(theirs), "doctor"]).output)
    assert f"chown -R {SERVICE}" in said


def test_a_folder_of_root_with_files_of_the_service_stays_so(theirs: Path) -> None:
    """Whose the marker is decides, where the folder itself is root's and the group may write in it."""
    DataFolder.open(theirs).repository("382019").add_snapshot(lambda _there: snapshot(1))
    os.chown(theirs, 0, GROUP)
    DataFolder.open(theirs).repository("382027").add_snapshot(lambda _there: snapshot(1))
    assert place(theirs, "382027.json").stat().st_uid == SERVICE


def test_a_copy_and_what_comes_back_of_it_belong_to_whom_the_place_belongs(theirs: Path) -> None:
    """Backup, restore into a new folder and into an empty one that was prepared."""
    DataFolder.open(theirs).repository("382019").add_snapshot(lambda _there: snapshot(1))
    copies = theirs.parent / "控え"
    copies.mkdir(mode=0o750)
    os.chown(copies, SERVICE, GROUP)
    for _time in range(2):
        back_up(theirs, copies / "a.zip", NOW)
        assert strangers(copies) == {}
    restore(copies / "a.zip", copies / "新しい")
    assert strangers(copies) == {}
    prepared = theirs.parent / "用意"
    prepared.mkdir()
    prepared.chmod(0o750)
    os.chown(prepared, SERVICE, GROUP)
    restore(copies / "a.zip", prepared)
    assert strangers(prepared) == {}
    assert prepared.stat().st_mode & 0o777 == 0o750


def test_an_export_that_root_makes_anew_stays_whose_it_was(theirs: Path) -> None:
    """With its permissions."""
    path = theirs / "a.csv"
    path.write_bytes(b"old")
    path.chmod(0o644)
    os.chown(path, SERVICE, GROUP)
    write_output(path, b"new")
    assert (path.read_bytes(), path.stat().st_uid, path.stat().st_mode & 0o777) == (b"new", SERVICE, 0o644)


def opened_for_all(folder: Path, mode: int) -> None:
    """Let another user in."""
    for one in (folder, *folder.rglob("*")):
        one.chmod(mode | 0o111 if one.is_dir() else mode)


def test_a_user_who_would_take_a_file_away_is_refused_and_told_whose_it_is(theirs: Path) -> None:
    """In a folder that everybody may write in; the file is as it was."""
    DataFolder.open(theirs).repository("382019").add_snapshot(lambda _there: snapshot(1))
    opened_for_all(theirs, 0o666)
    before = place(theirs, "382019.json").read_bytes()
    with running_as(64300, 64301), pytest.raises(errors.ForbiddenError, match=f"sudo -u {SERVICE}"):
        DataFolder.open(theirs).repository("382019").add_snapshot(lambda _there: snapshot(2))
    assert place(theirs, "382019.json").read_bytes() == before
    assert list(theirs.glob(".*.tmp")) == []


def test_a_file_that_a_group_shares_is_changed_by_everybody_in_the_group(theirs: Path) -> None:
    """It stays readable for all of them."""
    DataFolder.open(theirs).repository("382019").add_snapshot(lambda _there: snapshot(1))
    opened_for_all(theirs, 0o660)
    with running_as(64300, GROUP):
        DataFolder.open(theirs).repository("382019").add_snapshot(lambda _there: snapshot(2))
    found = place(theirs, "382019.json").stat()
    assert (found.st_gid, found.st_mode & 0o777) == (GROUP, 0o660)


def test_a_file_that_cannot_be_read_names_its_owner(theirs: Path) -> None:
    """And the user to run as."""
    DataFolder.open(theirs).repository("382019").add_snapshot(lambda _there: snapshot(1))
    theirs.chmod(0o755)
    with running_as(64300, 64301), pytest.raises(errors.ForbiddenError, match=f"持ち主は {SERVICE}"):
        DataFolder.open(theirs).repository("382019").every_snapshot()


@pytest.mark.parametrize("broken", [errors.from_os_error, lambda why, path: errors.from_os_error(why, path / "x")])
def test_whose_it_must_stay_stands_in_the_message(broken: Callable[[OSError, Path], errors.StoreError], tmp_path: Path) -> None:
    """For a file and for what is not there yet."""
    assert "64100" in str(broken(ownership.NotKeptError(ownership.Owner(SERVICE, GROUP, 0o600)), tmp_path))


@given(st.integers(0, 0o777))
def test_permissions_are_kept_as_they_were(mode: int) -> None:
    """Whatever they were; never wider."""
    reading, writing = os.pipe()
    try:
        owner = ownership.Owner(SERVICE, GROUP, mode)
        ownership.keep(writing, owner, mode=True)
        assert os.fstat(writing).st_mode & 0o777 == mode
    finally:
        os.close(reading)
        os.close(writing)
