"""The lists of answers of an XLSForm, and what their answers count."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from dxcheck.questionnaire.scale import plain_value

if TYPE_CHECKING:
    from collections.abc import Sequence


class ListedAnswer(NamedTuple):
    """One answer of a list."""

    name: str
    text: dict[str, str]
    place: str
    counts: float | None
    """What its row says that it counts."""

    language: str = "ja"
    """Of a name that stands for the text."""

    @property
    def said(self) -> dict[str, str]:
        """For people."""
        return self.text or {self.language: self.name}


def number_in(text: str) -> float | None:
    """The number that a text is; None for anything else."""
    return float(text) if re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", text) else None


def counts_of(answers: Sequence[ListedAnswer], whole: Sequence[float] | None) -> list[float]:
    """What each answer of a list counts, as its rows say or, where all of their names are rising numbers, as these say; empty where nothing says so.

    Args:
        answers: of the list.
        whole: what the steps of the scale count; names of another list count only if they reach from its lowest to its highest: else they only number the answers. None
            for the scale itself.
    """
    said = [one.counts for one in answers]
    named = [number_in(one.name) for one in answers]
    for values in (said, named):
        known = [one for one in values if one is not None]
        rises = len(known) == len(answers) > 0 and all(one < other for one, other in pairwise(known))
        if rises and (values is said or whole is None or (len(whole) > 0 and (known[0], known[-1]) == (whole[0], whole[-1]))):
            return known
    return []


def as_choices(answers: Sequence[ListedAnswer], values: Sequence[float]) -> list[dict[str, Any]]:
    """Answers as the steps of a scale or the choices of an item, with what each counts where that is known."""
    return [{"name": one.said, **({"value": plain_value(values[n])} if values else {})} for n, one in enumerate(answers)]
