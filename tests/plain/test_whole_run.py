"""The whole way, from the first question to the result, as it is heard: 42 items, a look over, submitted, read; in both languages."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from desks import submit
from plain.talk import ids_of, talk
from plain.test_console import Screen
from rich.cells import cell_len

from dxcheck import i18n
from dxcheck.desk import StaffDesk
from dxcheck.model.snapshot import Answer
from dxcheck.plain import run
from dxcheck.system.control_characters import ACTING
from dxcheck.system.terminal_width import NOT_AT_START

Desks = Callable[..., StaffDesk]
GOLDEN = Path(__file__).parent / "golden"


def typed(desk: StaffDesk) -> list[str]:
    """What a person types who answers every item as well as they know."""
    lines = ["s", "?"]
    for n, item in enumerate(desk.questionnaire.ordered):
        if item.not_applicable is not None and n % 5 == 0:
            lines.append("n 組合が扱う")
        elif n % 11 == 3:
            lines.append("k")
        elif n % 7 == 1:
            lines += ["e 記録の一覧", "t 4", "3"]
        else:
            lines.append("０１２３"[n % 4])
    return [*lines, "提出", "s", "", "企画財政課長", "はい", "1", "i", "c", "", "", "終わる"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_person_who_sees_nothing_answers_everything_submits_and_hears_the_result(make_desk: Desks, language: i18n.Language) -> None:
    """Line for line what was kept in golden/; DXCHECK_GOLDEN=1 writes it anew."""
    submit(make_desk, level=1, mom_02=Answer(choice=2, evidence="聴き取り票"), sec_01=Answer(choice="unknown"))
    i18n.use(language)
    desk = make_desk("企画財政課 情報係")
    told = talk(desk, *typed(desk))
    assert told.code == 0
    latest = make_desk().latest()
    assert latest is not None
    assert len(latest.answers) == len(desk.questionnaire.items) == 42
    assert [one for one in ids_of(told) if one in desk.questionnaire.item_by_id][:42] == [item.id for item in desk.questionnaire.ordered]
    said = re.sub(r"382027-\d{8}-[0-9a-f]{6}", "382027-20261123-000000", told)
    kept = GOLDEN / f"whole-run.{language}.txt"
    if os.environ.get("DXCHECK_GOLDEN"):
        kept.write_text(said, encoding="utf-8", newline="\n")
    assert said.splitlines() == kept.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [40, 57, 80])
def test_the_whole_way_fits_a_terminal_of_any_width(
    make_desk: Desks, monkeypatch: pytest.MonkeyPatch, language: i18n.Language, width: int
) -> None:
    """Every line of it: broken at words, never before 。 or 、, and nothing in it that moves a cursor."""
    submit(make_desk, level=1)
    i18n.use(language)
    monkeypatch.setattr(os, "get_terminal_size", lambda *_fd: os.terminal_size((width, 24)))
    desk, out = make_desk("企画財政課 情報係"), Screen()
    run(lambda _town: desk, desk.municipality, Keyboard("".join(f"{one}\n" for one in typed(desk)), out), out)
    lines = out.getvalue().splitlines()
    assert len(lines) > 1000
    assert max(map(cell_len, lines)) <= width
    assert [one for one in lines if one[:1] in NOT_AT_START] == []
    assert re.search(ACTING, out.getvalue().replace("\n", "")) is None


class Keyboard(io.StringIO):
    """Lines typed at a terminal, which shows the Enter behind each."""

    def __init__(self, text: str, screen: Screen) -> None:
        super().__init__(text)
        self._screen = screen

    def isatty(self) -> bool:
        """It is one."""
        return True

    def readline(self, size: int | None = -1) -> str:
        """The next line."""
        self._screen.write("\n")
        return super().readline(size)
