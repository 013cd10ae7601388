"""The agreement chart says everything twice: once drawn, once in words; no figure reads as better than it is."""

import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from engine.agreement.against import Against
from engine.agreement.alpha import ALL_THE_SAME, NOBODY_TWICE, Alpha
from panel_api.render import environment
from panel_api.views.agreement import BAR, LONGEST_NAME, Line, agreement_view, figure

LINES = (
    Line("All levels together", Alpha(Fraction(9, 10), "", 40, 80), Against(60, 15, 5)),
    Line("Hearing", Alpha(Fraction(7, 10), "", 12, 24), Against(20, 4, 0)),
    Line("Sight", Alpha(Fraction(-1, 10), "", 40, 80), Against(30, 5, 5)),
    Line("Talking <b>", Alpha(None, ALL_THE_SAME, 40, 80)),
    Line("What nobody scored", Alpha(None, NOBODY_TWICE, 0, 0)),
)


def drawn(lines: tuple[Line, ...]) -> tuple[ElementTree.Element, str]:
    """The chart as XML, and the table as text."""
    template = environment().from_string(
        '{% import "_agreement.html" as parts %}{{ parts.chart(view) }}§{{ parts.table(view, "By strand") }}'
    )
    chart, table = template.render(view=agreement_view(lines)).split("§")
    return ElementTree.fromstring(chart), " ".join(re.sub(r"<[^>]+>", " ", table).split())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1), "1.000"),
        (Fraction("0.79999"), "0.799"),
        (Fraction(2, 3), "0.666"),
        (Fraction(0), "0.000"),
        (Fraction(-1, 3), "−0.334"),
        (None, "–"),
    ],
)
def test_a_figure_is_cut_and_never_reads_as_better_than_it_is(value: Fraction | None, text: str) -> None:
    assert figure(value) == text


def test_the_chart_has_a_name_a_description_and_words_at_every_bar() -> None:
    chart, _ = drawn(LINES)
    assert chart.attrib["role"] == "img"
    named = [chart.find(f"*[@id='{each}']") for each in chart.attrib["aria-labelledby"].split()]
    assert [each is not None and each.tag for each in named] == ["title", "desc"]
    says = chart.findtext("desc") or ""
    assert "Of five figures: one firm, one tentative, one weak and two not to be had." in says
    assert "The lowest is sight, −0.100." in says
    texts = ["".join(each.itertext()) for each in chart.iter("text")]
    for name, beside in (
        ("All levels together", "0.900 firm"),
        ("Hearing", "0.700 tentative"),
        ("Sight", "−0.100 weak"),
    ):
        assert texts.index(beside) == texts.index(name) + 1
    assert texts.count("no figure") == 2


def test_bars_are_as_long_as_their_figures_and_below_nothing_there_is_none() -> None:
    chart, _ = drawn(LINES)
    bars = [each for each in chart.iter("rect") if "eh-chart__bar" in each.attrib["class"]]
    assert [int(bar.attrib["width"]) for bar in bars] == [BAR * 9 // 10, BAR * 7 // 10]
    assert "style" not in ElementTree.tostring(chart, encoding="unicode"), "the content policy allows no inline style"


def test_the_table_says_what_the_chart_shows_and_what_its_words_mean() -> None:
    _, table = drawn(LINES)
    assert "All levels together 0.900 Firm: rely on it 40 60 15 5" in table
    assert "Hearing 0.700 Tentative: no firm conclusion; few cases 12 20 4 0" in table
    assert "Talking &lt;b&gt; – No figure 40 – – –" in table
    for word in ("Few cases: fewer than 20", "No figure: every score is the same.", "No figure: no case was scored by"):
        assert table.count(word) == 1
    _, plain = drawn((Line("Hearing", Alpha(Fraction(1), "", 30, 60)),))
    assert "Few cases" not in plain
    assert "Higher" not in plain, "nothing was held against a first reading"


def test_a_long_name_is_cut_in_the_chart_and_whole_in_the_table() -> None:
    name = "Noise, light, touch, taste and other sensations of every kind"
    chart, table = drawn((Line(name, Alpha(Fraction(1), "", 30, 60)),))
    label = next("".join(each.itertext()) for each in chart.iter("text") if each.attrib["class"] == "eh-chart__name")
    assert label.endswith("…") and len(label) <= LONGEST_NAME and name.startswith(label[:-1])
    assert name in table
