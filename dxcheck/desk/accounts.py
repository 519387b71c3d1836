"""The centre's way to accounts: who may log in from a browser, as what, for which municipalities."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

import msgspec

from dxcheck.desk.second_factor import SecondFactorDesk
from dxcheck.i18n import _
from dxcheck.model.account import OF_ONE_MUNICIPALITY, ROLES, Account, generate_password, plain_name
from dxcheck.model.edit import Edit, settled
from dxcheck.model.mail import mail_address
from dxcheck.model.snapshot import LONGEST_POST
from dxcheck.model.text import cleaned_line
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from dxcheck.model.account import Role
    from dxcheck.model.roster import Municipality, Roster
    from dxcheck.store.accounts import AccountRepository


class AccountError(RefusedError):
    """An account cannot be made or changed like this; the message says why and what to do."""


class AccountsDesk:
    """Accounts of one data folder. Passwords are made here, shown once, and kept only as hashes."""

    def __init__(
        self,
        accounts: AccountRepository,
        roster: Roster,
        fields: Callable[[], dict[str, str]],
        now: Callable[[], dt.datetime],
        witness: Callable[[str, str], None],
    ) -> None:
        self._accounts, self._roster, self._now, self._witness = accounts, roster, now, witness
        self._known_fields = fields
        self.second_factor = SecondFactorDesk(accounts, now, witness)

    @property
    def roster(self) -> Roster:
        """The municipalities there are."""
        return self._roster

    def fields(self) -> dict[str, str]:
        """Specialist fields by id."""
        return self._known_fields()

    def all(self) -> list[Account]:
        """Every account, by name.

        Raises:
            StoreError: they cannot be read.
        """
        return [self._of_today(one) for one in self._accounts.all()]

    def whose(self, account: Account) -> str:
        """The desk an account opens, in words."""
        if account.role in OF_ONE_MUNICIPALITY:
            return _("　").join(filter(None, (str(self._roster.by_code(account.municipality) or account.municipality), account.post)))
        names = _("、").join(str(self._roster.by_code(code) or code) for code in account.municipalities)
        return _(ROLES[account.role]) + (_("　担当: {names}", names=names) if names else "")

    def fields_of(self, account: Account) -> str:
        """A specialist's fields in words, without what their names say in brackets."""
        known = self.fields()
        titles = (known.get(one, one).partition("（")[0].partition(" (")[0] for one in account.fields)
        return _("、").join(titles)

    def field_ids(self, text: str) -> tuple[str, ...]:
        """The fields that somebody wrote, by id or by the beginning of their names, parted by commas.

        Raises:
            AccountError: a name fits no municipality, or several.
        """
        known, found = self.fields(), []
        for part in re.split(r"[,、]", unicodedata.normalize("NFKC", text)):
            wanted = part.strip()
            if not wanted:
                continue
            plain = {one: unicodedata.normalize("NFKC", title) for one, title in known.items()}
            fitting = [one for one, title in plain.items() if wanted.lower() == one or title.startswith(wanted)]
            if len(fitting) != 1:
                listed = _("、").join(known.values())
                raise AccountError(_("分野「{field}」はありません。使えるもの: {listed}", field=wanted, listed=listed))
            found += fitting
        return tuple(dict.fromkeys(found))

    def add(self, name: str, role: Role, municipalities: Sequence[Municipality], fields: Sequence[str] = (), post: str = "") -> str:
        """Add an account; gives its first password, which must be changed at the first login.

        Raises:
            AccountError: the name is taken or none, or the municipalities, the fields or the post do not fit the role.
            StoreError: it was not added.
        """
        from dxcheck.desk.password import hashed  # argon2 only where it is needed

        name = plain_name(name)
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{2,39}", name):
            raise AccountError(_("アカウント名は、英小文字・数字・- _ で3から40文字にしてください（例: imabari-kikaku）"))
        if role == "staff" and len(municipalities) != 1:
            raise AccountError(_("市町職員のアカウントには、市町を1つ指定してください。例: dxcheck account add imabari-kikaku 今治市"))
        post = cleaned_line(post)
        if role == "section" and (len(municipalities) != 1 or not 0 < len(post) <= LONGEST_POST):
            raise AccountError(
                _("照会先の課のアカウントには、市町1つと課・係（--post、{n}文字まで）を指定してください。", n=LONGEST_POST)
                + _("例: dxcheck account add imabari-jinji 今治市 --role section --post 人事課")
            )
        if post and role != "section":
            raise AccountError(_("課・係（--post）は、照会先の課（--role section）のときだけ使えます。"))
        if role == "centre" and municipalities:
            raise AccountError(_("センターのアカウントはすべての市町を見ます。市町は指定しません。"))
        if fields and role != "specialist":
            raise AccountError(_("専門（--field）は、専門官（--role specialist）のときだけ使えます。"))
        password = generate_password()
        made = Account(
            name,
            role,
            municipalities[0].code if role in OF_ONE_MUNICIPALITY else "",
            hashed(password),
            self._now(),
            municipalities=self._codes(municipalities) if role == "specialist" else (),
            fields=self._checked(fields),
            factor_due=role not in OF_ONE_MUNICIPALITY and not self._accounts.is_demo,
            post=post,
        )
        try:
            self._accounts.add(made)
        except ValueError as taken:
            raise AccountError(
                _("アカウント「{name}」はすでにあります。パスワードを忘れたときは dxcheck account reset {name}", name=name)
            ) from taken
        self._witness("account-added", name)
        return password

    def assign(
        self,
        name: str,
        municipalities: Sequence[Municipality] | Edit[list[Municipality]],
        fields: Sequence[str] | Edit[tuple[str, ...]] | None = None,
    ) -> Account:
        """Set a specialist's municipalities, and the fields unless they are to stay; open sessions end.

        Raises:
            AccountError: there is no such specialist.
            ChangedMeanwhileError: somebody else assigned something since it was looked at.
            StoreError: it is as it was.
        """
        there = self.find(name)
        if there.role != "specialist":
            raise AccountError(_("「{name}」は専門官のアカウントではありません。", name=name))
        towns = municipalities.read(self._codes) if isinstance(municipalities, Edit) else self._codes(municipalities)
        changes: dict[str, Any] = {"municipalities": towns}
        if fields is not None:
            changes["fields"] = fields.read(self._checked) if isinstance(fields, Edit) else self._checked(fields)
        made = self._change(name, **changes)
        self._witness("account-assigned", made.name)
        return made

    def assign_to(self, municipality: Municipality, names: Sequence[str] | Edit[list[str]]) -> None:
        """Make just these specialists look after a municipality; whoever is changed by that is logged out.

        Raises:
            AccountError: one of them is no specialist; nothing is changed.
            ChangedMeanwhileError: somebody else assigned others since they were looked at; nothing is changed.
            StoreError: it is as it was, or changed for some of them.
        """
        chosen = [self.find(name) for name in (names.new if isinstance(names, Edit) else names)]
        for account in chosen:
            if account.role != "specialist":
                raise AccountError(_("「{name}」は専門官のアカウントではありません。", name=account.name))
        wanted_names = sorted(account.name for account in chosen)
        wish = Edit(sorted(names.seen), wanted_names) if isinstance(names, Edit) else wanted_names
        looking_after = settled(wish, sorted(self.looking_after(municipality)))
        for one in self.all():
            wanted = one.name in looking_after
            if one.role == "specialist" and wanted != (municipality.code in one.municipalities):
                codes = {*one.municipalities, municipality.code} if wanted else set(one.municipalities) - {municipality.code}
                self._change(one.name, municipalities=tuple(sorted(codes)))
                self._witness("account-assigned", one.name)

    def set_mail(self, name: str, address: str) -> Account:
        """Hold where reminders to an account's post go. Nobody is logged out by it.

        Raises:
            AccountError: no account has this name, or it is none of a municipality's own people.
            AddressError: that is no mail address.
            StoreError: it is as it was.
        """
        if self.find(name).role not in OF_ONE_MUNICIPALITY:
            raise AccountError(_("メールアドレスは、市町職員と照会先の課のアカウントに付けます。"))
        mail = mail_address(address)
        made = self._accounts.change(name, lambda there: msgspec.structs.replace(self._of_today(there), mail=mail))
        self._witness("account-mail", made.name)
        return made

    def reset(self, name: str) -> str:
        """Give an account a new password; the old one is no longer taken.

        Raises:
            AccountError: no account has this name.
            StoreError: it is as it was.
        """
        from dxcheck.desk.password import hashed  # argon2 only where it is needed

        if self.find(name).comes_from:
            raise AccountError(_("「{name}」は、ほかのシステムのアカウントでログインします。パスワードはありません。", name=name))
        password = generate_password()
        made = self._change(name, password=hashed(password), must_change=True)
        self._witness("account-reset", made.name)
        return password

    def set_disabled(self, name: str, disabled: bool) -> Account:
        """Stop an account, whose open sessions end within seconds, or let it in again.

        Raises:
            AccountError: no account has this name.
            StoreError: it is as it was.
        """
        made = self._change(name, disabled=disabled)
        self._witness("account-disabled" if disabled else "account-enabled", made.name)
        return made

    def looking_after(self, municipality: Municipality) -> list[str]:
        """The specialists who do.

        Raises:
            StoreError: the accounts cannot be read.
        """
        return [one.name for one in self.all() if one.role == "specialist" and municipality.code in one.municipalities]

    def supporters(self) -> dict[str, tuple[str, ...]]:
        """The specialists who look after each municipality and can log in, by its code.

        Raises:
            StoreError: the accounts cannot be read.
        """
        found: dict[str, tuple[str, ...]] = {}
        for one in self.all():
            if one.role == "specialist" and not one.disabled:
                for code in one.municipalities:
                    found[code] = (*found.get(code, ()), one.name)
        return found

    def find(self, name: str) -> Account:
        """One account.

        Raises:
            AccountError: no account has this name.
            StoreError: the accounts cannot be read.
        """
        found = self._accounts.find(name)
        if found is None:
            raise AccountError(_("アカウント「{name}」は見つかりません。一覧は dxcheck account list で見られます。", name=name))
        return self._of_today(found)

    def _of_today(self, account: Account) -> Account:
        """An account with the codes that its municipalities have now."""
        codes = (one.code if (one := self._roster.by_code(code)) is not None else code for code in account.municipalities)
        own = self._roster.by_code(account.municipality)
        return msgspec.structs.replace(
            account, municipality=account.municipality if own is None else own.code, municipalities=tuple(dict.fromkeys(codes))
        )

    def _change(self, name: str, **fields: Any) -> Account:
        self.find(name)

        def change(stored: Account) -> Account:
            old = self._of_today(stored)
            new = {field: settled(value, getattr(old, field)) for field, value in fields.items()}
            return msgspec.structs.replace(old, generation=old.generation + 1, **new)

        return self._accounts.change(name, change)

    def _codes(self, municipalities: Sequence[Municipality]) -> tuple[str, ...]:
        return tuple(sorted({one.code for one in municipalities}))

    def _checked(self, fields: Sequence[str]) -> tuple[str, ...]:
        known = self.fields()
        for field in fields:
            if field not in known:
                listed = _("、").join(f"{id_}（{name}）" for id_, name in known.items())
                raise AccountError(_("専門「{field}」はありません。使えるもの: {listed}", field=field, listed=listed))
        return tuple(dict.fromkeys(fields))
