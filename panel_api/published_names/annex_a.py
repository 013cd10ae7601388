"""What area SEND inspectors ask for at child level (Ofsted and the Care Quality Commission, Annex A of the handbook).

The handbook (in force from 6 June 2025) was read of only in part, so each list and column is named in the trade's words
and is to be checked against the request that an inspection really sends. Nothing is copied.
"""

from typing import Final

from panel_api.published_names.columns import Column, Table

TITLE: Final = "Area SEND inspection, lists of children and young people (Annex A)"
VERSION: Final = "handbook in force from 6 June 2025 (check)"
_NO: Final = "nobody records it here"


def _column(name: str, held: str = "", why: str = "") -> Column:
    return Column(name, held, sure=False, why=why)


_WHO: Final = (
    _column("Child unique ID", "`cases.reference` of the latest case; `placements.reference` where there is none"),
    _column("UPN", "the child's number, where it is a UPN"),
    _column("Date of birth", "`parties.from_day` of the child"),
    _column("Sex", "the answer to “Which sex is recorded?”"),
    _column("Ethnicity", "the broad group that the family gave"),
    _column("Looked after", "yes or no, as answered"),
    _column("Primary need", "`primary_need`, by the census's code"),
)
_WHERE: Final = (
    _column("School or college", "the placement on the day, else the school of the request"),
    _column("URN", "its URN, where it has one"),
    _column("Kind of place", "`provisions.kind`, in words"),
    _column("Outside the area", "whether the place lies in another authority (`provisions.authority`)"),
)

TABLES: Final = (
    Table("plans", "Children and young people with an EHC plan (check)", "a child with a plan on the day", (
        *_WHO,
        *_WHERE,
        _column("Plan first issued", "`case_days` plan_made, or the final plan sent"),
        _column("Last review meeting", "`case_days` meeting_held or last_reviewed"),
        _column("Last review decided", "`case_days` decided_review"),
        _column("Social care involvement", why=_NO),
        _column("Health services involved", why=_NO),
        _column("Attendance", why=_NO),
    )),
    Table("assessments", "Requests for an EHC needs assessment (check)", "a request, open or decided in the year", (
        *_WHO,
        _column("Request received", "`cases.asked_on`"),
        _column("Decision whether to assess", "the kind of decision, in words"),
        _column("Day of that decision", "`decisions.decided_at`"),
        _column("Decision whether to issue", "the kind of decision, in words"),
        _column("Day of that decision (issue)", "`decisions.decided_at`"),
        _column("Final plan sent", "`case_days` final_sent"),
        _column("Within 20 weeks", "yes or no, once the final plan was sent: 140 days from receipt"),
        _column("An excuse was found", "yes where a person found one (`findings`)"),
    )),
    Table("tribunal", "Appeals and orders of the tribunal (check)", "a case with an appeal or an order", (
        *_WHO,
        _column("What it is about", "the legal footing of the case, in words"),
        _column("Decision appealed against", "the last decision of the case, in words"),
        _column("Mediation certificate", "`case_days` certificate_dated"),
        _column("Appeal made", "`case_days` appealed"),
        _column("Order sent", "`case_days` order_sent"),
        _column("Order carried out", "`case_days` order_done"),
        _column("Outcome of the appeal", why="an order is kept as its own case and is not tied to the appeal it ends"),
    )),
    Table("out_of_area", "Placed outside the area (check)", "a child placed in another authority on the day", (
        *_WHO,
        *_WHERE,
        _column("Authority", "`provisions.authority`"),
        _column("Placed from", "`placements.from_day`"),
        _column("Full cost a year", "`placements.pence`, in pounds"),
        _column("Residential", why="whether this child boards is not recorded"),
    )),
    Table("no_plan", "Requests without an EHC plan (check)", "a request for top-up without a plan in the year", (
        *_WHO,
        _column("School", "the school of the request"),
        _column("Request received", "`cases.asked_on`"),
        _column("Decision", "the last decision, in words"),
        _column("Day of the decision", "`decisions.decided_at`"),
        _column("Band", "`decisions.band`"),
    )),
)  # fmt: skip
