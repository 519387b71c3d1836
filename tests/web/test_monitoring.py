"""What monitoring is told: that the server answers, whether people may be sent to it, and figures without anything of anybody in them."""

from __future__ import annotations

import ast
import asyncio
import re
import threading
import time
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from web.serving import CODES, IMABARI, PASSWORD, Serve
from web.test_tabs import until

import dxcheck.web
from dxcheck.store import errors
from dxcheck.web.metrics import ENDS_OF_BUCKETS, REFUSALS, Histogram, Metrics
from dxcheck.web.monitoring import Monitoring
from dxcheck.web.server import free_port

LINE = re.compile(r"(dxcheck_[a-z_]+)(\{[a-z]+=\"[^\"]+\"(,[a-z]+=\"[^\"]+\")*\})? (-?[0-9.e+]+|\+Inf)")


def test_every_refusal_that_the_server_writes_down_is_counted_by_its_name() -> None:
    """Collected from the code: none ends up among the others, and no name is counted that nothing writes."""
    written = {
        call.args[0].value
        for path in Path(dxcheck.web.__file__).parent.glob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "refused" and call.args
        if isinstance(call.args[0], ast.Constant)
    }
    assert written == set(REFUSALS) - {"other"}


def figures(text: str) -> dict[str, float]:
    """Every line of figures; each is one that Prometheus can read."""
    lines = [one for one in text.splitlines() if not one.startswith("#")]
    assert all(LINE.fullmatch(one) for one in lines), lines
    return {name: float(value) for name, value in (one.rsplit(" ", 1) for one in lines)}


async def test_monitoring_reads_how_busy_the_server_is_and_nothing_of_anybody(serve: Serve) -> None:
    """Somebody guesses wrong, logs in, answers; all of it is counted, by this machine's port alone."""
    port = free_port()
    async with serve(metrics_port=port) as served, served.visitor() as visitor, aiohttp.ClientSession() as monitor:
        assert (await visitor.log_in(IMABARI, "wrong")).status == 401
        assert (await visitor.log_in(IMABARI)).status == 303
        async with visitor.tab(width=120, height=40) as line:
            await line.until("今治市")
            await line.keys("s")
            await line.until("診断  0/")
            await line.keys("2")
            await until(lambda: served.server.metrics.saves.total > 0)
            answer = await monitor.get(f"http://127.0.0.1:{port}/metrics")
            text = await answer.text()
        now = figures(text)
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        assert (now["dxcheck_logins"], now["dxcheck_sessions"], now["dxcheck_tabs_open"]) == (1, 1, 1)
        assert (now["dxcheck_data_reachable"], now["dxcheck_draining"]) == (1, 0)
        assert now['dxcheck_refused_total{kind="login-refused"}'] == 1
        assert now['dxcheck_request_seconds_count{kind="form"}'] == 2
        assert now["dxcheck_save_seconds_count"] >= 1
        assert now["dxcheck_key_seconds_count"] >= 2
        assert not [told for told in (IMABARI, PASSWORD, *CODES.values(), "今治") if told in text]
        elsewhere = await monitor.get(f"http://127.0.0.1:{port}/metrics", headers={"Host": f"elsewhere.example:{port}"})
        assert elsewhere.status == 421
        ready = await visitor.get("/readyz")
        assert (ready.status, await ready.json()) == (200, {"status": "ready"})
        assert (await visitor.get("/metrics")).status == 404


async def test_people_are_not_sent_where_the_data_cannot_be_reached(serve: Serve) -> None:
    """The folder is gone for a moment; the server answers all the same."""
    async with serve() as served, served.visitor() as visitor:
        await until(lambda: not served.server._is_starting())
        folder = served.workspace.folder.on_disk
        away = folder.rename(folder.with_name("fort"))
        unready = await visitor.get("/readyz")
        assert (unready.status, await unready.json()) == (503, {"status": "data"})
        assert (await visitor.get("/healthz")).status == 200
        away.rename(folder)


async def test_data_that_does_not_answer_holds_up_no_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen disk or database: one look waits for it, and is waited for no longer than it may take."""
    monkeypatch.setattr("dxcheck.web.monitoring.LOOK_WITHIN", 0.05)
    looks, go = [], threading.Event()

    def slow() -> None:
        looks.append(1)
        go.wait(60)

    monitoring = Monitoring(slow, lambda: False, lambda: False, lambda: (0, 1), Metrics(), dict)
    assert [await monitoring.readiness() for _ in range(3)] == ["data"] * 3
    assert len(looks) == 1
    go.set()
    async with asyncio.timeout(20):
        while await monitoring.readiness() != "ready":
            pass


async def test_two_who_ask_at_once_share_one_look() -> None:
    """A balancer and Prometheus come in the same moment; both are answered, then and later."""
    looks = []

    def slow() -> None:
        looks.append(1)
        time.sleep(0.05)

    monitoring = Monitoring(slow, lambda: False, lambda: False, lambda: (0, 1), Metrics(), dict)
    assert await asyncio.gather(*(monitoring.readiness() for _ in range(3))) == ["ready"] * 3
    assert len(looks) == 1
    assert await monitoring.readiness() == "ready"


async def test_a_look_that_fails_in_its_own_way_is_told_as_no_data() -> None:
    """And the next look is a new one."""
    faults: list[Exception] = [OSError(5, "input/output error")]

    def look() -> None:
        if faults:
            raise faults.pop()

    monitoring = Monitoring(look, lambda: False, lambda: False, lambda: (0, 1), Metrics(), dict)
    assert await monitoring.readiness() == "data"
    monitoring._looked_at = 0.0
    assert await monitoring.readiness() == "ready"


async def test_data_that_refuses_is_not_there() -> None:
    """Whatever the store says."""

    def refuse() -> None:
        raise errors.no_answer()

    assert await Monitoring(refuse, lambda: False, lambda: False, lambda: (0, 1), Metrics(), dict).readiness() == "data"
    assert await Monitoring(refuse, lambda: True, lambda: True, lambda: (0, 1), Metrics(), dict).readiness() == "draining"


async def test_nobody_is_sent_to_a_server_whose_first_screens_would_have_to_wait() -> None:
    """As while one node after the other is started anew: the next one ends only when this one opens screens at once."""
    starting = [True]
    monitoring = Monitoring(lambda: None, lambda: False, lambda: starting[0], lambda: (0, 1), Metrics(), dict)
    assert await monitoring.readiness() == "starting"
    starting[0] = False
    assert await monitoring.readiness() == "ready"


@given(st.lists(st.floats(0, 100)))
def test_a_histogram_counts_everything_once_and_only_rises(took: list[float]) -> None:
    """As Prometheus wants it: each line holds those below it."""
    one = Histogram()
    for seconds in took:
        one.note(seconds)
    counted = [float(line.rsplit(" ", 1)[1]) for line in one.lines("x")]
    buckets = counted[: len(ENDS_OF_BUCKETS) + 1]
    assert buckets == sorted(buckets)
    assert buckets[-1] == counted[-1] == len(took)
    assert buckets[:-1] == [sum(one <= end for one in took) for end in ENDS_OF_BUCKETS]


def test_what_a_session_says_of_its_saves_is_believed_as_figures_alone() -> None:
    """Nothing else gets in, and no name becomes a label."""
    metrics = Metrics()
    for said in ("many", None, [True, "x", -1, 1e9, float("nan")], [0.1] * 101, {"a": 1}):
        metrics.saved(said)
    metrics.refused("今治市 imabari")
    text = metrics.text({})
    assert "今治" not in text
    assert figures(text)['dxcheck_refused_total{kind="other"}'] == 1
    assert metrics.saves.total <= 1
