"""The council's own sign-in (OpenID Connect): the code flow with PKCE, a nonce and a state, every answer checked.

Only what the provider signed for us is believed: its keys come from its own published address, and the token must name
this provider, this client, this one sign-in, and a time that is now.
"""

import datetime as dt
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from panel_api.errors import Trouble
from panel_api.logging import log
from panel_api.settings import Settings

CALLBACK: Final = "/sign-in/callback"
SCOPE: Final = "openid profile email"
ALGORITHMS: Final = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
"""Never none, and none with a shared secret."""
JOURNEY: Final = dt.timedelta(minutes=10)
"""How long someone may take at the provider."""
_PATIENCE: Final = httpx2.Timeout(10, connect=5)
_KNOWN_FOR: Final = dt.timedelta(hours=1)
_KEYS_AGAIN_AFTER: Final = dt.timedelta(minutes=1)
_LEEWAY: Final = 120
"""Seconds by which two clocks may differ."""


@dataclass(frozen=True, slots=True)
class Journey:
    """A sign-in on its way: what only the browser that began it carries."""

    state: str
    nonce: str
    verifier: str
    next: str
    began: int


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says has signed in. claims: what the roles are read from; too_many: it named them elsewhere."""

    issuer: str
    subject: str
    name: str
    email: str | None
    claims: frozenset[str]
    too_many: bool = False


class Provider:
    """One a process; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        assert settings.oidc_issuer is not None
        self.issuer, self._settings = settings.oidc_issuer, settings
        self._lock = threading.Lock()
        self._described: tuple[dt.datetime, dict[str, Any]] | None = None
        self._keys: tuple[dt.datetime, KeySet] | None = None

    def begin(self, own: str, next_path: str, at: dt.datetime) -> tuple[str, Journey]:
        """Where to send the browser, and what it carries meanwhile. own: our own address, without a path.

        Raises Trouble "provider" where the provider does not answer.
        """
        token = secrets.token_urlsafe
        journey = Journey(token(32), token(32), token(48), next_path, int(at.timestamp()))
        with self._client(own) as client:
            address, _ = client.create_authorization_url(
                self._description(at)["authorization_endpoint"],
                state=journey.state,
                nonce=journey.nonce,
                code_verifier=journey.verifier,
            )
        return str(address), journey

    def finish(self, own: str, journey: Journey, answer: Mapping[str, str], at: dt.datetime) -> Identity:
        """Who signed in, from what the provider sent the browser back with.

        Raises Trouble "sign-in" where anything about it is not as it must be, "provider" where nobody answers.
        """
        if int(at.timestamp()) - journey.began > JOURNEY.total_seconds():
            raise NotThrough("too_slow", "It took too long.")
        if not secrets.compare_digest(answer.get("state", "").encode(), journey.state.encode()):
            raise NotThrough("wrong_state", "It was not begun in this browser, or was begun again since.")
        if answer.get("iss", self.issuer) != self.issuer:
            raise NotThrough("wrong_issuer", "The answer came from elsewhere.")
        if "error" in answer or "code" not in answer:
            raise NotThrough("refused_there", "It was refused or given up there.")
        description = self._description(at)
        claims = self._checked(self._exchange(own, journey, answer["code"], description), journey, at)
        return self._identity(claims)

    def sign_out_address(self, own: str, at: dt.datetime) -> str | None:
        """Where to end the sign-in at the provider too, which then comes back to us; None where it has no such page."""
        try:
            there = self._description(at).get("end_session_endpoint")
        except Trouble:
            return None
        if not isinstance(there, str):
            return None
        query = {"client_id": self._settings.oidc_client_id or "", "post_logout_redirect_uri": f"{own}/sign-in"}
        return str(httpx2.URL(there).copy_merge_params(query))

    def _client(self, own: str) -> OAuth2Client:
        secret = self._settings.oidc_client_secret
        return OAuth2Client(
            self._settings.oidc_client_id,
            secret.get_secret_value() if secret else None,
            scope=SCOPE,
            redirect_uri=f"{own}{CALLBACK}",
            code_challenge_method="S256",
            timeout=_PATIENCE,
        )

    def _exchange(self, own: str, journey: Journey, code: str, description: dict[str, Any]) -> dict[str, Any]:
        """The code for the token, proving that it was us who began. A code works once."""
        try:
            with self._client(own) as client:
                client.token_endpoint_auth_method = _method(self._settings, description)
                return dict(
                    client.fetch_token(
                        description["token_endpoint"],
                        grant_type="authorization_code",
                        code=code,
                        code_verifier=journey.verifier,
                    )
                )
        except OAuthError:
            raise NotThrough("code_refused", "The council's sign-in did not confirm it.") from None
        except (httpx2.HTTPError, ValueError) as error:
            raise _does_not_answer(error) from None

    def _checked(self, token: dict[str, Any], journey: Journey, at: dt.datetime) -> dict[str, Any]:
        """The claims of the identity token: signed by the provider, for us, for this sign-in, and in time."""
        text, client_id = token.get("id_token"), self._settings.oidc_client_id
        wanted: Any = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": client_id},
        }
        given = {"nonce": journey.nonce, "client_id": client_id, "access_token": token.get("access_token")}
        try:
            found = self._decoded(str(text), at)
            claims = CodeIDToken(found.claims, found.header, wanted, given)
            claims.validate(now=int(at.timestamp()), leeway=_LEEWAY)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise NotThrough(f"bad_token:{type(error).__name__}", "What it said could not be confirmed.") from None
        return dict(claims)

    def _decoded(self, text: str, at: dt.datetime) -> jwt.Token:
        offered = self._description(at).get("id_token_signing_alg_values_supported") or ["RS256"]
        registry = JWSRegistry(algorithms=sorted(ALGORITHMS & set(offered)), strict_check_header=False)
        try:
            return jwt.decode(text, self._key_set(at), registry=registry)
        except InvalidKeyIdError:  # the provider may have changed its keys since
            return jwt.decode(text, self._key_set(at, _KEYS_AGAIN_AFTER), registry=registry)

    def _identity(self, claims: dict[str, Any]) -> Identity:
        name, found = self._settings.oidc_claim, claims.get(self._settings.oidc_claim)
        values = found if isinstance(found, list) else [] if found is None else [found]
        email = claims.get("email") or claims.get("preferred_username")
        shown = claims.get("name") or email or "Someone without a name"
        return Identity(
            self.issuer,
            str(claims["sub"])[:255],
            str(shown)[:200],
            str(email).lower()[:254] if email else None,
            frozenset(str(each) for each in values),
            too_many=name in (claims.get("_claim_names") or {}),
        )

    def _description(self, at: dt.datetime) -> dict[str, Any]:
        """The provider's own description of itself, asked for once an hour."""
        with self._lock:
            if self._described is None or at - self._described[0] > _KNOWN_FOR:
                document = _fetched(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
                if document.get("issuer") != self.issuer:
                    raise _does_not_answer(ValueError("it calls itself something else"))
                if not {"authorization_endpoint", "token_endpoint", "jwks_uri"} <= set(document):
                    raise _does_not_answer(ValueError("its description is not whole"))
                self._described = (at, document)
            return self._described[1]

    def _key_set(self, at: dt.datetime, old_after: dt.timedelta = _KNOWN_FOR) -> KeySet:
        address = self._description(at)["jwks_uri"]
        with self._lock:
            if self._keys is None or at - self._keys[0] > old_after:
                try:
                    self._keys = (at, KeySet.import_key_set(_fetched(address)))  # type: ignore[arg-type]
                except (JoseError, KeyError, TypeError) as error:
                    raise _does_not_answer(error) from None
            return self._keys[1]


class NotThrough(Trouble):
    """A sign-in that did not come through. reason: for the log, where nothing of a person may stand."""

    def __init__(self, reason: str, says: str) -> None:
        super().__init__("sign-in", f"{says} Begin again.")
        self.reason = reason


def _method(settings: Settings, description: dict[str, Any]) -> str:
    """How to prove that it is us: OpenID Connect's own way unless the provider takes only the other."""
    if settings.oidc_client_secret is None:
        return "none"
    offered = description.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"


def _fetched(address: str) -> dict[str, Any]:
    try:
        answer = httpx2.get(address, timeout=_PATIENCE, headers={"Accept": "application/json"})
        answer.raise_for_status()
        document = answer.json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise _does_not_answer(error) from None
    if not isinstance(document, dict):
        raise _does_not_answer(ValueError("not an object"))
    return document


def _does_not_answer(error: Exception) -> Trouble:
    log().error("provider_down", error=type(error).__name__)
    says = "The council's own sign-in does not answer, or not as it should. Try again in a few minutes."
    return Trouble("provider", says, headers={"Retry-After": "60"})
