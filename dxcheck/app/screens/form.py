"""A window with a few fields, checked and saved before it closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label

from dxcheck.app.screens.saving import SavingDialog
from dxcheck.app.widgets.button import Buttons, CommandButton
from dxcheck.app.widgets.choice import OneOfFew
from dxcheck.app.widgets.lines import Paragraphs, with_key
from dxcheck.app.widgets.text_field import TextField
from dxcheck.desk import StoreError
from dxcheck.i18n import _
from dxcheck.model.edit import Edit
from dxcheck.model.snapshot import LONGEST_POST
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from textual.app import ComposeResult

    from dxcheck.model.typed_day import DayReader

_FEW_FIELDS: Final = 5
"""So many find room with a free line above each, however small the screen."""
_ROOMY: Final = 30
"""Rows of a screen from which on more of them do."""


@dataclass(frozen=True)
class Field:
    """One field: a line of text, or one of a few options."""

    key: str
    label: str
    value: str = ""
    example: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """Value and name; with them the field is a choice."""
    longest: int = 400
    fault: Callable[[str], str] | None = None
    """What is wrong with a text; empty if nothing is."""
    understood: Callable[[str], str] | None = None
    """How a text is understood, said beside the label while it is typed; empty while there is nothing to say."""
    is_begun: bool = False
    """Whether somebody typed its value just now and goes on behind it; else what is typed first takes its place."""


Filled = dict[str, Edit[str]]
"""Field to what was filled in there, with what stood there before."""


class FormDialog(SavingDialog[Filled]):
    """Fields one below the other; Enter goes on, at the last one it is done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", priority=True),
        Binding("ctrl+s", "done", priority=True),
    ]

    def __init__(
        self,
        key: str,
        title: str,
        text: Sequence[str],
        fields: Sequence[Field],
        *,
        go: str,
        check: Callable[[dict[str, str]], dict[str, str]] | None = None,
        save: Callable[[Filled], Awaitable[None]] | None = None,
        stands: Callable[[], Mapping[str, str]] | None = None,
        beside: Sequence[tuple[str, str] | str] = (),
    ) -> None:
        """A form.

        Args:
            key: tells this form from all others, in every language.
            title: what it is about.
            text: explanations above the fields.
            fields: at least one.
            go: the words on the button.
            check: what is wrong with the values together, by field.
            save: puts the values on the disk; the window stays open while that fails.
            stands: what the fields would begin with now: asked when somebody else changed it meanwhile.
            beside: what it is about, to be looked at while the fields are filled in; it scrolls on its own.
        """
        super().__init__(save, key, title)
        self._check, self._stands, self._beside = check, stands, beside
        self._text, self._fields, self._go = text, list(fields), go
        left = self.unfinished
        self._seen = {one.key: left[one.key].seen if one.key in left else one.value for one in self._fields}
        """What stood in each field when this person looked."""
        self._held = ""
        """Which widget had the keyboard when the fields were held."""
        self._wrong: set[str] = set()
        """Fields beside which something is said."""

    def compose(self) -> ComposeResult:
        """Explanation, fields, buttons."""
        is_close = len(self._fields) > _FEW_FIELDS and self.app.size.height < _ROOMY
        with Vertical(classes="dialog many" if is_close else "dialog"):
            yield Paragraphs((self._title, "bold"), *([""] if self._text else []), *self._text)
            yield from self.unfinished_note()
            if self._beside:
                with VerticalScroll(classes="beside"):
                    yield Paragraphs(*self._beside)
            left = self.unfinished
            for one in self._fields:
                value = left[one.key].new if one.key in left else one.value
                yield Label(self._label(one, value), id=f"label-{one.key}", classes="field")
                if one.options:
                    yield OneOfFew(one.options, value, id=f"field-{one.key}")
                else:
                    line = TextField(value, id=f"field-{one.key}", placeholder=one.example)
                    line.select_on_focus = not one.is_begun
                    yield line
                yield Paragraphs(id=f"fault-{one.key}", classes="fault", tells=True)
            yield Paragraphs(("", "$caution"), id="warning", tells=True)
            with Buttons():
                yield CommandButton(Content(self._go), id="go", variant="primary")
                yield CommandButton(with_key(_("閉じる"), "Esc"), id="close")
                yield from self.unfinished_button()

    def on_mount(self) -> None:
        """Begin in the first field."""
        self.query_one(f"#field-{self._fields[0].key}").focus()

    def _label(self, field: Field, text: str) -> Content:
        """A field's name, and how its text is understood; what people type is no markup."""
        said = field.understood(text.strip()) if field.understood else ""
        return Content.assemble(field.label, ("　" + said if said else "", "$accent"))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say how it is understood while there is time to mend it."""
        field = next(one for one in self._fields if f"field-{one.key}" == event.input.id)
        if field.understood is not None:
            self.query_one(f"#label-{field.key}", Label).update(self._label(field, event.value))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._go_on(event.input.id or "")

    @on(OneOfFew.Submitted)
    def _chosen(self, event: OneOfFew.Submitted) -> None:
        event.stop()
        self._go_on(event.field)

    def _go_on(self, field: str) -> None:
        """Enter goes to the next field, at the last one it is done."""
        keys = [f"field-{one.key}" for one in self._fields]
        place = keys.index(field)
        if place + 1 < len(keys):
            self.query_one(f"#{keys[place + 1]}").focus()
        else:
            self.action_done()

    @on(Input.Changed)
    @on(OneOfFew.Changed)
    def _corrected(self) -> None:
        """What was said about a fault goes with it."""
        self.query_one("#warning", Paragraphs).update()
        if self._wrong:
            now = self._faults()
            self._say_faults({key: now[key] for key in self._wrong})

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go, or never mind."""
        event.stop()
        if event.button.id == "go":
            self.action_done()
        elif event.button.id == "anew":
            self._begin_anew()
        else:
            self.action_leave()

    def _begin_anew(self) -> None:
        """What is stored instead of what was left unfinished."""
        self.forget_unfinished()
        for one in self._fields:
            self._seen[one.key] = one.value
            widget = self.query_one(f"#field-{one.key}")
            assert isinstance(widget, OneOfFew | TextField)
            widget.value = one.value
        self._say_faults({one.key: "" for one in self._fields})

    @property
    def typed(self) -> Filled:
        """All fields, if one of them is not as it was."""
        filled = self._filled()
        return filled if any(one.seen != one.new for one in filled.values()) else {}

    def _filled(self) -> Filled:
        return {key: Edit(self._seen[key], value) for key, value in self._values().items()}

    def hold(self, *, is_held: bool) -> None:
        """What is typed then would not be saved with the rest."""
        fields = [field for one in self._fields for field in self.query(f"#field-{one.key}")]
        if is_held and not self._held and self.focused is not None:
            self._held = self.focused.id or ""
        for field in fields:
            field.disabled = is_held
        if not is_held:
            for field in fields:
                if field.id == self._held:
                    field.focus()
            self._held = ""

    def changed_meanwhile(self) -> None:
        """Say beside each field what somebody else made of it; the next time it is written over that."""
        try:
            now = self._stands() if self._stands is not None else {}
        except StoreError:  # what changed cannot be read; that something did is said
            return
        values = self._values()
        others = {key: value for key, value in now.items() if value not in (self._seen[key], values[key])}
        self._seen |= now
        said = {key: _("ほかの画面で「{value}」に変わりました。", value=self._shown(key, value)) for key, value in others.items()}
        self._say_faults(said)

    def _shown(self, key: str, value: str) -> str:
        """A value as its field shows it."""
        options = next(one.options for one in self._fields if one.key == key)
        return dict(options).get(value, value) or _("なし")

    def action_done(self) -> None:
        """Save and close if every field is right; else say beside each what is not, and go to the first of them."""
        self._say_faults(self._faults())
        first = next((one.key for one in self._fields if one.key in self._wrong), None)
        if first is None:
            self.finish(self._filled())
        else:
            self.query_one(f"#field-{first}").focus()

    def _faults(self) -> dict[str, str]:
        """What is wrong with each field; empty where nothing is."""
        values = self._values()
        wrong = {one.key: _fault(one, values[one.key]) for one in self._fields}
        if self._check is not None and not any(wrong.values()):
            wrong |= self._check(values)
        return wrong

    def _say_faults(self, wrong: dict[str, str]) -> None:
        """Say it beside the fields."""
        for key, said in wrong.items():
            self.query_one(f"#fault-{key}", Paragraphs).update(*([(said, "$caution")] if said else []))
        self._wrong = {key for key, said in wrong.items() if said}

    def _values(self) -> dict[str, str]:
        return {one.key: self._value(one.key) for one in self._fields}

    def _value(self, key: str) -> str:
        widget = self.query_one(f"#field-{key}")
        assert isinstance(widget, OneOfFew | TextField)
        return widget.value.strip()


def _fault(field: Field, value: str) -> str:
    if len(value) > field.longest:
        return _("長すぎます: {n}文字（{most}文字まで）", n=len(value), most=field.longest)
    return field.fault(value) if field.fault else ""


def post_field(key: str, label: str, value: str = "", *, fault: Callable[[str], str] | None = None) -> Field:
    """A field for a post (課・係・職名)."""
    return Field(key, label, value, _("例: 企画課 情報係 主査"), longest=LONGEST_POST, fault=fault)


def needed(label: str) -> Callable[[str], str]:
    """A fault for a text that is missing."""
    return lambda text: "" if text else _("「{label}」を入力してください。", label=label)


def unreadable_fault(read: Callable[[str], object]) -> Callable[[str], str]:
    """A fault for a text that cannot be read: what its reader says."""

    def fault(text: str) -> str:
        try:
            read(text)
        except DxcheckError as refused:
            return str(refused)
        return ""

    return fault


def listed(text: str) -> list[str]:
    """What somebody wrote one after the other, parted by commas or spaces."""
    return text.replace("、", " ").replace(",", " ").split()


def day_field(key: str, label: str, days: DayReader, value: str = "", *, example: str = "", needed: bool = True) -> Field:
    """A field for a day. Which days it is about, those behind or those ahead, the reader knows; it says how a day is understood as it is typed."""

    def fault(text: str) -> str:
        return days.fault(text) if text or needed else ""

    return Field(key, label, value, example or _("例: 12/3、12月3日（木）、2026-12-3"), fault=fault, understood=days.understood)
