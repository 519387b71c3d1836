"""The whole way, from the first question to the result, as it is heard: 42 items, a look over, submitted, read; in both languages."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from desks import submit
from plain.talk import ids_of, talk

from dxcheck import i18n
from dxcheck.desk import StaffDesk
from dxcheck.model.snapshot import Answer

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
