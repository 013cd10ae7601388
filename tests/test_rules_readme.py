"""Every example in rules/README.md is held to the real check: what it shows right and what it shows wrong."""

import datetime as dt
import json
import os
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from engine.facts import read_answers
from engine.language.loading import load_text, read_source
from engine.language.overlay import overlay_of
from engine.language.vocabulary import read_vocabulary
from engine.opinions.evaluate import evaluate
from engine.problems import Complaints, Place, Problem
from engine.proof.check import check_folder
from engine.proof.need_led import BARRED
from engine.proof.overlaid import overlaid

RULES = Path(__file__).resolve().parent.parent / "rules"
README = RULES / "README.md"
FENCE = re.compile(r"^```(\w+)(?: ([^\n]*))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MISTAKE = re.compile(r"((?:^```diff mistake[^\n]*\n.*?^```\n\n)+)^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = "my_first"
COLUMNS = (
    ("need", "evidence"),
    ("context", "provision"),
    ("duty",),
    ("plan",),
    ("diagnosis", "family", "identity"),
    ("money",),
)


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, the words after it, its text."""

    language: str
    words: tuple[str, ...]
    text: str


def blocks() -> list[Block]:
    text = README.read_text(encoding="utf-8")
    return [Block(m[1], tuple((m[2] or "").split()), m[3]) for m in FENCE.finditer(text)]


def examples(kind: str) -> dict[str, str]:
    """The texts of the blocks of one kind, by the name of the rulebook they belong to."""
    return {b.words[1]: b.text for b in blocks() if b.words[:1] == (kind,) and len(b.words) == 2}


def whole(name: str) -> str:
    """The example as a whole rulebook: those that begin at `facts:` get the head the page gives."""
    text = examples("rulebook")[name]
    if text.startswith("rulebook:"):
        return text
    (head,) = (block.text for block in blocks() if block.words == ("head",))
    return f"rulebook: {name}\n{head}{text}"


def write(folder: Path, rulebook: str, cases: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "rulebook.yaml").write_text(rulebook, encoding="utf-8")
    (folder / "cases.yaml").write_text(cases, encoding="utf-8")
    vocabulary = (RULES / "vocabulary.yaml").read_text(encoding="utf-8")
    (folder.parent / "vocabulary.yaml").write_text(vocabulary, encoding="utf-8")
    return folder


def test_the_overlay_on_the_page_can_be_tried() -> None:
    (text,) = examples("overlay").values()
    (name,) = examples("overlay")
    overlay, base = overlay_of(text, f"{name}.yaml"), RULES / "county_top_up"
    found = overlaid(overlay, read_source(base / "rulebook.yaml"), read_source(RULES / "vocabulary.yaml"), base)
    assert found.problems == ()
    assert found.book is not None and "is: 92%" in found.text


def problems_in(folder: Path) -> list[str]:
    """What the check says of a folder, one problem a line, with the file's name alone."""
    return [_said(problem, folder) for problem in check_folder(folder).problems]


def _said(problem: Problem, folder: Path) -> str:
    where = problem.where
    if isinstance(where, Place):
        where = f"{Path(where.file).name}:{where.line}:{where.column}"
    return f"{where}: {problem.message}".replace(str(folder.parent), "rules")


def test_every_block_is_tried() -> None:
    """No example stands on the page untested: each is of a kind that a test below takes up."""
    kinds = {("yaml", "head"), ("json", "case"), ("text", ""), ("diff", "mistake")}
    kinds |= {("yaml", "rulebook"), ("yaml", "cases"), ("yaml", "overlay")}
    strange = [b for b in blocks() if (b.language, (*b.words, "")[0]) not in kinds]
    assert not strange
    assert set(examples("rulebook")) == set(examples("cases"))
    text = README.read_text(encoding="utf-8")
    shown_wrong = sum(len(m[1].split("```diff")) - 1 for m in MISTAKE.finditer(text))
    assert shown_wrong == sum(b.language == "diff" for b in blocks())


@pytest.mark.parametrize("name", examples("rulebook"))
def test_example_passes_the_check(name: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "rules" / name, whole(name), examples("cases")[name])
    assert problems_in(folder) == []


def test_shipped_rulebooks_are_those_the_page_names() -> None:
    """Each scheme the page points to is there; an example that is shipped as well is the same text."""
    page = README.read_text(encoding="utf-8")
    shipped = {path.parent.name for path in RULES.glob("*/rulebook.yaml")}
    table = page[page.index("| form | where |") : page.index("### A plain sum")]
    named = set(re.findall(r"\| `(\w+)` \|", table))
    assert named <= shipped
    for name in named & set(examples("rulebook")):
        assert (RULES / name / "rulebook.yaml").read_text(encoding="utf-8") == whole(name)
        assert (RULES / name / "cases.yaml").read_text(encoding="utf-8") == examples("cases")[name]


def test_the_good_news_is_as_shown(tmp_path: Path) -> None:
    folder = write(tmp_path / SHOWN, whole(SHOWN), examples("cases")[SHOWN])
    said = check_folder(folder).summary.replace(str(folder), f"rules/{SHOWN}")
    assert f"    {said}\n" in README.read_text(encoding="utf-8")


def apply(diffs: str, files: dict[str, str]) -> dict[str, str]:
    """The files with each change made where its context and taken-out lines stand."""
    changed = dict(files)
    for diff in re.findall(r"^```diff[^\n]*\n(.*?)^```$", diffs, re.MULTILINE | re.DOTALL):
        lines = diff.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] in " -")
        new = "".join(line[1:] for line in lines if line[0] in " +")
        (home,) = (name for name, text in changed.items() if text.count(old) == 1)
        changed[home] = changed[home].replace(old, new)
    return changed


def test_mistakes_are_refused_in_the_words_shown(tmp_path: Path) -> None:
    """`make golden` writes the messages anew; read the difference before committing it."""
    files = {"rulebook": whole(SHOWN), "cases": examples("cases")[SHOWN]}
    page = README.read_text(encoding="utf-8")
    count = 0

    def said(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        now = apply(found[1], files)
        folder = write(tmp_path / str(count) / SHOWN, now["rulebook"], now["cases"])
        lines = problems_in(folder)
        assert lines, f"this is no mistake:\n{found[1]}"
        return f"{found[1]}```text\n" + "".join(f"{line}\n" for line in lines) + "```"

    now = MISTAKE.sub(said, page)
    if os.environ.get("EVENHAND_GOLDEN") == "update":
        README.write_text(now, encoding="utf-8")
        return
    assert now == page, "the page shows other messages than the check gives; run `make golden`"
    assert count > 10


@pytest.mark.parametrize("name", examples("case"))
def test_case_in_json_is_read(name: str) -> None:
    """The answers shown as JSON are answers the rulebook takes, and settle it."""
    book = load_text(whole(name), (RULES / "vocabulary.yaml").read_text(encoding="utf-8"))
    complaints = Complaints()
    case = json.loads(examples("case")[name], parse_float=Decimal)
    answers = read_answers(book.facts, case["facts"], complaints)
    assert complaints.problems == []
    found = evaluate(book, answers, dt.date(2026, 9, 14))
    assert found.status == "settled"
    assert found.outcome == {"band": 1, "annual_top_up": 150000}


def test_the_need_led_table_is_what_is_enforced() -> None:
    """Each cell of the table under "Need leads" says yes or no as the check does."""
    page = README.read_text(encoding="utf-8")
    for line in re.findall(r"^\| (?:outcome \(|`).*\|$", page, re.MULTILINE):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 7:
            continue
        for reads in re.findall(r"outcome|`(\w+)`", cells[0]):
            barred = BARRED[reads or "outcome"]
            for kinds, cell in zip(COLUMNS, cells[1:], strict=True):
                assert {kind in barred for kind in kinds} == {cell == "no"}, (line, kinds)


def test_shared_facts_are_all_listed() -> None:
    page = README.read_text(encoding="utf-8")
    text = (RULES / "vocabulary.yaml").read_text(encoding="utf-8")
    shared = read_vocabulary(text, "vocabulary.yaml", Complaints())
    for fact in shared.facts.values():
        options = ", ".join(f"`{each}`" for each in fact.type.options)
        kind = fact.type.kind + (" or none" if fact.type.maybe_none else "")
        assert f"| `{fact.name}` | {kind} | {fact.kind} | {options} |" in page
    assert ", ".join(f"`{each}`" for each in shared.areas) in page
    assert ", ".join(f"`{each}`" for each in shared.routes) in page
