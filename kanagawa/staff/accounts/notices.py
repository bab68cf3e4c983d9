"""The person whose account it is hears by mail what others do with it."""

import logging

from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction

from kanagawa.organisation import organisation

_log = logging.getLogger(__name__)


def tell_person(user: User, what: str, *, to: str = "") -> None:
    """Send it when the change is written; a mail that cannot be sent stops nothing.

    `to`: the address to write to, else that of the account; without one nobody is told.
    """
    address = to or user.email
    if address:
        transaction.on_commit(lambda: _send(user, what, address))


def _send(user: User, what: str, address: str) -> None:
    text = (
        f"{user.get_full_name() or user.get_username()} 様\n\n{what}\n\n"
        "心当たりがないときは、「自分のアカウント」の画面で記録を確かめ、"
        "承認・公開・管理の役割を持つほかの人に、すぐに知らせてください。\n"
    )
    try:
        send_mail(f"{organisation().name} 報告書：アカウントの変更", text, None, [address])
    except (OSError, ValueError) as error:  # SMTP errors and unreadable addresses
        _log.warning("mail to %s was not sent: %s", user.get_username(), error)
