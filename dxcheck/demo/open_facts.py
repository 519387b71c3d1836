"""Open facts of a survey that never took place: every figure is invented, and its name says so."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from dxcheck.casework.open_facts import OpenFact

if TYPE_CHECKING:
    from dxcheck.store.folder import DataFolder

SURVEY: Final = "架空の調査（デモ）"
_OF: Final = {
    "382027": (True, False, 62.0),
    "382019": (True, True, 81.0),
    "383562": (False, False, 12.0),
}
"""A municipality's code to what the survey says: a plan, an adviser, a share of procedures."""


def write_open_facts(folder: DataFolder, day: dt.date) -> None:
    """Write them; the same day gives the same documents.

    Raises:
        StoreError: they could not be written.
    """
    as_of = dt.date(day.year if day.month > 4 else day.year - 1, 4, 1)  # noqa: PLR2004 - surveys are of the first of April
    for code, (plan, adviser, online) in _OF.items():
        made = [
            OpenFact(SURVEY, as_of, "DXを進める全体方針がある", plan, ("gov-02",), expected_from=3, not_below=1),
            OpenFact(SURVEY, as_of, "外部の専門人材がいる", adviser, ("gov-01", "hum-01"), expected_from=4),
            OpenFact(SURVEY, as_of, "オンラインで申請できる手続の割合", online, ("svc-01",), "%", 50.0, expected_from=3, not_below=2),
        ]
        _write(folder, code, made)


def _write(folder: DataFolder, code: str, facts: list[OpenFact]) -> None:
    folder.shared_notes(code).facts.change(lambda _none: facts)
