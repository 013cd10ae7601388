"""Awards and commissioned services: their rows, their terms as the engine reads them, and lists a page at a time."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, func, insert, literal, or_, select, union
from sqlalchemy.orm import Session

from engine.awards.terms import Term
from panel_api.models import Account, Award, AwardTerm, Case, CaseLink
from panel_api.store.cases import ALPHABET
from panel_api.store.ledger import accounts_seen
from panel_api.store.viewer import Viewer, cases_seen

PAGE: Final = 50


def awards_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Award` that every query must carry: of a case they see, or borne by an account they see."""
    return or_(awards_borne_by(viewer), exists().where(Case.id == Award.case_id, cases_seen(viewer)))


def awards_borne_by(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Award` for who reads accounts alone: an account they see bears it or bore it."""
    seen = select(Account.id).where(accounts_seen(viewer))
    return exists().where(AwardTerm.award_id == Award.id, AwardTerm.account_id.in_(seen))


def new_award_reference() -> str:
    """A reference that says nothing, such as "W-CDFG-HJKM"."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"W-{letters[:4]}-{letters[4:]}"


def add_award(session: Session, award: Award) -> Award:
    """Keep an award, whose terms are added apart."""
    session.add(award)
    session.flush()
    return award


def add_term(session: Session, award: Award, term: AwardTerm) -> AwardTerm:
    """Keep one more term of an award."""
    term.award_id, term.case_id = award.id, award.case_id
    session.add(term)
    session.flush()
    return term


def add_terms(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep terms of many awards, each a row by its columns, in one statement."""
    if rows:
        session.execute(insert(AwardTerm), rows)


def award_by_reference(session: Session, viewer: Viewer, reference: str) -> Award | None:
    """One award by its reference."""
    return session.scalar(select(Award).where(Award.reference == reference, awards_seen(viewer)))


def award_by_number(session: Session, number: int) -> Award:
    """One award by its number, for the work that posts to it."""
    return session.get_one(Award, number)


def awards_of_case(session: Session, viewer: Viewer, case: Case) -> Sequence[Award]:
    """A case's awards, in the order in which they were begun."""
    seen = select(Award).join(Case, Case.id == Award.case_id).where(Award.case_id == case.id, cases_seen(viewer))
    return session.scalars(seen.order_by(Award.id)).all()


def awards_of_child(session: Session, case: Case) -> Sequence[Award]:
    """The awards of a case and of those linked with it, in the order in which they were begun: for who decides it."""
    cases = union(
        select(literal(case.id)),
        select(CaseLink.other_id).where(CaseLink.case_id == case.id),
        select(CaseLink.case_id).where(CaseLink.other_id == case.id),
    )
    return session.scalars(select(Award).where(Award.case_id.in_(cases)).order_by(Award.id)).all()


def awards_with_terms(session: Session, viewer: Viewer, case: Case) -> list[tuple[Award, AwardTerm]]:
    """A case's awards with the latest term of each, in the order in which they were begun."""
    latest = select(func.max(AwardTerm.id)).where(AwardTerm.case_id == case.id).group_by(AwardTerm.award_id)
    rows = session.execute(
        select(Award, AwardTerm)
        .join(AwardTerm, AwardTerm.award_id == Award.id)
        .join(Case, Case.id == Award.case_id)
        .where(Award.case_id == case.id, AwardTerm.id.in_(latest), cases_seen(viewer))
        .order_by(Award.id)
    )
    return [(award, term) for award, term in rows]


def terms_of_awards(session: Session, awards: Collection[int]) -> dict[int, list[Term]]:
    """The terms of awards as the engine reads them, by award, in the order written. account: its number as text."""
    found: dict[int, list[Term]] = {number: [] for number in awards}
    if not found:
        return found
    rows = session.scalars(
        select(AwardTerm).where(AwardTerm.award_id.in_(awards)).order_by(AwardTerm.award_id, AwardTerm.id)
    )
    for each in rows:
        found[each.award_id].append(
            Term(
                each.id,
                each.from_day,
                each.until_day,
                str(each.account_id),
                each.school,
                each.pence_a_year,
                each.written_at,
            )
        )
    return found


def awards_of_account(session: Session, account: int, after: int = 0, many: int | None = PAGE) -> Sequence[Award]:
    """Awards that an account bears or ever bore, by number, from after one; the caller saw the account."""
    borne = exists().where(AwardTerm.award_id == Award.id, AwardTerm.account_id == account)
    return session.scalars(select(Award).where(borne, Award.id > after).order_by(Award.id).limit(many)).all()
