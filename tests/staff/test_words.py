"""Terms, synonyms and respondents belong to no edition: their screens are their own."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from kanagawa.editions.models import Synonym, Term
from kanagawa.workflow.models import Respondent
from tests.people import person, signed_in


@pytest.fixture
def administrator(db):
    return signed_in(person("administrator"))


def links(client, url):
    page = BeautifulSoup(client.get(url).content, "html.parser")
    return [a["href"] for a in page.select("#content a[href^='/']")]


@pytest.mark.sample
def test_each_list_leads_to_a_new_one(administrator, published):
    for model in (Term, Synonym, Respondent):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert reverse(f"{name}_add") in links(administrator, reverse(f"{name}_changelist"))


@pytest.mark.sample
def test_every_link_of_their_forms_leads_somewhere(administrator, published):
    rows = [
        Term.objects.create(pk=990, word="特区", meaning="区域"),
        Synonym.objects.create(pk=990, words="企業誘致、誘致"),
        Respondent.objects.create(pk=990, name="団体", kind="outside"),
    ]
    for row in rows:
        url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        assert links(administrator, url)
        for link in links(administrator, url):
            assert administrator.get(link).status_code < 400, link
