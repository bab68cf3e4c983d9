"""People who come from the directory of the prefecture (OIDC): which account, which roles.

The directory alone says what they may do: the groups of OIDC_GROUPS become roles at each sign-in,
roles that no group gives any more end, and without a group that gives one nobody comes in. An
account belongs to the directory by issuer and subject; a name or a mail address opens none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kanagawa.editions.refusals import Refused
from kanagawa.events import Event, record

from .account_log import note
from .models import AccountAct, DirectoryIdentity, Role, RoleName
from .people import is_role, section_title
from .roles import Held

_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
# Issuers of Entra ID that stand for every organisation of the world.
_OF_EVERYBODY = ("/common/", "/organizations/", "/consumers/")
Claims = Mapping[str, Any]


@dataclass(frozen=True)
class Directory:
    """What OIDC_* say; `groups` with the (section, role) pairs of each."""

    issuer: str
    client_id: str
    client_secret: str
    groups: Mapping[str, Held]


def is_used() -> bool:
    return bool(settings.OIDC_ISSUER)


def directory() -> Directory:
    """Raises Refused when the settings are not complete: `problems` says what is missing."""
    if not is_used() or any(problems()):
        raise Refused("ディレクトリの設定が足りません。サーバーを管理する人に知らせてください。")
    return Directory(
        settings.OIDC_ISSUER,
        settings.OIDC_CLIENT_ID,
        settings.OIDC_CLIENT_SECRET,
        _groups(),
    )


def problems() -> Iterator[str]:
    """What is missing or wrong in the settings, in words; nothing when no directory is used."""
    others = (settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET, settings.OIDC_GROUPS)
    if not is_used():
        if any(others):
            yield "OIDC_ISSUER：ほかのOIDC_の設定があるときは必要です。"
        return
    if not _is_issuer(settings.OIDC_ISSUER):
        yield "OIDC_ISSUER：https:// で始まるアドレスにしてください。"
    elif any(name in f"{urlsplit(settings.OIDC_ISSUER).path}/" for name in _OF_EVERYBODY):
        yield "OIDC_ISSUER：どの組織でも入れるアドレスです。テナントのIDを書いてください。"
    names = ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_GROUPS")
    yield from (
        f"{name}：必要です。" for name, value in zip(names, others, strict=True) if not value
    )
    yield from _wrong_groups()


def _is_issuer(text: str) -> bool:
    try:
        url = urlsplit(text)
    except ValueError:  # a bracket that is not closed
        return False
    is_local = url.hostname in _LOCAL_HOSTS and not settings.PRODUCTION
    return bool(url.hostname) and (url.scheme == "https" or (url.scheme == "http" and is_local))


def _wrong_groups() -> Iterator[str]:
    for words in settings.OIDC_GROUPS:
        group, role, section = _read(words)
        if not group or not is_role(section, role):
            yield (
                f"OIDC_GROUPS：「{words}」を読めません。グループ=役割 か グループ=役割:節 の形で"
                f"（役割は{'、'.join(RoleName.values)}、公開と管理は節なし）。"
            )


def _read(words: str) -> tuple[str, str, str]:
    group, _, role = words.rpartition("=")
    name, _, section = role.partition(":")
    return group.strip(), name.strip(), section.strip()


def _groups() -> dict[str, Held]:
    groups: dict[str, set[tuple[str, str]]] = {}
    for words in settings.OIDC_GROUPS:
        group, role, section = _read(words)
        groups.setdefault(group, set()).add((section, role))
    return {group: frozenset(roles) for group, roles in groups.items()}


def person_of(claims: Claims, *, address: str = "") -> User:
    """The account of who the directory vouches for, made at the first time, with his roles of now.

    `claims`: of an ID token that was verified. Raises Refused.
    """
    identity = DirectoryIdentity.objects.filter(issuer=claims["iss"], subject=claims["sub"])
    link = identity.select_related("user").first()
    try:
        roles = _roles(claims)
        if link and not (link.user.is_active and link.user.is_staff):
            raise Refused("このアカウントは利用を停止しています。管理者に連絡してください。")
        with transaction.atomic():
            user = link.user if link else _added(claims, address)
            User.objects.select_for_update().get(pk=user.pk)
            _give_exactly(user, roles)
            return user
    except Refused:
        account = link.user if link else None
        record(Event.SIGN_IN_REFUSED, account=account.username if account else "(unknown)")
        note(AccountAct.REFUSED, account, address=address, detail="ディレクトリ")
        raise


def _roles(claims: Claims) -> Held:
    """Those of all groups of the person. Raises Refused when they give none."""
    claim = settings.OIDC_GROUPS_CLAIM
    if claim not in claims and claim in (claims.get("_claim_names") or ()):
        raise Refused(
            "所属するグループが多すぎて、役割を読み取れません。ディレクトリの管理者に、"
            "このシステムに割り当てたグループだけを送るように依頼してください。"
        )
    sent = claims.get(claim, [])
    names = {name for name in sent if isinstance(name, str)} if isinstance(sent, list) else set()
    groups = directory().groups
    roles = frozenset(role for name in names & set(groups) for role in groups[name])
    if not roles:
        raise Refused(
            "あなたの所属するグループには、このシステムの役割がありません。"
            "管理者に、グループへの追加を依頼してください。"
        )
    return roles


def _added(claims: Claims, address: str) -> User:
    """A new account under the name of the directory, without a password. Raises Refused."""
    name = str(claims.get("preferred_username") or claims.get("email") or claims["sub"])
    user = User(
        username=name,
        last_name=str(claims.get("name") or "")[:150],
        email=str(claims.get("email") or ""),
        is_staff=True,
    )
    user.set_unusable_password()
    try:
        user.full_clean()
        if User.objects.filter(username__iexact=user.username).exists():
            raise ValidationError("")
        with transaction.atomic():
            user.save()
            DirectoryIdentity.objects.create(user=user, issuer=claims["iss"], subject=claims["sub"])
    except (ValidationError, IntegrityError):
        raise Refused(
            "この利用者名のアカウントを作れません。同じ名前のアカウントがあるときは、"
            "サーバーを管理する人に、結び付け（link_directory）を依頼してください。"
        ) from None
    note(AccountAct.ADDED, user, address=address, detail="ディレクトリ")
    return user


def _give_exactly(user: User, target: Held) -> None:
    """Roles as the groups give them: nobody here gave them, so nobody here has to vouch."""
    held = {(role.section, role.name): role for role in Role.objects.filter(user=user)}
    for key in sorted(set(held) - target):
        held[key].delete()
        _note_role(AccountAct.ROLE_TAKEN, user, key)
    for section, name in sorted(target - set(held)):
        Role.objects.create(user=user, section=section, name=name)
        _note_role(AccountAct.ROLE_GIVEN, user, (section, name))


def _note_role(act: AccountAct, user: User, role: tuple[str, str]) -> None:
    section, name = role
    what = f"{section_title(section)}の{RoleName(name).label}（ディレクトリ）"
    note(act, user, detail=what)
    record(Event.ROLES_CHANGED, account=user.username, change=f"{act} {name} {section}".strip())


def is_of_directory(user: User) -> bool:
    return DirectoryIdentity.objects.filter(user_id=user.pk).exists()


def link(user: User, subject: str) -> None:
    """Let an account that is there already be opened by the directory alone. Raises Refused.

    Whoever has that subject could act as this person, so somebody has to vouch for the account.
    """
    if is_of_directory(user):
        raise Refused(f"{user.username}は、すでにディレクトリに結び付いています。")
    with transaction.atomic():
        try:
            with transaction.atomic():
                DirectoryIdentity.objects.create(
                    user=user, issuer=directory().issuer, subject=subject
                )
        except IntegrityError:
            raise Refused("そのsubは、ほかのアカウントに結び付いています。") from None
        user.set_unusable_password()
        user.save(update_fields=["password"])
        note(AccountAct.LINKED, user, detail=subject, needs_voucher=True)
