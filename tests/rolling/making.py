"""A process of its own that makes editions, told what to do line by line.

`prepare` publishes 令和７年度; `roll` and `copy` make a draft and print what it has; `undisturbed
<act>` does so and prints in how many statements; `killed <act> <statement> <later>` does so in a
child that is killed at that moment; `state` prints the rows and the history rows of the drafts;
`forget` deletes the draft.
"""


def prepare():
    from tests.processes import fill_database

    fill_database()


def published():
    from kanagawa.editions.models import Edition

    return Edition.objects.get(fiscal_year=2025, revision=1)


def roll():
    from kanagawa.editions.rolling import roll_edition

    roll_edition(source=published())
    return state()


def copy():
    from kanagawa.editions.copying import copy_edition

    copy_edition(source=published(), fiscal_year=2025, reason="数値の訂正")
    return state()


def state():
    """[drafts, their rows, the history rows of these rows]."""
    from kanagawa.editions.models import Edition
    from kanagawa.editions.rows import row_models

    drafts = list(Edition.objects.filter(state="draft").values_list("pk", flat=True))
    rows = history = 0
    for model in row_models():
        keys = model.objects.filter(edition__in=drafts).values_list("pk", flat=True)
        rows += len(keys)
        history += model.history.filter(edition_id__in=drafts, id__in=list(keys)).count()
    return [len(drafts), rows, history]


def forget():
    from kanagawa.editions.models import Edition
    from kanagawa.workflow.deleted_drafts import delete_draft

    for draft in Edition.objects.filter(state="draft"):
        delete_draft(edition=draft)


def undisturbed(act):
    """In how many statements it is written."""
    from tests.processes import statements

    return statements(globals()[act])


def killed(act, statement, later):
    from tests.processes import Moment, killed_at

    killed_at(Moment(int(statement), float(later)), globals()[act])
