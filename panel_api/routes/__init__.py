"""The HTTP side: thin routes over the services, one way to read a request and one way to answer."""

from fastapi import APIRouter

from panel_api.routes import (
    assessments,
    cases,
    costs,
    decisions,
    due,
    equity,
    health,
    ledger,
    local,
    logs,
    provision,
    records,
    rulebooks,
    whatif,
)


def api_router() -> APIRouter:
    """Everything programs can ask for."""
    router = APIRouter()
    for each in (
        cases, due, assessments, decisions, records, logs, rulebooks, ledger, provision, costs, local, whatif, equity,
        health,
    ):  # fmt: skip
        router.include_router(each.router)
    return router
