"""A character that the paper cannot show is found while it is typed; the report has none."""

from kanagawa.checks.context import Context
from kanagawa.checks.printable import printable
from kanagawa.editions.models import Node
from kanagawa.editions.rows import EditionRows


def findings(edition):
    return list(printable(Context(EditionRows(edition))))


def test_the_letters_of_the_paper_have_every_character_of_the_report(published):
    assert findings(published) == []


def test_a_character_that_they_lack_is_named_at_its_text(draft):
    node = Node.objects.filter(edition=draft, kind="paragraph").first()
    node.text += "😀と話す🀄"
    node.save()
    (finding,) = findings(draft)
    assert finding.ref == node.ref
    assert finding.severity == "error"
    assert "「🀄」「😀」は紙（PDF）に印刷できない文字です" in finding.message
