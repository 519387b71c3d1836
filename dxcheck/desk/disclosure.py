"""`disclosure.toml`, with which a centre makes the disclosure rule stricter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.benchmark.model import Rule
from dxcheck.i18n import _
from dxcheck.system.fault import Fault
from dxcheck.system.toml import FaultyFileError, read_toml

if TYPE_CHECKING:
    from pathlib import Path

RULE_FILE: Final = "disclosure.toml"
_GONE: Final = ("trimmed",)
"""Numbers of rule 1 that rule 2 has no use for."""


def read_rule(folder: Path) -> Rule:
    """The numbers of the disclosure rule, made stricter by the file of a data folder if it is there.

    Raises:
        FaultyFileError: the file cannot be read, a number is weaker than the least, or it names one that is not there any more.
    """
    path = folder / RULE_FILE
    if not path.is_file():
        return Rule()
    data = read_toml(path)
    gone = [name for name in _GONE if name in data]
    if gone:
        raise FaultyFileError(
            path, [Fault(name, _("{name} は、いまの決まりでは使いません。この行を消してください", name=name)) for name in gone]
        )
    try:
        return msgspec.convert(data, Rule)
    except msgspec.ValidationError as problem:
        least = _("県内平均の決まりは厳しくできますが、ゆるめられません: {reason}", reason=problem)
        raise FaultyFileError(path, [Fault("", least)]) from problem
