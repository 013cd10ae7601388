"""What a what-if comes to, in sentences: the answer first, then what softens it and what is not known."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from engine.amounts import count_words, listing, money_words, number_words, sentence
from engine.language.vocabulary import shipped
from engine.ledger.accounts import COUNTY_ACCOUNTS
from engine.open_figures.partnership import Caution
from engine.whatif.document import Document, Flow, Group, Unknown
from panel_api.views.placements import NEEDS, PHASES, UNKNOWN
from panel_api.words import STATUSES, said

FEW: Final = Caution().least
"""Fewer cases than this are not for publication, as in the open figures."""
_SETTINGS: Final = {code: text[:1].upper() + text[1:] for code, text in shipped().facts["setting"].words.items()}
GROUP_WORDS: Final = {"open": "Open cases", "running": "Decided cases whose award runs on that day"}
NO_ACCOUNT: Final = "No partnership is known"
NOT_TAKEN: Final = "Answers not taken"


def is_few(*counts: int) -> bool:
    """Whether any of the counts is small: from one to four."""
    return any(0 < each < FEW for each in counts)


def answer(document: Document, *, public: bool = False) -> str:
    """The answer in one sentence: what it costs, how many awards rise and fall, and how many cases change band.

    public: without any figure that rests on few cases.
    """
    groups, moved = document.groups.values(), document.moved
    compared, banded = sum(each.compared.cases for each in groups), changing(flows(document))
    if not compared:
        return "No case has an amount by both texts, so nothing can be said of the cost."
    if not moved.cases:
        also = f" {_told(banded, 'case changes', 'cases change', public=public)} band." if banded else ""
        return f"Adopting this would change no award: {_all(compared)} the same by both texts.{also}"
    if public and is_few(moved.cases):
        return f"Adopting this would change fewer than {count_words(FEW)} awards, so no amount is given."
    rising, falling = (sum(getattr(each, way).cases for each in groups) for way in ("rising", "falling"))
    counts = listing([
        _told(rising, "award rises", "awards rise", public=public),
        _told(falling, "falls", "fall", public=public),
        f"{_told(banded, 'case changes', 'cases change', public=public)} band",
    ])  # fmt: skip
    if not moved.difference:
        return f"Adopting this would cost the same a year: {counts}."
    way = "more" if moved.difference > 0 else "less"
    share = f" ({percent_said(moved.rise_of_all).lstrip('−')})" if moved.rise_of_all else ""
    return f"Adopting this would cost {money_words(abs(moved.difference))} a year {way}{share}: {counts}."


def group_said(name: str, group: Group) -> str:
    """What becomes of the open cases, or of the decided ones, in a sentence or two."""
    title, many, whole = GROUP_WORDS[name], group.compared.cases, group.compared
    if not many:
        none = "none has" if group.cases == 0 else f"none of {group.cases:,} has"
        return f"{title}: {none} an amount by both texts."
    rising, falling = group.rising.cases, group.falling.cases
    way = "goes up by" if whole.difference > 0 else "goes down by"
    share = f" ({in_hundred(abs(whole.difference), whole.before)} in 100)" if whole.before else ""
    cost = f"{way} {money_words(abs(whole.difference))}{share}" if whole.difference else "stays as it is"
    told = f"{rising:,} {'rises' if rising == 1 else 'rise'}"
    told += f" ({in_hundred(rising, many)} in 100)" if rising else ""
    return (
        f"Of {group.cases:,} {title[:1].lower()}{title[1:]}, {many:,} {'has' if many == 1 else 'have'} an amount by "
        f"both texts. Their cost a year {cost}: {told}, {falling:,} {'falls' if falling == 1 else 'fall'}."
    )


def no_sum_said(group: Group) -> str:
    """Which cases are in no sum, in a sentence."""
    sides = (
        (group.only_before, "an amount by the text in force, and none by this one"),
        (group.only_after, "an amount by this text, and none by the one in force"),
    )
    neither = group.cases - group.compared.cases - sum(each.cases for each, _ in sides)
    told = [f"{cases_said(neither)} {'has' if neither == 1 else 'have'} no amount by either text"]
    for each, words in sides:
        if each.cases:
            has = "has" if each.cases == 1 else "have"
            told.append(f"{each.cases:,} {has} {words} ({money_words(each.pounds)} a year together)")
    return "; ".join(told) + "."


def in_hundred(part: int, whole: int) -> str:
    """A part in a hundred, with one decimal; a dash where there is no whole."""
    return f"{Decimal(part * 100) / whole:.1f}" if whole else "–"


def protection_said(document: Document, *, public: bool = False) -> str:
    """What protection adds, in a sentence; empty where there is none."""
    held = document.protection.held
    if not document.protection.rules:
        return ""
    if not held.cases:
        return "Protection holds no award: none in payment would fall."
    many = _told(held.cases, "award is", "awards are", public=public)
    if public and is_few(held.cases):
        return f"Protection: {many} held."
    years = sorted({each.year for each in held.years})
    span = f" in the financial years from {years[0]} to {years[-1] + 1}" if years else ""
    unknown = f" For {held.no_review_day:,} of them no review day is known." if held.no_review_day else ""
    return f"Protection adds {money_words(held.pounds)}{span}: {many} held.{'' if public else unknown}"


def unknown_said(unknown: Unknown, *, public: bool = False) -> str:
    """What is not known, as a range, in a sentence or two."""
    priced = _told(unknown.referred, "case is", "cases are", public=public)
    referred = f" {sentence(priced)[:-1]} for a person to price, and not in any sum." if unknown.referred else ""
    if not unknown.cases:
        return f"Every case that a text can settle has its answers.{referred}"
    lead = f"{sentence(_told(unknown.cases, 'case lacks', 'cases lack', public=public))[:-1]} an answer."
    if not unknown.worked_out or (public and is_few(unknown.cases)):
        return f"{lead}{'' if unknown.worked_out else ' What they can come to was not asked for.'}{referred}"
    exact = "" if unknown.exact else " This range is wide on the safe side: the ends may be out of reach."
    ends = f"from {signed(unknown.least)} to {signed(unknown.most)} a year"
    unpriced = f" Of these, {unknown.unpriced:,} can come to no amount." if unknown.unpriced and not public else ""
    return f"{lead} Whatever the answers are, they add {ends} to the difference.{exact}{unpriced}{referred}"


def flows(document: Document) -> list[Flow]:
    """From band to band, open and decided cases together, in the order of the bands."""
    found: dict[tuple[str, str], int] = {}
    for group in document.groups.values():
        for each in group.bands:
            found[each.before, each.after] = found.get((each.before, each.after), 0) + each.cases
    return [Flow(*pair, found[pair]) for pair in sorted(found, key=lambda pair: [(len(each), each) for each in pair])]


def changing(found: Iterable[Flow]) -> int:
    """How many cases end elsewhere than they began."""
    return sum(each.cases for each in found if each.before != each.after)


def signed(pence: int, *, table: bool = False) -> str:
    """+£1,250, −£1,250 or £0: a change, with its sign."""
    return f"{'+' if pence > 0 else ''}{money_words(pence, table=table)}"


def percent_said(percent: str | None) -> str:
    """1.5%, with a sign where it is less; a dash where there is none."""
    return "–" if percent is None else f"{number_words(Decimal(percent))}%"


def account_words(code: str) -> str:
    """An account's name from its code."""
    name = COUNTY_ACCOUNTS[code][1] if code in COUNTY_ACCOUNTS else code.partition(":")[2]
    return name or (NO_ACCOUNT if code == "none" else code)


def status_words(code: str) -> str:
    """A status in words."""
    return NOT_TAKEN if code == "not_taken" else STATUSES.get(code, code)


def line_words(dimension: str, name: str) -> str:
    """What a line of a breakdown is called."""
    options = {"phase": PHASES, "need": NEEDS, "setting": _SETTINGS}.get(dimension, {})
    if not name:
        return UNKNOWN
    return options[name] if name in options else name if dimension in ("partnership", "school") else said({}, name)


def cases_said(count: int) -> str:
    """12 cases, 1 case."""
    return f"{count:,} {'case' if count == 1 else 'cases'}"


def _told(count: int, one: str, several: str, *, public: bool) -> str:
    """A count with its words; in public no small one."""
    if public and is_few(count):
        return f"fewer than {count_words(FEW)} {several}"
    return f"{count:,} {one if count == 1 else several}"


def _all(count: int) -> str:
    return "the one case with an amount has" if count == 1 else f"all {count:,} cases with an amount have"
