from argparse import ArgumentParser

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from kanagawa.editions.refusals import Refused
from kanagawa.workflow.directory import link


class Command(BaseCommand):
    help = (
        "登録済みのアカウントを、ディレクトリ（OIDC）の人に結び付けます。パスワードは使えなくなり、"
        "役割は、その人のグループで決まります。アカウントの記録に残り、ほかの人が本人と確かめるまで"
        "決裁できません。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="利用者名")
        parser.add_argument("subject", help="ディレクトリでの識別子（IDトークンのsub）")

    def handle(self, *args: object, username: str, subject: str, **options: object) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"利用者名「{username}」の人はいません。")
        try:
            link(user, subject)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{username}をディレクトリに結び付けました。")
