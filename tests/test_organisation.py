"""Who publishes the report stands in one place, and everything takes it from there."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from openpyxl import Workbook, load_workbook

from kanagawa.environment import Environment
from kanagawa.organisation import organisation, read_organisation
from kanagawa.reports.writers.archive import save

ROOT = Path(settings.BASE_DIR)
OTHER = {"prefecture": "別の県", "bureau": "別の局", "site_title": "別の報告"}
WORDS = re.compile("神奈川県|産業労働局|産業振興の取組報告|140007")


@pytest.fixture
def other(settings):
    settings.ORGANISATION = replace(organisation(), **OTHER, contact="電話 000", licence="別の条件")


def test_no_other_place_of_the_product_names_it():
    places = [
        path.relative_to(ROOT)
        for folder in ("kanagawa", *settings.REPORT_SECTIONS)
        for kind in ("*.py", "*.html", "*.js")
        for path in (ROOT / folder).rglob(kind)
        if "migrations" not in path.parts and WORDS.search(path.read_text(encoding="utf-8"))
    ]
    assert places == [Path("kanagawa/organisation.py")]


def test_a_code_in_wide_digits_is_kept_as_files_print_it():
    env = Environment({"LOCAL_GOVERNMENT_CODE": "１４０００７"}, ROOT)
    assert read_organisation(env).local_government_code == "140007"
    env.check()


@pytest.mark.django_db
def test_pages_feed_and_files_name_it(published, client, other):
    home = client.get("/").text
    assert "<title>別の報告｜別の県</title>" in home
    assert "<h1>別の県 別の報告</h1>" in home
    assert "別の県 別の局" in home
    about = client.get("/about/").text
    assert "別の条件" in about
    assert "別の県 別の局　電話 000" in about
    assert "別の報告（別の県）公開と訂正" in client.get("/feed.atom").text
    buffer = io.BytesIO()
    save(Workbook(), buffer, "表")
    assert load_workbook(buffer).properties.creator == "別の県"


@pytest.mark.django_db
def test_without_a_contact_none_is_shown(published, client):
    assert organisation().contact == ""
    assert "問合せ先" not in client.get("/about/").text


def test_the_environment_may_name_another_one():
    names = {"PREFECTURE": "別の県", "LOCAL_GOVERNMENT_CODE": "130001"}
    read = read_organisation(Environment(names, ROOT))
    assert (read.prefecture, read.local_government_code) == ("別の県", "130001")
    assert read.licence.startswith("掲載している内容の利用条件は、別の県が定めます。")


def test_a_code_that_is_none_is_a_mistake_that_is_told_at_start():
    env = Environment({"LOCAL_GOVERNMENT_CODE": "14"}, ROOT)
    read_organisation(env)
    with pytest.raises(ImproperlyConfigured, match="６桁の数字"):
        env.check()
