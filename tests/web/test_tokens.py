"""What is kept of a login's token: its hash, and nothing to log in with."""

from __future__ import annotations

import asyncio
import gc
import types

from web.serving import IMABARI, MATSUYAMA, PASSWORD, Serve, Served

NEW = "atarashii-aikotoba"
_NO_DATA = (types.ModuleType, type, types.FunctionType, types.BuiltinFunctionType, types.CodeType, asyncio.AbstractEventLoop)


async def test_no_token_of_anybody_is_in_the_server(serve: Serve) -> None:
    """While screens are open, after a new password, and after logging out: whoever reads the server's memory can be nobody."""
    async with serve() as served, served.logged_in() as visitor, served.logged_in(MATSUYAMA) as other, visitor.tab() as line:
        await line.until("今治市")
        tokens = [visitor.token, other.token]
        assert await _where(served, tokens) == []
        form = {"csrf": await visitor.form("/password"), "old": PASSWORD, "new": NEW, "again": NEW}
        assert (await visitor.post("/password", form)).status == 303
        tokens.append(visitor.token)
        async with visitor.tab("tab-0002") as second:
            await second.until("今治市")
            assert await _where(served, tokens) == []
            assert await _where(served, [IMABARI]), "what is there is found"
        assert (await other.post("/logout", {"csrf": await other.form("/")})).status == 303
        assert await _where(served, tokens) == []


async def _where(served: Served, secrets: list[str]) -> list[str]:
    """The ways to a text in all that the server holds that has a secret in it. Of a connection that waits for its next request, the last one is there for a minute."""
    for one in list(served.server.gate._silent):
        one.end()
    await asyncio.sleep(0.05)
    left: list[tuple[object, str]] = [(served.server, "")]
    seen: set[int] = set()
    found = []
    while left:
        one, way = left.pop()
        if id(one) in seen or isinstance(one, _NO_DATA):
            continue
        seen.add(id(one))
        way = f"{way} > {type(one).__name__}"
        if isinstance(one, str | bytes | bytearray):
            text = one if isinstance(one, str) else bytes(one).decode("utf-8", "replace")
            found += [f"{way}: {text[:60]!r}" for secret in secrets if secret in text]
        left += [(each, way) for each in gc.get_referents(one)]
    return found
