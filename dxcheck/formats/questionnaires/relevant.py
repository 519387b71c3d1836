"""Conditions of XLSForm (`relevant`) as conditions here: an answer to another question is, is not below, or is not above one of its list; several with `and`."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SELECTED: Final = re.compile(r"""selected\(\s*\$\{([^{}]+)\}\s*,\s*(?:'([^']*)'|"([^"]*)")\s*\)""")
_COMPARED: Final = re.compile(r"""\$\{([^{}]+)\}\s*(>=|<=|>|<|=)\s*(?:'([^']*)'|"([^"]*)"|(-?[0-9]+))""")
_LONGEST: Final = 1000


def conditions_in(text: str, ids: Mapping[str, str], answers: Mapping[str, Sequence[str]]) -> list[dict[str, Any]] | None:
    """The conditions that a text means; None where it means something that has no condition here.

    Args:
        text: as the form has it.
        ids: by the name of a question, the id of its item.
        answers: by the name of a question, the names of its answers, the lowest first.
    """
    if len(text) > _LONGEST:
        return None
    made = [_condition(one.strip(), ids, answers) for one in re.split(r"\s+and\s+", text.strip())]
    found = [one for one in made if one is not None]
    return found if len(found) == len(made) else None


def _condition(text: str, ids: Mapping[str, str], answers: Mapping[str, Sequence[str]]) -> dict[str, Any] | None:
    selected, compared = _SELECTED.fullmatch(text), _COMPARED.fullmatch(text)
    if selected:
        name, sign, answer = selected[1], "=", selected[2] or selected[3] or ""
    elif compared:
        name, sign, answer = compared[1], compared[2], compared[3] or compared[4] or compared[5] or ""
    else:
        return None
    name, listed = name.strip(), list(answers.get(name.strip(), ()))
    if name not in ids or answer not in listed or (sign != "=" and not _is_counted(listed)):
        return None
    position = listed.index(answer)
    low = position + 1 if sign == ">" else position if sign in (">=", "=") else 0
    high = position - 1 if sign == "<" else position if sign in ("<=", "=") else len(listed) - 1
    if low > high:
        return None
    bounds = {"at_least": low if low > 0 else None, "at_most": high if high < len(listed) - 1 else None}
    return {"item": ids[name], **{key: one for key, one in bounds.items() if one is not None}}


def _is_counted(names: Sequence[str]) -> bool:
    """Whether the names are numbers that rise as the list goes on, so that more of one is further down the list."""
    if not all(re.fullmatch(r"-?[0-9]{1,9}", one) for one in names):
        return False
    return all(int(one) < int(other) for one, other in pairwise(names))
