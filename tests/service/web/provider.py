"""What is the identity provider of the tests? OpenID Connect in small, in the same process."""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

ISSUER = "https://id.example.cn"


class FakeProvider:
    """Signs in whoever comes as `subject`; `claims` change what its token says."""

    def __init__(self, seconds: float, subject: str = "u-1001") -> None:
        self.key, self.seconds, self.subject = RSAKey.generate_key(2048), seconds, subject
        self.claims: dict[str, Any] = {}
        self.signed_by = self.key
        self._asked: dict[str, dict[str, str]] = {}

    def http(self) -> httpx.AsyncClient:
        """Return a client that reaches this provider and nothing else."""
        return httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def signs_in(self, address: str) -> tuple[str, str]:
        """Sign in at the address the browser was sent to; returns code and state."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self._asked)}"
        self._asked[code] = asked
        return code, asked["state"]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "authorize", "token_endpoint": "token",
                     "jwks_uri": "keys"}  # fmt: skip
            return httpx.Response(200, json={"issuer": ISSUER} | {
                name: f"{ISSUER}/{end}" for name, end in names.items()})  # fmt: skip
        if path == "/keys":
            return httpx.Response(200, json=KeySet([self.key]).as_dict(private=False))
        sent = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        return self._token(self._asked.pop(sent.get("code", ""), None), sent)

    def _token(self, asked: dict[str, str] | None, sent: dict[str, str]) -> httpx.Response:
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or proof != asked["code_challenge"]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        claims = {"iss": ISSUER, "aud": asked["client_id"], "sub": self.subject,
                  "nonce": asked["nonce"], "iat": int(self.seconds),
                  "exp": int(self.seconds) + 300} | self.claims  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": self.key.thumbprint()}, claims, self.signed_by)
        return httpx.Response(200, content=json.dumps({"id_token": token}))
