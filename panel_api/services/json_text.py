"""JSON as it is sent: exact decimals as numbers, names in the order given, the same bytes every time."""

import json
from collections.abc import Mapping
from decimal import Decimal

from engine.values import plain


def json_text(value: object) -> str:
    """The JSON text of dicts, lists, text, whole numbers, booleans, None and `Decimal`.

    Raises TypeError for anything else, binary floats among them.
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json_text(str(name))}:{json_text(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(json_text, value)) + "]"
    raise TypeError(f"{type(value).__name__} has no JSON form here")
