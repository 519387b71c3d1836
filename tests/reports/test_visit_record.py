"""A visit's record as a paper: what both sides may read, in the words of the screen, and nothing of what only specialists read."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from desks import Desks, case_of, data, make_desk
from moments import NOW
from reading_back import text_in

from dxcheck.casework.change import VisitPatch
from dxcheck.formats.output import NothingToMakeError
from dxcheck.reports.visit_record import RECORD_FORMATS, record_offer, shared_record, written_record_offer

__all__ = ["data", "make_desk"]


def test_a_record_goes_out_as_word_without_what_only_specialists_read(data: Path, make_desk: Desks) -> None:
    """While it is written it says that it is not shared; then both sides make the same of it."""
    case, desk = case_of(data), make_desk()
    visit = case.plan(NOW.date())
    texts = {
        "who": "企画課\n専門官",
        "notes": "棚卸しを\n進めた",
        "keep": "毎月の打合せ",
        "tries": "一覧をつくる\n数える",
        "internal": "ひみつのメモ",
    }
    case.write(visit.id, VisitPatch(**texts))  # type: ignore[arg-type]
    case.agree(visit.id, "mom-02", 2, "3課で一覧をつくる", "企画課", None)
    with pytest.raises(NothingToMakeError, match="共有された訪問記録がありません"):
        shared_record(desk)
    draft = written_record_offer(case, visit.id).make()
    assert "市町とはまだ共有していません" in text_in("md", draft.to_bytes("md"))
    case.record(visit.id)
    made = record_offer(desk, desk.records()[0]).make()
    assert (RECORD_FORMATS[0], made.name) == ("docx", f"訪問記録_今治市_{NOW:%Y%m%d}")
    document = docx.Document(io.BytesIO(made.to_bytes("docx")))
    heads = [
        one.text.removeprefix("■ ") for one in document.paragraphs if one.style is not None and (one.style.name or "").startswith("Heading")
    ]
    assert heads == ["記録", "Keep 続けること", "Problem 困ったこと", "Try 次に試すこと", "合意した取組"]
    assert written_record_offer(case, visit.id).make().to_bytes("md") == made.to_bytes("md")
    for one in (draft, made):
        for ending in RECORD_FORMATS:
            said = text_in(ending, one.to_bytes(ending))
            assert "ひみつ" not in said, ending
            assert "3課で一覧をつくる" in "".join(said.split()), ending
