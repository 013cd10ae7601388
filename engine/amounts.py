"""Values in words: money, days, numbers, levels and names as a reader of sentences expects them.

`£6,378` and `£1,044.85` in sentences, `£6,378.00` in tables; `14 September 2026`; `90%`; `34 points`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from engine.facts import Fact
from engine.values import NONE, Answer, Type, plain

NOT_KNOWN: Final = "not yet known"
_SMALL: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS: Final = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def money_words(amount: int | Decimal, *, table: bool = False) -> str:
    """Pence as pounds: 637800 → "£6,378", in a `table` "£6,378.00"; pence are shown where there are any."""
    pounds = Decimal(amount).scaleb(-2)
    if pounds == pounds.to_integral_value() and not table:
        text = f"{abs(int(pounds)):,}"
    else:
        text = f"{abs(pounds):,.2f}" if Decimal(amount) == int(amount) else f"{abs(pounds):,f}"
    return f"{'−' if pounds < 0 else ''}£{text}"


def day_words(day: dt.date) -> str:
    """14 September 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def number_words(number: int | Decimal) -> str:
    """The exact number with a true minus sign; thousands are parted from 10,000, so years stay years."""
    text = plain(-number if number < 0 else number)
    whole, point, rest = text.partition(".")
    grouped = f"{int(whole):,}" if len(whole) > 4 else whole
    return f"{'−' if number < 0 else ''}{grouped}{point}{rest}"


def count_words(count: int) -> str:
    """Small counts as words: "no", "three"; from eleven on as digits."""
    return _SMALL[count] if 0 <= count < len(_SMALL) else number_words(count)


def ordinal(n: int) -> str:
    """first, second, …; 6th from six on."""
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return _ORDINALS.get(n, f"{n}{ending}")


def with_unit(value: int | Decimal, unit: str | None) -> str:
    """A number and its unit: "34 points", "1 point"."""
    if not unit:
        return number_words(value)
    one = unit[:-1] if unit.endswith("s") and not unit.endswith("ss") else unit
    return f"{number_words(value)} {one if value == 1 else unit}"


def listing(parts: Iterable[str], joiner: str = "and") -> str:
    """a, b and c."""
    several = list(parts)
    if len(several) < 2:
        return "".join(several)
    return f"{', '.join(several[:-1])} {joiner} {several[-1]}"


def value_words(value: Answer, type_: Type, words: Mapping[str, str] | None = None, unit: str | None = None) -> str:
    """A value in a sentence. `words` gives names and levels their words, `unit` goes behind a number."""
    words = words or {}
    if value is None:
        return NOT_KNOWN
    if isinstance(value, str):
        return words.get(value, "none" if value == NONE else spoken(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date):
        return day_words(value)
    if isinstance(value, tuple):
        return ", then ".join(words.get(each, spoken(each)) for each in value) or "nothing"
    if isinstance(value, frozenset):
        return listing(words.get(each, spoken(each)) for each in in_order(value, words)) or "nothing"
    if type_.kind == "money":
        return money_words(value)
    if type_.kind == "percent":
        return number_words(value) + "%"
    return with_unit(value, unit or type_.unit)


def answer_words(fact: Fact, value: Answer) -> str:
    """A fact's answer in a sentence: "level 3 (single words or signs)", "£4,100", "there is no such report"."""
    if value == NONE and isinstance(value, str) and fact.type.maybe_none:
        return "there is none" if fact.none_words in (None, "There is none") else str(fact.none_words)
    if fact.is_level and isinstance(value, int):
        return f"level {value} ({inside(fact.words[str(value)])})"
    return value_words(value, fact.type, fact.words)


def in_order(names: Iterable[str], words: Mapping[str, str]) -> list[str]:
    """Names in the order their options were declared, others after them by name."""
    order = {name: position for position, name in enumerate(words)}
    return sorted(names, key=lambda name: (order.get(name, len(order)), name))


def spoken(name: str) -> str:
    """A name of the rulebook as words: specialist_report → specialist report."""
    return name.replace("_", " ")


def inside(text: str) -> str:
    """A text as it stands inside a sentence: without a full stop, its first letter small where that is safe."""
    text = text.strip().removesuffix(".")
    first = text.split(" ", 1)[0].rstrip(",;:")
    if first != "I" and first[1:] == first[1:].lower() and not any(each.isdigit() for each in first):
        return text[:1].lower() + text[1:]
    return text


def sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", ".”")) else text + "."


def is_plural(label: str) -> bool:
    """Whether a label takes "are": "points for talking", "worry and mood"; not "the highest level"."""
    words: Sequence[str] = [word.strip(",;:").lower() for word in label.split()]
    while words and words[0] in ("all", "any", "these", "those"):
        words = words[1:]
    head = words[0] if words else ""
    if head in ("the", "what", "whether", "how") or head.endswith("ing"):
        return False
    if len(words) > 2 and words[1] == "and":
        return True
    ends = head.endswith("s") and not head.endswith(("ss", "us", "is")) and len(head) > 3
    return ends or "," in label.split(maxsplit=1)[0]
