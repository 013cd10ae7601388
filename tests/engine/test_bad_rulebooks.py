"""Bad rulebooks, one mistake each: told at its place, in plain words; several mistakes all at once."""

import time
from pathlib import Path

import pytest

from engine.language.loading import load_text
from engine.problems import Refused
from engine.proof.check import check_folder, check_rulebook, load_checked, main
from tests.engine.mistakes import GOOD, VOCABULARY, told, with_mistake

WHEN = '"ehc_plan"'
POINTS = '"language + learning"'
HOURS = "  hours: {"
ANOTHER = "{type: yes_no, kind: need, asks: Is it}\n"

MISTAKES = [
    # The text itself
    (HOURS, "\thours: {", "20:1", "found character '\\t' that cannot start any token", "Indent with spaces"),
    (HOURS, "  language: {", "20:3", "`language` is written twice (first on line 10)", "Remove or rename one"),
    ("book: good", "book: &a good", "1:11", "anchors and aliases are not read", "Write it out in full"),
    ("A good", "*a #", "2:8", "anchors and aliases are not read", "Write it out in full"),
    ("book: good", "book: !!str good", "1:11", "the tag tag:yaml.org,2002:str is not read", "Remove the tag"),
    ("good\n", "!!python/object/apply:os.system [x]\n", "1:11", "os.system is not read", "Remove the tag"),
    ("outcome:", "---\noutcome:", "72:1", "a second document begins", "one document a file"),
    ("A good", "A g\0od", "2:11", "the character 0x0000 cannot stand here", "Remove it"),
    (
        "title: A good rulebook",
        'title: "A \\ud800 rulebook"',
        "2:8",
        "the character 0xd800 cannot stand here",
        "Remove it",
    ),
    ("A good", "A g\ud800od", "2:11", "the character 0xd800 cannot stand here", "Remove it"),
    ("met: Less", "met: Note: less", "62:14", "mapping values are not allowed here", "text that holds a colon"),
    ("[unit, school]", "[unit, school", "23:72", "got '}'", "the brackets on this line"),
    ("  policy: {", "  ? [a]\n  : b\n  policy: {", "8:5", "a list or mapping stands as a key", "Use a name"),
    ("derive:", "derive:\n  <<: {a: b}", "50:3", "`<<` is not a name", "Rename it"),
    # Its sections and fields
    ("title: A good rulebook\n", "", "1:1", "the rulebook has no `title`", "Add it"),
    ("rounding: half", "roundng: up\nrounding: half", "6:1", "`roundng` has no meaning", "one of `rounding`"),
    ("rounding: half_even", "rounding: NO", "6:11", "`NO` is not a `rounding`", "one of half_even"),
    ("rules:\n", "rules: none\nx:\n", "52:8", "`rules` is not a list", "Put a dash before each"),
    ("2026-04-01, to: 2028-03-31", "2026-02-30, to: 2028-03-31", "5:18", "`2026-02-30` is not a day", "2026-04-01"),
    ("2026-04-01, to: 2028-03-31", "2026-04-01, to: 2025-03-31", "5:11", "it ends (2025-03-31) before", "Correct"),
    # Facts
    ("kind: provision, asks: How", "kind: plan, asks: How", "20:31", "a fact of the kind plan", "`hours: shared`"),
    ("ehc_plan: shared", "ehc_pln: shared", "24:3", "`ehc_pln` is not in the shared vocabulary", "`ehc_plan`"),
    (HOURS, f"  day: {ANOTHER}{HOURS}", "20:3", "`day` is already a word of the language", "Rename one"),
    (HOURS, f"  min: {ANOTHER}{HOURS}", "20:3", "`min` is already a word of the language", "Rename one"),
    (HOURS, f"  Hours: {ANOTHER}{HOURS}", "20:3", "`Hours` is not a name", "small letters"),
    ("[Not at all, A little, A good deal, Almost wholly]", "[No]", "14:13", "1 levels are given", "from 2 to 60"),
    ("[unit, school]", "[unit, none]", "23:59", '"none" cannot be an option', "Use that field"),
    ("most: 40", "most: 4" + "0" * 50, "20:90", "does not bound a number", "Correct it"),
    # Values
    ("policy, is: £6000", "polcy, is: £6000", "48:34", "the source `polcy` is not declared", "policy"),
    ("source: policy, is: £6000", "is: £6000", "48:7", "a dated entry of `contribution` has no `source`", "Add it"),
    ("to: 2027-03-31", "to: 2027-06-30", "42:7", "two entries of `tariff` are in force on 2027-04-01", "one at"),
    ("{0: 0, 2: 1, 4: 2}", "{0: 0, 4: 1, 2: 2}", "29:28", "`2` comes after a step that begins later", "rising"),
    ("{0: 0, 2: 1, 4: 2}", "{0 to 1: 0, 3 to 5: 1}", "29:27", "there is a gap in the ladder at 2", "begin at 2"),
    ("{0: 0, 2: 1, 4: 2}", "{0 to 2: 0, 2 to 5: 1}", "29:27", "there is an overlap in the ladder at 2", "Close"),
    ("{0: 0, 2: 1, 4: 2}", "{0 to 1: 0, 2: 1}", "29:15", "the ladder mixes", "one way throughout"),
    ("2: £1800}", "2: 1800}", "32:7", "the table mixes money and whole", "Write every amount with its £"),
    ("2: £1800}", "2: £1800, 2.0: £3}", "37:42", "`2.0` is the same key as `2`", "Remove one"),
    ("2: £1800}", "2: £1,800}", "37:41", "is not a value", "write £1240 without the comma"),
    # Expressions
    (POINTS, '"langage + learning"', "50:12", "nothing is called `langage`", "one of `language`"),
    (POINTS, '"mx(language, learning)"', "50:12", "there is no function `mx`", "one of `max`"),
    (POINTS, '"language + contribution"', "50:12", "money and whole cannot be added", "Give the amount its £"),
    (POINTS, '"(language + learning) / 0"', "50:36", "division by zero", "divide(a, b, places=2)"),
    (POINTS, '"(language + learning) / 3"', "50:36", "this division may never end", "divide(a, b, places=2)"),
    (POINTS, '"language + learning + band"', "50:3", "points → band → points", "Break the circle"),
    (POINTS, '"language * points"', "50:3", "`points` depends on itself: points → points", "Break the circle"),
    (WHEN, '"place"', "66:11", "`when` is a name, not a condition", "yes or no"),
    (WHEN, "\"place == 'units'\"", "66:21", '"units" is never one of these answers', '"unit", "school"'),
    (WHEN, '"little_spent and county_pays"', "65:5", "county_pays → county_pays", "Break the circle"),
    ("given(plan_cost, 0) <", "plan_cost <", "60:12", 'this may be answered "none"', "given(…, otherwise)"),
    (WHEN, '""', "66:11", "`when` is empty", "some text"),
    (WHEN, '"ehc_plan; 1"', "66:20", "this is not an expression", "Correct it"),
    (WHEN, '"ehc_plan # and more"', "66:11", "a `#` ends the expression", "remarks outside"),
    (WHEN, '"ehc_plаn"', "66:12", "nothing is called `ehc_plаn`", "one of `ehc_plan`"),
    # What Python has and the language has not
    (WHEN, '"(lambda: ehc_plan)()"', "66:12", "only functions of the language can be called", "a function"),
    (WHEN, '"ehc_plan.__class__"', "66:12", "`ehc_plan.__class__` is not part of the language", "names"),
    (WHEN, "\"__import__('os')\"", "66:12", "there is no function `__import__`", "Correct the name"),
    (WHEN, '"import os"', "66:12", "this is not an expression", "Correct it"),
    (WHEN, "\"f'{place}' == 'x'\"", "66:12", "`f'{place}'` is not part of the language", "names"),
    (WHEN, '"[x for x in place]"', "66:12", "`[x for x in place]` is not part of the language", "names"),
    (WHEN, '"(x := ehc_plan)"', "66:13", "`(x := ehc_plan)` is not part of the language", "names"),
    (WHEN, '"await ehc_plan"', "66:12", "`await ehc_plan` is not part of the language", "names"),
    (WHEN, '"place[0]"', "66:12", "`place[0]` is not part of the language", "names"),
    (WHEN, '"min(*place) > 3"', "66:12", "starred arguments are not part of the language", "Write each one"),
    (WHEN, '"language ** 9 > 3"', "66:12", "this sign is not part of the language", "+ - * /"),
    (WHEN, '"language > 1e999"', "66:23", "`1e999` is not a value here", "12 or 1.5"),
    (WHEN, '"language > 0x1F"', "66:23", "`0x1F` is not a value here", "12 or 1.5"),
    (WHEN, '"True"', "66:12", "`True` is not a value here", "yes or no"),
    # Too much
    (WHEN, '"' + "(" * 1000 + 'ehc_plan"', "66:", "too many nested parentheses", "Correct it"),
    (WHEN, '"' + "not " * 400 + 'ehc_plan"', "66:11", "the expression is nested too deeply", "at most 60"),
    (WHEN, '"' + "ehc_plan or " * 400 + 'ehc_plan"', "66:11", "the expression has 4,808 letters", "Split it up"),
    # Rules
    ("then: note", "then: notice", "61:11", "`notice` is not a `then`", "ask, note"),
    ("route: county_statutory", "route: county", "68:12", "`county` is not a route", "county_statutory"),
    ("    route: county_statutory\n", "", "65:5", "`then: route` and `route:` go together", "Name the account"),
    ("    source: policy\n  - id: county", "  - id: county", "59:5", "a rule has no `source`", "Add it"),
    ("id: little_spent", "id: county_pays", "65:9", "two rules are called `county_pays`", "Rename one"),
]


@pytest.mark.parametrize(("old", "new", "place", "wrong", "remedy"), MISTAKES, ids=[m[3] + m[1][:20] for m in MISTAKES])
def test_each_mistake_is_told_at_its_place(old: str, new: str, place: str, wrong: str, remedy: str) -> None:
    lines = [line for line in told(with_mistake((old, new))) if wrong in line]
    assert lines, told(with_mistake((old, new)))
    assert lines[0].startswith(place)
    assert remedy in lines[0]


def test_the_good_rulebook_is_good() -> None:
    assert told(GOOD) == []
    assert check_rulebook(load_text(GOOD, VOCABULARY)) == []


def test_all_are_told_at_once_and_in_order() -> None:
    text = with_mistake(
        ("title: A good rulebook\n", ""),
        ("rounding: half_even", "rounding: NO"),
        ("{0: 0, 2: 1, 4: 2}", "{0: 0, 4: 1, 2: 2}"),
        (POINTS, '"langage + learning"'),
        ("then: note", "then: notice"),
        ("source: policy, is: £6000", "source: polcy, is: £6000"),
    )
    lines = told(text)
    assert [line.split(":")[0] for line in lines] == ["1", "5", "28", "47", "49", "60"]
    text = with_mistake(
        ("above: {from: 6, do: refer}", "above: {from: 7, do: refer}"),
        ("          2: £3,200\n", ""),
        (WHEN, '"ehc_plan or language >= 0"'),
        ("met: Band {band}", "met: Band {bond}"),
        ('annual_top_up: "', 'annual_top_up: "0 if ehc_plan else '),
    )
    lines = told(text)
    assert len(lines) == 6, lines  # the sixth: no need leads to a person


def test_no_stays_text() -> None:
    text = with_mistake(("[unit, school]", "[NO, yes, on, 1.10]"), ("        unit: {", '        "NO": {'))
    text = text.replace("        school:\n", '        "1.10": {0: £0, 1: £1, 2: £2}\n        "*":\n')
    assert told(text) == []
    assert load_text(text, VOCABULARY).facts["place"].type.options == ("NO", "yes", "on", "1.10")


@pytest.mark.parametrize("text", ["", "# nothing\n", "hello", "- a\n- b\n", "{}", "[]", "rulebook:\n", "a: |\n"])
def test_what_is_no_rulebook_is_told(text: str) -> None:
    assert told(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 100_000 + "]" * 100_000,
        "a: " + "{a: " * 100_000 + "}" * 100_000,
        "\n".join(" " * depth + "a:" for depth in range(3000)),
        "- " * 100_000 + "a",
        '"' + "a" * 1_900_000,
        "a: " + "*b " * 100_000,
    ],
    ids=["lists", "mappings", "indents", "dashes", "a long word", "aliases"],
)
def test_nesting_and_length_end_quickly(text: str) -> None:
    begun = time.monotonic()
    assert told(text)
    assert time.monotonic() - begun < 20


def test_a_chain_of_a_hundred_steps_is_read_and_a_longer_one_told() -> None:
    def chain(count: int, deep: int) -> str:
        brackets = "0 + (" * deep
        steps = "".join(f'  s{n}: "{brackets}s{n + 1}{")" * deep}"\n' for n in range(count))
        return with_mistake(
            ("derive:\n", f'derive:\n{steps}  s{count}: "language"\n'), ("language + learning", "learning + s0")
        )

    assert told(chain(90, 1)) == []
    assert any("chained too deeply" in line for line in told(chain(150, 1)))
    assert any("chained too deeply" in line for line in told(chain(90, 25)))


def folder_with(tmp_path: Path, text: str | bytes, name: str = "good") -> Path:
    folder = tmp_path / "rules" / name
    folder.mkdir(parents=True)
    (tmp_path / "rules" / "vocabulary.yaml").write_text(VOCABULARY, encoding="utf-8")
    (folder / "rulebook.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (GOOD.encode("utf-16"), "is not UTF-8 text"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        (b"a" * 50_000_000, "the file has 50,000,000 bytes"),
    ],
    ids=["utf-16", "bytes", "50 MB"],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes, wrong: str) -> None:
    report = check_folder(folder_with(tmp_path, content))
    assert wrong in report.problems[0].wrong


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    report = check_folder(tmp_path / "nowhere")
    assert "cannot be read" in report.problems[0].wrong
    assert report.summary == ""


def test_the_folder_bears_the_rulebooks_name(tmp_path: Path) -> None:
    report = check_folder(folder_with(tmp_path, GOOD, "other"))
    wrongs = [problem.wrong for problem in report.problems]
    assert wrongs == ["no cases stand beside the rulebook", "the rulebook is called `good` and its folder other"]
    with pytest.raises(Refused, match="its folder other"):
        load_checked(folder_with(tmp_path / "again", GOOD, "other"))
    assert load_checked(folder_with(tmp_path / "right", GOOD)).name == "good"


def test_the_command_prints_places_and_never_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_with(tmp_path, with_mistake((POINTS, '"langage + learning"')))
    assert main([str(folder)]) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(f"{folder}/rulebook.yaml:50:12: nothing is called `langage`. Expected one of `language`.")
