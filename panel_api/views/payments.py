"""Payments as lists and spreadsheets have them."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from panel_api.models import Account
from panel_api.services import Desk
from panel_api.services.payments import Asked, Payable, Totals, payable
from panel_api.sheets import BOM, Cell, line, pounds, workbook
from panel_api.store import payments as books

HEADS: Final = ("Award", "School (URN)", "School", "Account", "From", "Until", "Pounds", "Commissioned service")
_SUM_HEADS: Final = ("Code", "Name", "Pounds")


def cells(row: Payable, names: Mapping[str, str]) -> tuple[Cell, ...]:
    """One payment as cells, in the order of HEADS. names: of schools, by URN."""
    school = row.school or ""
    days = (row.from_day, row.until_day)
    return (row.award, school, names.get(school, ""), row.account.name, *days, pounds(row.pence), row.name or "")


def sums(totals: Totals, accounts: Mapping[int, Account], names: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The totals by account in the accounts' order, and by school in order of name; each with its code."""
    schools = [
        {
            "code": urn,
            "name": names.get(urn, "Not named" if urn else "No single school, or not for you to know"),
            "pence": pence,
        }
        for urn, pence in totals.by_school.items()
    ]
    return {
        "accounts": [
            {"code": each.code, "name": each.name, "pence": totals.by_account[number]}
            for number, each in accounts.items()
            if number in totals.by_account
        ],
        "schools": sorted(schools, key=lambda each: (each["name"], each["code"])),
    }


def schedule_book(desk: Desk, asked: Asked) -> bytes:
    """The XLSX file: every payment, then what they come to by account and by school."""
    totals = Totals()
    with desk.database.reading() as session:
        accounts: dict[int, Account] = {}
        names = books.school_names(session)

        def rows() -> Any:
            for row in payable(session, desk, asked):
                totals.add(row)
                accounts.setdefault(row.account.id, row.account)
                yield cells(row, names)

        def summed(what: str) -> Any:
            found = sums(totals, dict(sorted(accounts.items())), names)[what]
            yield from ((each["code"], each["name"], pounds(each["pence"])) for each in found)
            yield ("", "Total", pounds(totals.pence))

        return workbook(
            [
                ("Payments", HEADS, rows()),
                ("By account", _SUM_HEADS, summed("accounts")),
                ("By school", _SUM_HEADS, summed("schools")),
            ]
        )


def csv_lines(desk: Desk, asked: Asked) -> Iterator[str]:
    """The lines of the CSV, with its heads."""
    yield BOM + line(HEADS)
    with desk.database.reading() as session:
        names, rows = books.school_names(session), payable(session, desk, asked)
        while batch := list(islice(rows, books.BATCH)):
            yield "".join(line(cells(row, names)) for row in batch)
