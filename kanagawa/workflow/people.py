"""The staff's accounts: names, roles held, new people. Accounts are closed, never deleted."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from kanagawa.reports import registry

from .models import Role, RoleName
from .roles import Held

OF_THE_WHOLE = tuple(RoleName)
OF_A_SECTION = (RoleName.EDITOR, RoleName.APPROVER, RoleName.VIEWER)


def is_role(section: str, name: str) -> bool:
    """Whether such a role exists: publishers and administrators are of the whole report only."""
    if section == "":
        return name in OF_THE_WHOLE
    return section in registry.sections() and name in OF_A_SECTION


def held_roles() -> dict[int, Held]:
    """The roles of every person by their key, those of closed accounts too."""
    pairs: dict[int, set[tuple[str, str]]] = {}
    for pk, section, name in Role.objects.values_list("user_id", "section", "name"):
        pairs.setdefault(pk, set()).add((section, name))
    return {pk: frozenset(roles) for pk, roles in pairs.items()}


def section_title(section: str) -> str:
    return registry.sections()[section].title if section else "報告全体"


def find_person(words: str) -> User:
    """The person of this user name or, if only one has it, of this name. Raises ValidationError."""
    name = words.strip()
    by_username = User.objects.filter(username__iexact=name)
    people = list(by_username or User.objects.filter(last_name=name, first_name=""))
    if len(people) != 1:
        why = "は複数います。利用者名を書いてください。" if people else "は登録されていません。"
        raise ValidationError(f"「{name}」{why}")
    return people[0]


def add_people(lines: list[tuple[str, str]]) -> list[User]:
    """New accounts without a password, all or none: (user name, name). Raises ValidationError."""
    problems: list[str] = []
    users: list[User] = []
    for username, full_name in lines:
        user = User(username=username, last_name=full_name, is_staff=True)
        user.set_unusable_password()
        try:
            user.full_clean()
        except ValidationError as error:
            problems += [f"{username}：{message}" for message in error.messages]
        else:
            if User.objects.filter(username__iexact=user.username).exists():
                problems.append(f"{username}：この利用者名はすでに使われています。")
        users.append(user)
    names = [user.username.lower() for user in users]
    problems += [f"{n}：２行にあります。" for n in sorted({n for n in names if names.count(n) > 1})]
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        for user in users:
            user.save()
    return users
