"""What each kind of decision sets: its band, amount, days, school; what it needs and what it may not bring."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.amounts import day_words
from engine.law.kinds import KINDS
from engine.problems import Complaints
from engine.remaining.spreads import spreads_of
from engine.rulebook import Rulebook
from engine.values import Kind, outside, pounds_text
from panel_api import schemas
from panel_api.services.matter import ADVISED, Matter

MOST_NAMED: Final = 30


@dataclass(frozen=True, slots=True)
class Terms:
    """The fields of one kind, by the names they are sent under: what it needs, and what it may bring besides."""

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


TERMS: Final[dict[str, Terms]] = {
    "agree_another_band": Terms(("band", "amount")),
    "agree_for_a_time": Terms(("from", "until"), ("band", "amount")),
    "agree_later": Terms(("from",), ("band", "amount")),
    "exceptional_award": Terms(("amount",)),
    "secure_section_f": Terms(("amount",), ("band",)),
    "name_school": Terms(("school",), ("school_code",)),
    "refuse_to_name": Terms(("school", "evidence", "steps"), ("school_code", "unconsulted")),
    "cease": Terms((), ("until",)),
    "carried_out": Terms(("appeal_text",)),
}
"""Every other kind sets nothing."""

_EXPECTED: Final = {
    "band": "a band of the rulebook",
    "amount": 'pounds in quotes such as "4100.00"',
    "from": 'a day such as "2026-09-14"',
    "until": 'a day such as "2027-07-21"',
    "school": "the school or college in words, or its `school_code`",
    "evidence": "what the ground rests on, in words",
    "steps": "which steps were considered to make it work, in words",
    "appeal_text": "true or false, as an officer read the order",
}


def check_terms(matter: Matter, given: schemas.NewDecision, complaints: Complaints) -> None:
    """Note what is missing, what does not belong, and a band that the rulebook cannot give."""
    sent, terms = sent_terms(given), TERMS.get(given.kind, Terms())
    for name, value in sent.items():
        if value is not None and name not in (*terms.needs, *terms.may):
            wrong = f"`{name}` does not go with {given.kind}"
            complaints.add(name, wrong, f"no {name}: {given.kind} does not set one", "Remove it")
    awards = needed_of_book(matter.book, given.kind)
    for name in (*(each for each in terms.needs if each not in ("band", "amount")), *awards):
        if sent[name] is None and not (name == "school" and given.school_code is not None):
            complaints.add(name, f"`{name}` is missing", _EXPECTED[name], "Add it")
    if given.band is not None and "band" in (*terms.needs, *terms.may):
        _check_band(matter, given, complaints)
    if given.kind in ADVISED - {"agree"}:
        _check_days_and_award(matter, given, complaints)
    if given.kind == "cease" and given.until_day is not None and given.until_day < matter.today:
        wrong = f"{day_words(given.until_day)} is over: what a plan secures is not taken back"
        complaints.add("until", wrong, "today or a day still to come", "Correct it")
    if given.kind == "agree_another_band" and matter.advice.outcome:
        _check_another(matter, given, complaints)


def sent_terms(given: schemas.NewDecision) -> Mapping[str, object]:
    """What a decision brings beside its reasons, by the names it is sent under."""
    return {
        "band": given.band,
        "amount": given.amount,
        "from": given.from_day,
        "until": given.until_day,
        "school": given.school,
        "school_code": given.school_code,
        "evidence": given.evidence,
        "steps": given.steps,
        "unconsulted": given.unconsulted,
        "appeal_text": given.appeal_text,
    }


def needed_of_book(book: Rulebook, kind: str) -> tuple[str, ...]:
    """Of band and amount, what a kind needs under a rulebook: none has a band where the rulebook has none."""
    needs = TERMS.get(kind, Terms()).needs
    has = {"band": band_name(book) is not None, "amount": amount_name(book) is not None or kind != "agree_another_band"}
    return tuple(name for name in ("band", "amount") if name in needs and has[name])


def outcome_of(matter: Matter, given: schemas.NewDecision) -> Mapping[str, object]:
    """What was decided, by the rulebook's own names, as it is sealed; nothing for a decision that sets nothing."""
    if not KINDS[given.kind].awards:
        return {}
    if given.kind in ADVISED and given.band is None and given.amount is None:
        return dict(matter.advice.outcome)
    decided: dict[str, object] = {}
    if given.band is not None:
        decided[band_name(matter.book) or "band"] = given.band
    if given.amount is not None:
        decided[amount_name(matter.book) or "amount"] = pounds_text(given.amount)
    return decided


def band_name(book: Rulebook) -> str | None:
    """The outcome that is the band; None in a rulebook that goes straight to money."""
    name, step = next(iter(book.outcomes.items()))
    return None if step.node.type.kind == "money" else name


def amount_name(book: Rulebook) -> str | None:
    """The outcome that is the amount; None in a rulebook that gives none."""
    return book.amount.name if book.amount else None


def _check_days_and_award(matter: Matter, given: schemas.NewDecision, complaints: Complaints) -> None:
    if given.kind == "agree_later" and given.from_day is not None and given.from_day <= matter.today:
        wrong = f"{day_words(given.from_day)} is not later than today"
        complaints.add("from", wrong, "a day still to come", "Correct it, or agree from now")
    if given.band is None and given.amount is None:
        if not matter.settled:
            wrong = "the advice gives no band or amount to agree"
            complaints.add("amount", wrong, _EXPECTED["amount"], "Say what is agreed")
        return
    for name, there in (("band", band_name(matter.book)), ("amount", amount_name(matter.book))):
        if there is not None and sent_terms(given)[name] is None:
            complaints.add(name, f"`{name}` is missing", _EXPECTED[name], "Give both, or neither to agree as advised")


def _check_another(matter: Matter, given: schemas.NewDecision, complaints: Complaints) -> None:
    band = None if given.band is None else str(given.band)
    if (matter.advice.band, matter.advice.amount_pence) == (band, given.amount):
        complaints.add("band", "this is what was recommended", "another band or amount", "Use agree")


def _check_band(matter: Matter, given: schemas.NewDecision, complaints: Complaints) -> None:
    """The band must be one that can come out for somebody under this rulebook, on the day whose rules were applied."""
    book, day, name = matter.book, matter.assessment.as_of, band_name(matter.book)
    if name is None:
        complaints.add("band", "this rulebook has no bands", "an amount alone", "Remove it")
        return
    kind = book.outcomes[name].node.type.kind
    right_type = isinstance(given.band, int) if kind in ("whole", "number") else isinstance(given.band, str)
    known = spreads_of(book.on(day), {}, day).outcome[name] if book.in_force.holds(day) else None
    if given.band is None or not right_type or (known is not None and not known.holds(given.band)):
        only = known.only if known is not None else None
        expected = "one of " + _listed(only, kind) if only and len(only) <= MOST_NAMED else f"a {kind} it can give"
        complaints.add("band", "no band that this rulebook has is given", expected, "Say which band is agreed")


def _listed(only: tuple[object, ...], kind: Kind) -> str:
    shown = [outside(each, kind) for each in only]  # type: ignore[arg-type]
    return ", ".join(f'"{each}"' if isinstance(each, str) else str(each) for each in shown)
