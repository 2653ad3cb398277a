"""How do staff sign in through an identity provider? OpenID Connect: code, PKCE, state, nonce.

The provider only says who it is; the session is our own row, with our own end (stack.md §A). What
must be remembered between leaving and coming back is sealed in a cookie of ten minutes.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from admissions.store.keys import KeyRing, Unreadable
from service.api_problems import Problem
from service.settings import Oidc, secret_in

SIGNED_BY = ["RS256", "ES256", "EdDSA"]
LEEWAY_S = 60
GOOD_FOR = timedelta(minutes=10)
_ROW = "oidc-cookie"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is remembered of one sign-in until the browser comes back."""

    state: str
    nonce: str
    verifier: str
    until: float  # seconds since 1970

    def sealed(self, keys: KeyRing) -> str:
        """Return it as a cookie's value, which only this installation can read."""
        text = json.dumps([self.state, self.nonce, self.verifier, self.until])
        return base64.urlsafe_b64encode(keys.seal(text, _ROW)).decode()

    @classmethod
    def opened(cls, cookie: str, keys: KeyRing, now: datetime) -> "Attempt":
        """Return what a cookie remembers; raises Problem for a false or an old one."""
        try:
            text = keys.open(base64.urlsafe_b64decode(cookie.encode("ascii")), _ROW)
        except (Unreadable, ValueError, IndexError) as error:
            raise Problem("login_failed") from error
        found = cls(*json.loads(text))
        if now.timestamp() >= found.until:
            raise Problem("login_failed")
        return found


class Provider:
    """The provider's addresses and keys; the keys are read again for a token of an unknown one."""

    def __init__(self, settings: Oidc, redirect_uri: str, http: httpx.AsyncClient) -> None:
        self.settings, self.redirect_uri, self.http = settings, redirect_uri, http
        self._found: dict[str, Any] = {}

    async def start(self, attempt: Attempt) -> str:
        """Return the address at which the browser signs in."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest())
        asked = urlencode({
            "response_type": "code", "client_id": self.settings.client_id, "scope": "openid",
            "redirect_uri": self.redirect_uri, "state": attempt.state, "nonce": attempt.nonce,
            "code_challenge": challenge.rstrip(b"=").decode(), "code_challenge_method": "S256",
        })  # fmt: skip
        return f"{(await self._discovered())['authorization_endpoint']}?{asked}"

    async def subject(self, attempt: Attempt, state: str, code: str, now: datetime) -> str:
        """Return whom the provider vouches for; raises Problem for anything that is not right."""
        if not hmac.compare_digest(attempt.state.encode(), state.encode("utf-8", "replace")):
            raise Problem("login_failed")
        found = await self._discovered()
        sent = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri,
            "client_id": self.settings.client_id, "code_verifier": attempt.verifier,
        }  # fmt: skip
        secret = secret_in(self.settings.secret_file)
        answer = await self._asked(
            "POST",
            found["token_endpoint"],
            data=sent | ({"client_secret": secret} if secret else {}),
        )
        published: Any = await self._asked("GET", found["jwks_uri"])
        keys = KeySet.import_key_set(published)
        return self._checked(str(answer.get("id_token", "")), keys, attempt, now)

    def _checked(self, token: str, keys: KeySet, attempt: Attempt, now: datetime) -> str:
        rules = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()), leeway=LEEWAY_S,
            iss={"essential": True, "value": self.settings.issuer},
            aud={"essential": True, "value": self.settings.client_id},
            exp={"essential": True}, sub={"essential": True},
            nonce={"essential": True, "value": attempt.nonce},
        )  # fmt: skip
        try:
            claims = jwt.decode(token, keys, algorithms=SIGNED_BY).claims
            rules.validate(claims)
        except (JoseError, ValueError) as error:
            raise Problem("login_failed") from error
        audience, party = claims["aud"], claims.get("azp", self.settings.client_id)
        alone = isinstance(audience, str) or len(audience) == 1
        if party != self.settings.client_id or not (alone or "azp" in claims):
            raise Problem("login_failed")
        return f"{claims['iss']}|{claims['sub']}"

    async def _discovered(self) -> dict[str, Any]:
        if not self._found:
            path = f"{self.settings.issuer}/.well-known/openid-configuration"
            found = await self._asked("GET", path)
            if found.get("issuer") != self.settings.issuer:
                raise Problem("login_failed")
            self._found = found
        return self._found

    async def _asked(self, method: str, address: str, **sent: Any) -> dict[str, Any]:
        try:
            answer = await self.http.request(method, address, timeout=5, **sent)
            answer.raise_for_status()
            found = answer.json()
        except httpx.TransportError as error:
            raise Problem("try_again", retry_s=5) from error
        except (httpx.HTTPError, ValueError) as error:
            raise Problem("login_failed") from error
        if not isinstance(found, dict):
            raise Problem("login_failed")
        return found
