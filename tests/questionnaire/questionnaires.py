"""Small questionnaires for tests of the pure parts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dxcheck.questionnaire.model import (
    Condition,
    Dimension,
    Framework,
    Grade,
    Item,
    Questionnaire,
    SpecialistField,
    Text,
)


def text(ja: str, en: str = "") -> Text:
    """A text."""
    return Text(ja, en)


def item(item_id: str, dimension: str = "gov", **rest: Any) -> Item:
    """A sound item."""
    made: dict[str, Any] = {
        "title": text(f"{item_id}の題"),
        "prompt": text(f"{item_id}はどうですか。"),
        "levels": tuple(text(f"{item_id}の段{n}") for n in range(6)),
        "next_steps": tuple(text(f"{item_id}の{n}から{n + 1}への一歩") for n in range(5)),
        "evidence": text("記録"),
        "references": ("P1",),
        "fields": ("center",),
    }
    return Item(id=item_id, dimension=dimension, **{**made, **rest})


def questionnaire(*items: Item, version: str = "1", **rest: Any) -> Questionnaire:
    """A sound questionnaire with the dimensions its items name."""
    dimensions = list(dict.fromkeys(one.dimension for one in items))
    made: dict[str, Any] = {
        "kind": "full",
        "id": "small",
        "version": version,
        "valid_from": dt.date(2026, 4, 1),
        "title": text("小さな診断"),
        "description": text("試験用"),
        "grades": tuple(Grade(text(f"段{n}"), text(f"意味{n}")) for n in range(6)),
        "frameworks": (Framework("P1", text("枠組み"), "3.0", dt.date(2024, 4, 1)),),
        "fields": (SpecialistField("center", text("センター")),),
        "dimensions": tuple(Dimension(one, text(f"分野{one}"), text(one), "center") for one in dimensions),
    }
    return Questionnaire(items=items, **{**made, **rest})


def two_by_three(**rest: Any) -> Questionnaire:
    """Two dimensions of three items."""
    names = [("gov", "gov-01"), ("gov", "gov-02"), ("gov", "gov-03"), ("svc", "svc-01"), ("svc", "svc-02"), ("svc", "svc-03")]
    return questionnaire(*(item(one, dimension) for dimension, one in names), **rest)


__all__ = ["Condition", "item", "questionnaire", "text", "two_by_three"]
