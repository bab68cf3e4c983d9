"""OpenID Connect, as far as a sign-in needs it: the code flow with PKCE, state and nonce.

OpenID Connect Core 1.0, 3.1 (numbers below are of its sections); RFC 7636 (PKCE); RFC 9207 (iss).
The signature is verified although the token comes over TLS, and only by public-key algorithms.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import jwt
import requests
from django.http import QueryDict

from kanagawa.editions.refusals import Refused
from kanagawa.workflow.directory import Directory

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
_SECONDS = 5  # to wait for the directory
_KEPT_SECONDS = 60 * 60
_CLOCKS_APART = 60  # seconds
PENDING_SECONDS = 10 * 60
UNREACHABLE = (
    "ディレクトリにつながりません。しばらくしてから試してください。"
    "急ぐときは、緊急用のアカウント（利用者名とパスワード）でログインします。"
)
INVALID = "ディレクトリからの返事を確かめられません。もう一度、初めからログインしてください。"
_kept: dict[str, tuple[float, dict[str, str], jwt.PyJWKClient]] = {}


def begin(directory: Directory, callback: str) -> tuple[str, dict[str, Any]]:
    """Where to send the browser, and what to keep in its session meanwhile. Raises Refused."""
    pending = {
        "state": secrets.token_urlsafe(32),
        "nonce": secrets.token_urlsafe(32),
        "verifier": secrets.token_urlsafe(48),
        "at": time.time(),
    }
    digest = hashlib.sha256(str(pending["verifier"]).encode()).digest()
    asked = {
        "response_type": "code",
        "scope": "openid profile email",
        "client_id": directory.client_id,
        "redirect_uri": callback,
        "state": pending["state"],
        "nonce": pending["nonce"],
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    page = _known(directory)[0]["authorization_endpoint"]
    return f"{page}{'&' if '?' in page else '?'}{urlencode(asked)}", pending


def claims_of(
    directory: Directory, answer: QueryDict, pending: Mapping[str, Any] | None, callback: str
) -> dict[str, Any]:
    """What the directory says of the person who comes back. Raises Refused.

    `pending`: what was kept in the session; whoever calls takes it out there, so that an answer
    counts once.
    """
    if pending is None or not 0 <= time.time() - pending["at"] < PENDING_SECONDS:
        raise Refused(INVALID)
    if not _same(answer.get("state", ""), pending["state"]):
        raise Refused(INVALID)
    if answer.get("iss", directory.issuer) != directory.issuer:
        raise Refused(INVALID)
    if "error" in answer or not answer.get("code"):
        raise Refused("ディレクトリでのログインが取りやめられました。")
    token = _token(directory, str(answer["code"]), str(pending["verifier"]), callback)
    return _verified(directory, token, str(pending["nonce"]))


def _known(directory: Directory) -> tuple[dict[str, str], jwt.PyJWKClient]:
    """The addresses of the directory and its keys, asked for once an hour. Raises Refused."""
    kept = _kept.get(directory.issuer)
    if kept and time.time() - kept[0] < _KEPT_SECONDS:
        return kept[1], kept[2]
    url = f"{directory.issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        answer = requests.get(url, timeout=_SECONDS, allow_redirects=False)
        answer.raise_for_status()
        told = answer.json()
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        addresses = {name: str(told[name]) for name in names}
        issuer = told["issuer"]
    except (requests.RequestException, ValueError, LookupError, TypeError) as error:
        raise Refused(UNREACHABLE) from error
    if issuer != directory.issuer:
        raise Refused(INVALID)
    keys = jwt.PyJWKClient(addresses["jwks_uri"], timeout=_SECONDS)
    _kept[directory.issuer] = (time.time(), addresses, keys)
    return addresses, keys


def _token(directory: Directory, code: str, verifier: str, callback: str) -> str:
    """The ID token for a code (3.1.3). Raises Refused."""
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": callback,
        "client_id": directory.client_id,
        "client_secret": directory.client_secret,
        "code_verifier": verifier,
    }
    address = _known(directory)[0]["token_endpoint"]
    try:
        answer = requests.post(address, data=sent, timeout=_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        raise Refused(UNREACHABLE) from error
    try:
        answer.raise_for_status()
        return str(answer.json()["id_token"])
    except (requests.RequestException, ValueError, LookupError, TypeError) as error:
        raise Refused(INVALID) from error


def _verified(directory: Directory, token: str, nonce: str) -> dict[str, Any]:
    """The claims of a token that this directory made for us, now, for this browser (3.1.3.7)."""
    try:
        key = _known(directory)[1].get_signing_key_from_jwt(token)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=_ALGORITHMS,
            audience=directory.client_id,
            issuer=directory.issuer,
            leeway=_CLOCKS_APART,
            options={"require": ["iss", "aud", "sub", "exp", "iat", "nonce"]},
        )
    except jwt.PyJWKClientConnectionError as error:
        raise Refused(UNREACHABLE) from error
    except (jwt.PyJWTError, ValueError, LookupError, TypeError) as error:
        raise Refused(INVALID) from error
    for_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (for_several or "azp" in claims) and claims.get("azp") != directory.client_id:
        raise Refused(INVALID)
    if not _same(claims["nonce"], nonce) or not isinstance(claims["sub"], str):
        raise Refused(INVALID)
    return claims


def _same(sent: object, kept: str) -> bool:
    return isinstance(sent, str) and hmac.compare_digest(sent.encode(), kept.encode())
