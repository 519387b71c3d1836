"""How inputs of the fuzz are bent, and what is noted of each kind."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

SLOW = 1.0
"""Seconds that are too many for one input."""
NASTY = [
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\x1b[31m",
    b"[" * 300,
    b'{"a":' * 300,
    b"NaN",
    b"1e999",
    b"-0",
    b"9" * 400,
    b"\xe2\x80\xae",
    b"'''",
    b'"""',
    b"\\u0000",
    b"\\ud800",
    b"true",
]
LONG = [b"9" * 5000, b"0x" + b"f" * 5000, b"a." * 3000]
"""For files only: no header of a browser takes them."""
ODD: list[Any] = [
    None,
    True,
    -1,
    0,
    6,
    10**30,
    1.5,
    float("1e300"),
    "",
    "あ" * 5000,
    "\x00",
    "\u202e",
    "\x1b[2J",
    [],
    {},
    [[[]]],
    {"a": {}},
    "2026-13-40",
    "=1+1",
]


@dataclass
class Seen:
    """What happened to one kind of input."""

    name: str
    inputs: int = 0
    taken: int = 0
    refused: int = 0
    slowest: float = 0.0
    slow: int = 0
    writes: int = 0
    crashes: list[str] = field(default_factory=list)

    def add(self, seconds: float, *, taken: bool) -> None:
        """Count one."""
        self.inputs += 1
        self.taken += taken
        self.refused += not taken
        self.slowest = max(self.slowest, seconds)
        self.slow += seconds > SLOW


def mutated(raw: bytes, chance: random.Random, put_in: Sequence[bytes] = NASTY) -> bytes:
    """Some bytes changed, cut, doubled, or put in."""
    for _nth in range(chance.choice((1, 1, 1, 2, 5))):
        at, other = sorted((chance.randrange(len(raw) + 1), chance.randrange(len(raw) + 1)))
        way = chance.randrange(5)
        if way == 0 and raw:
            at = min(at, len(raw) - 1)
            raw = raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :]
        elif way == 1:
            raw = raw[:at] + raw[min(other, at + 200) :]
        elif way == 2:
            raw = raw[:at] + raw[at : at + 200] + raw[at:]
        elif way == 3:
            raw = raw[:at] + chance.choice(put_in) + raw[at:]
        else:
            raw = raw[:at]
    return raw


def bent(data: Any, chance: random.Random) -> Any:
    """The same tree with one node that is something else, gone, or under another name."""
    data = json.loads(json.dumps(data, default=str))
    node, steps = data, chance.randrange(1, 8)
    for _step in range(steps):
        keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
        if not keys:
            return data
        key = chance.choice(keys)
        child = node[key]
        if not isinstance(child, (dict, list)) or not child or chance.random() < 0.3:
            way = chance.randrange(3)
            if way == 0:
                node[key] = chance.choice(ODD)
            elif way == 1:
                del node[key]
            elif isinstance(node, dict):
                node[str(key) + chance.choice(("x", "\u3000", "\n"))] = node.pop(key)
            return data
        node = child
    return data


def words_of(data: Any) -> set[str]:
    """Every key of a tree."""
    if isinstance(data, dict):
        return set(map(str, data)).union(*map(words_of, data.values()))
    return set().union(*map(words_of, data)) if isinstance(data, list) else set()
