"""A real nginx in front of servers, with a configuration that people are shown."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
OPENSSL = shutil.which("openssl")
NEEDED = pytest.mark.skipif(NGINX is None or OPENSSL is None, reason="needs nginx and openssl (Debian: nginx-light, openssl)")


def configuration(folder: Path, port: int, shown: str, changes: Iterable[tuple[str, str]]) -> Path:
    """What is shown, at this port, with a certificate made just now; and with other changes, each of something that is there."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    asked = [str(OPENSSL), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    subprocess.run([*asked, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    for old, new in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("server_name dx.example.jp;", "server_name 127.0.0.1;"),
        *changes,
    ):
        assert old in shown, old
        shown = shown.replace(old, new)
    shown = re.sub(r"(ssl_certificate) .*;", rf"\1 {certificate};", re.sub(r"(ssl_certificate_key) .*;", rf"\1 {key};", shown))
    temporary = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whole = f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}{shown}}}\n"
    path = folder / "nginx.conf"
    path.write_text(whole, encoding="utf-8")
    return path


@asynccontextmanager
async def nginx(folder: Path, port: int, shown: str, *changes: tuple[str, str]) -> AsyncIterator[None]:
    """Run it."""
    process = await asyncio.create_subprocess_exec(str(NGINX), "-p", str(folder), "-c", str(configuration(folder, port, shown, changes)))
    try:
        async with asyncio.timeout(10):
            while True:
                try:
                    _reader, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    assert process.returncode is None, (folder / "error.log").read_text(encoding="utf-8")
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    break
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
