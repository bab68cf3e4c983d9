"""No public URL shows a draft; the preview shows it to those who may see it."""

import re

import pytest
from django.test import Client

from robots.models import Robot
from tests import people
from tests.breadth import first_or_every
from tests.people import person
from tests.public.public_urls import of_edition, of_pages, of_records, of_site, view_and_format

pytestmark = pytest.mark.sample

MARK = "公開前の名称９８７６５４３２１"


@pytest.fixture
def marked(draft):
    robot = Robot.objects.filter(edition=draft).first()
    robot.name = MARK
    robot.save()
    return draft


def signed_in(role: str = "", is_staff: bool = True) -> Client:
    user = person(role, "robots" if role else "", "someone")
    user.is_staff = is_staff
    user.save()
    return people.signed_in(user, raise_request_exception=False)


@first_or_every
def test_no_public_address_of_a_draft_answers(take, web, marked):
    slugs = (marked.slug, str(marked.fiscal_year))
    paths = [path for slug in slugs for path in take(of_edition(marked, slug), view_and_format)]
    for client in (web, signed_in("viewer")):
        assert {client.get(path).status_code for path in paths} == {404}


@first_or_every
def test_no_public_page_tells_of_a_draft(take, web, marked, published):
    for path in take([*of_site(), *of_edition(published, "2025")], view_and_format):
        body = web.get(path).content
        assert MARK.encode() not in body, path
        # Not "2025-04-01/2026-03-31", a period of the data.
        assert not re.search(rb"/2026(-[0-9])?[/.?\"]", body), path
        assert str(marked).encode() not in body, path


def test_a_correction_in_work_is_not_public(web, published):
    from kanagawa.editions.copying import copy_edition

    correction = copy_edition(source=published, fiscal_year=2025, reason="誤記")
    assert web.get("/2025-2/").status_code == 404
    assert web.get("/2025/").status_code == 200
    assert str(correction) not in web.get("/2025/").content.decode()


def test_the_preview_asks_strangers_to_sign_in(web, marked):
    response = web.get(f"/staff/preview/{marked.slug}/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/staff/login/?next=/staff/preview/")


def test_the_preview_is_closed_to_staff_without_a_role(marked):
    paths = [*of_site("preview"), *of_pages(marked.slug, "preview")]
    client = signed_in()
    assert {client.get(path).status_code for path in paths} == {403}


def test_a_role_alone_opens_nothing_to_people_who_are_no_staff(marked):
    client = signed_in("viewer", is_staff=False)
    assert client.get(f"/staff/preview/{marked.slug}/").status_code == 403


@first_or_every
def test_the_preview_shows_the_draft_and_forbids_keeping_it(take, marked):
    client = signed_in("viewer")
    for path in take(list(of_records(marked, marked.slug, "preview")), view_and_format):
        response = client.get(path)
        assert response.status_code == 200, path
        assert "no-store" in response.headers["Cache-Control"], path
        assert response.headers["X-Robots-Tag"].startswith("noindex"), path
        assert "ETag" not in response.headers, path
    page = client.get(f"/staff/preview/{marked.slug}/robots/robots/").content.decode()
    assert MARK in page
    assert "下書き" in page
    assert '<meta name="robots" content="noindex' in page


def test_a_change_of_the_draft_shows_at_once_in_the_preview(marked):
    client = signed_in("viewer")
    url = f"/staff/preview/{marked.slug}/robots/robots/"
    client.get(url)
    robot = Robot.objects.get(edition=marked, name=MARK)
    robot.name = "別の名称"
    robot.save()
    page = client.get(url).content.decode()
    assert "別の名称" in page
    assert MARK not in page
