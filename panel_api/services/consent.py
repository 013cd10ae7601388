"""Consent: who agreed to the use of a partnership's money, or why nobody had to be asked.

A partnership's chair consents to the use of its money and takes no statutory decision. What law requires is the
county's to pay, and no partnership is asked.
"""

from typing import Final

from engine.amounts import money_words
from engine.problems import Complaints
from panel_api import schemas
from panel_api.models import Account
from panel_api.services.charge import Charge
from panel_api.services.posting import Consent
from panel_api.settings import Settings

_BY_LAW: Final = "No consent is needed: law requires this support, and a county statutory account pays for it."


def standing_words(settings: Settings) -> str:
    """What the partnerships agreed to once and for all, as it is kept with an award it covers."""
    most = money_words(settings.standing_consent * 100)
    return f"Standing consent: the partnerships agreed to awards of up to {most} a year without being asked each time."


def must_ask(settings: Settings, account: Account, pence: int) -> bool:
    """Whether a partnership must consent to an award of so many pence a year out of this account."""
    return account.kind == "partnership" and pence > settings.standing_consent * 100


def consent_to(
    settings: Settings, charge: Charge | None, given: schemas.NewDecision, complaints: Complaints
) -> Consent | None:
    """The consent that goes with what a decision commits; None where it commits nothing. Notes what is wanting."""
    sent = {"consent_by": given.consent_by, "consent_words": given.consent_words}
    if charge is None or charge.new is None or charge.account.kind != "partnership":
        for name, value in sent.items():
            if value is not None:
                wrong = "no partnership's money is used by this"
                complaints.add(name, wrong, f"no `{name}`", "Remove it")
        if charge is None or charge.new is None:
            return None
        own = f"No consent is needed: {charge.account.name} is the council's own money."
        return Consent(None, _BY_LAW if charge.statutory else own)
    pence = charge.new.term.pence_a_year
    if given.consent_by is None and given.consent_words is None and not must_ask(settings, charge.account, pence):
        return Consent(None, standing_words(settings))
    for name, value in sent.items():
        if value is None:
            wrong = f"this uses the money of {charge.account.name}, and `{name}` is missing"
            complaints.add(name, wrong, "who consented for it, and how", "Ask the partnership, then write it down")
    return Consent(given.consent_by, given.consent_words or "")
