"""Where a request comes from, and by which names and addresses this server answers."""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import Scope

from panel_api.settings import Settings

LOOPBACK: Final = frozenset({"127.0.0.1", "[::1]", "localhost"})
FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
"""What proxies say. Anybody can write it, so it counts only from the proxy that the settings name."""


def hosts_of(settings: Settings) -> frozenset[str]:
    """The names this server answers to: this machine's own, and the one people reach it by."""
    public = urlsplit(settings.public_url or "").hostname
    return LOOPBACK | ({public} if public else set())


def address_of(scope: Scope, settings: Settings) -> str:
    """The address a request came from: the connection's, or behind a trusted proxy the last it does not vouch for."""
    client = scope.get("client")
    address = str(client[0]) if client else ""
    if not _trusted(address, settings):
        return address
    named = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
    for each in reversed([text.strip() for text in named]):
        if each and not _trusted(each, settings):
            return each[:64]
    return address


def own_address(request: Request, settings: Settings) -> str:
    """This server's own address, without a path: the public one, or on this machine the one that was asked for."""
    return settings.public_url or str(request.base_url).rstrip("/")


def is_local(scope: Scope) -> bool:
    """Whether a request comes from this machine, and not through a proxy on it."""
    client = scope.get("client")
    try:
        near = client is None or ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False
    return near and not any(name in Headers(scope=scope) for name in FORWARDED)


def _trusted(address: str, settings: Settings) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in settings.trusted_proxy)
