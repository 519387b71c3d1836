"""What a key means while an input method is on: one-key commands work all the same where it is clear which key was meant, and it is said where it is not.

An input method sends 「ｓ」, 「１」 or 「あ」 instead of s, 1 or a. A wide letter or digit is its key. A vowel is the key that writes it in romaji, unless the key
that bears it on a JIS keyboard is a command too: then a person who types kana directly may have meant that one. Everything else took two keys or more.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container

_SIGNS: Final = {"\u3000": " ", "・": "/", "。": ".", "、": ",", "ー": "-", "「": "[", "」": "]", "￥": "\\"}
"""What the keys of these characters write while an input method is on, beside their wide forms."""
_VOWELS: Final = {"あ": ("a", "3"), "い": ("i", "e"), "う": ("u", "4"), "え": ("e", "5"), "お": ("o", "6"), "ん": ("n", "y")}
"""The key in romaji, and the one that bears the kana on a JIS keyboard."""
_KANA_AND_KANJI: Final = (("\u3000", "\u30ff"), ("\u3400", "\u9fff"), ("\uff00", "\uffef"), ("\u00a5", "\u00a5"))
_KATAKANA: Final = range(ord("ァ"), ord("ヶ") + 1)
_TO_HIRAGANA: Final = ord("あ") - ord("ア")


def may_be_meant(character: str) -> bool:
    """Whether a character may stand for another key: kana, kanji, wide and narrow forms, and capitals, which a stuck Caps Lock sends."""
    return any(first <= character <= last for first, last in _KANA_AND_KANJI) or (character.isascii() and character.isupper())


def meant(character: str, bound: Container[str]) -> str | None:
    """The ASCII character whose key a person meant who is at no text field.

    Args:
        character: what came.
        bound: the names of the keys that are commands here.

    Returns:
        The character itself where it is its own key; None where it cannot be told.
    """
    if character.isascii():
        return character.lower() if character not in bound and character.lower() in bound else character
    plain = _SIGNS.get(character) or unicodedata.normalize("NFKC", character)
    if plain.isascii():
        return meant(plain, bound) if len(plain) == 1 else None
    kana = chr(ord(plain) + _TO_HIRAGANA) if len(plain) == 1 and ord(plain) in _KATAKANA else plain
    romaji, jis = _VOWELS.get(kana, ("", ""))
    return romaji if romaji in bound and jis not in bound else None
