"""The screen of the editions: publish, correct a published one, delete a draft."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import Refused
from kanagawa.formats.years import moment
from kanagawa.people import signed_in
from kanagawa.staff.access import rollable
from kanagawa.staff.refusals import tell
from kanagawa.staff.screens import screen as page_at
from kanagawa.staff.text_fields import TextField
from kanagawa.staff.year_filter import FiscalYearListFilter
from kanagawa.workflow.beginning import start_correction
from kanagawa.workflow.deleted_drafts import delete_draft, row_count
from kanagawa.workflow.releasing import exceptions_of

from .deleted import deleted_editions
from .english import EnglishForm, english_page, section_of, sections_of
from .overview import entry_links, preview_url
from .pictures import PicturesForm

NOTHING_CHANGED = "変更はありませんでした。"


class CorrectionForm(forms.Form):
    """Why a published edition is corrected; the public reads it in the 正誤表."""

    reason = TextField(
        label="訂正の理由",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="正誤表に載ります。例：集計の誤りがあったため。",
    )


class EditionAdmin(admin.ModelAdmin[Edition]):
    """Editions are made by rolling, correcting and publishing, never typed in."""

    list_display = ("__str__", "state", "published", "published_by", "copied_from", "links")
    list_select_related = ("published_by", "copied_from")
    list_display_links = ("__str__",)
    list_filter = ("state", ("fiscal_year", FiscalYearListFilter))
    fields = readonly_fields = (
        "fiscal_year",
        "revision",
        "state",
        "copied_from",
        "created_at",
        "published_at",
        "published_by",
        "content_hash",
        "reason",
    )
    actions = None

    @admin.display(description="公開日時", ordering="published_at")
    def published(self, edition: Edition) -> str | None:
        at = edition.published_at
        return moment(timezone.localtime(at)) if at else None

    @admin.display(description="作業")
    def links(self, edition: Edition) -> SafeString:
        return format_html(
            '<a href="{}">変更の記録<span class="visually-hidden">（{}）</span></a>',
            reverse("admin:edition_changes", args=[edition.pk]),
            edition,
        )

    def get_urls(self) -> list[URLPattern]:
        def screen(view: Any, name: str) -> URLPattern:
            url: URLPattern = path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"editions_edition_{name}",
            )
            return url

        return [
            screen(self.publish_view, "publish"),
            screen(self.copy_view, "copy"),
            screen(self.pictures_view, "pictures"),
            screen(self.english_view, "english"),
            page_at(self.admin_site, "deleted/", deleted_editions, "editions_edition_deleted"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        edition: Edition = obj
        context |= {
            "preview_url": "" if edition.is_published else preview_url(edition),
            "exceptions": exceptions_of(edition),
            "may_copy": self._may(request, "copy") and edition.is_published,
            "may_translate": bool(sections_of(request)) and not edition.is_published,
            "may_draw": self._may(request, "copy") and not edition.is_published,
            "may_roll": self._may(request, "copy") and edition == rollable(request),
            "entries": entry_links(request, edition),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _may(self, request: HttpRequest, act: str) -> bool:
        return request.user.has_perm(f"editions.{act}_edition")

    def _edition(self, request: HttpRequest, object_id: str, act: str) -> Edition:
        if not self._may(request, act):
            raise PermissionDenied
        edition: Edition | None = self.get_object(request, unquote(object_id))
        if edition is None:
            raise Http404
        return edition

    # Publish

    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Nothing is published from here: the review asks for the approval of every part."""
        edition = self._edition(request, object_id, "publish")
        if edition.is_published:
            messages.warning(request, f"{edition}はすでに公開されています。")
        return HttpResponseRedirect(reverse("admin:review", args=[edition.pk]))

    # Correct

    def copy_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A new revision of a published edition, with the reason of the correction."""
        source = self._edition(request, object_id, "copy")
        if not source.is_published:
            messages.warning(request, f"{source}は下書きです。訂正せず、そのまま変更できます。")
            return self._back(source)
        form = CorrectionForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                draft = start_correction(source=source, reason=reason, user=signed_in(request))
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                self.log_addition(request, draft, f"{source}を訂正する下書きを作りました。")
                messages.success(request, f"{draft}の下書きを作りました。誤りを直してください。")
                return HttpResponseRedirect(reverse("admin:index"))
        return self._page(request, "admin/editions/copy.html", f"{source}を訂正", source, form=form)

    # Charts and pages

    def pictures_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Which charts a draft has, which of them are printed, what heads its pages."""
        edition = self._edition(request, object_id, "copy")
        if edition.is_published:
            messages.warning(request, f"{edition}は公開済みのため、図の設定を変えられません。")
            return self._back(edition)
        form = PicturesForm(edition, request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                form.save()
            except Refused as error:
                tell(request, error)
            else:
                self.log_change(request, edition, "主な数値・図・紙の設定を変えました。")
                messages.success(request, "主な数値・図・紙の設定を保存しました。")
            return self._back(edition)
        title = f"{edition}の主な数値・図・紙の設定"
        return self._page(request, "admin/editions/pictures.html", title, edition, form=form)

    # English

    def english_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The translations of a draft's texts, section by section."""
        allowed = sections_of(request)
        if not allowed:
            raise PermissionDenied
        edition: Edition | None = self.get_object(request, unquote(object_id))
        if edition is None:
            raise Http404
        if edition.is_published:
            messages.warning(request, f"{edition}は公開済みのため、英訳を変えられません。")
            return self._back(edition)
        section = section_of(request, allowed)
        form = EnglishForm(edition, section, request.POST or None)
        if request.method == "POST" and form.is_valid():
            changed = form.save(signed_in(request))
            words = f"英訳を{changed}件保存しました。" if changed else NOTHING_CHANGED
            messages.success(request, words)
            return HttpResponseRedirect(request.get_full_path())
        return english_page(self.admin_site, request, edition, form)

    # Delete

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Every row of a draft goes with it: their number instead of a list of thousands."""
        counts = {str(self.opts.verbose_name_plural): len(objs)}
        rows = sum(row_count(edition) for edition in objs)
        copies = [c for edition in objs for c in edition.copies.all()]
        return [f"{e}（{rows}件の行を含む）" for e in objs], counts | {"行": rows}, set(), copies

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_draft(edition=obj, user=signed_in(request))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        context = {"days": settings.DELETED_DRAFT_DAYS} | (extra_context or {})
        try:
            return super().delete_view(request, object_id, context)
        except Refused as error:
            tell(request, error)
            return HttpResponseRedirect(reverse("admin:editions_edition_changelist"))

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        """Whoever deletes learns where it can be brought back."""
        deleted = reverse("admin:editions_edition_deleted")
        words = '{}の下書きを削除しました。<a href="{}">削除した下書き</a>から元に戻せます。'
        messages.success(request, format_html(words, obj_display, deleted))
        return HttpResponseRedirect(reverse("admin:editions_edition_changelist"))

    def _back(self, edition: Edition) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:editions_edition_change", args=[edition.pk]))

    def _page(
        self, request: HttpRequest, template: str, title: str, edition: Edition, **context: object
    ) -> HttpResponse:
        page_context = {
            **self.admin_site.each_context(request),
            "title": title,
            "edition": edition,
            "opts": self.opts,
            **context,
        }
        return TemplateResponse(request, template, page_context)
