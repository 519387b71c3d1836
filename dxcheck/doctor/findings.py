"""What `dxcheck doctor` looks at, apart from the terminal: program, data folder, every file in it, questionnaires and roster.

Looking changes nothing; the one thing written is a temporary file that shows whether the folder can be written.
"""

from __future__ import annotations

import platform
import shutil
import tempfile
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dxcheck.doctor.files import document_findings
from dxcheck.doctor.finding import Finding, Mark
from dxcheck.doctor.on_disk import in_no_copy
from dxcheck.i18n import _, _n
from dxcheck.model.roster import load_roster
from dxcheck.questionnaire import Library, shipped_folder
from dxcheck.store import files, layout, marker
from dxcheck.store.accounts import ACCOUNTS
from dxcheck.store.errors import DamagedError, StoreError
from dxcheck.store.folder import DataFolder
from dxcheck.store.opening import database_at, serves_alone
from dxcheck.store.shelves import codes_kept, shelf_of
from dxcheck.system.confinement import in_words, lacking
from dxcheck.system.oserror import os_reason
from dxcheck.system.progress import counted
from dxcheck.system.toml import FaultyFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dxcheck.store.shelf import Address

LITTLE_SPACE: Final = 200_000_000
"""Bytes under which the disk counts as nearly full."""
_NETWORK: Final = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ncpfs")


def program_findings() -> Iterator[Finding]:
    """Versions of dxcheck, Python and the libraries it needs."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("textual", "tinydb", "msgspec", "filelock"))
    yield Finding(
        Mark.GOOD,
        _(
            "dxcheck {version}（Python {python}、{system}）",
            version=metadata.version("dxcheck"),
            python=platform.python_version(),
            system=platform.system(),
        ),
    )
    yield Finding(Mark.GOOD, versions)


def data_findings(path: Path) -> Iterator[Finding]:
    """The data folder and every file in it."""
    if not path.exists():
        yield Finding(
            Mark.CARE,
            _("データの保存先 {path} はまだありません", path=path.absolute()),
            _(
                "別の場所のはずなら、--data か環境変数 DXCHECK_DATA で指定してください。新しくつくるときは、保存するコマンドに --data を付けるか、画面を開くときの確認に「はい」（y）と答えてください"
            ),
        )
        return
    try:
        folder = DataFolder.open(path, create=False)
    except DamagedError as problem:
        folder = DataFolder(path, marker.from_documents(path))
        content = marker.marker_bytes(marker.from_documents(path)).decode()
        yield Finding(Mark.PROBLEM, problem.what, _rewriting(" ".join(content.split())))
    except StoreError as problem:
        yield Finding(Mark.PROBLEM, f"{problem.what}", problem.advice)
        return
    kind = _("デモ（架空のデータ）") if folder.is_demo else _("実際のデータ")
    yield Finding(Mark.GOOD, _("データの保存先: {path}（{kind}）", path=path.absolute(), kind=kind))
    yield from _disk(path)
    yield from document_findings(folder)
    yield from _sessions(path)


def _rewriting(content: str) -> str:
    return _(
        "{name} を別の名前に変えて残し、控えにある {name} を置いてください。控えがなければ、次の1行を {name} として保存してください（ほかのファイルから分かる内容です）: {content}",
        name=marker.MARKER,
        content=content,
    )


def _disk(path: Path) -> Iterator[Finding]:
    try:
        with tempfile.NamedTemporaryFile(dir=path, prefix=".doctor."):
            pass
        yield Finding(Mark.GOOD, _("保存先に書き込めます"))
    except OSError as problem:
        yield Finding(
            Mark.PROBLEM,
            _("保存先に書き込めません（{reason}）", reason=os_reason(problem)),
            _("フォルダーの権限と空き容量を確かめてください。見るだけなら、このままで使えます"),
        )
    free = shutil.disk_usage(path).free
    megabytes = free // 1_000_000
    if free < LITTLE_SPACE:
        yield Finding(Mark.PROBLEM, _("空き容量が残り{n} MBです", n=megabytes), _("不要なファイルを消して空きをつくってください"))
    else:
        yield Finding(Mark.GOOD, _("空き容量 {n} MB", n=f"{megabytes:,}"))
    kind = _file_system(path)
    if kind in _NETWORK or str(path.absolute()).startswith(("\\\\", "//")):
        yield Finding(
            Mark.CARE,
            _("保存先はネットワーク上のフォルダーです（{kind}）", kind=kind or _("共有フォルダー")),
            _("同時に書いたときの守りが効かないことがあります。1台のパソコンの中のフォルダーに移してください"),
        )


def _sessions(path: Path) -> Iterator[Finding]:
    """How closely the server can keep sessions; where there are no accounts, nobody logs in from a browser."""
    if files.stamp(layout.place(path, ACCOUNTS)) is None:
        return
    found = lacking()
    if not found:
        yield Finding(Mark.GOOD, _("ブラウザーの画面は、1つずつ自分の担当のファイルだけに閉じ込められます"))
        return
    yield Finding(
        Mark.CARE,
        _("ブラウザーの画面のプログラムが乗っ取られたとき、この機械では次のことを止められません: {what}", what=in_words(found)),
        _("サーバー（dxcheck serve）は使えます。新しいLinuxで動かすと止められます"),
    )


def _file_system(path: Path) -> str:
    """The kind of file system a path lies on, as Linux names it; empty where that cannot be told."""
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    here = path.resolve()
    found = [(Path(fields[1]), fields[2]) for line in mounts if len(fields := line.split()) > 2]  # noqa: PLR2004
    fitting = [(place, kind) for place, kind in found if here.is_relative_to(place)]
    return max(fitting, key=lambda one: len(one[0].parts), default=(path, ""))[1]


def folder_findings(path: Path, roster: Path | None) -> Iterator[Finding]:
    """A data folder, the questionnaires and the roster."""
    yield from data_findings(path)
    yield from questionnaire_findings(path, roster)


def database_findings(url: str, roster: Path | None) -> Iterator[Finding]:
    """A database and everything in it."""
    try:
        if serves_alone(url):
            yield _server_alone(url)
            return
        root = database_at(url)
        folder = DataFolder.open(root)
        kind = _("デモ（架空のデータ）") if folder.is_demo else _("実際のデータ")
        yield Finding(Mark.GOOD, _("データの保存先: {path}（{kind}）", path=url, kind=kind))
        yield from _engine(url)
        yield from document_findings(folder)
        yield from questionnaire_findings(root, roster)
    except StoreError as problem:
        yield Finding(Mark.PROBLEM, problem.what, problem.advice)


def _engine(url: str) -> Iterator[Finding]:
    from dxcheck.store.database import lending
    from dxcheck.store.database.connecting import conninfo_of
    from dxcheck.store.database.migrations import WEB, WORKER
    from dxcheck.store.database.schema import (
        careless_settings,
        open_to_everybody,
        read_everything,
        set_by_logins,
    )  # few work with a database
    from dxcheck.store.database.server_role import server_login
    from dxcheck.store.database.transfer import left_out_of

    yield from in_no_copy(left_out_of(url))
    for name in careless_settings(url):
        yield Finding(
            Mark.PROBLEM,
            _("データベースの設定 {name} が off です。停電のとき、保存済みの回答を失うことがあります", name=name),
            _("データベースの管理者に、on に戻してもらってください"),
        )
    for login in read_everything(url):
        yield Finding(
            Mark.PROBLEM,
            _("画面かサーバーの利用者 {login} が、すべての市町の回答を読める役割 {role} に入っています", login=login, role=WORKER),
            _("データベースの管理者に REVOKE {role} FROM {login} を頼み、{login} のパスワードも変えてください", role=WORKER, login=login),
        )
    if left := open_to_everybody(url):
        yield Finding(
            Mark.CARE,
            _(
                "データベースの機能（{names}）を、どの利用者も使えます。乗っ取られた画面が、ほかの画面の接続を切るなどのじゃまをできます",
                names=", ".join(left),
            ),
            _("管理者（スーパーユーザー）で dxcheck db init {url} をもう一度実行すると閉じます", url=url),
        )
    if own := set_by_logins(url):
        yield Finding(
            Mark.CARE,
            _("画面用かサーバー用の利用者に、dxcheckが付けていない設定（{names}）があります", names="、".join(own)),
            _(
                "付けた覚えがなければ、乗っ取られた画面のしわざかもしれません。ALTER ROLE {role} RESET ALL と dxcheck db init で戻し、パスワードも変えてください",
                role=own[0].partition(":")[0],
            ),
        )
    if not lending.lets_sessions_in(conninfo_of(url)):
        yield _no_sessions()
    elif server_login(conninfo_of(url)) is not None:
        yield Finding(Mark.GOOD, _("ここで dxcheck serve を動かすと、サーバーは回答を読めない役割（{name}）ではたらきます", name=WEB))
    else:
        yield Finding(
            Mark.CARE,
            _("ここで dxcheck serve を動かすと、サーバーはすべての回答を読める役割（{name}）ではたらきます", name=WORKER),
            _("読めないようにするには、利用者 {name} のパスワードを決めて ~/.pgpass に書いてください", name=WEB),
        )


def _server_alone(url: str) -> Finding:
    from dxcheck.store.database.server_role import role_of_server  # few work with a database

    role_of_server(url)  # whether sessions have a login too
    return Finding(
        Mark.GOOD,
        _("{path} の利用者はサーバー専用で、回答を読めません。dxcheck serve に使えます", path=url),
        _("データの点検は、回答を読める利用者（役割 dxcheck_worker）の接続先で実行してください"),
    )


def _no_sessions() -> Finding:
    from dxcheck.store.database.migrations import APP

    return Finding(
        Mark.CARE,
        _(
            "データベースの利用者 {name} で、ここからログインできません。ここで dxcheck serve を動かすと、市町どうしの区切りはdxcheckだけが守ります",
            name=APP,
        ),
        _("データベースでも区切るには、{name} のパスワードを決めて ~/.pgpass に書いてください", name=APP),
    )


def questionnaire_findings(data: Address, roster: Path | None) -> Iterator[Finding]:
    """Questionnaires and roster."""
    kept = shelf_of(data).settings_folder(data)
    library = Library([shipped_folder(), kept / "questionnaires"])
    for one in library.all():
        n = len(one.items)
        yield Finding(Mark.GOOD, _n("診断票 {id} {version}（{n}問）", "診断票 {id} {version}（{n}問）", n, id=one.id, version=one.version))
    for problem in library.faulty:
        yield Finding(
            Mark.PROBLEM,
            _("診断票のファイルに誤りがあります: {path}", path=problem.path),
            _("dxcheck questionnaire check {path} で誤りの場所を確かめてください", path=problem.path),
        )
    yield from _in_use(library, data)
    yield from _reworded(library, data)
    local = kept / "roster.toml"
    chosen = roster or (local if local.is_file() else None)
    try:
        loaded = load_roster(chosen)
    except FaultyFileError as problem:
        yield Finding(Mark.PROBLEM, "; ".join([str(problem.path), *map(str, problem.faults)]), _("市町一覧のファイルを直してください"))
    else:
        yield Finding(Mark.GOOD, _("市町一覧: {name} {n}市町", name=loaded.prefecture, n=len(loaded.municipalities)))


def _in_use(library: Library, data: Address) -> Iterator[Finding]:
    """Questionnaires that the folder asks for and that are not there: the one in use, and those that somebody answered."""
    if isinstance(data, Path) and not data.is_dir():
        return
    try:
        folder = DataFolder.open(data, create=False)
    except StoreError:
        return  # said with the data folder
    there = {one.id for one in library.all()}
    if folder.questionnaire and folder.questionnaire not in there:
        yield Finding(
            Mark.PROBLEM,
            _("このフォルダーで使用中の診断票「{id}」のファイルがありません", id=folder.questionnaire),
            _("ファイルを questionnaires フォルダーに戻すか、dxcheck questionnaire use で別の診断票に決め直してください"),
        )
    answered: dict[str, int] = {}
    for code in counted(codes_kept(data), _("どの診断票で答えたかを調べています")):
        repository = folder.repository(code)
        try:
            ids = {one.questionnaire.id for one in repository.every_snapshot()} | {one.questionnaire.id for one in repository.every_draft()}
        except StoreError:
            continue  # said with the file
        for name in ids - there - {folder.questionnaire}:
            answered[name] = answered.get(name, 0) + 1
    for name, n in sorted(answered.items()):
        yield Finding(
            Mark.CARE,
            _n(
                "診断票「{id}」に{n}市町が回答していますが、そのファイルがありません",
                "診断票「{id}」に{n}市町が回答していますが、そのファイルがありません",
                n,
                id=name,
            ),
            _("回答はそのまま残っています。ファイルを questionnaires フォルダーに戻すと、また見られます"),
        )


def _reworded(library: Library, data: Address) -> Iterator[Finding]:
    """Questionnaires whose text is another than the one that was answered under the same version."""
    kept = [one.name for one in shelf_of(data).texts(data)]
    for one in library.all():
        name = f"{one.id}-{one.version}-"
        if any(text.startswith(name) and not text.endswith(f"{one.hash[:12]}.json") for text in kept):
            yield Finding(
                Mark.CARE,
                _("診断票 {id} {version} の文が、この版で回答されたときと違います", id=one.id, version=one.version),
                _("言い回しを変えたのなら、新しい version を付けてください。心当たりがなければ、控えのファイルと見くらべてください"),
            )
