"""The language of the person in front of the screen.

Source strings are Japanese, the first language of the people dxcheck is for; `locale/en` translates them. A string without a translation
shows in Japanese, never as a key. The language is one per process: in the browser, too, every session is a process of its own.

This module does not guess from the operating system's region settings: they tell where a PC is, not what its user reads.
"""

from __future__ import annotations

import gettext as _gettext
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Language = Literal["ja", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
LOCALE_FOLDER: Final = Path(__file__).parent / "locale"

_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()
_language: Language = "ja"


def language() -> Language:
    """The language in use."""
    return _language


def use(new: Language) -> None:
    """Switch the language; everything translated from now on is in `new`."""
    global _catalogue, _language  # noqa: PLW0603 - one language a process, see above
    _catalogue = _gettext.translation("dxcheck", LOCALE_FOLDER, languages=[new], fallback=True)
    _language = new
    # click translates its own messages through the global domain, and ships no catalogues: locale/ja carries one.
    _gettext.bindtextdomain("click", str(LOCALE_FOLDER))
    _gettext.textdomain("click")
    os.environ["LANGUAGE"] = new


class _Values(dict[str, object]):
    """What is filled in. Where a translation writes `{Cycle}`, the value of `{cycle}` begins with a capital letter: it begins a sentence there."""

    def __missing__(self, name: str) -> str:
        said = str(self[name[:1].lower() + name[1:]]) if name[:1].isupper() else ""
        if not said:
            raise KeyError(name)
        return said[:1].upper() + said[1:]


def _(message: str, /, **values: object) -> str:
    """Translate `message` and fill in `{names}` from `values`."""
    text = _catalogue.gettext(message)
    return text.format_map(_Values(values)) if values else text


def _c(where: str, message: str, /, **values: object) -> str:
    """Translate a message that another language says in more than one way: `where` tells the translator which is meant."""
    return _catalogue.pgettext(where, message).format_map(_Values(values))


def _n(one: str, many: str, n: int, /, **values: object) -> str:
    """Translate a message that counts: `n` is filled in as `{n}`. Japanese has one form, so `one` and `many` may be the same text."""
    return _catalogue.ngettext(one, many, n).format_map(_Values(values, n=n))


def in_each_language(message: str, /, **values: object) -> tuple[str, ...]:
    """A message as it is said in every language, for reading back what was written in another one. Braces that `values` leaves open stay."""
    said = (_gettext.translation("dxcheck", LOCALE_FOLDER, languages=[one], fallback=True).gettext(message) for one in LANGUAGES)
    return tuple(dict.fromkeys(text.format(**values) if values else text for text in said))


def N_(message: str, /) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a message for translation where it is written; it is translated where it is shown."""
    return message


def choose(arguments: Sequence[str], environ: Mapping[str, str]) -> Language:
    """Decide the language: `--lang`, then `DXCHECK_LANG`, then English if the locale is English, else Japanese.

    Read from the raw arguments because the command line's own help texts need it before click has parsed anything.
    An unknown language in `arguments` is left for click to refuse.
    """
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        value = arguments[position + 1] if argument == "--lang" and position + 1 < len(arguments) else ""
        if argument.startswith("--lang="):
            value = argument.removeprefix("--lang=")
        for known in LANGUAGES:
            if value == known:
                return known
    asked = environ.get("DXCHECK_LANG", "")
    for known in LANGUAGES:
        if asked.lower().startswith(known):
            return known
    system = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "en" if system.lower().startswith("en") else "ja"
