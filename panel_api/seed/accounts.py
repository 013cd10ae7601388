"""The invented county's money over two financial years, as its ledger would have it on the county's last day.

Allocated by the formula, committed as decisions were made, paid each month, closed and carried forward, with what
partnerships commission. Two partnerships run out in autumn, and one spends far less than it has. All invented.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from engine.awards.counting import BY_DAYS
from engine.ledger.accounts import CONTINGENCY, COUNTY_ACCOUNTS, EARLY_YEARS_FUND, partnership_code
from panel_api import store
from panel_api.models import Award, AwardTerm, LedgerAssertion
from panel_api.seed.allocations import YEARS, facts_of, keep_year
from panel_api.seed.awarded import END, Awarded, awarded
from panel_api.seed.booking import Books, Held, first_moment
from panel_api.seed.county import PARTNERSHIPS, School
from panel_api.seed.days import noon
from panel_api.seed.rolled import keep_roll
from panel_api.seed.services import HOST, service_changes
from panel_api.services import posting
from panel_api.services.allocating import allocation_for
from panel_api.services.desk import Desk
from panel_api.store.cases import ALPHABET
from panel_api.store.invented import awarding_decisions

KEPT: Final = 20
"""One part in this many of a year's allocation may be carried forward; the rest is returned."""
LEFT: Final[Mapping[str, int]] = {"Hill Villages": 2, "Old Quarter": 8, "Chalk Downs": 190}
"""What is left uncommitted on the last day, in thousandths of what is held; 40 to 70 elsewhere."""
_BY: Final = {"by_role": "finance_officer", "by_reference": "invented-finance-1"}


def keep_accounts(session: Session, desk: Desk, places: Sequence[School], rulebook: str) -> None:
    """Open the accounts and write all that happened on them; the decisions must be kept already."""
    posting.open_accounts(session, desk, PARTNERSHIPS)
    accounts = {each.code: each for each in store.list_accounts(session, store.LOCAL)}
    numbers = {code: each.id for code, each in accounts.items()}
    book = desk.shelf.book(rulebook)
    given = [awarded(each, places, book) for each in awarding_decisions(session)]
    held = _kept(session, given, numbers)
    keep_roll(session, [(each, own.award) for each, own in zip(given, held, strict=True)])
    awards_alone = Books(numbers)
    awards_alone.write(held, {}, {}, KEPT)
    shares = {year: _shares(desk, year) | _county_money(awards_alone, year) for year in YEARS}
    spare = {code: _spare(awards_alone, code, shares) for code in shares[2026] if code.startswith("partnership:")}
    held += _commissioned(session, numbers, places, spare)
    books = Books(numbers, awards_alone.dues)
    books.write(held, shares, {code: -pence for code, pence in spare.items() if pence < 0}, KEPT)
    store.append_entries(session, books.entries, noon(END))
    for year in YEARS:
        keep_year(session, desk, year, first_moment(year))
    for code, account in accounts.items():
        account.closed_through = 2025
        if code == partnership_code(HOST):
            account.host_school = next(each.urn for each in places if each.partnership == HOST)
    session.add_all(_statements(session, numbers))


def _shares(desk: Desk, year: int) -> dict[str, int]:
    found = allocation_for(desk.shelf, facts_of(year), dt.date(year, 4, 1))
    shares = {partnership_code(name): pence for name, pence in found.partnerships.items()}
    return {**shares, CONTINGENCY: found.contingency}


def _county_money(awards: Books, year: int) -> dict[str, int]:
    """What the county's own accounts are given: less than the duties come to, the early-years fund a little more."""
    parts = {code: (112 if code == EARLY_YEARS_FUND else 94) for code in COUNTY_ACCOUNTS if code != CONTINGENCY}
    return {code: max(1, _most(awards, code, year) * part // 10_000) * 100 for code, part in parts.items()}


def _most(awards: Books, code: str, year: int) -> int:
    """The most that the awards ever took of an account's year."""
    return -awards.lowest.get((awards.numbers[code], year), 0)


def _spare(awards: Books, code: str, shares: Mapping[int, Mapping[str, int]]) -> int:
    """What a partnership can commission in 2026 to end as `LEFT` says; below nothing, what it must be given."""
    held = shares[2026][code] + shares[2025][code] // KEPT
    name = code.partition(":")[2]
    return held - held * LEFT.get(name, Random(name).randint(40, 70)) // 1000 - _most(awards, code, 2026)


def _kept(session: Session, given: Sequence[Awarded], numbers: Mapping[str, int]) -> list[Held]:
    """The awards' rows and terms."""
    rows = [
        Award(
            reference=_reference(each.given.reference),
            kind="award",
            case_id=each.given.case_id,
            statutory=each.statutory,
            band=each.given.band,
            priced=each.priced,
            counting=BY_DAYS.to_json(),
            claim_from=each.claim_from,
            created_at=each.changes[0].at,
        )
        for each in given
    ]
    session.add_all(rows)
    session.flush()
    held = [
        Held(row.id, each.changes, each.given.decision, each.claim_from, by_host=False)
        for row, each in zip(rows, given, strict=True)
    ]
    cases = {row.id: row.case_id for row in rows}
    _keep_terms(session, held, numbers, cases)
    return held


def _commissioned(
    session: Session, numbers: Mapping[str, int], places: Sequence[School], spare: Mapping[str, int]
) -> list[Held]:
    """The services that partnerships commission with what their awards leave."""
    held: list[Held] = []
    for code, pence in sorted(spare.items()):
        for name, schools, change in service_changes(code, pence, places):
            row = Award(
                reference=_reference(f"{code} {name}"),
                kind="service",
                name=name,
                schools={"schools": schools},
                statutory=False,
                priced="individual",
                counting=BY_DAYS.to_json(),
                created_at=change.at,
            )
            session.add(row)
            session.flush()
            held.append(Held(row.id, (change,), None, None, by_host=code == partnership_code(HOST)))
    _keep_terms(session, held, numbers, {})
    return held


def _keep_terms(
    session: Session, held: Sequence[Held], numbers: Mapping[str, int], cases: Mapping[int, int | None]
) -> None:
    rows = [
        {
            "award_id": each.award,
            "case_id": cases.get(each.award),
            "account_id": numbers[change.account],
            "decision_id": each.decision if change is each.changes[0] else None,
            "school": change.school,
            "from_day": change.from_day,
            "until_day": change.until_day,
            "pence_a_year": change.pence_a_year,
            "why": change.why,
            "words": change.words,
            "by_person": None,
            "written_at": change.at,
            **_BY,
        }
        for each in held
        for change in each.changes
    ]
    if rows:
        session.execute(insert(AwardTerm), rows)


def _statements(session: Session, numbers: Mapping[str, int]) -> list[LedgerAssertion]:
    """Lines of the council's own statements at the end of September; one of them does not agree."""
    found = []
    for code, number in sorted(numbers.items()):
        day = dt.date(2026, 9, 30)
        paid = store.figures(session, number, 2026, noon(dt.date(2026, 10, 1))).paid
        wrong = 31_240 if code == partnership_code("Greenway") else 0
        found.append(
            LedgerAssertion(
                account_id=number,
                year=2026,
                figure="paid",
                on_day=day,
                pence=paid + wrong,
                source="General ledger, period 6 (invented)",
                by_person=None,
                written_at=noon(dt.date(2026, 10, 9)),
                **_BY,
            )
        )
    return found


def _reference(text: str) -> str:
    random = Random(f"award {text}")
    letters = "".join(random.choice(ALPHABET) for _ in range(8))
    return f"W-{letters[:4]}-{letters[4:]}"
