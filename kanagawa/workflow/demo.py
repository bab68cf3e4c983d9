"""The accounts for trying out (`create_demo_staff`); their password is printed in the README."""

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import User

from kanagawa.reports import registry

from .models import RoleName

NAME, PASSWORD = "demo", "kanagawa-demo-2025"
# Name of the account → its role in the whole report; each section has an editor and an approver.
OF_THE_WHOLE = {
    "publisher": RoleName.PUBLISHER,
    "viewer": RoleName.VIEWER,
    "admin": RoleName.ADMINISTRATOR,
}
OF_A_SECTION = (RoleName.EDITOR, RoleName.APPROVER)


def open_demo_accounts() -> list[str]:
    """The names of those that are in use with the printed password.

    They share their hashes, so only one or two are computed however many accounts there are.
    """
    names = [NAME, *OF_THE_WHOLE]
    names += [f"{key}-{role}" for key in registry.sections() for role in OF_A_SECTION]
    users = User.objects.filter(username__in=names, is_active=True).order_by("username")
    hashes = {user.password for user in users}
    demo_hashes = {encoded for encoded in hashes if check_password(PASSWORD, encoded)}
    return [user.username for user in users if user.password in demo_hashes]
