from django.contrib.auth.models import User
from django.core.management.base import BaseCommand

from kanagawa.workflow.demo import open_demo_accounts


class Command(BaseCommand):
    help = "公開されているパスワードのままのお試し用アカウントの利用を停止します。"

    def handle(self, *args: object, **options: object) -> None:
        names = open_demo_accounts()
        User.objects.filter(username__in=names).update(is_active=False)
        self.stdout.write(f"利用を停止しました：{'、'.join(names) or 'ありません'}")
