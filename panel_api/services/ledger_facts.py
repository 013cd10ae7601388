"""What the ledger itself answers when a case is assessed: the uncommitted balances, as of now, in place of stated ones.

They are facts of the kind money: they price nothing, and no rule that returns or refers a case may read them. Where no
account is open, what a request states stands.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session

from engine.assessing import assess
from engine.facts import read_answer
from engine.law.bases import BASES
from engine.ledger.accounts import account_code, partnership_code
from engine.problems import Problem
from engine.recording.canonical import assessed_from
from engine.rulebook import Rulebook
from engine.values import Value, pounds_text
from panel_api import store
from panel_api.models import Case
from panel_api.services import posting
from panel_api.services.desk import Desk

PARTNERSHIP: Final = "partnership_uncommitted"
ACCOUNT: Final = "account_uncommitted"


def ledger_answers(
    session: Session, desk: Desk, book: Rulebook, case: Case, answers: Mapping[str, Value], day: dt.date
) -> dict[str, Value]:
    """The money facts that the ledger knows of this case, by name.

    answers: the case's. day: whose rules apply, by which the rulebook names the account.
    """
    asked = [name for name in (PARTNERSHIP, ACCOUNT) if name in book.facts and book.facts[name].kind == "money"]
    if not asked or not store.any_account(session):
        return {}
    codes = {PARTNERSHIP: partnership_code(case.partnership) if case.partnership else ""}
    if ACCOUNT in asked:
        codes[ACCOUNT] = _account(book, case, {n: v for n, v in answers.items() if n not in asked}, day)
    accounts = store.accounts_by_code(session, list(codes.values()))
    found: dict[str, Value] = {}
    for name in asked:
        account = accounts.get(codes[name])
        if account is None or (name == ACCOUNT and account.kind == "partnership"):
            continue
        left = store.uncommitted(session, account.id, posting.this_year(desk))
        value = read_answer(book.facts[name], pounds_text(left), name)
        if not isinstance(value, Problem):  # a balance beyond what the rulebook takes stays unanswered
            found[name] = value
    return found


def _account(book: Rulebook, case: Case, answers: Mapping[str, Value], day: dt.date) -> str:
    """The code of the account that the rulebook's route and law give; "" where none can be known yet."""
    found = assessed_from(assess(book, answers, day))
    rules = zip(book.on(day).ordered_rules, found.rules, strict=True) if found.rules else ()
    route = next((rule.route for rule, letter in rules if letter == "1" and rule.route), None)
    statutory = BASES[case.legal_basis].statutory or answers.get("ehc_plan") is True
    setting, phase = str(answers.get("setting", "")), str(answers.get("phase", ""))
    try:
        return account_code(route, statutory=statutory, setting=setting, phase=phase, partnership=case.partnership)
    except LookupError:
        return ""
