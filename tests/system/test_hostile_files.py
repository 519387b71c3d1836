"""Files made to hang, to crash or to act on the terminal are read or refused at once, with a sentence that holds nothing that acts."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dxcheck.assessment.answer_file import MOST_FAULTS, FaultyAnswersError, read_answers
from dxcheck.benchmark.document import BenchmarkFileError, from_file
from dxcheck.cli.main import main
from dxcheck.model.roster import load_roster
from dxcheck.questionnaire import shipped_folder
from dxcheck.questionnaire.load import load_any, load_full
from dxcheck.store.layout import place
from dxcheck.system.toml import FaultyFileError, read_toml

SIZE = 100_000
Q = load_full(shipped_folder() / "ehime-dx.toml")

TOML: dict[str, str] = {
    "a number of 5,000 digits": "kind = " + "9" * 5000,
    "a number of 50,000 hexadecimal digits": 'kind = "full"\nscale = 0x' + "f" * 50_000,
    "one long dotted key": ".".join("a" * (SIZE // 2)) + " = 1",
    "one long dotted key with quotes and spaces": " . ".join(['"a"'] * (SIZE // 6)) + " = 1",
    "one long dotted key inside a table": "x = {" + ".".join("a" * (SIZE // 2)) + " = 1}",
    "a long header over many keys": "[" + ".".join("a" * (SIZE // 4)) + "]\n" + "\n".join(f"k{n} = 1" for n in range(SIZE // 16)),
    "many short keys": "\n".join(f"k{n} = 1" for n in range(SIZE // 9)),
    "one long word": 'kind = "full"\ntitle = "' + "a" * SIZE + '"',
    "quotes without end": "'\"" * (SIZE // 2),
    "deep": "a = " + "[" * SIZE,
    "the same municipality again and again": 'kind = "roster"\n' + '[[municipalities]]\ncode = "382019"\n' * (SIZE // 36),
}


@pytest.mark.parametrize("kind", TOML)
@pytest.mark.parametrize("load", [load_any, load_roster])
def test_a_toml_file_is_refused_within_a_second(kind: str, load: Callable[[Path], object], tmp_path: Path) -> None:
    """Of a processor that has other things to do, too. With a sentence, and no other error."""
    path = tmp_path / "in.toml"
    path.write_text(TOML[kind], encoding="utf-8")
    began = time.process_time()
    with pytest.raises(FaultyFileError) as refused:
        load(path)
    assert time.process_time() - began < 1
    assert refused.value.faults


def test_dots_in_texts_are_no_long_key(tmp_path: Path) -> None:
    """Sentences, ellipses, numbers of versions and addresses."""
    text = "A. B. C. " * 50 + "." * 200 + "www.pref.ehime.example.jp/a.b.c " + "1.2.3.4"
    (tmp_path / "in.toml").write_text(f"x = '{text}'\na.b.c = 1\n", encoding="utf-8")
    assert read_toml(tmp_path / "in.toml") == {"x": text, "a": {"b": {"c": 1}}}


ANSWERS: dict[str, str] = {
    "many items that are not there": "{" + ",".join(f'"gov-{n}":1' for n in range(SIZE // 12)) + "}",
    "the same item again and again": "{" + ",".join('"gov-01":1' for _n in range(SIZE // 11)) + "}",
    "many keys in one answer": '{"gov-01":{' + ",".join(f'"k{n}":1' for n in range(SIZE // 10)) + "}}",
    "one long key": json.dumps({"a." * (SIZE // 2): 1}),
    "a number of 5,000 digits": '{"gov-01":{"level":' + "9" * 5000 + "}}",
    "deep": '{"a":' * (SIZE // 5),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_file_of_answers_is_refused_within_a_second(kind: str) -> None:
    """And with no more faults than somebody can read."""
    began = time.process_time()
    with pytest.raises(FaultyAnswersError) as refused:
        read_answers(ANSWERS[kind].encode(), Q)
    assert time.process_time() - began < 1
    assert 1 <= len(refused.value.faults) <= MOST_FAULTS + 1
    assert len(str(refused.value)) < 60_000


@pytest.mark.parametrize("schema", [-5, 0, 10**30, "1", True, None])
def test_averages_with_a_schema_that_is_none_are_refused(schema: object) -> None:
    """Not with what a library thinks of it."""
    raw = json.dumps({"kind": "dxcheck-benchmark", "schema": schema, "demo": True, "benchmark": {}, "sha256": ""}).encode()
    with pytest.raises(BenchmarkFileError, match="形式の番号"):
        from_file(raw, demo=True, prefecture="380008")


ACTS = "\x1b]0;a\x07\x1b[2J\u202e\x9b"


def test_nothing_of_a_file_acts_on_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Keys and values of files of every kind, and their names, in what the commands say about them."""
    (tmp_path / "a.json").write_text(json.dumps({f"gov-01{ACTS}": {"level": 1}, "gov-01": {ACTS: 1, "level": ACTS}}), encoding="utf-8")
    (tmp_path / "a.toml").write_text(f'kind = "full"\n{json.dumps(ACTS[:6] + ACTS[7:])} = 1\nid = {json.dumps(ACTS)}\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text(f'kind = "roster"\nid = "a"\n{json.dumps(ACTS)} = 1', encoding="utf-8")
    data = tmp_path / "data"
    (data / "questionnaires").mkdir(parents=True)
    (data / "questionnaires" / f"a{ACTS.replace('/', '')}.toml").write_text('kind = "full"', encoding="utf-8")
    place(data, "382019.json").parent.mkdir(parents=True)
    place(data, "382019.json").write_text(json.dumps({"dxcheck": {"schema": 1, ACTS: 1}}), encoding="utf-8")
    (data / "roster.toml").write_text(f'kind = "roster"\n{json.dumps(ACTS)} = 1', encoding="utf-8")
    asked = (
        ("submit", "松山市", str(tmp_path / "a.json"), "--data", str(tmp_path / "new")),
        ("questionnaire", "check", str(tmp_path / "a.toml"), str(tmp_path / "b.toml")),
        ("questionnaire", "list", "--data", str(data)),
        ("doctor", "--data", str(data)),
        ("roster", "--data", str(data)),
        ("snapshot", "list", ACTS, "--data", str(tmp_path / "new")),
        ("chart", ACTS),
        ("benchmark", "import", str(tmp_path / "a.json")),
    )
    for one in asked:
        with contextlib.suppress(SystemExit):
            main(one)
        said = "".join(capsys.readouterr())
        assert said, one
        assert not set(ACTS) & set(said) - set("]0;a[2J"), (one, said)
    assert main(("submit", "松山市", str(tmp_path / "a.json"), "--data", str(tmp_path / "new"))) == 1
    assert "〔U+001B〕" in capsys.readouterr().err
