"""What was wrong with a form, as its page tells it: at the top with a way to each field, and beside each field."""

from collections.abc import Mapping
from typing import Any, Final

from panel_api.errors import Trouble

KEPT: Final = "Nothing was changed. What you typed is still here."
NOT_KEPT: Final = "Nothing was changed. A password is never sent back, so type it again."


def form_errors(trouble: Trouble | None, sayings: Mapping[str, str], kept: str = KEPT) -> dict[str, Any]:
    """`told` for the summary and `errors` by field; both empty where there was no trouble.

    sayings: what to write in each field, for the person who wrote something else; also names the fields of the form.
    kept: what became of what was typed.
    """
    if trouble is None:
        return {"told": None, "errors": {}}
    errors: dict[str, str] = {}
    others: list[str] = []
    for problem in trouble.problems:
        name = str(problem.where)
        if name not in sayings:
            others.append(problem.message)
            continue
        said = sayings[name] or f"{problem.wrong[:1].upper()}{problem.wrong[1:]}. {problem.remedy}."
        errors.setdefault(name, said)
    fields = [name for name in sayings if name in errors]
    bad = trouble.kind == "bad-input"
    title = (
        trouble.title if not bad else "There is a problem" if len(fields) == 1 else f"There are {len(fields)} problems"
    )
    return {
        "told": {
            "title": title,
            "detail": kept if bad else trouble.detail,
            "links": [{"anchor": name, "text": errors[name]} for name in fields],
            "others": others,
        },
        "errors": errors,
    }
