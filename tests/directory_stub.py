"""A directory on loopback: tells of itself, shows its keys, gives tokens for codes it knows."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "report", "a secret of the directory"


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Stub:
    """`tokens` by code; `asked` are the forms that came with a code."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.tokens: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []
        self.told_issuer = issuer

    def claims(self, nonce: str, /, **other: Any) -> dict[str, Any]:
        now = int(time.time())
        told = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "person-1",
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "preferred_username": "sato@pref.example.jp",
            "name": "佐藤 花子",
            "email": "sato@pref.example.jp",
            "groups": ["robots-clerks"],
            **other,
        }
        return {name: value for name, value in told.items() if value is not None}

    def give(self, code: str, claims: Any, *, signed_by: str = "its own", **options: Any) -> None:
        headers = {"kid": "1"}
        self.tokens[code] = jwt.encode(
            claims, key(signed_by), **{"algorithm": "RS256", "headers": headers, **options}
        )

    def answer(self, path: str, form: dict[str, str]) -> Any:
        if path == "/.well-known/openid-configuration":
            names = {"authorization": "authorize", "token": "token"}
            told = {f"{name}_endpoint": f"{self.issuer}/{page}" for name, page in names.items()}
            return told | {"issuer": self.told_issuer, "jwks_uri": f"{self.issuer}/keys"}
        if path == "/keys":
            public = RSAAlgorithm.to_jwk(key("its own").public_key(), as_dict=True)
            return {"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]}
        self.asked.append(form)
        token = self.tokens.pop(form.get("code", ""), None)
        return {"access_token": "x", "token_type": "Bearer", "id_token": token} if token else None


@contextmanager
def serving() -> Iterator[Stub]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(stub.answer(urlsplit(self.path).path, {}))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(stub.answer(urlsplit(self.path).path, form))

        def _answer(self, told: Any) -> None:
            self.send_response(200 if told else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stub = Stub(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
