"""`dxcheck questionnaire check --strict`, as whoever writes a questionnaire runs it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import tomli_w
from click.testing import CliRunner, Result
from questionnaire.questionnaires import item, questionnaire, text

from dxcheck.cli.root import root
from dxcheck.questionnaire import Framework, Questionnaire


def check(*arguments: str) -> Result:
    """Run the check in this process."""
    return CliRunner().invoke(root, ["questionnaire", "check", *arguments], prog_name="dxcheck")


def written(tmp_path: Path, made: Questionnaire) -> str:
    """A questionnaire's file with a Japanese name."""
    path = tmp_path / "診断票.toml"
    path.write_text(tomli_w.dumps(msgspec.to_builtins(made, builtin_types=(dt.date,))), encoding="utf-8")
    return str(path)


def old(**rest: object) -> Questionnaire:
    """One with a framework that was looked up long ago, and one level that a reader stops at."""
    levels = tuple(
        text(one) for one in ("記録がない", "手元にある", "一部の課にある", "全課が適切に残している", "件数を見た", "他市町が使っている")
    )
    one = item("gov-01", levels=levels, evidence=text("記録・手順書"), title=text("記録"))
    return questionnaire(one, frameworks=(Framework("P1", text("推進計画"), "3.0", dt.date(2021, 4, 1)),), **rest)


def test_an_old_framework_is_named_without_strict_and_is_no_fault(tmp_path: Path) -> None:
    """The file is sound all the same: exit 0."""
    done = check(written(tmp_path, old()))
    assert done.exit_code == 0, done.output
    assert "枠組み P1 の基準日（2021年4月1日）が18か月より前です" in done.stdout
    assert "レベル3" not in done.stdout


def test_strict_says_item_level_what_and_what_to_do_and_exits_1(tmp_path: Path) -> None:
    """So that a program that builds on it stops."""
    done = check("--strict", written(tmp_path, old()))
    assert done.exit_code == 1
    assert "gov-01 レベル3 [あいまいな言葉] 「適切」はあいまいです" in done.stdout
    assert "どうするか: どこまでで満たすのかが人によって変わります" in done.stdout
    assert "書き方で気になる所が1か所あります（あいまいな言葉 1）。" in done.stdout


def test_a_clean_file_passes_strict(tmp_path: Path) -> None:
    """It is said that there is nothing, and the exit code says it too."""
    made = questionnaire(item("gov-01", evidence=text("記録・手順書")))
    made = msgspec.structs.replace(
        made,
        items=tuple(msgspec.structs.replace(one, next_steps=tuple(text(f"来週に{n}をする") for n in "あいうえお")) for one in made.items),
    )
    done = check("--strict", written(tmp_path, made))
    assert done.exit_code == 0, done.output
    assert "書き方で気になる所はありません。" in done.stdout


def test_a_remark_in_somebody_elses_file_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    """What is quoted from the file is quoted without its control characters."""
    made = old(title=text("題"))
    levels = tuple(text("主な\x1b[31m手続が全職員に適切に届く予定") if n == 3 else one for n, one in enumerate(made.items[0].levels))
    done = check(
        "--strict", written(tmp_path, msgspec.structs.replace(made, items=(msgspec.structs.replace(made.items[0], levels=levels),)))
    )
    assert "\x1b" not in done.output
