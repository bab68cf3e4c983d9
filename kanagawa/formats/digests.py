"""Digests: the one way in which a text or file is told from every other."""

import hashlib


def sha256(content: str | bytes) -> str:
    """The SHA-256 of bytes, or of a text in UTF-8, as 64 hex digits.

    Halves of surrogate pairs, which an uploaded file can hold, are taken as they stand.
    """
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()
