"""How a proposal or a what-if softens falls: read as it was typed, kept with it, and said."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from engine.problems import Complaints
from engine.whatif.asked import Protection

_MOST_YEARS = 10


def protection_given(complaints: Complaints, hold: str, taper: str, most: str) -> Protection | None:
    """A protection as it was typed; None where none is asked for. What is wrong is noted at the fields' names."""
    years = _number(complaints, "taper_years", taper, 1, _MOST_YEARS) or 1
    percent = _number(complaints, "most_fall_percent", most, 0, 100)
    held = hold == "yes"
    return Protection(held, years, percent) if held or years > 1 or percent is not None else None


def protection_kept(protection: Protection | None) -> dict[str, Any] | None:
    """A protection as it is kept."""
    return None if protection is None else asdict(protection)


def protection_of(kept: Mapping[str, Any] | None) -> Protection | None:
    """A protection that was kept; None for none."""
    return None if kept is None else Protection(**kept)


def protection_words(protection: Protection | None) -> str:
    """What a protection does, in a sentence."""
    if protection is None:
        return "No award in payment is protected, but that nothing falls for a child with a plan before it is reviewed."
    parts = ["no award in payment falls before its review"] if protection.hold_until_review else []
    if protection.taper_years > 1:
        parts.append(f"a fall comes in {protection.taper_years} equal yearly parts")
    if protection.most_fall_percent is not None:
        parts.append(f"no award falls by more than {protection.most_fall_percent} % of what is paid")
    said = ", and ".join(parts)
    return f"{said[:1].upper()}{said[1:]}."


def protection_typed(protection: Protection | None) -> dict[str, str]:
    """A protection as the fields of a form hold it."""
    if protection is None:
        return {"hold": "", "taper_years": "", "most_fall_percent": ""}
    most = protection.most_fall_percent
    return {
        "hold": "yes" if protection.hold_until_review else "",
        "taper_years": str(protection.taper_years) if protection.taper_years > 1 else "",
        "most_fall_percent": "" if most is None else str(most),
    }


def _number(complaints: Complaints, name: str, typed: str, least: int, most: int) -> int | None:
    text = typed.strip().removesuffix("%").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= 3 and least <= int(text) <= most:
        return int(text)
    complaints.add(name, f'"{text[:20]}" is not one of them', f"a number from {least} to {most}", "Correct it")
    return None
