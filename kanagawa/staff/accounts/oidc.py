"""Signing in through the directory: OpenID Connect by Authlib, the code flow with PKCE.

What Authlib leaves open is closed here: only algorithms of public keys; the issuer of the settings,
also in what the browser brings back (RFC 9207); the answer counts for ten minutes.
"""

import hmac
import time
from collections.abc import Mapping
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from authlib.oidc.core import CodeIDToken
from django.http import QueryDict
from joserfc.errors import JoseError
from requests import ConnectionError as NoConnection
from requests import RequestException, Timeout

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
# Whatever a directory answers that is not what the protocol says.
_NOT_AS_TOLD = (OAuthError, JoseError, RequestException, ValueError, LookupError, TypeError)
_kept: dict[str, tuple[float, DjangoOAuth2App]] = {}


def begin(directory: Directory, callback: str) -> tuple[str, dict[str, object]]:
    """Where to send the browser, and what to keep in its session meanwhile. Raises Refused."""
    authorization = _client(directory).create_authorization_url(callback)
    state = {name: authorization[name] for name in ("state", "nonce", "code_verifier")}
    return authorization["url"], {**state, "at": time.time()}


def claims_of(
    directory: Directory, answer: QueryDict, pending: Mapping[str, Any] | None, callback: str
) -> dict[str, object]:
    """What the directory says of the person who comes back. Raises Refused.

    `pending`: what was kept in the session; whoever calls takes it out there, so that an answer
    counts once.
    """
    if pending is None or not 0 <= time.time() - pending["at"] < PENDING_SECONDS:
        raise Refused(INVALID)
    if not hmac.compare_digest(answer.get("state", "").encode(), pending["state"].encode()):
        raise Refused(INVALID)
    if answer.get("iss", directory.issuer) != directory.issuer:
        raise Refused(INVALID)
    if "error" in answer or not answer.get("code"):
        raise Refused("ディレクトリでのログインが取りやめられました。")
    client = _client(directory)
    try:
        token = client.fetch_access_token(
            redirect_uri=callback, code=answer["code"], code_verifier=pending["code_verifier"]
        )
        claims = client.parse_id_token(
            token,
            nonce=pending["nonce"],
            claims_cls=CodeIDToken,
            claims_options={"iss": {"value": directory.issuer}, "aud": {"value": client.client_id}},
            leeway=_CLOCKS_APART,
        )
    except (NoConnection, Timeout) as error:
        raise Refused(UNREACHABLE) from error
    except _NOT_AS_TOLD as error:
        raise Refused(INVALID) from error
    if claims is None or not isinstance(claims["sub"], str):
        raise Refused(INVALID)
    return dict(claims)


def _client(directory: Directory) -> DjangoOAuth2App:
    """It knows the addresses and keys of the directory, asked for once an hour. Raises Refused."""
    cached = _kept.get(directory.issuer)
    if cached and time.time() - cached[0] < _KEPT_SECONDS:
        return cached[1]
    client = OAuth().register(
        "directory",
        client_id=directory.client_id,
        client_secret=directory.client_secret,
        server_metadata_url=f"{directory.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "client_secret_post",
            "default_timeout": _SECONDS,
        },
    )
    try:
        issuer = client.load_server_metadata()["issuer"]
    except (RequestException, ValueError, LookupError, TypeError) as error:
        raise Refused(UNREACHABLE) from error
    if issuer != directory.issuer:
        raise Refused(INVALID)
    client.server_metadata["id_token_signing_alg_values_supported"] = _ALGORITHMS
    _kept[directory.issuer] = (time.time(), client)
    return client
