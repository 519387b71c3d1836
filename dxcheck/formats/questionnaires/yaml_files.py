"""YAML files of somebody else, read as text, lists and tables only: whatever is written there, nothing of it is run, and no file is larger than it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml

from dxcheck.i18n import _

if TYPE_CHECKING:
    from yaml.nodes import MappingNode, Node

LARGEST_YAML: Final = 1_000_000
"""Bytes of one file."""
_DEEPEST: Final = 20


class UnreadableYamlError(Exception):
    """What is wrong with a file, with its line where that is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(_("{line}行目: {message}", line=line, message=message) if line is not None else message)


class _PlainLoader(yaml.BaseLoader):
    """Every scalar is a text: what is a number or a yes is for the reader to say. `BaseLoader` knows no tags."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        """A node of the file; a name for another one (an alias) could stand for more than anybody can read."""
        if self.check_event(yaml.events.AliasEvent):
            raise UnreadableYamlError(_("別の所を指す書き方（*）は読めません"), self._line)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnreadableYamlError(_("入れ子が深すぎます"), self._line)
        made: Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return made

    @property
    def _line(self) -> int:
        """Where it reads, from 1."""
        event: yaml.events.Event = self.peek_event()  # type: ignore[no-untyped-call]  # its types leave this one out
        return event.start_mark.line + 1 if event.start_mark is not None else 1

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A table; of a key that is written twice one would be lost."""
        seen: set[str] = set()
        for key, _value in node.value:
            if key.value in seen:
                raise UnreadableYamlError(_("項目「{key}」が2回書かれています", key=key.value), key.start_mark.line + 1)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(raw: bytes) -> dict[str, Any]:
    """The table that a file is.

    Raises:
        UnreadableYamlError: it is none, or cannot be read.
    """
    if len(raw) > LARGEST_YAML:
        raise UnreadableYamlError(_("ファイルが大きすぎます"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnreadableYamlError(_("文字コードUTF-8でない文字があります"), raw[: problem.start].count(b"\n") + 1) from problem
    try:
        found = yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a BaseLoader makes texts, lists and tables only
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark is not None else None
        raise UnreadableYamlError(_("YAMLの書き方に誤りがあります"), line) from problem
    except (yaml.YAMLError, RecursionError, TypeError, ValueError) as problem:
        raise UnreadableYamlError(_("YAMLの書き方に誤りがあります")) from problem
    if not isinstance(found, dict):
        raise UnreadableYamlError(_("「項目: 内容」の並びではありません"))
    return found
