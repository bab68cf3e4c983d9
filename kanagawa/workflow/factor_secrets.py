"""Secrets of second factors are kept encrypted, so a copy of the database alone shows no codes.

The key is made of SECRET_KEY: with another one they are unreadable and have to be set up anew.
"""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.models import User

from kanagawa.organisation import organisation

_SALT = "kanagawa.workflow.factor_secrets"


def encrypted(text: str) -> str:
    return _cipher().encrypt(text.encode()).decode("ascii")


def decrypted(text: str) -> str:
    """ "" for what was encrypted with another key."""
    try:
        return _cipher().decrypt(text.encode()).decode()
    except InvalidToken:
        return ""


def _cipher() -> Fernet:
    digest = hashlib.sha256(f"{_SALT}:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # it has no types
    """How django-allauth names this site and its people to an app or a browser."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "パスキーを確かめられませんでした。もう一度、初めから行ってください。",
    }

    def encrypt(self, text: str) -> str:
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypted(encrypted_text)

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        return f"{organisation().name} 報告書"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, object]:
        """With the user name, never the mail address: it is shown on the person's device."""
        entity = super().get_public_key_credential_user_entity(user)
        display_name = user.get_full_name() or user.get_username()
        return {**entity, "name": user.get_username(), "display_name": display_name}
