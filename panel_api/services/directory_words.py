"""What the words and codes of the Department for Education's list of establishments mean here.

Source: "Get information about schools", all establishments. What is not in these tables is told, or stays unknown.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Type:
    """One type of establishment. kind: of `INSTITUTIONS`; None where it is no provision that this directory keeps."""

    code: str
    name: str
    kind: str | None


_TYPES: Final = (
    Type("1", "Community school", "mainstream"),
    Type("2", "Voluntary aided school", "mainstream"),
    Type("3", "Voluntary controlled school", "mainstream"),
    Type("5", "Foundation school", "mainstream"),
    Type("6", "City technology college", "independent"),  # no academy in law, so not of s.38(3) by itself: check
    Type("7", "Community special school", "special"),
    Type("8", "Non-maintained special school", "non_maintained_special"),
    Type("10", "Other independent special school", "independent_special"),
    Type("11", "Other independent school", "independent"),
    Type("12", "Foundation special school", "special"),
    Type("14", "Pupil referral unit", "alternative_provision"),
    Type("15", "Local authority nursery school", "nursery_school"),
    Type("18", "Further education", "further_education"),
    Type("24", "Secure units", None),
    Type("25", "Offshore schools", None),
    Type("26", "Service children's education", None),
    Type("27", "Miscellaneous", None),
    Type("28", "Academy sponsor led", "mainstream"),
    Type("29", "Higher education institutions", None),
    Type("30", "Welsh establishment", None),
    Type("31", "Sixth form centres", "further_education"),
    Type("32", "Special post 16 institution", "specialist_post_16"),
    Type("33", "Academy special sponsor led", "special"),
    Type("34", "Academy converter", "mainstream"),
    Type("35", "Free schools", "mainstream"),
    Type("36", "Free schools special", "special"),
    Type("37", "British schools overseas", None),
    Type("38", "Free schools alternative provision", "alternative_provision"),
    Type("39", "Free schools 16 to 19", "further_education"),
    Type("40", "University technical college", "mainstream"),
    Type("41", "Studio schools", "mainstream"),
    Type("42", "Academy alternative provision converter", "alternative_provision"),
    Type("43", "Academy alternative provision sponsor led", "alternative_provision"),
    Type("44", "Academy special converter", "special"),
    Type("45", "Academy 16-19 converter", "further_education"),
    Type("46", "Academy 16 to 19 sponsor led", "further_education"),
    Type("47", "Children's centre", None),
    Type("48", "Children's centre linked site", None),
    Type("49", "Online provider", None),
    Type("56", "Institution funded by other government department", None),
    Type("57", "Academy secure 16 to 19", None),
)
TYPES_BY_CODE: Final = {each.code: each for each in _TYPES}
TYPES_BY_NAME: Final = {each.name.lower(): each for each in _TYPES}

STATES_BY_CODE: Final = {"1": "open", "2": "closed", "3": "closing", "4": "proposed"}
STATES_BY_NAME: Final = {
    "open": "open",
    "closed": "closed",
    "open, but proposed to close": "closing",
    "proposed to open": "proposed",
}

NEEDS: Final = {
    "SPLD": "SPLD", "MLD": "MLD", "SLD": "SLD", "PMLD": "PMLD", "SEMH": "SEMH", "SLCN": "SLCN", "HI": "HI", "VI": "VI",
    "MSI": "MSI", "PD": "PD", "ASD": "ASD", "DS": "DS", "OTH": "OTH",
}  # fmt: skip
"""The letters before the dash of `SEN1 (name)` to `SEN13 (name)`, and the code of the shared vocabulary."""

PHASES: Final = {
    "nursery": "early_years",
    "primary": "primary",
    "middle deemed primary": "primary",
    "secondary": "secondary",
    "middle deemed secondary": "secondary",
    "16 plus": "post_16",
    "all-through": "any",
}
ADMITS: Final = {"boys": "boys", "girls": "girls", "mixed": "mixed"}
BOARDING: Final = {
    "no boarders": False,
    "boarding school": True,
    "children's home (boarding school)": True,
    "college / fe residential accommodation": True,
}
SECTION_41: Final = {"approved": True, "not approved": False}

WITHIN: Final = {
    "": (),
    "not applicable": (),
    "sen unit": ("U",),
    "resourced provision": ("R",),
    "resourced provision and sen unit": ("R", "U"),
}
"""What of a school stands in the directory by itself, by `TypeOfResourcedProvision (name)`: -U a unit, -R resourced."""
