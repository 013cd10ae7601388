"""An invented partnership or two for open figures: awards begun month by month on a clock that the test moves."""

import datetime as dt
import itertools
from collections.abc import Iterator
from random import Random

from sqlalchemy.orm import Session

from engine.open_figures.parts import Month
from engine.opinions.network import Network
from panel_api.database import Database
from panel_api.models import Award, Case, OpenSnapshot
from panel_api.services import award_money, posting
from panel_api.services.award_money import NewAward, NewTerm
from panel_api.services.desk import Desk
from panel_api.services.open_figures import publish_months
from panel_api.shelf import Shelf
from tests.panel_api.databases import new_case

NORTH, SOUTH = "partnership:north", "partnership:south"
APRIL = dt.date(2026, 4, 1)
LEVELS = ({"talking": 3, "understanding": 2}, {"learning": 3}, {"feelings": 4}, {"movement": 2})
PHASES = ("primary", "primary", "secondary", "early_years")
_upns = itertools.count(1)


class County:
    """A desk whose day the test sets, and awards that are begun on it."""

    def __init__(self, database: Database, shelf: Shelf, network: Network) -> None:
        self.at = dt.datetime(2026, 4, 2, 9, tzinfo=dt.UTC)
        self.desk = Desk(database, shelf, network, lambda: self.at)
        self.random = Random(7)
        with database.writing() as session:
            posting.open_accounts(session, self.desk, ["north", "south"])
            for code in (NORTH, SOUTH):
                posting.allocate(session, self.desk, code, 2026, 500_000_000, APRIL, "Allocation")

    def move_to(self, month: int, day: int = 10) -> None:
        """Set the day, of 2026 or, for months beyond 12, of the year after."""
        self.at = dt.datetime(2026 + (month - 1) // 12, (month - 1) % 12 + 1, day, 9, tzinfo=dt.UTC)

    def begin(self, session: Session, many: int, account: str = NORTH, area: str = "998") -> list[Award]:
        """Begin awards for so many new children."""
        return [self._begin(session, account, area) for _ in range(many)]

    def _begin(self, session: Session, account: str, area: str) -> Award:
        case = new_case(session, self.at.date(), rulebook="county_top_up", partnership=account.partition(":")[2])
        for party in case.parties:
            party.reference = {"child": f"upn {next(_upns)}", "area": area}.get(party.role, party.reference)
            party.written_at = self.at
        number = self.random.randrange(4)
        case.facts = {**LEVELS[number], "phase": PHASES[self.random.randrange(4)]}
        term = NewTerm(account, self.at.date(), self.random.randrange(150_000, 900_000), "900001")
        given = NewAward(term, statutory=False, case_id=case.id)
        return award_money.begin_award(session, self.desk, given, "Band 3")[0]

    def change(self, session: Session, award: Award, pence: int, why: str = "decided") -> None:
        """Give an award another amount from now on; nothing ends it."""
        case = session.get_one(Case, award.case_id)
        term = NewTerm(f"partnership:{case.partnership}", self.at.date(), pence, "900001", why=why)
        award_money.change_award(session, self.desk, award, term, "Changed")

    def publish(self, session: Session) -> list[OpenSnapshot]:
        """Publish what is due."""
        return publish_months(session, self.desk, Month(9999, 12))


def a_county(database: Database, shelf: Shelf) -> Iterator[County]:
    """The county, for a fixture."""
    network = Network()
    yield County(database, shelf, network)
    network.close()
