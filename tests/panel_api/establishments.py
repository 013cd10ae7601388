"""Invented files of the form of the list of all establishments: for tests and benchmarks. Nothing in them is real.

Only the heads are those of the published list. Each name says that it is invented, and each URN begins with 9, as no
real one does.
"""

import hashlib
from collections.abc import Iterable, Mapping
from random import Random
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import aliased

from panel_api.database import Database
from panel_api.models import Provision, ProvisionPlaces

HEADS: Final = (
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)", "EstablishmentTypeGroup (code)", "EstablishmentTypeGroup (name)",
    "EstablishmentStatus (code)", "EstablishmentStatus (name)", "ReasonEstablishmentOpened (code)",
    "ReasonEstablishmentOpened (name)", "OpenDate", "ReasonEstablishmentClosed (code)",
    "ReasonEstablishmentClosed (name)", "CloseDate", "PhaseOfEducation (code)", "PhaseOfEducation (name)",
    "StatutoryLowAge", "StatutoryHighAge", "Boarders (code)", "Boarders (name)", "NurseryProvision (name)",
    "OfficialSixthForm (code)", "OfficialSixthForm (name)", "Gender (code)", "Gender (name)",
    "ReligiousCharacter (code)", "ReligiousCharacter (name)", "ReligiousEthos (name)", "Diocese (code)",
    "Diocese (name)", "AdmissionsPolicy (code)", "AdmissionsPolicy (name)", "SchoolCapacity", "SpecialClasses (code)",
    "SpecialClasses (name)", "CensusDate", "NumberOfPupils", "NumberOfBoys", "NumberOfGirls", "PercentageFSM",
    "TrustSchoolFlag (code)", "TrustSchoolFlag (name)", "Trusts (code)", "Trusts (name)", "SchoolSponsorFlag (name)",
    "SchoolSponsors (name)", "FederationFlag (name)", "Federations (code)", "Federations (name)", "UKPRN",
    "FEHEIdentifier", "FurtherEducationType (name)", "LastChangedDate", "Street", "Locality", "Address3", "Town",
    "County (name)", "Postcode", "SchoolWebsite", "TelephoneNum", "HeadTitle (name)", "HeadFirstName", "HeadLastName",
    "HeadPreferredJobTitle", "BSOInspectorateName (name)", "InspectorateReport", "DateOfLastInspectionVisit",
    "NextInspectionVisit", "TeenMoth (name)", "TeenMothPlaces", "CCF (name)", "SENPRU (name)", "EBD (name)",
    "PlacesPRU", "FTProv (name)", "EdByOther (name)", "Section41Approved (name)", "SEN1 (name)", "SEN2 (name)",
    "SEN3 (name)", "SEN4 (name)", "SEN5 (name)", "SEN6 (name)", "SEN7 (name)", "SEN8 (name)", "SEN9 (name)",
    "SEN10 (name)", "SEN11 (name)", "SEN12 (name)", "SEN13 (name)", "TypeOfResourcedProvision (name)",
    "ResourcedProvisionOnRoll", "ResourcedProvisionCapacity", "SenUnitOnRoll", "SenUnitCapacity", "GOR (code)",
    "GOR (name)", "DistrictAdministrative (code)", "DistrictAdministrative (name)", "AdministrativeWard (code)",
    "AdministrativeWard (name)", "ParliamentaryConstituency (code)", "ParliamentaryConstituency (name)",
    "UrbanRural (code)", "UrbanRural (name)", "GSSLACode (name)", "Easting", "Northing", "MSOA (name)", "LSOA (name)",
)  # fmt: skip
_TYPES: Final = (
    ("01", "Community school", 30), ("02", "Voluntary aided school", 12), ("34", "Academy converter", 22),
    ("28", "Academy sponsor led", 8), ("11", "Other independent school", 8), ("07", "Community special school", 5),
    ("10", "Other independent special school", 4), ("08", "Non-maintained special school", 2),
    ("14", "Pupil referral unit", 3), ("15", "Local authority nursery school", 3), ("18", "Further education", 2),
    ("32", "Special post 16 institution", 1),
)  # fmt: skip
_PHASES: Final = (("2", "Primary", 4, 11), ("4", "Secondary", 11, 18), ("7", "All-through", 3, 19))
_SEN: Final = (
    "ASD - Autistic Spectrum Disorder", "SpLD - Specific Learning Difficulty",
    "SEMH - Social, Emotional and Mental Health", "SLCN - Speech, language and Communication",
    "SLD - Severe Learning Difficulty",
)  # fmt: skip
_FIRST: Final = ("Alder", "Briar", "Cedar", "Dale", "Elm", "Fern", "Glen", "Hazel", "Ivy", "Juniper")
_LAST: Final = ("Lane", "Green", "Park", "Vale", "Brook", "Ridge", "Wood", "Field")
START: Final = 9_000_000


def row_of(number: int, seed: int = 0, **changed: str) -> dict[str, str]:
    """One invented row by column; the same every time. changed: by column, what it says instead."""
    random = Random(seed * 1_000_003 + number)
    code, kind, _ = random.choices(_TYPES, [each[2] for each in _TYPES])[0]
    phase_code, phase, least, most = random.choice(_PHASES)
    closed = random.random() < 0.4
    east, north = random.randrange(150_000, 650_000), random.randrange(20_000, 650_000)
    name = f"{_FIRST[number % 10]} {_LAST[number % 8]} School {number} (invented)"
    row = dict.fromkeys(HEADS, "") | {
        "URN": str(START + number), "LA (code)": str(800 + number % 90), "LA (name)": f"Invented Council {number % 90}",
        "EstablishmentNumber": str(2000 + number % 5000), "EstablishmentName": name,
        "TypeOfEstablishment (code)": code, "TypeOfEstablishment (name)": kind,
        "EstablishmentTypeGroup (code)": "4", "EstablishmentTypeGroup (name)": "Local authority maintained schools",
        "EstablishmentStatus (code)": "2" if closed else "1",
        "EstablishmentStatus (name)": "Closed" if closed else "Open",
        "OpenDate": f"01-09-{1950 + number % 70}", "CloseDate": f"31-08-{2000 + number % 20}" if closed else "",
        "PhaseOfEducation (code)": phase_code, "PhaseOfEducation (name)": phase, "StatutoryLowAge": str(least),
        "StatutoryHighAge": str(most), "Boarders (code)": "1", "Boarders (name)": "No boarders",
        "NurseryProvision (name)": "No Nursery Classes", "OfficialSixthForm (code)": "2",
        "OfficialSixthForm (name)": "Does not have a sixth form", "Gender (code)": "3", "Gender (name)": "Mixed",
        "ReligiousCharacter (name)": "None", "Diocese (name)": "Not applicable",
        "AdmissionsPolicy (name)": "Not applicable",
        "SchoolCapacity": str(random.randrange(60, 1500)), "SpecialClasses (name)": "No Special Classes",
        "CensusDate": "" if closed else "15-01-2026",
        "NumberOfPupils": "" if closed else str(random.randrange(40, 1500)),
        "NumberOfBoys": "" if closed else "210", "NumberOfGirls": "" if closed else "205", "PercentageFSM": "12.3",
        "TrustSchoolFlag (name)": "Not applicable", "SchoolSponsorFlag (name)": "Not applicable",
        "FederationFlag (name)": "Not under a federation", "UKPRN": str(10_000_000 + number),
        "LastChangedDate": "03-11-2026", "Street": f"{number} Invented Street", "Locality": "Invented Locality",
        "Town": f"{_FIRST[number % 7]}ton", "County (name)": "Invented County", "Postcode": "ZZ99 9ZZ",
        "SchoolWebsite": f"https://school-{number}.example", "TelephoneNum": f"01632 {number % 1_000_000:06}",
        "HeadTitle (name)": "Dr", "HeadFirstName": "Invented", "HeadLastName": "Head", "HeadPreferredJobTitle": "Head",
        "TeenMoth (name)": "Not applicable", "CCF (name)": "Not applicable", "SENPRU (name)": "Not applicable",
        "EBD (name)": "Not applicable", "FTProv (name)": "Not applicable", "EdByOther (name)": "Not applicable",
        "Section41Approved (name)": "Not applicable", "SEN1 (name)": "Not Applicable",
        "TypeOfResourcedProvision (name)": "Not applicable", "GOR (name)": "Invented Region",
        "DistrictAdministrative (name)": "Invented District", "AdministrativeWard (name)": "Invented Ward",
        "ParliamentaryConstituency (name)": "Invented Constituency", "UrbanRural (name)": "Urban city and town",
        "GSSLACode (name)": "E06999999", "Easting": str(east), "Northing": str(north),
        "MSOA (name)": "Invented 001", "LSOA (name)": "Invented 001A",
    }  # fmt: skip
    if code in ("07", "08", "10", "32"):
        for place in random.sample(range(2, 14), 2):  # with gaps, as in the published list
            row[f"SEN{place} (name)"] = random.choice(_SEN)
    if code == "10":
        row["Section41Approved (name)"] = random.choice(("Approved", "Not approved"))
    if code in ("01", "34") and number % 12 == 0:
        row |= {
            "TypeOfResourcedProvision (name)": random.choice(("SEN unit", "Resourced provision", BOTH)),
            "SEN1 (name)": random.choice(_SEN), "ResourcedProvisionOnRoll": "9", "ResourcedProvisionCapacity": "12",
            "SenUnitOnRoll": "10", "SenUnitCapacity": "14",
        }  # fmt: skip
    return row | {head.replace("_", " "): said for head, said in changed.items()}


BOTH: Final = "Resourced provision and SEN unit"


def line_of(row: Mapping[str, str]) -> str:
    """A row as the published list writes it: texts within quotation marks, numbers without."""
    cells = (said if said.isdigit() or not said else '"' + said.replace('"', '""') + '"' for said in row.values())
    return ",".join(cells) + "\r\n"


def file_of(rows: Iterable[Mapping[str, str]]) -> bytes:
    """A whole file in Windows-1252."""
    heads = ",".join(f'"{head}"' if " " in head else head for head in HEADS) + "\r\n"
    return (heads + "".join(map(line_of, rows))).encode("cp1252")


def state_of(database: Database) -> str:
    """A digest of all that the directory says: provisions and their numbers, by code and without their keys."""
    whole = hashlib.sha256()
    own = [each for each in Provision.__table__.c if each.name not in ("id", "within_id", "created_at", "updated_at")]
    within = aliased(Provision)
    with database.reading() as session:
        for row in session.execute(
            select(*own, within.code).outerjoin(within, within.id == Provision.within_id).order_by(Provision.code)
        ):
            whole.update(repr(tuple(row)).encode())
        numbers = select(
            Provision.code, ProvisionPlaces.from_day, ProvisionPlaces.on_roll, ProvisionPlaces.commissioned
        )
        joined = numbers.join(Provision, Provision.id == ProvisionPlaces.provision_id)
        for row in session.execute(joined.order_by(Provision.code, ProvisionPlaces.id)):
            whole.update(repr(tuple(row)).encode())
    return whole.hexdigest()
