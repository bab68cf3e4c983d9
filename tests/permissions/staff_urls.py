"""The permission matrix: who may ask for which staff URL. A new URL must be listed here.

People are named by their role and by whether it is in the section of the URL (`own`), in
another one (`other`) or in the whole report. A rule is the set of those who get an answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from kanagawa.editions.models import Edition, Node, NodeKind, Synonym, Term
from kanagawa.editions.outline import nodes_of
from kanagawa.editions.rows import EditionRows, row_models
from kanagawa.entry.models import Upload
from kanagawa.inquiries.models import Inquiry
from kanagawa.own_tables.models import OwnFigure, OwnTable
from kanagawa.reports import registry
from kanagawa.staff.entry.lists import entered_lists
from kanagawa.staff.guide import pages
from kanagawa.workflow.models import Assignment, Evidence, Respondent
from tests.people import person

Who = frozenset[str]


def who(*names: str) -> Who:
    return frozenset(names)


OWN = who("own editor", "own approver", "own viewer")
OTHER = who("other editor", "other approver", "other viewer")
OF_THE_WHOLE = who("editor", "approver", "viewer", "publisher", "administrator")
SYSTEM = who("system administrator")
STRANGERS = who("visitor", "closed editor", "editor who is no staff")

NOBODY: Who = frozenset()
EDIT = SYSTEM | who("own editor", "editor")
EDIT_SOMEWHERE = EDIT | who("other editor")
EDIT_WHOLE = SYSTEM | who("editor")
VIEW = SYSTEM | OWN | OF_THE_WHOLE
ANY_ROLE = VIEW | OTHER
STAFF = ANY_ROLE | who("newcomer")
EVERYBODY = STAFF | STRANGERS
PUBLISH = SYSTEM | who("publisher")
ADMINISTER = SYSTEM | who("administrator")


@dataclass(frozen=True)
class Rule:
    """`get`, `post`: who may; `frozen`: who may POST when the edition is published.

    `body` is what is posted: something that reaches the place where the role is asked for.
    `as_if_missing`: others are told that there is no such thing, in the words for a wrong number.
    """

    get: Who
    post: Who
    frozen: Who | None = None
    body: dict[str, Any] = field(default_factory=dict)
    as_if_missing: bool = False

    def allowed(self, method: str, edition: Edition) -> Who:
        if method == "get":
            return self.get
        return self.frozen if self.frozen is not None and edition.is_published else self.post


@dataclass(frozen=True)
class Asked:
    """A URL with the rule it is under.

    `like_another`: the same screen of another kind of row is asked for by everybody.
    """

    url: str
    rule: Rule
    like_another: bool = False


def people(section: str, other: str) -> dict[str, Any]:
    """One person for each name of the rules, seen from `section`."""
    by_name: dict[str, Any] = {
        f"{place} {role}": person(role, key)
        for place, key in (("own", section), ("other", other))
        for role in ("editor", "approver", "viewer")
    }
    by_name |= {role: person(role) for role in OF_THE_WHOLE}
    closed = person("editor", "", "closed")
    closed.is_active = False
    closed.save()
    outside = person("editor", "", "outside")
    outside.is_staff = False
    outside.save()
    boss, _ = get_user_model().objects.get_or_create(
        username="boss", defaults={"is_staff": True, "is_superuser": True}
    )
    return by_name | {
        "system administrator": boss,
        "newcomer": person(),
        "visitor": AnonymousUser(),
        "closed editor": closed,
        "editor who is no staff": outside,
    }


# Screens of rows: the same six for every kind of row

LOOK = Rule(VIEW, VIEW)
ADD = Rule(EDIT, EDIT)
CHANGE = Rule(VIEW, EDIT, frozen=NOBODY)
DELETE = Rule(EDIT, EDIT)
ROW_SCREENS = {"changelist": LOOK, "add": ADD, "change": CHANGE, "delete": DELETE, "history": LOOK}
# A row of a published edition says why it cannot be deleted, to those who may see it.
FROZEN_DELETE = Rule(VIEW, VIEW)


def of_rows(edition: Edition, section: str) -> Iterator[Asked]:
    """All kinds of rows; of a published edition, where all are frozen alike, the first two."""
    models = [model for model in row_models() if model._meta.app_label == section]
    registered = [model for model in models if model in admin.site._registry]
    for number, model in enumerate(registered[:2] if edition.is_published else registered):
        row = model._default_manager.filter(edition=edition).first()
        yield from _screens(model, row, ROW_SCREENS, like_another=number > 0)


def _screens(
    model: Any, row: Any, rules: dict[str, Rule], *, like_another: bool
) -> Iterator[Asked]:
    for screen, rule in rules.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{screen}"
        frozen = screen == "delete" and row.edition.is_published
        args = [] if screen in ("changelist", "add") else [row.pk]
        yield Asked(reverse(name, args=args), FROZEN_DELETE if frozen else rule, like_another)


def of_outline(edition: Edition, section: str) -> Iterator[Asked]:
    """The list is open to all; a text is its section's, the headings are the whole report's."""
    yield Asked(reverse("admin:editions_node_changelist"), Rule(ANY_ROLE, ANY_ROLE))
    yield Asked(reverse("admin:editions_node_add"), Rule(EDIT_SOMEWHERE, EDIT_SOMEWHERE))
    text = nodes_of([section]).filter(edition=edition, kind=NodeKind.PARAGRAPH).first()
    heading = Node.objects.get(edition=edition, key=section)
    top = nodes_of([""]).filter(edition=edition).first()
    for node, view, edit in (
        (text, VIEW, EDIT),
        (heading, VIEW, EDIT_WHOLE),
        (top, ANY_ROLE, EDIT_WHOLE),
    ):
        frozen = edition.is_published
        rules = {
            "change": Rule(view, edit, frozen=NOBODY, as_if_missing=True),
            "delete": Rule(view if frozen else edit, view if frozen else edit, as_if_missing=True),
            "history": Rule(view, view, as_if_missing=True),
        }
        for screen, rule in rules.items():
            yield Asked(reverse(f"admin:editions_node_{screen}", args=[node.pk]), rule)


def of_own_tables(edition: Edition, section: str) -> Iterator[Asked]:
    """One list for all sections, in which everybody sees those of his own."""
    for model in (OwnTable, OwnFigure):
        name = f"admin:own_tables_{model._meta.model_name}"
        yield Asked(reverse(f"{name}_changelist"), Rule(ANY_ROLE, ANY_ROLE))
        yield Asked(reverse(f"{name}_add"), Rule(EDIT_SOMEWHERE, EDIT_SOMEWHERE))
        row = model._default_manager.filter(edition=edition, part=section).first()
        if row is not None:
            deleting = VIEW if edition.is_published else EDIT
            for screen, rule in (
                ("change", Rule(VIEW, EDIT, frozen=NOBODY, as_if_missing=True)),
                ("delete", Rule(deleting, deleting, as_if_missing=True)),
                ("history", Rule(VIEW, VIEW, as_if_missing=True)),
            ):
                yield Asked(reverse(f"{name}_{screen}", args=[row.pk]), rule)


# Screens of an edition


def of_edition(edition: Edition, section: str) -> Iterator[Asked]:
    deletable = NOBODY if edition.is_published else ADMINISTER
    rules = {
        "changelist": Rule(ANY_ROLE, ANY_ROLE),
        "add": Rule(NOBODY, NOBODY),
        "change": Rule(ANY_ROLE, NOBODY),
        "delete": Rule(deletable, deletable),
        "history": Rule(ANY_ROLE, ANY_ROLE),
        "publish": Rule(PUBLISH, PUBLISH),
        "copy": Rule(ADMINISTER, ADMINISTER),
        "pictures": Rule(ADMINISTER, ADMINISTER),
        "english": Rule(EDIT_SOMEWHERE, EDIT_SOMEWHERE),
    }
    for screen, rule in rules.items():
        args = [] if screen in ("changelist", "add") else [edition.pk]
        yield Asked(reverse(f"admin:editions_edition_{screen}", args=args), rule)
    yield Asked(reverse("admin:editions_edition_deleted"), Rule(ADMINISTER, ADMINISTER))
    day = {"committee": "1", "committee_on": "令和８年９月20日"}
    for name, rule in (
        ("edition_changes", Rule(ANY_ROLE, NOBODY)),
        ("import_text", Rule(EDIT_SOMEWHERE, EDIT_SOMEWHERE)),
        ("deleted_rows", Rule(ANY_ROLE, ANY_ROLE, body={"number": "none of them"})),
        ("roll", Rule(ADMINISTER, ADMINISTER)),
        ("checks", Rule(ANY_ROLE, ANY_ROLE)),
        ("new_facts", Rule(ANY_ROLE, ANY_ROLE)),
        ("new_facts", Rule(ANY_ROLE, ADMINISTER, frozen=ANY_ROLE, body=day)),
        ("inquiries", Rule(ANY_ROLE, EDIT_SOMEWHERE | ADMINISTER, body={"mail": "0"})),
    ):
        yield Asked(reverse(f"admin:{name}", args=[edition.pk]), rule)


def of_places(edition: Edition, section: str) -> Iterator[Asked]:
    """The way from a URL of the report to its screen: only to what one may see."""
    figure = next(m for m in row_models() if m._meta.app_label == section)
    row = figure._default_manager.filter(edition=edition).first()
    assert row
    yield Asked(reverse("admin:open_place", args=[edition.pk, row.ref]), LOOK)
    yield Asked(reverse("admin:life", args=[row.ref]), Rule(VIEW, NOBODY))
    yield Asked(reverse("admin:app_list", args=[section]), LOOK)


def of_section(edition: Edition, section: str) -> Iterator[Asked]:
    place = [edition.pk, section]
    yield Asked(reverse("admin:entry", args=place), Rule(VIEW, EDIT))
    yield Asked(reverse("admin:entry_totals", args=place), Rule(NOBODY, EDIT))
    for screen in entered_lists(admin.site, section)[:1]:
        lists = [edition.pk, screen.opts.label_lower]
        yield Asked(reverse("admin:entry_list", args=lists), Rule(VIEW, EDIT))
        yield Asked(reverse("admin:entry_list_workbook", args=lists), Rule(EDIT, NOBODY))
    yield Asked(reverse("admin:workbook", args=place), Rule(EDIT, EDIT))
    yield Asked(reverse("admin:english_workbook", args=place), Rule(EDIT, EDIT))
    yield Asked(reverse("admin:upload", args=place), Rule(EDIT, EDIT))
    yield Asked(reverse("admin:upload_preview", args=[_upload(edition, section).pk]), ADD)
    yield from _new_facts(edition, section)
    yield from _inquiry(edition, section)


def _inquiry(edition: Edition, section: str) -> Iterator[Asked]:
    """Who is asked what until when; the editors of the section take every step."""
    table = registry.sections()[section].tables[-1].key
    asked, _ = Respondent.objects.get_or_create(
        name="産業振興課", defaults={"kind": "division", "email": "shinko@example.jp"}
    )
    Assignment.objects.update_or_create(
        edition=edition, table=table, defaults={"respondent": asked, "due_on": date(2099, 7, 31)}
    )
    place = [edition.pk, section]
    # Every step asks first of all for the editor of the section (tests/inquiries/test_steps.py).
    yield Asked(reverse("admin:inquiry", args=place), Rule(VIEW, EDIT, body={"act": "close"}))
    place.append(asked.pk)
    body = {"act": "withdraw", "table": table}
    yield Asked(reverse("admin:inquiry_list", args=place), Rule(VIEW, EDIT, body=body))
    yield Asked(reverse("admin:inquiry_workbook", args=place), Rule(EDIT, NOBODY))
    Inquiry.objects.get_or_create(
        edition=edition,
        section=section,
        defaults={"opened_at": timezone.now(), "opened_by": person("editor")},
    )
    yield Asked(reverse("admin:inquiry_calendar", args=place), Rule(VIEW, NOBODY))


def _new_facts(edition: Edition, section: str) -> Iterator[Asked]:
    """Who enters a table, and that a register stays as it is: the same page takes both."""
    url = reverse("admin:new_facts", args=[edition.pk])
    table = registry.sections()[section].tables[0].key
    assign = EDIT | ADMINISTER
    yield Asked(url, Rule(ANY_ROLE, assign, frozen=ANY_ROLE, body={"table": table}))
    rows = EditionRows(edition)
    todos = registry.sections()[section].todos
    for todo in todos(rows) if todos else ():
        if todo.is_register:
            settle = {"settle": todo.ref}
            yield Asked(url, Rule(ANY_ROLE, EDIT, frozen=ANY_ROLE, body=settle))


def _upload(edition: Edition, section: str) -> Upload:
    """An upload of a workbook in which nothing was typed."""
    empty: dict[str, Any] = {
        "made_at": "",
        "made_by": "",
        "entries": {},
        "shown": {},
        "at": {},
        "problems": [],
    }
    values = {"by": person("editor"), "name": "x.xlsx", "content": empty}
    upload, _ = Upload.objects.get_or_create(edition=edition, section=section, defaults=values)
    return upload


# The review: who may see a part, take a step about it, publish them all

REVIEW = VIEW | who("other approver")  # a deputy from another section decides with a reason
DECIDE = SYSTEM | who("own approver", "approver", "publisher", "administrator", "other approver")
STEP = {"number": "0", "seen_hash": "0" * 64, "reason": "理由"}
STEPS = {"submit": EDIT, "withdraw": EDIT, "return": DECIDE, "approve": DECIDE, "look": REVIEW}


def of_review(edition: Edition, section: str) -> Iterator[Asked]:
    """Steps are taken on drafts; of a published edition every step leads to the page of them all.

    Publishing is of the whole edition, the headings above all sections are a part of their own.
    """
    whole = reverse("admin:review", args=[edition.pk])
    yield Asked(whole, Rule(ANY_ROLE, PUBLISH, body={"act": "release", "number": "0"}))
    yield Asked(whole, Rule(ANY_ROLE, NOBODY, body={"act": "no such act"}))
    part = [edition.pk, section]
    url = reverse("admin:review_section", args=part)
    for act, allowed in STEPS.items():
        yield Asked(url, Rule(REVIEW, allowed, frozen=REVIEW, body={"act": act} | STEP))
    remark = {"act": "remark", "text": "確かめてください。"}
    yield Asked(url, Rule(REVIEW, DECIDE, frozen=REVIEW, body=remark))
    yield Asked(url, Rule(REVIEW, NOBODY, frozen=REVIEW, body={"act": "no such act"}))
    file = Evidence.objects.create(
        edition=edition,
        section=section,
        name="x.pdf",
        content=b"x",
        size=1,
        sha256="",
        by=person("editor"),
    )
    delete = {"act": "delete_evidence", "evidence": str(file.pk)}
    yield Asked(url, Rule(REVIEW, EDIT, frozen=REVIEW, body=delete))
    evidence = reverse("admin:evidence", args=[edition.pk, file.pk])
    yield Asked(evidence, Rule(REVIEW, REVIEW))
    sheet = NOBODY if edition.is_published else REVIEW
    yield Asked(reverse("admin:review_sheet", args=[*part, "xlsx"]), Rule(sheet, sheet))
    above = reverse("admin:review_section", args=[edition.pk, "whole"])
    submit = SYSTEM | who("editor", "publisher", "administrator")
    seen = OF_THE_WHOLE | SYSTEM | who("own approver", "other approver")
    yield Asked(above, Rule(seen, submit, frozen=seen, body={"act": "submit"} | STEP))


# Figures in prose: what may be previewed may be quoted, a text is changed by its section


def of_facts(edition: Edition, section: str) -> Iterator[Asked]:
    for name, args, rule in (
        ("facts", [], Rule(ANY_ROLE, NOBODY)),
        ("fact", ["edition"], Rule(ANY_ROLE, NOBODY)),
        ("pick_facts", [], Rule(ANY_ROLE, NOBODY)),
        ("typed_numbers", [], Rule(ANY_ROLE, NOBODY)),
        ("preview_text", [], Rule(NOBODY, ANY_ROLE, body={"text": "{edition|fiscal_year}"})),
    ):
        yield Asked(reverse(f"admin:{name}", args=[edition.pk, *args]), rule)


def of_texts(edition: Edition, section: str) -> Iterator[Asked]:
    url = reverse("admin:replace_typed", args=[edition.pk])
    text = nodes_of([section]).filter(edition=edition, kind=NodeKind.PARAGRAPH).first()
    heading = Node.objects.get(edition=edition, key=section)
    for node, edit in ((text, EDIT), (heading, EDIT_WHOLE)):
        body = {"ref": node.ref, "field": "text"}
        yield Asked(url, Rule(NOBODY, edit, frozen=NOBODY, body=body))


# Screens that belong to no edition


def of_people(edition: Edition, section: str) -> Iterator[Asked]:
    """Roles and accounts; `target` is an ordinary person."""
    target = person(name="target")
    yield Asked(reverse("admin:own_account"), Rule(STAFF, STAFF))
    yield Asked(reverse("admin:factors"), Rule(STAFF, NOBODY))
    yield Asked(reverse("admin:factor_app"), Rule(STAFF, STAFF))
    yield Asked(reverse("admin:factor_passkey"), Rule(STAFF, STAFF))
    for name in ("factor_codes", "factor_remove"):
        yield Asked(reverse(f"admin:{name}"), Rule(NOBODY, STAFF))
    approvers = who("own approver", "other approver", "approver", "publisher")
    vouched = {"person": target.username}
    yield Asked(reverse("admin:vouch_for"), Rule(NOBODY, ADMINISTER | approvers, body=vouched))
    for name in ("roles", "roles_history", "account_log"):
        post = ADMINISTER if name == "roles" else NOBODY
        yield Asked(reverse(f"admin:{name}"), Rule(ADMINISTER, post))
    for name in ("roles_carry_out", "roles_people", "roles_link", "roles_factor"):
        body = {"person": target.pk}
        yield Asked(reverse(f"admin:{name}"), Rule(NOBODY, ADMINISTER, body=body))
    for screen in ("changelist", "change", "history"):
        args = [] if screen == "changelist" else [target.pk]
        url = reverse(f"admin:auth_user_{screen}", args=args)
        yield Asked(url, Rule(ADMINISTER, ADMINISTER))
    yield Asked(reverse("admin:auth_user_add"), Rule(NOBODY, NOBODY))
    yield Asked(reverse("admin:auth_user_delete", args=[target.pk]), Rule(NOBODY, NOBODY))


def of_synonyms(edition: Edition, section: str) -> Iterator[Asked]:
    """The words of the public search and the meanings of those of the report belong to no
    section: whoever edits anything keeps them.
    """
    synonym, _ = Synonym.objects.get_or_create(words="補助金、助成金")
    term, _ = Term.objects.get_or_create(word="ＫＰＩ")
    keep = EDIT_SOMEWHERE | ADMINISTER
    rules = {
        "changelist": Rule(ANY_ROLE, ANY_ROLE),
        "add": Rule(keep, keep),
        "change": Rule(ANY_ROLE, keep),
        "delete": Rule(keep, keep),
        "history": Rule(ANY_ROLE, ANY_ROLE),
    }
    for screen, rule in rules.items():
        for name, row in (("synonym", synonym), ("term", term)):
            args = [] if screen in ("changelist", "add") else [row.pk]
            yield Asked(reverse(f"admin:editions_{name}_{screen}", args=args), rule)


def of_respondents(edition: Edition, section: str) -> Iterator[Asked]:
    """Who is asked answers to several sections: whoever edits anything keeps them."""
    respondent, _ = Respondent.objects.get_or_create(
        name="だれにも尋ねられていない課", defaults={"kind": "division"}
    )
    keep = EDIT_SOMEWHERE | ADMINISTER
    rules = {
        "changelist": Rule(ANY_ROLE, ANY_ROLE),
        "add": Rule(keep, keep),
        "change": Rule(ANY_ROLE, keep),
        "delete": Rule(keep, keep),
        "history": Rule(ANY_ROLE, ANY_ROLE),
    }
    for screen, rule in rules.items():
        args = [] if screen in ("changelist", "add") else [respondent.pk]
        yield Asked(reverse(f"admin:workflow_respondent_{screen}", args=args), rule)


def of_site(edition: Edition, section: str) -> Iterator[Asked]:
    rules = {
        "index": Rule(STAFF, STAFF),
        "guide": Rule(STAFF, STAFF),
        "all_changes": Rule(ANY_ROLE, NOBODY),
        "password_change": Rule(STAFF, STAFF),
        "password_change_done": Rule(STAFF, NOBODY),
        "jsi18n": Rule(STAFF, NOBODY),
        "login": Rule(EVERYBODY, EVERYBODY),
        # Leads back to the first step whoever has not taken it.
        "second_factor": Rule(NOBODY, NOBODY),
        "passkey_sign_in": Rule(EVERYBODY, NOBODY),
        # Both lead back to the sign-in where no directory is used.
        "to_directory": Rule(NOBODY, NOBODY),
        "directory_callback": Rule(NOBODY, NOBODY),
        # Signing out takes a POST; who is not signed in is led on.
        "logout": Rule(STRANGERS, EVERYBODY),
    }
    for name, rule in rules.items():
        yield Asked(reverse(f"admin:{name}"), rule)
    for name in [*pages()][:1]:
        yield Asked(reverse("admin:guide_page", args=[name]), Rule(STAFF, STAFF))
    yield Asked(reverse("admin:guide_page", args=["nothing"]), Rule(NOBODY, NOBODY))
    # Whoever was handed the link may use it; this one belongs to nobody.
    yield Asked(reverse("admin:set_password", args=["x", "y-z"]), Rule(EVERYBODY, EVERYBODY))
    for app, allowed in (("editions", ANY_ROLE), ("workflow", ANY_ROLE), ("auth", ADMINISTER)):
        yield Asked(reverse("admin:app_list", args=[app]), Rule(allowed, allowed))
    # Whatever is misspelt leads nowhere.
    yield Asked("/staff/nothing/", Rule(NOBODY, NOBODY))


IN_A_SECTION = (of_rows, of_outline, of_own_tables, of_places, of_section, of_texts)
ELSEWHERE = (of_edition, of_review, of_facts, of_people, of_synonyms, of_respondents, of_site)


# What there is to be asked for


def routes(namespace: str) -> set[str]:
    """The routes of all URLs in a namespace, as `resolve(url).route` names them."""
    return {
        route
        for found, pattern, route in _walk(get_resolver().url_patterns, "", "")
        if found == namespace and not _only_redirects(pattern)
    }


def _walk(patterns: Any, namespace: str, route: str) -> Iterator[tuple[str, URLPattern, str]]:
    for pattern in patterns:
        whole = route + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            inner = pattern.namespace or namespace
            yield from _walk(pattern.url_patterns, inner, whole)
        else:
            yield namespace, pattern, whole


def _only_redirects(pattern: URLPattern) -> bool:
    """Django's short URL of a row, which leads to its change screen without looking at it."""
    return pattern.name is None and str(pattern.pattern) == "<path:object_id>/"
