"""The decide form as a page shows it: what this case's law allows, and under each choice what that choice needs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from engine.amounts import day_words, money_words
from engine.law.bases import BASES, step_of
from engine.law.kinds import KINDS
from engine.values import pounds_text
from panel_api import words
from panel_api.models import Case, Decision, PutUp
from panel_api.services.asked_for import AskedFor
from panel_api.services.authority import limits_of
from panel_api.services.choice import Choice
from panel_api.services.decision_terms import TERMS, Terms, band_name, needed_of_book
from panel_api.services.matter import ADVISED, Matter
from panel_api.services.naming import NAMING
from panel_api.services.reasons import MONEY, REASONS
from panel_api.views.schools import schools_asked

DAY_HINT: Final = "Such as 14 September 2026 or 14/9/2026."
AS_ADVISED: Final = " Leave band and amount empty to agree what is recommended."


@dataclass(frozen=True, slots=True)
class Question:
    """One question, as `_form.html` draws it. shape: "line", "words", "money", "choice" or "yes_no".

    options: code and words of a choice. empty: what stands first in a list while nothing is chosen.
    """

    name: str
    asks: str
    shape: str = "line"
    hint: str = ""
    width: str = ""
    options: Sequence[tuple[str, str]] = ()
    empty: str = "Choose one"

    def drawn(self, typed: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
        """With what was typed and what is wrong with it."""
        return {**asdict(self), "id": self.name, "value": typed[self.name], "error": errors[self.name]}


_LABELS: Final = {
    "band": ("Band", "line", "", "5"),
    "amount": ("Amount for a year", "money", "In pounds, such as 2,760.", "10"),
    "from": ("From which day", "line", DAY_HINT, "20"),
    "until": ("Until which day, that day included", "line", DAY_HINT, "20"),
    "school": ("Which school or college", "line", "Its name, or its URN.", ""),
}
_OF_A_GROUND: Final = {
    "evidence": (
        "The evidence it rests on",
        "words",
        "Which reports, visits or figures, of which day. That a school is full is no ground.",
        "",
    ),
    "steps": ("Steps considered to make it work", "words", "Each one, and why it would not be enough.", ""),
    "unconsulted": ("If the school was not consulted, why not?", "words", "Leave this empty where it was.", ""),
}
_ANOTHER: Final = "If it is another one: its name, or its URN"
_WHY: Final = {
    "refuse_to_name": "Which ground do you conclude?",
    "carried_out": "What kind of order is it?",
}
_CONSENT: Final = (
    Question("consent_by", "Who consented to the use of the partnership's money?", width=""),
    Question("consent_words", "How, and when?", "line"),
)
YES_NO: Final = (("yes", "Yes"), ("no", "No"))


def deciding_view(choice: Choice, typed: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
    """Everything the decide form shows of one case, for whoever may decide it."""
    matter = choice.matter
    earlier = _corrects(matter)
    return {
        "kinds": [_kind(choice, code, typed, errors) for code in choice.kinds],
        "step_words": _step(matter),
        "present": _present(matter),
        "corrects": earlier.drawn(typed, errors) if earlier.options else None,
        "officer": choice.role == "senior_officer",
        "order": not BASES[matter.case.legal_basis].voted,
        "authority": _authority(choice),
        "at_sitting": choice.at_sitting,
        "offered": choice.offered,
        "unread": not choice.has_read,
        "up": _up(choice),
        "money": _money(choice, typed, errors),
    }


def field_names(choice: Choice | None) -> tuple[str, ...]:
    """The name of every field the form has beside those of all decisions."""
    if choice is None:
        return ()
    return tuple(each.name for code in choice.kinds for each in questions(choice.matter, code, choice.asked))


def questions(matter: Matter, kind: str, asked: Sequence[AskedFor] = ()) -> list[Question]:
    """What one kind asks, each under a name of its own: `amount_agree_another_band`. asked: schools to choose from."""
    terms = TERMS.get(kind, Terms())
    needs = {*terms.needs} - {"band", "amount"} | {*needed_of_book(matter.book, kind)}
    found = []
    listed = [(each.place.code, each.row.school) for each in asked if each.place] if kind in NAMING else []
    if listed:
        options = list(dict(listed).items())
        empty = "None of these"
        found.append(Question(f"school_code_{kind}", "Which school was asked for?", "choice", "", "", options, empty))
    labels = {**_LABELS, "school": (_ANOTHER, "line", "", "")} if listed else _LABELS
    for name, (label, shape, hint, width) in labels.items():
        if name == "band" and band_name(matter.book) is None:
            continue
        if name in needs or name in terms.may:
            as_advised = name == "amount" and name in terms.may and kind in ADVISED and matter.settled
            found.append(Question(f"{name}_{kind}", label, shape, f"{hint}{AS_ADVISED if as_advised else ''}", width))
    if "appeal_text" in needs:
        hint = "Read the order. What it leaves open is for you to say."
        found.append(
            Question(f"appeal_text_{kind}", "Does its notice tell of a right of appeal?", "yes_no", hint, "", YES_NO)
        )
    found.append(Question(f"reason_{kind}", _why(kind), "choice", options=_reasons(matter, kind, asked)))
    ground = {name: each for name, each in _OF_A_GROUND.items() if name in needs or name in terms.may}
    found += [
        Question(f"{name}_{kind}", label, shape, hint, width) for name, (label, shape, hint, width) in ground.items()
    ]
    laws = matter.laws(kind)
    if len(laws) > 1:
        parts = [(each, each) for each in laws[1:]]
        found.append(Question(f"law_{kind}", "The law it rests on", "choice", options=parts, empty=laws[0]))
    if (KINDS[kind].awards or kind == "not_agreed") and matter.has_plan is not False and matter.present_pence != 0:
        hint = f"Only if this is less than what is paid now. {DAY_HINT}"
        found.append(Question(f"plan_amended_on_{kind}", "Day of the amended plan it rests on", "line", hint, "20"))
    return found


def _kind(choice: Choice, code: str, typed: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
    """One choice with what it asks. open: whether something typed under it is wrong, though it is not chosen.

    schools: with naming, each school that was asked for, with its question and how its consultation stands.
    """
    matter = choice.matter
    asked = questions(matter, code, choice.asked)
    laws = matter.laws(code)
    return {
        "code": code,
        "text": KINDS[code].offer,
        "law": laws[0] if len(laws) == 1 else "",
        "questions": [each.drawn(typed, errors) for each in asked],
        "schools": schools_asked(matter.case, choice.asked, matter.today, names=True) if code in NAMING else [],
        "open": any(errors[each.name] for each in asked),
    }


def _why(kind: str) -> str:
    offer = KINDS[kind].offer
    return _WHY.get(kind) or f"Reason to {offer[:1].lower()}{offer[1:]}"


def _reasons(matter: Matter, kind: str, asked: Sequence[AskedFor]) -> list[tuple[str, str]]:
    """The reasons of a kind; where law requires the support, money is none.

    A ground for not naming a school is one of the law that asks of a school that was asked for, where that is known of
    all of them.
    """
    may = {code for each in asked if each.question for code in each.question.grounds}
    if kind != "refuse_to_name" or not asked or any(not each.question or each.question.find for each in asked):
        may = set(REASONS[kind])
    reasons = [(code, text) for code, text in REASONS[kind].items() if code in may]
    return [(code, text) for code, text in reasons if code not in MONEY or matter.money_counts()]


def _step(matter: Matter) -> str:
    step = step_of(matter.case.legal_basis, [each.kind for each in matter.standing()])
    return step.words if step else "Every step of this case is decided"


def _present(matter: Matter) -> str:
    if matter.present_pence is None:
        return "What is paid now is not known."
    return f"Paid now: {money_words(matter.present_pence)} a year." if matter.present_pence else "Now: no award."


def _corrects(matter: Matter) -> Question:
    """Which earlier decision a new one corrects, the latest first; or none, where a step is open."""
    options = [(str(each.id), f"Yes: “{decided_words(each)}”") for each in matter.standing()]
    empty = "No, it is the next step" if matter.offered() else "Choose one"
    return Question("corrects", "Does this correct an earlier decision?", "choice", options=options, empty=empty)


def decided_words(decision: Decision) -> str:
    """A decision in a few words, with its day."""
    return f"{KINDS[decision.kind].words}, {day_words(decision.decided_at.date())}"


def _authority(choice: Choice) -> str:
    most = next(each.most for each in limits_of(choice.settings, "agree") if each.role == choice.role)
    to = money_words(most or 0)
    if choice.role == "chair":
        return f"You decide as the chair, to {to} a year. Above that, what you write here goes up to a senior officer."
    return f"You decide as a senior officer, to {to} a year, and whatever it takes where Section F must be secured."


def _money(choice: Choice, typed: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any] | None:
    """What a form asks and carries where accounts are open: the balance it was shown by, and who consented."""
    outlook = choice.outlook
    if outlook is None or outlook.account is None:
        return None
    asked = [each.drawn(typed, errors) for each in _CONSENT] if outlook.account.kind == "partnership" else []
    most = money_words(choice.settings.standing_consent * 100)
    return {
        "seen": pounds_text(outlook.uncommitted),
        "asked": asked,
        "says": f"Above {most} a year the partnership is asked first. Up to that it has agreed: leave both empty.",
    }


def _up(choice: Choice) -> dict[str, Any] | None:
    row = choice.up
    if row is None:
        return None
    return {
        "amount": money_words(row.amount_pence),
        "limit": money_words(row.limit_pence),
        "role": row.by_role,
        "at": row.put_up_at,
        "kind": KINDS[str(row.given["kind"])].words,
    }


def going_up_view(rows: Sequence[tuple[PutUp, Case]]) -> dict[str, Any]:
    """What waits for a senior officer, as a table."""
    return {
        "title": "Waiting for a senior officer",
        "rows": [
            {
                "reference": case.reference,
                "basis": words.said(words.SHORT_BASES, case.legal_basis),
                "what": KINDS[str(row.given["kind"])].words,
                "amount": money_words(row.amount_pence, table=True),
                "limit": money_words(row.limit_pence, table=True),
                "role": row.by_role,
                "at": row.put_up_at,
            }
            for row, case in rows
        ],
    }
