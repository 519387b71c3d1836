"""Whoever adds a snapshot decodes those that were there once; what somebody changed by hand is decoded, and checked, each time."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from store.making import CODE, snapshot

from dxcheck.model.snapshot import Snapshot
from dxcheck.store import errors, files
from dxcheck.store.folder import DataFolder
from dxcheck.store.layout import of_municipality
from dxcheck.store.repository import MunicipalityRepository


def add(repository: MunicipalityRepository) -> list[Snapshot]:
    """One more; gives those that were there."""
    seen: list[Snapshot] = []

    def make(there: list[Snapshot]) -> Snapshot:
        seen.extend(there)
        return snapshot(len(there) + 1)

    repository.add_snapshot(make)
    return seen


def test_those_that_were_there_are_decoded_once(repository: MunicipalityRepository, folder: DataFolder) -> None:
    """Whoever added the last one; and they are the same as those that are read."""
    other = DataFolder.open(folder.path).repository(CODE)
    add(repository), add(repository)
    before = add(repository)
    add(other)
    now = add(repository)
    assert [one.seq for one in now] == [1, 2, 3, 4]
    assert all(one is then for one, then in zip(now, before, strict=False))
    assert now == other.every_snapshot()[:4]


@pytest.mark.parametrize(("level", "is_one"), [(2, True), (True, False)])
def test_what_was_changed_by_hand_is_decoded_again(folder: DataFolder, level: object, is_one: bool) -> None:
    """A level of true is none, though Python takes it for 1; another level is the one that counts."""
    repository = folder.repository(CODE)
    add(repository)
    add(repository)
    path = of_municipality(folder.path, CODE, "municipality")
    assert isinstance(path, Path)
    data = msgspec.json.decode(path.read_bytes())
    item, answer = next(iter(data["snapshots"]["1"]["answers"].items()))
    answer["choice"] = level
    path.write_bytes(msgspec.json.encode(data))
    before = path.read_bytes()
    if is_one:
        assert add(repository)[0].answers[item].choice == level
        assert add(repository)[0].answers[item].choice == level
    else:
        with pytest.raises(errors.DamagedError):
            add(repository)
        assert files.read(path) == before
