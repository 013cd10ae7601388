"""JSON read strictly: exact decimals, no NaN, no duplicate names, bounded size and depth."""

import json
from decimal import Decimal
from typing import NoReturn

from engine.problems import Problem, Refused

MOST_BYTES = 1_000_000
MOST_DEPTH = 60
MOST_DIGITS = 40


def read_json(raw: bytes, where: str = "body") -> object:
    """The value in `raw`, numbers as `int` or `Decimal`. Raises `Refused` with a plain sentence."""
    if len(raw) > MOST_BYTES:
        raise _refused(where, f"it has {len(raw):,} bytes", f"at most {MOST_BYTES:,}", "Send less")
    _refuse_depth(raw, where)
    try:
        text = raw.decode("utf-8")
        return json.loads(
            text,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError:
        raise _refused(where, "it is not UTF-8 text", "UTF-8", "Save it as UTF-8") from None
    except json.JSONDecodeError as error:
        place = f"{where}:{error.lineno}:{error.colno}"
        raise _refused(place, f"this is not JSON: {error.msg}", "well-formed JSON", "Correct it") from None
    except _BadError as error:
        raise _refused(where, str(error), error.expected, error.remedy) from None


class _BadError(Exception):
    def __init__(self, wrong: str, expected: str, remedy: str) -> None:
        super().__init__(wrong)
        self.expected, self.remedy = expected, remedy


def _refused(where: str, wrong: str, expected: str, remedy: str) -> Refused:
    return Refused([Problem(where, wrong, expected, remedy)])


def _refuse_depth(raw: bytes, where: str) -> None:
    depth, in_text, escaped = 0, False, False
    for byte in raw:
        if in_text:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_text = False
        elif byte == 0x22:
            in_text = True
        elif byte in b"[{":
            depth += 1
            if depth > MOST_DEPTH:
                raise _refused(where, "it is nested too deeply", f"at most {MOST_DEPTH} levels", "Flatten it")
        elif byte in b"]}":
            depth -= 1


def _decimal(text: str) -> Decimal:
    if len(text) > MOST_DIGITS:
        raise _BadError("a number is too long", f"at most {MOST_DIGITS} digits", "Shorten it")
    number = Decimal(text)
    if abs(number.adjusted()) > MOST_DIGITS:
        raise _BadError(f"the number {text} is out of any use", "an ordinary number", "Correct it")
    return number


def _integer(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise _BadError("a number is too long", f"at most {MOST_DIGITS} digits", "Shorten it")
    return int(text)


def _constant(text: str) -> NoReturn:
    raise _BadError(f"{text} is not a number", "a number", "Leave the fact out if it is not known")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise _BadError(f'"{name}" is written twice', "each name once", "Remove one of them")
        found[name] = value
    return found
