"""What goes into a record: the assessment, the advice, the person's decision, and what surrounded them.

An entry is built in clear with every personal leaf marked, then sealed (`engine.recording.sealing`) and put on
the chain (`engine.recording.chain`). What stays readable says what was done under which law and rules; what
would say something of a child or of anyone else is a salted digest.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.recording.canonical import Assessed
from engine.recording.sealing import Personal, SaltSource, Sealed, fresh_salt, seal

FORMAT = 3
"""Raised when the shape of an entry changes; readers keep reading the older ones.

2: attested, and where they apply sitting, and of the decision limit, urgent, corrects, appeal_text and terms.
3: the budget, where a decision moved money; null in the older ones, and still where it moved none.
"""
MONEY_DISPOSAL: Final = "money_disposal"
"""The kind of an entry that seals a disposal of payments."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone by role (clear: "chair") and reference or name (sealed)."""

    role: str
    reference: str


@dataclass(frozen=True, slots=True)
class Interest:
    """An interest a person declared in this case; the words are sealed."""

    person: Person
    words: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What was recommended: the outcome in canonical JSON form (sealed as one leaf) and by what role."""

    outcome: Mapping[str, object]
    by_role: str = "engine"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided. outcome: band and amount as decided, sealed as one leaf.

    kind, reason_code, law, authority: words of the trade, kept in clear. words: the reason, sealed. terms: from,
    until, school and whatever else goes with the kind, sealed as one leaf. limit: the delegation limit that the amount
    was held against, as pounds; None where none applies. attested: whether the decider said that they read the case.
    urgent: why it could not wait for a sitting, sealed. corrects: the number of the record it corrects. appeal_text:
    whether an officer chose it for an order's notice.
    """

    kind: str
    reason_code: str
    words: str
    law: str | None
    authority: str
    by: Person
    outcome: Mapping[str, object]
    terms: Mapping[str, object] = field(default_factory=dict)
    limit: str | None = None
    attested: bool = False
    urgent: str | None = None
    corrects: int | None = None
    appeal_text: bool | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """What a decision did to an account, as pounds.

    account: its code. award: the reference of the award it began, changed or ended. year: the financial year of
    before and after, which are the account's uncommitted balance, and of this_year and released, which is what was
    committed and given back there. other_years: what the award takes of the account in other years, as far as they
    are known: committed, or a first call on a year not allocated yet. seen: the balance the decider had looked at.
    elsewhere: what other accounts were given back. consent_by: who consented to the use of a partnership's money; None
    where nobody had to, and then consent_words says why.
    """

    account: str
    award: str
    year: int
    statutory: bool
    before: str
    this_year: str
    released: str
    after: str
    other_years: Mapping[str, str] = field(default_factory=dict)
    seen: str | None = None
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    consent_by: str | None = None
    consent_words: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """All that one decision's record holds. See `decision_entry`.

    at: when, with a time zone. case: the reference, a pseudonym. sentences: what was shown to people,
    sealed as one leaf, verified and never written anew. engines: version by name. compared: what the
    second opinions looked at, in words. sitting: its reference; None for a decision between sittings. sat, interests:
    who sat for this case and who declared an interest in it. budget: None where no money was moved by it, as where
    no accounts are open. alternatives: local places considered, sealed as one leaf when there are any.
    """

    at: dt.datetime
    case: str
    legal_basis: str
    assessed: Assessed
    sentences: Sequence[str]
    engines: Mapping[str, str]
    compared: Sequence[str]
    advice: Advice | None
    decision: Decision
    sitting: str | None = None
    sat: Sequence[Person] = ()
    interests: Sequence[Interest] = ()
    budget: Budget | None = None
    alternatives: Sequence[object] = ()


def decision_entry(given: DecisionEntry, salts: SaltSource = fresh_salt) -> Sealed:
    """Seal a decision. Raises ValueError for a time without a zone or a value with no JSON form."""
    found = given.assessed
    return seal(
        {
            "advice": _advice(given.advice),
            "alternatives": Personal(list(given.alternatives)) if given.alternatives else [],
            "as_of": found.as_of.isoformat(),
            "at": utc_text(given.at),
            "budget": _budget(given.budget),
            "case": given.case,
            "decision": _decision(given.decision),
            "engines": dict(given.engines),
            "compared": list(given.compared),
            "facts": {name: Personal(answer) for name, answer in found.facts.items()},
            "format": FORMAT,
            "interests": [{**person_leaf(each.person), "words": Personal(each.words)} for each in given.interests],
            "kind": "decision",
            "legal_basis": given.legal_basis,
            "outcome": Personal(dict(found.outcome)),
            "rulebook": {"name": found.rulebook, "sha256": found.rulebook_sha256},
            "sat": _by_role(given.sat),
            "semantics": found.semantics,
            "sentences": Personal(list(given.sentences)),
            "status": found.status,
            "working": Personal({"derived": dict(found.derived), "rules": found.rules, "truths": found.truths}),
            **({} if given.sitting is None else {"sitting": given.sitting}),
        },
        salts,
    )


def disposal_entry(at: dt.datetime, case: str, disposes: Sequence[int], schedule: str, by: Person) -> Sealed:
    """Seal the log line of a disposal: whose values go, of which records, under which schedule.

    The person's reference stays in clear here: it must outlive what is disposed of.
    """
    return seal(
        {
            "at": utc_text(at),
            "by": {"role": by.role, "who": by.reference},
            "case": case,
            "disposes": sorted(disposes),
            "format": FORMAT,
            "kind": "disposal",
            "schedule": schedule,
        }
    )


def money_disposal_entry(
    at: dt.datetime, before: dt.date, removed: Mapping[str, int], schedule: str, by: Person
) -> Sealed:
    """Seal that lines of payments made before a day were disposed of. removed: how many rows of each table went."""
    return seal(
        {
            "at": utc_text(at),
            "before": before.isoformat(),
            "by": {"role": by.role, "who": by.reference},
            "format": FORMAT,
            "kind": MONEY_DISPOSAL,
            "removed": dict(removed),
            "schedule": schedule,
        }
    )


def log_entry(at: dt.datetime, role: str, who: str, action: str, subject: str, detail: Mapping[str, object]) -> Sealed:
    """A line of a log: who did what to which object, by references; nothing is sealed, so nothing may be personal."""
    return seal(
        {
            "action": action,
            "at": utc_text(at),
            "by": {"role": role, "who": who},
            "format": FORMAT,
            "kind": "log",
            "subject": subject,
            **({"detail": dict(detail)} if detail else {}),
        }
    )


def checkpoint_entry(
    at: dt.datetime,
    day: dt.date,
    heads: Mapping[str, Mapping[str, object]],
    key: str,
    following: str | None,
    lost: str | None = None,
) -> Sealed:
    """Where every chain ended. heads: by chain, its last number and hash. key: the public key that signs this.

    following: the public key that signs from the next checkpoint on, where it is another one; this one vouches for it.
    lost: why the key that should have signed this cannot; nothing vouches for the one that does.
    """
    return seal(
        {
            "at": utc_text(at),
            "day": day.isoformat(),
            "format": FORMAT,
            "heads": {name: dict(head) for name, head in heads.items()},
            "key": key,
            "kind": "checkpoint",
            **({} if lost is None else {"lost": lost}),
            **({} if following is None else {"next_key": following}),
        }
    )


def correction_entry(
    at: dt.datetime, case: str, corrects: int, wrong: str, right: str, asked_by: str, by: Person
) -> Sealed:
    """Seal what is wrong in an earlier record and what is right, in words. The earlier record stays as it is."""
    return seal(
        {
            "asked_by": Personal(asked_by),
            "at": utc_text(at),
            "by": person_leaf(by),
            "case": case,
            "corrects": corrects,
            "format": FORMAT,
            "kind": "correction",
            "right": Personal(right),
            "wrong": Personal(wrong),
        }
    )


def utc_text(at: dt.datetime) -> str:
    """A moment as records write it: `2026-09-14T09:14:05Z`. Raises ValueError without a time zone."""
    if at.tzinfo is None:
        raise ValueError("a record's time must have a time zone")
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _decision(decision: Decision) -> dict[str, object]:
    """What does not apply to a decision is left out of it."""
    more: dict[str, object] = {
        "appeal_text": decision.appeal_text,
        "corrects": decision.corrects,
        "limit": decision.limit,
        "terms": Personal(dict(decision.terms)) if decision.terms else None,
        "urgent": None if decision.urgent is None else Personal(decision.urgent),
    }
    return {
        "attested": decision.attested,
        "authority": decision.authority,
        "by": person_leaf(decision.by),
        "kind": decision.kind,
        "law": decision.law,
        "outcome": Personal(dict(decision.outcome)),
        "reason": decision.reason_code,
        "words": Personal(decision.words),
        **{name: value for name, value in more.items() if value is not None},
    }


def person_leaf(person: Person) -> dict[str, object]:
    """A person in an entry: their role in clear, who they are sealed."""
    return {"role": person.role, "who": Personal(person.reference)}


def _by_role(people: Sequence[Person]) -> dict[str, object]:
    """How many of each role in clear, for the quorum; who they were sealed as one leaf a role."""
    found: dict[str, list[object]] = {}
    for each in people:
        found.setdefault(each.role, []).append(each.reference)
    return {role: {"many": len(who), "who": Personal(who)} for role, who in found.items()}


def _budget(budget: Budget | None) -> dict[str, object] | None:
    """Which account, award and year in clear; amounts, which tell an award's, and who consented are sealed."""
    if budget is None:
        return None
    figures: dict[str, object] = {
        "after": budget.after,
        "before": budget.before,
        "elsewhere": dict(budget.elsewhere),
        "other_years": dict(budget.other_years),
        "released": budget.released,
        "this_year": budget.this_year,
        **({} if budget.seen is None else {"seen": budget.seen}),
    }
    consent: dict[str, object] = {}
    if budget.consent_by is not None:
        consent = {"by": Personal(budget.consent_by), "words": Personal(budget.consent_words)}
    elif budget.consent_words is not None:
        consent = {"words": budget.consent_words}
    return {
        "account": budget.account,
        "award": budget.award,
        "figures": Personal(figures),
        "statutory": budget.statutory,
        "year": budget.year,
        **({"consent": consent} if consent else {}),
    }


def _advice(advice: Advice | None) -> dict[str, object] | None:
    if advice is None:
        return None
    return {"by": advice.by_role, "outcome": Personal(dict(advice.outcome))}
