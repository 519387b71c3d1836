"""Textual's names of the keys that characters stand for."""

from __future__ import annotations

from textual.keys import _character_to_key


def key_name(character: str) -> str:
    """Textual's name of the key that writes a character."""
    return _character_to_key(character)
