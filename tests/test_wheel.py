"""The installed wheel, run from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from dxcheck.store.layout import place

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel installed by pip, without its dependencies."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder / "dist"), str(ROOT)], check=True, timeout=120
    )
    [wheel] = (folder / "dist").glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--target", str(folder / "site"), str(wheel)], check=True, timeout=120)
    return folder / "site"


def run(installed: Path, where: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed dxcheck from another folder."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8", "LANG": "C.UTF-8"}
    command = [sys.executable, "-c", "import sys; from dxcheck.cli.main import main; sys.exit(main())", *arguments]
    return subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)


def test_the_wheel_carries_everything_it_needs(installed: Path) -> None:
    """Questionnaires, roster, translations, style sheet, demo texts; and no tests."""
    carried = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    assert carried >= {
        "dxcheck/questionnaires/ehime-dx.toml",
        "dxcheck/questionnaires/ehime-dx-2027.1.toml",
        "dxcheck/questionnaires/first-step.toml",
        "dxcheck/questionnaires/ehime-roster.toml",
        "dxcheck/locale/en/LC_MESSAGES/dxcheck.mo",
        "dxcheck/locale/ja/LC_MESSAGES/click.mo",
        "dxcheck/app/dxcheck.tcss",
        "dxcheck/demo/texts.toml",
        "dxcheck/py.typed",
    }
    assert not any(name.startswith(("tests/", "bench/")) for name in carried)


def test_the_wheel_and_the_program_say_the_same_version(installed: Path, tmp_path: Path) -> None:
    """It stands in pyproject.toml and nowhere else; `--version` and `doctor` read it from what was installed."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    [told] = installed.glob("dxcheck-*.dist-info")
    assert told.name == f"dxcheck-{version}.dist-info"
    assert run(installed, tmp_path, "--version").stdout == f"dxcheck {version}\n"
    assert f"dxcheck {version}" in run(installed, tmp_path, "doctor").stdout


def test_it_works_from_a_folder_with_a_japanese_name_and_spaces(installed: Path, tmp_path: Path) -> None:
    """Questionnaires are found inside the package, data goes below the folder one is in, English is there."""
    where = tmp_path / "情報政策課 の フォルダー"
    where.mkdir()
    listed = run(installed, where, "questionnaire", "list")
    assert listed.returncode == 0, listed.stderr
    assert "ehime-dx" in listed.stdout
    (where / "回答.json").write_text('{"mom-01": {"level": 2}}', encoding="utf-8")
    submitted = run(
        installed, where, "--data", "snapshots", "submit", "今治", "回答.json", "--answered-by", "企画課", "--confirmed-by", "課長"
    )
    assert submitted.returncode == 0, submitted.stderr
    assert submitted.stdout.startswith("382027-")
    assert place(where / "snapshots", "382027.json").is_file()
    shown = run(installed, where, "--lang", "en", "check", "imabari")
    assert shown.returncode == 0, shown.stderr
    assert "First steps" in shown.stdout
