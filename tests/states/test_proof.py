"""A publication proves itself: every public page and file is built before anything is locked."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.urls import path, reverse

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition, FrozenPart
from kanagawa.editions.publishing import ChangedMeanwhile, proved, publish
from kanagawa.editions.refusals import CannotPublish, Refused
from kanagawa.editions.rolling import roll_edition
from kanagawa.public.every_url import _targets, site_urls
from kanagawa.workflow import releasing
from kanagawa.workflow.still_empty import empty_cells
from robots.models import Robot, RobotIndicatorFigure
from tests.made_once import made_once
from tests.people import person, signed_in

from .making import FIGURES

WHOLE_PROOF = "kanagawa.public.proof.unbuildable"
depths: list[int] = []


def remember_depth(edition: Edition) -> list[str]:
    depths.append(len(connection.savepoint_ids))
    return []


@pytest.fixture
def rolled(published):
    return made_once("rolled", lambda: roll_edition(source=published))


def step(edition):
    return {"edition": edition, "user": person("publisher"), "number": 0}


@pytest.mark.parametrize(
    "proof",
    [
        pytest.param("tests.quick_proof.one_of_each", marks=pytest.mark.sample),
        pytest.param(WHOLE_PROOF, marks=pytest.mark.thorough),
    ],
)
def test_every_page_and_file_of_a_freshly_rolled_edition_is_built(proof, rolled, settings):
    settings.PUBLICATION_PROOF = proof
    publish(edition=rolled, proof=proved(rolled))
    assert Edition.objects.get(pk=rolled.pk).is_published


def test_the_proof_knows_all_addresses_of_an_edition(rolled):
    found = list(site_urls(rolled, "preview"))
    urls = {site_url.path for site_url in found}
    assert len(urls) == len(found) > 700
    at = f"/staff/preview/{rolled.slug}"
    for table in Content(rolled).manifest.tables:
        for end in ("/", ".xlsx", ".csv", ".json"):
            assert f"{at}/tables/{table.key}{end}" in urls
    for robot in Robot.objects.filter(edition=rolled):
        assert f"{at}/robots/robots/{robot.key}/" in urls
    assert all(site_url.title for site_url in found)


def test_an_address_that_nobody_told_it_about_is_an_error():
    pattern = path("<slug:colour>/", lambda request: None, name="colour")
    with pytest.raises(LookupError, match="colour"):
        list(_targets(pattern, frozenset({"colour"}), SimpleNamespace()))


@pytest.mark.sample
def test_what_cannot_be_built_stops_the_publication_and_is_named(rolled, monkeypatch, settings):
    def reports(edition, instance):
        """Of all that is proved these two take a moment."""
        return (url for url in site_urls(edition, instance) if url.name in ("report", "edition"))

    def fails(grid):
        if grid.chart == "pie":
            raise ZeroDivisionError
        return ""

    settings.PUBLICATION_PROOF = WHOLE_PROOF
    monkeypatch.setattr("kanagawa.public.proof.site_urls", reports)
    monkeypatch.setattr("kanagawa.reports.writers.html.no_picture", fails)
    with pytest.raises(CannotPublish) as refused:
        releasing.release_in_emergency(
            **step(rolled), reason="災害", empty_seen=empty_cells(rolled).mark
        )
    text = str(refused.value)
    named = "報告書全文のページ、英語の報告書全文のページ"
    assert f"作れないページやファイルが2件あるため公開できません：{named}。" in text
    assert not Edition.objects.get(pk=rolled.pk).is_published
    assert not FrozenPart.objects.filter(edition=rolled).exists()


@pytest.mark.sample
def test_the_proof_is_made_before_the_lock(rolled, settings):
    settings.PUBLICATION_PROOF = f"{__name__}.remember_depth"
    depths.clear()
    before = len(connection.savepoint_ids)
    releasing.release_in_emergency(
        **step(rolled), reason="災害", empty_seen=empty_cells(rolled).mark
    )
    assert depths == [before]
    assert Edition.objects.get(pk=rolled.pk).is_published


@pytest.mark.sample
def test_what_is_saved_after_the_proof_began_stops_it(draft):
    proof = proved(draft)
    robot = Robot.objects.filter(edition=draft).first()
    robot.name += "改"
    robot.save()
    with pytest.raises(ChangedMeanwhile, match="もう一度"):
        publish(edition=draft, proof=proof)
    assert not Edition.objects.get(pk=draft.pk).is_published
    publish(edition=draft, proof=proved(draft))


@pytest.mark.sample
def test_an_emergency_release_asks_for_the_list_of_empty_cells(rolled):
    count = sum(m.objects.filter(edition=rolled, status="to_enter").count() for m in FIGURES)
    with pytest.raises(Refused, match=f"未入力の数値が{count}件"):
        releasing.release_in_emergency(**step(rolled), reason="災害")
    client, url = signed_in(person("publisher")), reverse("admin:review", args=[rolled.pk])
    page = client.get(url)
    seen = empty_cells(rolled).mark
    assert f"まだ未入力の数値（入力するもののうち{count}件）" in page.text
    assert f'value="{seen}"' in page.text
    sent = {"act": "emergency", "number": "0", "confirmed": "on", "reason": "災害"}
    assert "印を付けてください" in client.post(url, sent | {"empty_mark": seen}).text
    # Somebody enters a value, another cell is emptied: it is another list, which nobody has seen.
    figure = RobotIndicatorFigure.objects.filter(edition=rolled, status="to_enter").first()
    figure.value, figure.status = 3, "value"
    figure.save()
    ticked = sent | {"empty_mark": seen, "empty_confirmed": "on"}
    answer = client.post(url, ticked)
    assert f"未入力の数値が{count - 1}件あります。一覧を確かめて" in answer.text
    assert not Edition.objects.get(pk=rolled.pk).is_published
    client.post(url, ticked | {"empty_mark": empty_cells(rolled).mark})
    released = Edition.objects.get(pk=rolled.pk)
    assert released.is_published
    assert f"［未入力の数値：{count - 1}件］" in releasing.exceptions_of(released)[0].reason
