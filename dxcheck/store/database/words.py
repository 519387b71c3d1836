"""What can go wrong with a database, in the words of the store: what happened, what is safe, what to do."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Final

import psycopg
from psycopg import errors as refusals

from dxcheck.i18n import _, _n
from dxcheck.store import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dxcheck.store.shelf import Address


_QUOTED: Final = re.compile('".*"')
NEVER_CHANGES: Final = "DX001"
"""What the triggers raise."""


SEAT_OVER: Final = "DX002"
NO_SEAT: Final = "DX003"
"""What functions raise: a seat has ended; none is given."""


class DatabaseError(errors.StoreError):
    """The database is not there, or is not as it should be."""


class UnreachableError(DatabaseError, errors.NoAnswerError):
    """It is not there at the moment: as where no answer comes in time, nothing is known."""


class LostAnswerError(DatabaseError, errors.UnsureError):
    """The answer to a commit was lost on the way."""


class SeatOverError(errors.ForbiddenError):
    """The seat of this process has ended: it reads and changes nothing any more."""


def _kept() -> str:
    return _("保存済みのデータはそのまま残っています")


@contextlib.contextmanager
def translated(address: Address) -> Iterator[None]:
    """Whatever the engine raises becomes a `StoreError`."""
    try:
        yield
    except psycopg.Error as problem:
        raise refused(problem, address) from problem


@contextlib.contextmanager
def translated_while_making() -> Iterator[None]:
    """The same while a database is made ready, where nothing has a name yet."""
    try:
        yield
    except psycopg.Error as problem:
        raise DatabaseError(
            _("データベースを用意できませんでした（{reason}）", reason=_first_line(problem)),
            _("データベースは元のままです"),
            _("表と役割をつくる権限のある利用者で、もう一度お試しください"),
        ) from problem


def refused(problem: psycopg.Error, address: Address) -> errors.StoreError:
    """The typed error for a refusal of the engine."""
    match problem:
        case refusals.LockNotAvailable() | refusals.DeadlockDetected() | refusals.QueryCanceled() | refusals.SerializationFailure():
            return errors.busy(address)
        case refusals.DiskFull() | refusals.ReadOnlySqlTransaction() | refusals.InsufficientPrivilege():
            return _not_allowed(problem, address)
        case _ if problem.sqlstate == NEVER_CHANGES:
            return _not_allowed(problem, address)
        case _ if (made := _OF_SEATS.get(problem.sqlstate or "")) is not None:
            return made()
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return lost(address)
        case _:
            return DatabaseError(
                _("データベースで {name} を読み書きできませんでした（{reason}）", name=address.name, reason=_first_line(problem)),
                _kept(),
                _("dxcheck doctor でデータベースを確かめてください"),
                address,
            )


def _not_allowed(problem: psycopg.Error, address: Address) -> errors.StoreError:
    match problem:
        case refusals.DiskFull():
            return errors.DiskFullError(
                _("データベースの保存先に空きがありません"), _kept(), _("データベースの管理者に伝えてください"), address
            )
        case refusals.ReadOnlySqlTransaction():
            return errors.ReadOnlyError(
                _("データベースが読み取り専用です"), _kept(), _("予備のデータベースにつないでいないか確かめてください"), address
            )
        case refusals.InsufficientPrivilege():
            return errors.ForbiddenError(
                _("{name} を変える権限がありません", name=address.name), _kept(), _("データベースの管理者に確かめてください"), address
            )
        case _:
            return errors.ForbiddenError(
                _("{name} に保存した診断結果や記録は、あとから変えられません", name=address.name),
                _kept(),
                _("操作をやり直してもくり返すときは、管理者に相談してください"),
                address,
            )


def seat_over() -> SeatOverError:
    """Logged out, stopped, or another's by now."""
    return SeatOverError(_("このログインは終わっています"), _kept(), _("もう一度ログインしてください"))


def no_seat() -> DatabaseError:
    """The accounts say something else."""
    return DatabaseError(_("このアカウントでは始められません"), _kept(), _("もう一度ログインしてください"))


_OF_SEATS: Final = {SEAT_OVER: seat_over, NO_SEAT: no_seat}


def lost(address: Address) -> UnreachableError:
    """The connection broke; nothing of it was kept."""
    return UnreachableError(
        _("データベースとの接続が切れました（{name}）", name=address.name),
        _kept(),
        _("少し待ってから、もう一度お試しください"),
        address,
    )


def unknown_whether_kept() -> LostAnswerError:
    """The answer to a commit was lost, and nobody can be asked."""
    return LostAnswerError(
        _("データベースとの接続が切れ、最後の変更が保存できたか確かめられません"),
        _("それより前のデータはそのまま残っています"),
        _("つながってから、最後の変更があるか見てください"),
    )


def no_connection(reason: str) -> UnreachableError:
    """It cannot be reached."""
    return UnreachableError(
        _("データベースにつなげません（{reason}）", reason=" ".join(reason.split())),
        _("データベースには何も書き込んでいません"),
        _("接続先のつづりと、データベースが動いているか確かめてください"),
    )


def no_role(login: str, role: str) -> DatabaseError:
    """The login may not work here."""
    return DatabaseError(
        _("利用者 {login} は、dxcheckの役割 {role} に入っていません", login=login, role=role),
        _("データベースには何も書き込んでいません"),
        _(
            "用意がまだなら dxcheck db init を、済んでいればデータベースの管理者に GRANT {role} TO {login} を頼んでください",
            role=role,
            login=login,
        ),
    )


def kept_apart(login: str, role: str) -> DatabaseError:
    """The login is that of sessions or of the server, which may never work in this role."""
    return DatabaseError(
        _("利用者 {login} は画面かサーバーのためのもので、コマンドには使えません", login=login),
        _("データベースには何も書き込んでいません"),
        _("役割 {role} に入っているほかの利用者でつないでください。{login} をこの役割に加えてはいけません", role=role, login=login),
    )


def no_sessions() -> DatabaseError:
    """The login may work as a web server alone, and the sessions of one could not log in."""
    return DatabaseError(
        _("データベースの利用者 dxcheck_app で、ここからログインできないため、サーバーを動かせません"),
        _("データベースには何も書き込んでいません"),
        _("dxcheck_app のパスワードを決めて ~/.pgpass に書き、pg_hba.conf で入れるようにしてください"),
    )


def unreadable_url(reason: str) -> DatabaseError:
    """No connection string. What the library quotes of it is left out: it may be a piece of a password."""
    return DatabaseError(
        _("データベースの接続先を読めません（{reason}）", reason=_QUOTED.sub("…", " ".join(reason.split()))),
        _("データベースには何も書き込んでいません"),
        _("例: postgresql:///dxcheck、postgresql://db.example.lg.jp/dxcheck"),
    )


def password_in_url() -> DatabaseError:
    """Others of the machine would read it."""
    return DatabaseError(
        _("接続先にパスワードを書かないでください。同じ機械のほかの人にも見えます"),
        _("データベースには何も書き込んでいません"),
        _("パスワードは、自分だけが読める ~/.pgpass に書いてください"),
    )


def not_made(name: str) -> DatabaseError:
    """There are no tables of ours."""
    return DatabaseError(
        _("{name} は、dxcheckのデータベースとしてまだ用意されていません", name=name),
        _("データベースには何も書き込んでいません"),
        _("データベースの管理者として dxcheck db init で用意してください"),
    )


def of_older(name: str, found: int, known: int) -> DatabaseError:
    """Its tables are of an earlier dxcheck."""
    return DatabaseError(
        _("{name} の形式は {found} で、この版のdxcheckは {known} を使います", name=name, found=found, known=known),
        _("データベースには何も書き込んでいません"),
        _("pg_dump で控えを取り、ほかのdxcheckを止めてから、データベースの管理者として dxcheck db upgrade で新しくしてください"),
    )


def in_use(name: str, others: dict[str, int]) -> DatabaseError:
    """Others are connected to it with dxcheck.

    Args:
        name: of the database.
        others: how many connections, by login.
    """
    return DatabaseError(
        _n(
            "{name} に、dxcheckがいま {n} つの接続でつながっています（{logins}）",
            "{name} に、dxcheckがいま {n} つの接続でつながっています（{logins}）",
            sum(others.values()),
            name=name,
            logins=_("、").join(f"{login} {n}" for login, n in others.items()),
        ),
        _("形式は変えていません"),
        _("すべてのサーバー（dxcheck serve）とコマンドを止めてから、もう一度実行してください。止めずに進めるには --yes を付けてください"),
    )


def of_newer(name: str, found: int, known: int) -> DatabaseError:
    """Its tables are of a later dxcheck."""
    return DatabaseError(
        _("{name} は新しい版のdxcheckのデータベースです（形式 {found}、この版は {known} まで）", name=name, found=found, known=known),
        _("データベースには何も書き込んでいません"),
        _("dxcheckを新しい版に更新してください"),
    )


def no_unicode(name: str, encoding: str) -> DatabaseError:
    """Japanese would not fit in."""
    return DatabaseError(
        _("{name} の文字コードは {encoding} です", name=name, encoding=encoding),
        _("データベースには何も書き込んでいません"),
        _("文字コードを UTF8 にしたデータベースをつくってください（createdb -E UTF8）"),
    )


def _first_line(problem: psycopg.Error) -> str:
    return str(problem).partition("\n")[0]
