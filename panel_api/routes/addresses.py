"""Every address of the application with its guard, read from the routes themselves."""

from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from panel_api.routes.guarding import Door, Everyone, May, Somebody

Guard = May | Everyone | Somebody | Door


def guards(app: FastAPI) -> dict[str, Guard]:
    """The guard of each address ("GET /cases"), in the order of their paths.

    Raises AssertionError for an address that has none, or more than one.
    """
    found: dict[str, Guard] = {}
    for route in sorted(_routes(app.routes), key=lambda each: each.path):
        for method in sorted(route.methods or ()):
            named = list({id(guard): guard for guard in _named(route.dependant)}.values())
            assert len(named) == 1, f"{method} {route.path} has {len(named)} guards"
            found[f"{method} {route.path}"] = named[0]
    return found


def asked_for(guard: Guard) -> str:
    """What an address asks for: the code of a permission, or in words who it is open to."""
    if isinstance(guard, May):
        return guard.permission
    return "signed in" if isinstance(guard, Somebody) else "everyone"


def _routes(routes: object) -> Iterator[APIRoute]:
    """Every route of an application, those of included routers too."""
    for each in routes if isinstance(routes, list) else []:
        if isinstance(each, APIRoute):
            yield each
        else:
            inner = getattr(each, "original_router", None) or getattr(each, "app", None)
            yield from _routes(getattr(inner, "routes", None))


def _named(dependant: Dependant) -> Iterator[Guard]:
    """The guards that a route's parameters name."""
    for each in dependant.dependencies:
        if isinstance(each.call, Guard):
            yield each.call
        else:
            yield from _named(each)
