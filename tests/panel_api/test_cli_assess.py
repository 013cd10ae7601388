"""`evenhand assess` and `explain`: the outside contract, from any folder, and bad input told line by line."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.opinions.network import Network
from engine.proof import check
from panel_api import cli_assess
from panel_api.cli import run
from panel_api.content import rules_dir
from panel_api.seed.allocations import facts_of

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "year_4_mainstream.json"
EVENHAND = (sys.executable, "-c", "from panel_api.cli import main; main()")
CONTRACT = (
    "status", "outcome", "possible", "missing", "asks", "fired", "why", "why_not", "changes", "trace", "rulebook",
    "engines",
)  # fmt: skip


load_once = cache(check.load_checked)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is not a fault; and each rulebook is checked once for all these tests."""
    monkeypatch.setattr(cli_assess, "make_network", lambda: Network(timeout=60))
    monkeypatch.setattr(check, "load_checked", load_once)


def evenhand(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, in another folder."""
    return subprocess.run(
        [*EVENHAND, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def written(folder: Path, document: object) -> str:
    """A case file of this document; its path."""
    file = folder / "case.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return str(file)


def example(**changes: Any) -> dict[str, Any]:
    """The example case with other answers."""
    document: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    document["facts"] |= changes
    return document


@pytest.mark.parametrize("rulebook", ["county_top_up", "rules/county_top_up", str(rules_dir() / "county_top_up")])
def test_from_any_folder(tmp_path: Path, rulebook: str) -> None:
    done = evenhand(tmp_path, "assess", str(EXAMPLE), "--rulebook", rulebook)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Band 3, top-up for a full year £4,680")
    assert "This is advice. The panel decides." in done.stdout


def test_the_json_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", str(EXAMPLE), "--rulebook", "county_top_up", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert not [name for name in CONTRACT if name not in found]
    assert found["status"] == "settled"
    assert found["outcome"]["annual_top_up"] == "4680.00"
    assert {"name", "sha256", "as_of"} <= set(found["rulebook"])
    assert found["engines"]["agree"] is True
    assert len(found["engines"]["compared"]) == 2


@pytest.mark.parametrize("file", sorted((ROOT / "examples").glob("*.json")), ids=lambda path: path.stem)
def test_every_example_has_an_answer(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", str(file), "--rulebook", "county_top_up"]) == 0
    assert capsys.readouterr().out.count("\n") > 10


def test_explained_at_length(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(EXAMPLE), "--rulebook", "county_top_up"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Band 3")
    assert "What would change it\n- With " in said
    assert "Everything that was looked at" in said
    assert said.count("\n") > 200


def test_the_day_comes_from_either(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = example()
    del document["as_of"]
    file = written(tmp_path, document)
    assert run(["assess", file, "--rulebook", "county_top_up", "--as-of", "2025-09-14", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["outcome"]["annual_top_up"] == "4550.00"
    assert run(["assess", file, "--rulebook", "county_top_up"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{file}: as_of: no day is given.")


def test_a_day_before_the_rulebook(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", str(EXAMPLE), "--rulebook", "county_top_up", "--as-of", "2020-01-01", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "not_in_force"


BAD: list[tuple[str, object, list[str]]] = [
    ("wrong types", example(talking="3", sudden_need=1), ["facts.sudden_need", "facts.talking"]),
    ("a yes as a level", example(talking=True), ["facts.talking"]),
    ("null", example(talking=None), ["facts.talking"]),
    ("a level that is none", example(talking=7), ["facts.talking"]),
    ("an unknown fact", example(talkng=3), ["facts.talkng"]),
    ("a day that is none", example(specialist_report="2026-02-30"), ["facts.specialist_report"]),
    ("money as a number", example(provision_cost=4100), ["facts.provision_cost"]),
    ("an unknown field", {**example(), "asof": "2026-09-14"}, ["asof"]),
    ("no facts", {"as_of": "2026-09-14"}, ["facts"]),
    ("facts as a list", {"as_of": "2026-09-14", "facts": []}, ["facts"]),
    ("null facts", {"as_of": "2026-09-14", "facts": None}, ["facts"]),
    ("a day as a number", {**example(), "as_of": 20260914}, ["as_of"]),
    ("a day of no year", {**example(), "as_of": "0000-01-01"}, ["as_of"]),
    ("a null day", {**example(), "as_of": None}, ["as_of"]),
    ("everything at once", {"facts": {"talking": "3", "x": 1}, "y": 1}, ["y", "as_of", "facts.talking", "facts.x"]),
]


@pytest.mark.parametrize(("document", "places"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_bad_input_is_told_line_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], document: object, places: list[str]
) -> None:
    file = written(tmp_path, document)
    assert run(["assess", file, "--rulebook", "county_top_up", "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split(": ")[1] for line in err.splitlines()] == places
    assert all(line.startswith(f"{file}: ") and "Expected " in line for line in err.splitlines())


UNREADABLE = {
    "empty": "",
    "not JSON": "{facts}",
    "NaN": '{"facts": {"attendance": NaN}}',
    "a name twice": '{"facts": {}, "facts": {}}',
    "deep": "[" * 100_000,
    "long": " " * 2_000_000,
    "huge": '{"facts": {"attendance": 1e999999999}}',
    "a list": "[]",
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    file = written(tmp_path, text)
    assert run(["assess", file, "--rulebook", "county_top_up"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith(file)


def test_files_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.json"
    broken.write_bytes(b'{"facts": "\xff"}')
    for file in (tmp_path, tmp_path / "none.json", "a\0b", broken):
        assert run(["assess", str(file), "--rulebook", "county_top_up"]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert "Traceback" not in err
        assert len(err.splitlines()) == 1


def test_rulebooks_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rulebook.yaml").write_text("rulebook: [")
    for name in ("nowhere", "../county_top_up", "", "/", str(EXAMPLE), str(tmp_path)):
        assert run(["assess", str(EXAMPLE), "--rulebook", name]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.strip() and "Traceback" not in err


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["assess"], ["assess", "x", "--what"], ["dance"], ["whatif"], ["whatif", "rules/x", "--cases"]):
        assert run(arguments) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert len(err.splitlines()) == 1
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("evenhand ")


def test_a_difference_is_no_result(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def make_network() -> Network:
        return Network(timeout=60, distort=lambda opinion: replace(opinion, met=frozenset()))

    monkeypatch.setattr(cli_assess, "make_network", make_network)
    assert run(["assess", str(EXAMPLE), "--rulebook", "county_top_up", "--json"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("There is no result: second opinions differ on county_top_up.\n  network: ")
    assert "4100" not in err


def test_a_failed_engine_is_no_result(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(cli_assess, "make_network", lambda: Network(compile_timeout=0))
    assert run(["assess", str(EXAMPLE), "--rulebook", "county_top_up"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("There is no result: a second opinion could not be had.")


def test_our_own_failure_is_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> Network:
        raise RuntimeError("Robin Example")

    monkeypatch.setattr(cli_assess, "make_network", fail)
    assert run(["assess", str(EXAMPLE), "--rulebook", "county_top_up"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "RuntimeError" in err and "Robin" not in err and len(err.splitlines()) == 1


def test_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    """Another hash seed, time zone, language and clock change nothing at all."""
    arguments = ("assess", str(EXAMPLE), "--rulebook", "county_top_up", "--json")
    surroundings = [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "4242", "TZ": "America/Los_Angeles", "LANG": "tr_TR.UTF-8"},
    ]
    texts = {evenhand(tmp_path, *arguments, **each).stdout for each in surroundings}
    assert len(texts) == 1
    assert texts.pop().startswith("{")


def sharing(**changes: str) -> dict[str, Any]:
    """The invented county's sharing of 2026, with a fact of Riverside put otherwise."""
    facts = facts_of(2026)
    facts["partnership"]["Riverside"] |= changes
    return {"facts": facts, "as_of": "2026-04-01"}


def test_a_sharing_between_partnerships(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, sharing())
    assert run(["assess", file, "--rulebook", "partnership_allocation"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Everything is shared.\n\nCanal Towns: allocation £")
    assert "- allocation: £5,985,000\n" in out
    assert "People decide what is allocated." in out
    assert run(["explain", file, "--rulebook", "partnership_allocation"]) == 0
    assert "- Points for pupils: (20 × pupils 11,890) ÷" in " ".join(capsys.readouterr().out.split())
    assert run(["assess", file, "--rulebook", "partnership_allocation", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["status"] == "settled"
    parts = [each["outcome"]["allocation"] for each in found["partnership"].values()]
    assert sum(map(Decimal, parts)) == Decimal(found["totals"]["allocation"]) == 5_985_000


def test_a_sharing_that_cannot_be_read_or_is_not_in_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, sharing(pupils="many"))
    assert run(["assess", file, "--rulebook", "partnership_allocation"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.split(": ")[1]) == ("", "facts.partnership.Riverside.pupils")
    file = written(tmp_path, sharing() | {"as_of": "2025-03-31"})
    assert run(["assess", file, "--rulebook", "partnership_allocation"]) == 0
    assert capsys.readouterr().out == "This rulebook is in force from 1 April 2025, so not on 31 March 2025.\n"
    assert run(["assess", file, "--rulebook", "county_top_up"]) == 2
    assert "partnership: `partnership` is not asked" in capsys.readouterr().err
