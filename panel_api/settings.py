"""Every setting of the service, each read from an environment variable `EVENHAND_…`."""

import ipaddress
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from engine.problems import Refused
from panel_api.claim_roles import ClaimRole, read_claim_roles
from panel_api.quorum import mix_problem
from panel_api.reading import wrong

CARRY_FORWARD: Final = r"all|none|(?P<share>100|[1-9]?[0-9])%(?: at most (?P<most>[0-9]{1,9}))?"
"""What may be said of a surplus at a year's end."""
Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]


def _folder(raw: object) -> object:
    path = Path(str(raw))
    if not path.is_dir():
        raise wrong(
            f'there is no folder "{str(raw)[:200]}"', "a folder of rulebooks, each a folder in it", "Correct it"
        )
    return path


def _closures(raw: object) -> object:
    from panel_api.school_closures import read_closures

    path = Path(str(raw))
    try:
        read_closures(path)
    except Refused as error:
        says = "; ".join(each.message for each in error.problems[:3])
        raise wrong(f"{str(raw)[:200]}: {says}", "a file of school closures (docs/settings.md)", "Correct it") from None
    return path


def _letterhead(raw: object) -> object:
    import yaml

    from panel_api.letters.letterhead import read_letterhead

    path = Path(str(raw))
    try:
        read_letterhead(path)
    except (OSError, ValueError, yaml.YAMLError) as error:
        told = " ".join(str(error).split())[:300]
        raise wrong(f"it holds no letterhead ({told})", "a YAML file as docs/settings.md shows", "Correct it") from None
    return path


def _signing_key(raw: object) -> object:
    from engine.recording.signatures import read_private_key

    path = Path(str(raw))
    try:
        read_private_key(path.read_bytes())
    except (OSError, ValueError) as error:
        told = error.strerror if isinstance(error, OSError) else str(error)
        says = f"{str(raw)[:200]}: it holds no key ({told})"
        raise wrong(says, "a file that `evenhand keys new` made", "Correct it") from None
    return path


def _mix(given: dict[str, int]) -> dict[str, int]:
    problem = mix_problem(given)
    if problem:
        raise wrong(problem, 'professions and numbers, such as {"health_or_care": 1}', "Correct it")
    return given


def _networks(raw: object) -> object:
    if isinstance(raw, tuple):
        return raw
    try:
        return tuple(ipaddress.ip_network(each.strip()) for each in str(raw).split(",") if each.strip())
    except ValueError:
        raise wrong(f'"{str(raw)[:100]}" is no address', "such as 10.0.0.2 or 10.0.0.0/24", "Correct it") from None


class Settings(BaseSettings):
    """The settings, with what each means; `Settings()` reads the environment and checks it."""

    model_config = SettingsConfigDict(env_prefix="EVENHAND_", frozen=True, extra="ignore")

    database_url: str = Field(
        default="sqlite:///evenhand.db",
        description="Where the data lies: a SQLite file (three slashes: in the current folder), or "
        "`postgresql://role@host/database` in service, with a role that owns no table.",
    )
    owner_database_url: str | None = Field(
        default=None,
        description="PostgreSQL only: the same database as the role that owns the tables. Migrations use "
        "it and grant the role of EVENHAND_DATABASE_URL what it needs, and no more.",
    )
    rules: Annotated[Path, BeforeValidator(_folder)] | None = Field(
        default=None,
        description="The folder whose rulebooks the server offers, each a folder in it, instead of the shipped ones.",
    )
    authority_code: str = Field(
        default="998",
        pattern=r"^[A-Za-z0-9]{1,10}$",
        description="The authority's own code, three digits as the Department for Education gives them: requests that "
        "schools write in the browser name it as the one that pays. Until it is set, the invented county's.",
    )
    letterhead: Annotated[Path, BeforeValidator(_letterhead)] | None = Field(
        default=None,
        description="The file (YAML) with the authority's name, address and the services it must name, as letters "
        "carry them; docs/settings.md shows one. Without it letters bear the invented county's and do not go out.",
    )
    signing_key: Annotated[Path, BeforeValidator(_signing_key)] | None = Field(
        default=None,
        description="The file (PEM, Ed25519) with the private key that signs each day's checkpoint; `evenhand keys "
        "new` makes one. Without it a key is made once and kept in the database: then whoever holds the database could "
        "rewrite it and sign it again, and only a head kept elsewhere tells.",
    )
    host: str = Field(
        default="127.0.0.1",
        description="The address the server listens on. Beyond this machine only with EVENHAND_PUBLIC_URL by https, "
        "and never in demo mode.",
    )
    port: int = Field(default=8000, ge=0, le=65535, description="The port the server listens on.")
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$",
        description="Where people reach the service, such as `https://evenhand.example`, without a path. The server "
        "then answers to that name too, and by https its cookies are bound to it.",
    )
    trusted_proxy: Annotated[Networks, NoDecode, BeforeValidator(_networks)] = Field(
        default=(),
        description="The addresses of the proxies in front, with commas between them, such as `10.0.0.2`. Only from "
        "them is `X-Forwarded-For` believed.",
    )
    demo: bool = Field(
        default=False,
        description="Demo mode: the invented county's accounts sign in by a button, without a password, on this "
        "machine only. Outside it the server refuses to start where such accounts exist.",
    )
    idle_minutes: int = Field(
        default=30, ge=5, le=720, description="How long a session lasts while nothing is asked, in minutes."
    )
    longest_hours: int = Field(default=12, ge=1, le=24, description="How long a session lasts at most, in hours.")
    requests_a_minute: int = Field(
        default=600,
        ge=10,
        le=1_000_000,
        description="How many requests a minute one session, one token or one address without either may send to one "
        "server process; an address altogether ten times as many.",
    )
    oidc_issuer: str | None = Field(
        default=None,
        pattern=r"^(https://\S+|http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?(/\S*)?)$",
        description="The council's own sign-in (OpenID Connect): its issuer, exactly as it calls itself. For Entra ID "
        "`https://login.microsoftonline.com/TENANT/v2.0`.",
    )
    oidc_client_id: str | None = Field(default=None, description="The client that is registered there for Evenhand.")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="Its secret; left out, the client proves itself by PKCE alone."
    )
    oidc_name: str = Field(
        default="your council account", max_length=60, description="What the button says: Sign in with …"
    )
    oidc_claim: str = Field(
        default="roles",
        max_length=200,
        description="The claim that says who holds which role: `roles` for Entra ID's app roles, `groups` for groups.",
    )
    oidc_roles: Annotated[tuple[ClaimRole, ...], NoDecode, BeforeValidator(read_claim_roles)] = Field(
        default=(),
        description="What the values of that claim stand for here, as JSON: "
        '`{"Evenhand.Chair": "chair", "School.123456": {"role": "school", "school": "123456"}}`. A budget holder needs '
        "`partnership`. docs/signing-in.md shows it for Entra ID.",
    )
    busy_seconds: int = Field(
        default=10,
        gt=0,
        le=600,
        description="How long a writer waits for another before it gives up, in seconds.",
    )
    pool_size: int = Field(
        default=5,
        ge=1,
        le=200,
        description="PostgreSQL only: connections a server process keeps open; as many again may be "
        "opened for a moment.",
    )
    scheme: str = Field(
        default="Scheme of delegation",
        min_length=1,
        max_length=80,
        description="What the authority calls its scheme of delegation, as records and letters name it.",
    )
    standard_days: int = Field(
        default=30,
        ge=1,
        le=250,
        description="The authority's own standard for requests that law sets no date for: working days from a complete "
        "request to the outcome. After a change, `evenhand serve` counts every date again as it starts.",
    )
    standard_words: str = Field(
        default="as the authority publishes it",
        min_length=1,
        max_length=120,
        description="Where that standard is published, as it stands after the number of days.",
    )
    school_closures: Annotated[Path, BeforeValidator(_closures)] | None = Field(
        default=None,
        description="A JSON or YAML file of when schools are closed, by academic year, shown to whoever finds that a "
        "closure made a date late. Unset, pages say that none is known.",
    )
    chair_limit: int = Field(
        default=15_000,
        ge=0,
        le=10_000_000,
        description="The largest award a chair may decide, in pounds a year. Above it, it goes up to a senior officer.",
    )
    officer_limit: int = Field(
        default=100_000,
        ge=0,
        le=10_000_000,
        description="The largest award a senior officer may decide, in pounds a year. It never stands against an award "
        "that secures Section F or against an order of the tribunal.",
    )

    fit_rulebook: str = Field(
        default="place_fit",
        pattern=r"^[a-z][a-z0-9_]{0,99}$",
        description="The rulebook that says whether a place suits a child. Its text is sealed into every search.",
    )
    look_miles: int = Field(
        default=20,
        ge=1,
        le=400,
        description="How far from home places are looked for, in miles in a straight line. A page can look further.",
    )
    high_cost: int = Field(
        default=40_000,
        ge=0,
        le=10_000_000,
        description="From how many pounds a year a placement counts as of high cost. No law sets it; the figure that "
        "ships is invented, so set your own.",
    )
    claim_months: int = Field(
        default=6,
        ge=0,
        le=60,
        description="How many months after a financial year what another authority owes for it may be claimed: as "
        "agreed between the authorities.",
    )

    @property
    def https(self) -> bool:
        """Whether people reach it by https."""
        return (self.public_url or "").startswith("https://")

    file_megabytes: int = Field(
        default=100,
        ge=1,
        le=1000,
        description="How many megabytes the Department for Education's list of establishments may have where it is "
        "sent from a page; it has some sixty. Every other body may have one.",
    )
    papers_days: int = Field(
        default=7,
        ge=0,
        le=60,
        description="How many calendar days before a sitting its papers are frozen; later is marked as late.",
    )
    quorum: int = Field(
        default=3,
        ge=1,
        le=20,
        description="How many members must sit for an item, the chair or a deputy included. The clerk does not count.",
    )
    mix: Annotated[dict[str, int], AfterValidator(_mix)] = Field(
        default={"school_or_education": 1, "health_or_care": 1},
        description="How many of them must come from where, as JSON: professions (`school`, `education`, `health`, "
        '`care`, `parents`, `other`), joined by `_or_`, and a number, such as `{"health_or_care": 1}`. '
        "`{}` asks for none.",
    )
    standing_consent: int = Field(
        default=10_000,
        ge=0,
        le=10_000_000,
        description="Up to how many pounds a year the partnerships have agreed to the use of their money without being "
        "asked each time. Above it a decision names who consented, and how. It never concerns what law requires.",
    )
    early_years_may_overspend: bool = Field(
        default=False,
        description="Whether the early-years inclusion fund may be overspent. Statutory accounts always may, "
        "partnerships and the contingency never. It holds from when the account is opened.",
    )
    carry_forward_surplus: str = Field(
        default="all",
        pattern=rf"^(?:{CARRY_FORWARD})$",
        description="What an account carries of a surplus into the next year: `all`, `none`, or a share such as `50%` "
        "or `50% at most 20000` (pounds). The rest stays in the closed year.",
    )
    carry_forward_deficit: bool = Field(
        default=True, description="Whether an account that may be overspent carries its deficit into the next year."
    )
