"""The public history of a record tells texts as they were printed, never their notation."""

from bs4 import BeautifulSoup

from kanagawa.editions.publishing import publish
from robots.models import Measure, MeasureFigure


def test_a_changed_text_is_told_as_it_was_printed(correction, client):
    measure = Measure.objects.get(edition=correction, key="monitors")
    figure = MeasureFigure.objects.get(edition=correction, key="monitors-actual-2025")
    figure.value = 18
    figure.save()
    measure.description = f"対象は{{{figure.ref}}}のロボットである。"
    measure.save()
    publish(edition=correction)
    page = BeautifulSoup(client.get("/2025/robots/measures/monitors/").content, "html.parser")
    text = page.get_text()
    assert "から「対象は18種類のロボットである。」に変更" in text
    assert "{" not in text


def test_a_number_that_only_became_a_reference_is_no_change(correction, client):
    from programs.models import Hub

    hub = Hub.objects.get(edition=correction, key="shin-minatomirai")
    hub.functions = hub.functions.replace("{programs.hubfigure/shin-minatomirai-seats}", "33席")
    hub.save()
    publish(edition=correction)
    page = client.get("/2025/programs/hubs/shin-minatomirai/").content.decode()
    assert "施設の機能：「" not in page
