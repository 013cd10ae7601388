"""The web service: one application made of the API, the pages where they are, and a guard before both."""

import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from functools import cache
from importlib import import_module
from importlib.metadata import version
from types import ModuleType

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.routing import BaseRoute

from engine.opinions.network import Network
from panel_api.clock import Clock, system_clock
from panel_api.content import static_dir
from panel_api.daily import daily_work
from panel_api.database import open_database
from panel_api.logging import set_up_logging
from panel_api.routes import api_router
from panel_api.routes.describing import describe
from panel_api.routes.guard import Guard
from panel_api.routes.handlers import add_handlers
from panel_api.routes.metering import Meter
from panel_api.services import Desk
from panel_api.services.adopted_texts import AdoptedTexts
from panel_api.services.desk import PATIENCE
from panel_api.services.drafts import forget_old_drafts
from panel_api.services.once import forget_answers
from panel_api.services.provider import Provider
from panel_api.services.safe_start import check_demo, check_settings
from panel_api.services.set_aside import forget_set_aside
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.triggers import check_triggers

ABOUT = (
    "Requests for support are taken in, assessed by a published rulebook, confirmed by second opinions, advised on, "
    "decided by people and sealed in a record. docs/api.md says how each address behaves."
)


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock = system_clock,
    network: Network | None = None,
    shelf: Shelf | None = None,
    daily: bool = False,
) -> FastAPI:
    """The application. It opens no connection before it is started, and refuses to start unprotected.

    network, shelf, clock: given by tests; otherwise this process's own. daily: also do what is done once a day.
    """
    set_up_logging()
    settings = settings or Settings()
    shelf = shelf or Shelf(settings.rules)
    database = open_database(settings)
    shelf = shelf.following(AdoptedTexts(database), clock)
    desk = Desk(database, shelf, network or Network(timeout=PATIENCE), clock, settings=settings)
    check_settings(settings)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        try:
            check_triggers(desk.database.engine)
            check_demo(settings, desk.database)
            forget_answers(desk)
            forget_old_drafts(desk)
            forget_set_aside(desk)
            desk.shelf.books()
            with daily_work(desk) if daily else nullcontext():
                yield
        finally:
            desk.network.close()
            desk.database.dispose()

    app = FastAPI(
        title="Evenhand",
        version=version("evenhand"),
        description=ABOUT,
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        openapi_tags=[
            {"name": name}
            for name in (
                "cases",
                "assessments",
                "decisions",
                "records",
                "rulebooks",
                "ledger",
                "provision",
                "costs",
                "places",
                "equity",
                "health",
            )
        ],
    )
    app.state.desk = desk
    app.state.meter = Meter(settings.requests_a_minute)
    app.state.provider = Provider(settings) if settings.oidc_issuer else None
    app.add_middleware(Guard)
    add_handlers(app)
    if static_dir().is_dir():
        app.mount("/static", StaticFiles(directory=static_dir()), name="static")
    app.router.routes.extend(_everything())
    app.state.error_page = getattr(_pages(), "error_page", None)
    describe(app)
    return app


def from_environment() -> FastAPI:
    """The application as its settings in the environment say; what `evenhand serve` starts in each worker."""
    return create_app(daily=True)


@cache
def _everything() -> tuple[BaseRoute, ...]:
    """Every address. What FastAPI works out of each is kept with it, so a process does that once for all its apps."""
    router, pages = APIRouter(), _pages()
    router.include_router(api_router())
    if pages is not None:
        router.include_router(pages.router, include_in_schema=False)
    return tuple(router.routes)


def _pages() -> ModuleType | None:
    return import_module("panel_api.pages") if importlib.util.find_spec("panel_api.pages") else None
