"""The data map of money: accounts, the ledger, awards and commissioned services, virements."""

from typing import Final

from panel_api.data_map.shape import (
    CASE,
    STAYS,
    THEMSELVES,
    WITH_CASE,
    Audience,
    Kept,
    having,
    personal,
    plain,
    special,
    staff,
)

LEDGER: Final = having("read_ledger")
ALLOCATIONS: Final = having("read_allocations")
SIGNERS: Final = having("sign_virement")
_FINANCE: Final = f"{STAYS} Finance: six years and the current one is usual."

MONEY: Final[dict[str, Kept]] = {
    "accounts": Kept(
        "The accounts there are",
        LEDGER,
        STAYS,
        {
            "code": plain("By what name the work knows it"),
            "kind": plain("What kind of account it is"),
            "name": plain("Its name"),
            "partnership": plain("Whose budget it is"),
            "may_overspend": plain("Whether it may be overspent"),
            "host_school": plain("Which school holds cash for it"),
            "closed_through": plain("Up to which year it is closed"),
            "opened_at": plain("When it was opened"),
        },
    ),
    "ledger_entries": Kept(
        "What was done with money",
        LEDGER,
        _FINANCE,
        {
            "kind": plain("What was done"),
            "pence": personal("How much: of an award, what a child's support costs"),
            "line_count": plain("How many lines it has"),
            "words": plain("What it was for, without a name"),
            "award_id": personal("Which award"),
            "reverses_id": plain("Which entry it takes back"),
            "source": plain("The file, statement or run it came from"),
            "consent_by": staff("Who consented to the use of a partnership's money"),
            "consent_words": staff("How they did, or why nobody had to"),
            "second_role": staff("In which role the second signature was given"),
            "second_reference": staff("Who gave it"),
        },
    ),
    "ledger_lines": Kept(
        "What each entry did to an account",
        LEDGER,
        _FINANCE,
        {
            "entry_id": plain("Which entry"),
            "account_id": plain("Which account"),
            "year": plain("Which financial year"),
            "sequence": plain("Its place in the account's year"),
            "measure": plain("What it is of"),
            "pence": personal("How much: of an award, what a child's support costs"),
            "award_id": personal("Which award"),
            "effective_on": plain("From when it counts"),
            "month": plain("In which month"),
            **{
                f"{each}_after": plain("What the account's year came to with it")
                for each in ("held", "committed", "paid", "released", "handed")
            },
            "month_after": plain("What its month came to with it"),
        },
    ),
    "ledger_assertions": Kept(
        "What a figure must have come to, by a statement",
        LEDGER,
        _FINANCE,
        {
            "account_id": plain("Which account"),
            "year": plain("Which financial year"),
            "figure": plain("Which figure"),
            "on_day": plain("On which day"),
            "pence": plain("How much"),
            "source": plain("The statement"),
        },
    ),
    "awards": Kept(
        "What is paid for a case, and the services that partnerships commission",
        CASE,
        WITH_CASE,
        {
            "reference": personal("How payments name it", Audience(CASE.roles | LEDGER.roles)),
            "kind": plain("An award, or a service that names no child"),
            "name": plain("What the service is"),
            "schools": personal("The schools a service is for"),
            "statutory": special("Whether law requires it"),
            "band": special("The band it was priced by"),
            "priced": special("By band or by itself"),
            "counting": personal("How part of a year counts"),
            "claim_from": personal("Which authority owes it back"),
        },
    ),
    "award_terms": Kept(
        "From when to when an award is paid, where, by which account",
        CASE,
        WITH_CASE,
        {
            "award_id": personal("Which award"),
            "account_id": personal("Which account"),
            "school": personal("Where", Audience(CASE.roles | LEDGER.roles)),
            "from_day": personal("From which day"),
            "until_day": personal("To which day"),
            "pence_a_year": special("How much a year"),
            "why": personal("Why it changed"),
            "words": personal("What was noted of it"),
        },
    ),
    "account_looks": Kept(
        "When somebody last looked at an account, so that its page can tell what is new",
        THEMSELVES,
        STAYS,
        {
            "account_id": plain("Which account"),
            "last_at": staff("When they last looked"),
            "before_at": staff("When they looked on an earlier day"),
        },
    ),
    "allocations": Kept(
        "What a year's money was worked out to be for each partnership",
        ALLOCATIONS,
        _FINANCE,
        {
            "reference": plain("By what name it is known"),
            "year": plain("For which financial year"),
            "as_of": plain("The day whose rules it used"),
            "rulebook_name": plain("By which rulebook"),
            "rulebook_sha256": plain("Its exact text"),
            "facts": plain("The counts and amounts of each partnership"),
            "result": plain("What each comes to"),
            "words": plain("Why it was worked out"),
            "made_at": plain("When"),
        },
    ),
    "allocation_postings": Kept(
        "Which of these were written to the ledger",
        ALLOCATIONS,
        _FINANCE,
        {"allocation_id": plain("Which one"), "posted_at": plain("When")},
    ),
    "virements": Kept(
        "Money that one account asks another for",
        SIGNERS,
        _FINANCE,
        {
            "reference": plain("By what name it is known"),
            "giver_id": plain("Whose money it is"),
            "taker_id": plain("Who is to have it"),
            "year": plain("In which financial year"),
            "pence": plain("How much"),
            "words": plain("What for"),
            "stage": plain("Whether it was signed"),
            "asked_by": staff("Who asked"),
            "asked_role": staff("In which role"),
            "asked_at": staff("When"),
            "answered_by": staff("Who signed or refused"),
            "answered_role": staff("In which role"),
            "answered_at": staff("When"),
            "answer": staff("What they said"),
            "entry_id": plain("The entry that moved it"),
        },
    ),
}
