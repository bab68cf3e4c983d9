from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kanagawa.reports import registry
from kanagawa.workflow.demo import NAME, OF_A_SECTION, OF_THE_WHOLE, PASSWORD
from kanagawa.workflow.models import Role, RoleName


class Command(BaseCommand):
    help = "お試し用の職員アカウントを作り、名前とパスワードを表示します（本番では使えません）。"

    def handle(self, *args: object, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "本番ではお試し用アカウントを作れません。createsuperuser を使ってください。"
            )
        with transaction.atomic():
            self._create()
        self.stdout.write(f"職員用画面：名前 {NAME}、パスワード {PASSWORD}（すべての役割）")
        self.stdout.write("役割ごとの名前（パスワードは同じです）：")
        for name, role in OF_THE_WHOLE.items():
            self.stdout.write(f"  {role.label}  {name}")
        sections = "、".join(registry.sections())
        for role in OF_A_SECTION:
            self.stdout.write(f"  {role.label}  {sections} の後に -{role}")

    def _create(self) -> None:
        if not User.objects.filter(username=NAME).exists():
            User.objects.create_superuser(username=NAME, password=PASSWORD)
        # One hash for all: hashing is made slow on purpose.
        password = make_password(PASSWORD)
        for name, role in OF_THE_WHOLE.items():
            _account(name, f"{role.label}担当者", password, "", role)
        for key, section in registry.sections().items():
            for role in OF_A_SECTION:
                title = f"{section.title} {role.label}者"
                _account(f"{key}-{role}", title, password, key, role)


def _account(name: str, title: str, password: str, section: str, role: RoleName) -> None:
    """An account that is there already keeps what was changed in it."""
    if User.objects.filter(username=name).exists():
        return
    user = User.objects.create(username=name, last_name=title, password=password, is_staff=True)
    Role.objects.create(user=user, section=section, name=role)
