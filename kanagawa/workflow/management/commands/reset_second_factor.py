from argparse import ArgumentParser

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from kanagawa.events import Event, record
from kanagawa.workflow.factors import reset_factors


class Command(BaseCommand):
    help = (
        "電話などをなくした人の２要素認証の登録をすべて取り消します。本人は、パスワードでログインして"
        "登録し直します。アカウントの記録に残り、ほかの人が本人と確かめるまで決裁できません。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="利用者名")

    def handle(self, *args: object, username: str, **options: object) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"利用者名「{username}」の人はいません。")
        record(Event.FACTOR_RESET, account=username)
        number = reset_factors(user, by=None)
        self.stdout.write(f"{username}の２要素認証の登録を取り消しました（{number}件）。")
