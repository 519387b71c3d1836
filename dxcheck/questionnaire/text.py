"""What every part of a questionnaire file is made of: ids, and texts in two languages."""

from typing import Annotated

import msgspec
from msgspec import Meta

from dxcheck.i18n import Language, language

Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", description="小文字・数字・ハイフン / lower case, digits, hyphens")]
Tag = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,39}$")]
Version = Annotated[str, Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$")]
Japanese = Annotated[str, Meta(min_length=1, max_length=400)]


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Frozen data; a key that the model does not know is a fault, because it is usually a spelling mistake."""


class Text(Data, frozen=True):
    """One text in both languages, or in one of them, which then stands for the other. Only a level or a next step may have none (`{}`)."""

    ja: Japanese = ""
    en: Annotated[str, Meta(max_length=800)] = ""

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing in any language."""
        return not (self.ja or self.en)

    @property
    def source(self) -> str:
        """What was written first: Japanese, else English. What is kept of a text is kept in this form."""
        return self.ja or self.en

    def in_language(self, wanted: Language) -> str:
        """The text in `wanted`, or in the other language where it has none."""
        return self.en or self.ja if wanted == "en" else self.source

    def __str__(self) -> str:
        return self.in_language(language())


class InBoth(Text, frozen=True):
    """A text that is there in both languages; where there is nothing to say differently it is a plain string instead."""

    ja: Japanese = msgspec.field()
    en: Annotated[str, Meta(min_length=1, max_length=800)] = msgspec.field()
