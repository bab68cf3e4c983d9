"""The preview is the whole draft exactly as the public will see it."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from kanagawa.editions.publishing import publish
from kanagawa.reports import registry
from tests.people import signed_in
from tests.public.public_urls import (
    look_for_news,
    of_edition,
    of_records,
    of_tables,
    one_of_each_view,
    url_of,
)

pytestmark = pytest.mark.sample


def main(response) -> str:
    """The page's own part without its own URL.

    The time of the publication comes later, and so do the address to cite and the pages over
    several editions.
    """
    assert response.status_code == 200, response.request["PATH_INFO"]
    element = BeautifulSoup(response.content, "html.parser").find("main")
    over_editions = "details:has(a[href^='/series/']), :has(> #news), p:has(a[href^='/compare/'])"
    for told_later in element.select(f"p.support:has(> time), section:has(#cite), {over_editions}"):
        told_later.decompose()
    return re.sub(r"\s+", " ", str(element).replace("/staff/preview/", "/"))


def test_every_page_of_the_draft_reads_as_it_will_when_it_is_public(draft, office):
    viewer = signed_in(office.viewer)
    pages = [url_of("edition", slug=draft.slug), url_of("report", slug=draft.slug)]
    # The pages of the sections hold all tables.
    pages += [url_of("tables", slug=draft.slug), *of_tables(draft.slug)[::9]]
    pages += [url_of("section", slug=draft.slug, section=s) for s in registry.sections()]
    records = [path for path in of_records(draft, draft.slug) if path.endswith("/")]
    pages += one_of_each_view(records)
    before = {path: main(viewer.get(f"/staff/preview{path}")) for path in pages}
    publish(edition=draft)
    look_for_news()
    public = Client()
    assert [path for path in pages if main(public.get(path)) != before[path]] == []
    assert len(pages) > 15


@pytest.mark.thorough  # every day: tests/permissions/test_matrix.py
def test_the_preview_is_for_those_with_a_role_only(draft, office):
    paths = of_edition(draft, draft.slug, "preview")
    stranger = signed_in(office.stranger, raise_request_exception=False)
    assert {stranger.get(path).status_code for path in paths} == {403}
    assert {Client().get(path).status_code for path in paths} == {302}
    for user in (office.viewer, office.editors["robots"], office.publisher):
        assert signed_in(user).get(paths[0]).status_code == 200


def test_the_pages_of_the_review_lead_to_the_preview(draft, office):
    from django.urls import reverse

    preview = reverse("preview:edition", args=[draft.slug])
    for name, args in (("review", [draft.pk]), ("review_section", [draft.pk, "robots"])):
        page = signed_in(office.approvers["robots"]).get(reverse(f"admin:{name}", args=args))
        assert f'href="{preview}"' in page.text
