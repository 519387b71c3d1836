"""A code that changed, on the command line: what was typed before still finds its municipality, and what belongs to nobody is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.test_commands import run
from desk.test_former_codes import KAMIJIMA, KUMAKOGEN, NEW, SHIPPED, World, prepared

from dxcheck.store.database.transfer import move_in
from dxcheck.store.opening import address_of
from dxcheck.store.shelves import shelf_of
from dxcheck.workspace import Workspace


@pytest.fixture
def world(tmp_path: Path) -> World:
    """上島町 and 久万高原町 with a cycle and everything around it."""
    made = World(tmp_path / "データ")
    prepared(made, "上島", "久万高原")
    return made


def test_a_former_code_or_name_leads_to_the_municipality_of_today(world: World) -> None:
    """Its list, a snapshot by its old number, the roster."""
    old = world.staff("上島").snapshots()[0]
    world.change((KAMIJIMA,), name="上島市")
    for asked in (KAMIJIMA, "上島町", NEW, "上島市"):
        assert old.id in run(world.folder, "snapshot", "list", asked).output
    assert "2026年6月10日提出" in run(world.folder, "snapshot", "show", old.id).output
    assert f"上島町 {KAMIJIMA}（2026-11-01）" in run(world.folder, "roster", "list").output


def test_snapshots_of_before_a_merger_are_listed_under_their_municipality(world: World) -> None:
    """And each is shown by its number."""
    old = [world.staff(one).snapshots()[0].id for one in ("上島", "久万高原")]
    world.change((KAMIJIMA, KUMAKOGEN))
    listed = run(world.folder, "snapshot", "list", "新しい").output
    assert listed.index("合併の前　上島町") < listed.index(old[0]) < listed.index("合併の前　久万高原町") < listed.index(old[1])
    assert run(world.folder, "snapshot", "show", old[1]).exit_code == 0


def test_compare_and_doctor_name_files_of_no_municipality(world: World) -> None:
    """And nothing is said where all is well."""
    assert "市町一覧にない" not in run(world.folder, "compare").output
    kept = (one for one in SHIPPED.split("[[municipalities]]") if f'code = "{KAMIJIMA}"' not in one)
    (world.folder / "roster.toml").write_text("[[municipalities]]".join(kept), encoding="utf-8")
    assert "383562.json" in run(world.folder, "compare").output
    assert "383562.json" in run(world.folder, "doctor").output


@pytest.mark.parametrize("shelf", ["folder", "database"])
def test_a_text_is_erased_under_the_former_code_too(world: World, shelf: str, request: pytest.FixtureRequest) -> None:
    """Naming the municipality of today is enough; in what goes on under its code, and in what was left."""
    world.change((KAMIJIMA,), name="上島市")
    world.staff("上島市").mark(world.staff("上島市").actions()[0].id, "doing")
    data = str(world.folder)
    if shelf == "database":
        data = request.getfixturevalue("database")
        move_in(world.folder, data)
    done = run(data, "redact", "上島市", "--text", "上島への所見", "--yes")
    assert done.exit_code == 0, done.output
    address = address_of(data)
    assert not [name for name, content in shelf_of(address).written(address) if "上島への所見" in content.decode()]
    workspace = Workspace.open(address)
    desk = workspace.staff_desk(workspace.roster.find("上島市"))
    assert [one.observation.text for one in desk.open_observations()] == ["〔削除〕"]
