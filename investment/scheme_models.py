"""The schemes for attracting companies, and what a figure of theirs is: one of its kind."""

from django.core.exceptions import ValidationError
from django.db import models

from kanagawa.editions.models import EditionRow, references
from kanagawa.figures.models import FigureRow, own_fields


class Scheme(EditionRow):
    """A scheme of the prefecture for attracting companies; each followed the one before it."""

    class Role(models.TextChoices):
        PRESENT = "present", "現在の施策"
        ENDED = "ended", "これまでの施策"

    name = models.CharField("施策", max_length=80)
    short_name = models.CharField(
        "短い名称",
        max_length=80,
        blank=True,
        help_text="「助成額及び経済的効果」の表での名称です。空欄なら「施策」と同じです。",
    )

    role = models.CharField(
        "位置づけ",
        max_length=10,
        choices=Role,
        default=Role.ENDED,
        help_text="実績、補助金、雇用、県税の表は「現在の施策」のものです。年度版に一つです。",
    )

    NAMED_BY = "name"
    SEARCHED = ("name", "short_name")
    ROLES_NEEDED = (Role.PRESENT,)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "企業誘致施策"

    def __str__(self) -> str:
        return self.name

    @property
    def is_present(self) -> bool:
        return self.role == self.Role.PRESENT


def named(name: str, scheme: Scheme | None) -> str:
    """The name, with that of its scheme behind it where it is not the present one.

    The next scheme may have a programme or a subsidy of the same name.
    """
    return name if scheme is None or scheme.is_present else f"{name}（{scheme}）"


class SoleFigure(FigureRow):
    """A figure of which an edition has one: its key says what it is and names no year."""

    class Meta(FigureRow.Meta):
        abstract = True

    def derive_key(self) -> str:
        return self.owner_key

    def clean(self) -> None:
        super().clean()
        if self.edition_id and self._has_owner() and self._twins().exists():
            raise ValidationError(
                f"「{self.indicator_name}」はすでに登録されています。"
                "行を追加せず、登録されている行の値と時点を直してください。"
            )

    def _has_owner(self) -> bool:
        # A form may come without the required owner, and a new owner has no key yet.
        return all(f.null or getattr(self, f.attname) for f in references(type(self)))

    def _twins(self) -> models.QuerySet["SoleFigure"]:
        # By what it is a figure of: a row keeps the key it once got, whatever keys say today.
        own = {field.attname: getattr(self, field.attname) for field in own_fields(type(self))}
        same = type(self)._default_manager.filter(edition_id=self.edition_id, **own)
        return same.exclude(pk=self.pk)
