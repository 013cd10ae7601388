"""A made document of a what-if, for faces and records to be tried on. Every figure is invented, and they fit together:
the parts of `why` add up to the differences of both groups (£45,750.00), and every list is in its order."""

import datetime as dt

from engine.whatif.document import (
    Account,
    Allocated,
    AllocationChange,
    Amount,
    Compared,
    Document,
    Flow,
    Group,
    Held,
    HeldYear,
    Line,
    Moved,
    Moving,
    Part,
    Pence,
    Protected,
    Share,
    Span,
    Text,
    Unknown,
    Why,
    Year,
)

P = Pence
SCHOOLS = (("Alder Wood Primary", 9, 41_400_00, 44_100_00), ("Beck Side School", 6, 30_000_00, 28_500_00))
NOBODY = Moving(0, P(0), P(0))


def line(name: str, cases: int, before: int, after: int, rank: int | None = None) -> Line:
    """One line whose awards all move the same way."""
    moved = after - before
    moving = Moving(cases, P(abs(moved)), P(abs(moved) // cases))
    percent = f"{moved * 10_000 // before / 100:.2f}"
    rising, falling = (moving, NOBODY) if moved > 0 else (NOBODY, moving)
    return Line(name, cases, P(before), P(after), P(moved), percent, rising, falling, rank, rank)


OPEN = Group(
    cases=60,
    compared=Compared(40, P(160_000_00), P(165_750_00), P(5_750_00)),
    only_before=Amount(2, P(6_000_00)),
    only_after=Amount(1, P(2_760_00)),
    rising=Moving(30, P(6_750_00), P(1_200_00)),
    falling=Moving(4, P(1_000_00), P(400_00)),
    accounts=(
        Account("partnership:Chalk Downs", P(90_000_00), P(93_000_00)),
        Account("plans_mainstream", P(70_000_00), P(72_750_00)),
    ),
    bands=(Flow("1", "1", 10), Flow("2", "2", 12), Flow("2", "3", 8), Flow("3", "3", 10)),
    statuses=(
        Flow("settled", "settled", 40),
        Flow("settled", "referred", 2),
        Flow("referred", "settled", 1),
        Flow("unsettled", "unsettled", 17),
    ),
)
RUNNING = Group(
    cases=400,
    compared=Compared(380, P(1_900_000_00), P(1_940_000_00), P(40_000_00)),
    only_before=Amount(12, P(60_000_00)),
    only_after=Amount(0, P(0)),
    rising=Moving(210, P(52_000_00), P(2_400_00)),
    falling=Moving(40, P(12_000_00), P(1_800_00)),
    accounts=(
        Account("partnership:Chalk Downs", P(700_000_00), P(712_000_00)),
        Account("plans_mainstream", P(1_200_000_00), P(1_228_000_00)),
    ),
    bands=(Flow("1", "1", 120), Flow("2", "2", 90), Flow("2", "3", 60), Flow("3", "3", 100), Flow("5", "4", 10)),
    statuses=(Flow("settled", "settled", 380), Flow("settled", "referred", 12), Flow("referred", "referred", 8)),
)
WHY = (
    Why(
        "county_top_up",
        "value:bands",
        "Bands",
        ("Bands, from 18 to 29 becomes from 20 to 29: 2",),
        70,
        P(38_750_00),
        P(4_750_00),
        P(34_000_00),
        Amount(70, P(37_900_00)),
        (Flow("2", "3", 68), Flow("5", "4", 10)),
        (),
    ),
    Why(
        "county_top_up",
        "value:tariff",
        "Tariff",
        ("Tariff, Mainstream school, 3: £4,680.00 becomes £4,820.00",),
        120,
        P(7_000_00),
        P(1_000_00),
        P(6_000_00),
        Amount(102, P(6_100_00)),
        (),
        (),
    ),
    Why(
        "county_top_up",
        "rule:beyond_the_bands",
        "Beyond the bands",
        ("Beyond the bands, when: the points are at least 65 becomes the points are at least 60",),
        0,
        P(0),
        P(0),
        P(0),
        Amount(0, P(0)),
        (),
        (Flow("settled", "referred", 14), Flow("referred", "settled", 1)),
    ),
)


def example() -> Document:
    """The made document."""
    return Document(
        as_of=dt.date(2026, 9, 14),
        texts=(Text("county_top_up", "Top-up funding in the county (invented)", "a" * 64, "b" * 64),),
        groups={"open": OPEN, "running": RUNNING},
        by={
            "partnership": (
                line("Chalk Downs", 160, 790_000_00, 805_000_00),
                line("Vale", 260, 1_270_000_00, 1_300_750_00),
            ),
            "phase": (
                line("primary", 250, 1_100_000_00, 1_130_000_00),
                line("secondary", 170, 960_000_00, 975_750_00),
            ),
            "need": (line("ASD", 200, 1_000_000_00, 1_030_000_00), line("SEMH", 220, 1_060_000_00, 1_075_750_00)),
            "setting": (line("mainstream", 420, 2_060_000_00, 2_105_750_00),),
            "school": tuple(line(*school, rank=at) for at, school in enumerate(SCHOOLS, 1)),
        },
        years=(
            Year(2026, "partnership:Chalk Downs", P(760_000_00), P(768_250_00)),
            Year(2026, "plans_mainstream", P(1_240_000_00), P(1_256_900_00)),
            Year(2027, "partnership:Chalk Downs", P(720_000_00), P(734_000_00)),
            Year(2027, "plans_mainstream", P(1_210_000_00), P(1_239_500_00)),
            Year(2028, "partnership:Chalk Downs", P(600_000_00), P(611_000_00)),
            Year(2028, "plans_mainstream", P(1_000_000_00), P(1_024_000_00)),
        ),
        why=WHY,
        protection=Protected(
            (
                "No award in payment falls before its review day.",
                "A fall comes in 3 equal parts, the first on the review day and each further one a year later.",
                "An award to a child with an EHC plan never falls before the plan is reviewed, whatever else is chosen"
                " (Children and Families Act 2014, sections 42 and 44; check).",
            ),
            Held(
                40,
                3,
                P(15_300_00),
                (
                    HeldYear(2026, "plans_mainstream", 40, P(6_400_00)),
                    HeldYear(2027, "plans_mainstream", 31, P(6_100_00)),
                    HeldYear(2028, "plans_mainstream", 22, P(2_800_00)),
                ),
            ),
        ),
        unknown=Unknown(
            17, P(-2_000_00), P(4_400_00), True, Span(P(31_000_00), P(62_000_00)), Span(P(32_500_00), P(63_900_00)),
            2, 23, True,
        ),
        moved=Moved(284, P(1_400_000_00), P(1_445_750_00), P(45_750_00), "67.62", "3.27", "2.22"),
        allocations=(
            Allocated(
                "partnership_allocation",
                "share",
                P(6_300_000_00),
                P(6_300_000_00),
                (
                    Share(
                        "Chalk Downs", P(3_000_000_00), P(3_050_000_00), P(50_000_00),
                        (Part("value:weight_deprivation", P(60_000_00)), Part("value:floor", P(-10_000_00))),
                    ),
                    Share(
                        "Vale", P(3_300_000_00), P(3_250_000_00), P(-50_000_00),
                        (Part("value:weight_deprivation", P(-60_000_00)), Part("value:floor", P(10_000_00))),
                    ),
                ),
                (
                    AllocationChange("value:weight_deprivation", "Weight deprivation", ("4 becomes 5",)),
                    AllocationChange("value:floor", "Floor", ("97% becomes 98%",)),
                ),
                (),
            ),
        ),
        notes=(
            "An award that an open case comes to is taken to begin on 14 September 2026.",
            "Where a text in between gives no amount, the change that gives one again has the whole difference.",
        ),
    )  # fmt: skip
