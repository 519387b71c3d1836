"""A small questionnaire with groups above and inside its dimensions."""

from __future__ import annotations

from typing import Any

from questionnaire.questionnaires import item, questionnaire, text

from dxcheck.questionnaire.model import Branch, Dimension, Grade, Questionnaire

SHARES = tuple(Grade(text(name), value=value) for name, value in (("いいえ", 0), ("一部", 0.25), ("半分", 0.5), ("ほぼすべて", 1)))


def practices(**rest: Any) -> Questionnaire:
    """Function, practice, stream: a stream is the sum of three items from 0 to 1, everything above it a mean."""
    groups, dimensions, items = [], [], []
    for function in ("plan", "build"):
        groups.append(Branch(function, text(f"機能{function}")))
        for practice in ("a", "b"):
            name = f"{function}-{practice}"
            dimensions.append(Dimension(name, text(f"実践{name}"), text(name), "center", within=function))
            for stream in ("x", "y"):
                own = f"{name}-{stream}"
                groups.append(Branch(own, text(f"流れ{own}"), within=name, aggregate="sum"))
                items += [item(f"{own}{n}", name, group=own, levels=(), next_steps=(), choices=SHARES) for n in (1, 2, 3)]
    grades = tuple(Grade(text(f"成熟度{n}")) for n in range(4))
    made = {"id": "practices", "grades": grades, "groups": tuple(groups), "dimensions": tuple(dimensions), **rest}
    return questionnaire(*items, **made)
