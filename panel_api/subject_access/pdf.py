"""A bundle as a PDF, set by typst as letters are: tagged, PDF/UA-1 declared, the same bytes every time."""

import datetime as dt
from functools import partial
from typing import Any, Final

from engine.amounts import day_words
from engine.problems import Refused
from panel_api.letters.pages import INVENTED_NOTE
from panel_api.letters.pdf import set_in_type
from panel_api.subject_access.document import Json
from panel_api.subject_access.said import leaves

MOST_SIGNS: Final = 50
"""How many signs that no font has are spelt out before the rest of a text is given up."""


def bundle_pdf(found: Json) -> bytes:
    """The PDF's bytes. A sign that is in none of the fonts is spelt out, such as [sign U+1F600]: a bundle is whole."""
    return _set(found, "pdf")[0]


def bundle_images(found: Json) -> list[bytes]:
    """Each page as a PNG, to be looked at."""
    return _set(found, "png")


def _set(found: Json, format_: Any) -> list[bytes]:
    day, data = dt.date.fromisoformat(found["day"]), _data(found)
    for _ in range(MOST_SIGNS):
        try:
            return set_in_type("subject_access.typ", "bundle", data, day, format_)
        except Refused as error:
            sign = error.problems[0].wrong.partition('"')[2].partition('"')[0]
            if not sign:
                raise
            data = leaves(data, partial(_spelt, sign))
    return set_in_type("subject_access.typ", "bundle", data, day, format_)


def _spelt(sign: str, text: str) -> str:
    return text.replace(sign, " ".join(f"[sign U+{ord(each):04X}]" for each in sign))


def _data(found: Json) -> Json:
    day = dt.date.fromisoformat(found["day"])
    return {
        **{name: found[name] for name in ("title", "authority", "reference", "to", "opening", "left_out", "rights")},
        "notice": INVENTED_NOTE if found["invented"] else "",
        "day": day_words(day),
        "iso": [day.year, day.month, day.day],
        "sections": [
            {"title": each["title"], "items": [_item(one) for one in each["items"]]} for each in found["sections"]
        ],
        "withheld": [_withheld(each) for each in found["withheld"]],
    }


def _item(item: Json) -> Json:
    fields = [{"words": each["words"], "said": "\n".join(each["said"])} for each in item["fields"]]
    return {"id": item["id"], "title": item["title"], "fields": fields, "left_out": item["left_out"]}


def _withheld(each: Json) -> Json:
    parts = "; ".join(each["parts"])
    return {"item": each["item"], "what": f"{each['what']}: {parts}" if parts else each["what"], "why": each["why"]}
