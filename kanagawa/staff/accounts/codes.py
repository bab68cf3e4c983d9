"""Looking at a code, passkey or password that a known person typed, with a limit asked before."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib.auth.models import User
from django.http import HttpRequest

from kanagawa.events import Event, record
from kanagawa.workflow.account_log import note
from kanagawa.workflow.factors import factor_name, take_code
from kanagawa.workflow.models import AccountAct
from kanagawa.workflow.passkeys import take_passkey

from .addresses import address_of
from .sign_in import factor_tries_of

WRONG_CODE = (
    "確認コードが違うか、すでに使われました。アプリに表示されている新しいコードを入力してください。"
    "何度も違うときは、電話の時計が合っているかを確かめてください。"
)
WRONG_PASSKEY = "パスキーを確かめられませんでした。もう一度、初めから行ってください。"
WRONG_PASSWORD = "パスワードが違います。"
TOO_MANY = (
    "続けて間違えたため、しばらく確かめられません。15分ほどたってから、もう一度試してください。"
)


@dataclass(frozen=True)
class CodeCheck:
    """`factor`: what was used, for the log; `problem`: "" when it is right."""

    factor: str = ""
    problem: str = ""
    status: HTTPStatus = HTTPStatus.OK

    @property
    def is_right(self) -> bool:
        return not self.problem


def tried_code(request: HttpRequest, user: User, code: str) -> CodeCheck:
    """Of the person's app, or a recovery code; it is used up when it is right."""

    def look() -> str:
        used = take_code(user, code)
        return factor_name(used) if used else ""

    return _tried(request, user, look, WRONG_CODE)


def tried_passkey(request: HttpRequest, user: User, answer: str) -> CodeCheck:
    def look() -> str:
        used = take_passkey(user, answer)
        return factor_name(used) if used else ""

    return _tried(request, user, look, WRONG_PASSKEY)


def tried_password(request: HttpRequest, user: User, password: str) -> CodeCheck:
    def look() -> str:
        return "パスワード" if user.check_password(password) else ""

    return _tried(request, user, look, WRONG_PASSWORD)


def _tried(request: HttpRequest, user: User, look: Callable[[], str], wrong: str) -> CodeCheck:
    """What `look` names, unless there were too many tries for this account already."""
    tries = factor_tries_of(user, request)
    if tries.are_used_up():
        return CodeCheck(problem=TOO_MANY, status=HTTPStatus.TOO_MANY_REQUESTS)
    tries.begin()
    if tries.are_used_up(more=1):
        return CodeCheck(problem=TOO_MANY, status=HTTPStatus.TOO_MANY_REQUESTS)
    if factor := look():
        tries.forget()
        return CodeCheck(factor=factor)
    address = str(address_of(request))
    record(Event.FACTOR_REFUSED, account=user.get_username())
    note(AccountAct.FACTOR_REFUSED, user, address=address)
    if tries.are_used_up():
        note(AccountAct.LOCKED, user, address=address)
    return CodeCheck(problem=wrong, status=HTTPStatus.FORBIDDEN)
