"""A process of its own that saves figures others save too, told what to do line by line.

`prepare` makes the draft; `save <who> <times>` waits for a line, then adds a number to three
figures at a time on top of what it was shown, or writes a word into a note, and prints the numbers
and words that were said to be saved and how often it was told of somebody else's change; `state`
prints the values, the note and the number of changes in the history.
"""

import random
import sys
from functools import partial

SECTION = "investment"
FIGURES = 3
# Of this many saves one goes through the page of the grid and one through the figure's own form.
PAGES = 22


def prepare():
    from django.contrib.auth import get_user_model

    from kanagawa.editions.copying import copy_edition
    from kanagawa.editions.models import Edition
    from kanagawa.workflow.models import Role, RoleName
    from tests.processes import fill_database

    fill_database()
    copy_edition(source=Edition.objects.get(), fiscal_year=2026)
    for n in range(8):
        user = get_user_model().objects.create_user(f"clerk{n}", is_staff=True)
        Role.objects.create(user=user, section=SECTION, name=RoleName.EDITOR)
    return state()


def figures():
    from investment.models import SupportCount

    rows = SupportCount.objects.filter(edition__state="draft", value__isnull=False)
    return list(rows.select_related("edition", "program").order_by("pk")[:FIGURES])


def save(who, times):
    from django.contrib.auth import get_user_model
    from django.test import Client

    user = get_user_model().objects.get(username=f"clerk{who}")
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    ways = [partial(by_service, user)] * (PAGES - 2)
    ways += [partial(by_grid, client), partial(by_own_form, client)]
    # No two people ever type the same: that would be no conflict.
    draw = random.Random(int(who))
    print("ready", flush=True)
    sys.stdin.readline()
    done = {"added": [], "noted": [], "told": 0}
    for turn in range(int(times)):
        way = ways[(int(who) * 7 + turn) % PAGES]
        number = draw.randrange(1, 10**9)
        what = "noted" if way.func is by_own_form else "added"
        if way(number):
            done[what].append(number)
        else:
            done["told"] += 1
    return done


def by_service(user, number):
    from kanagawa.entry.parsing import Entered, Entry
    from kanagawa.entry.saving import save_entries

    rows = figures()
    entries = {r.ref: Entry(Entered.of(r).mark(), value=str(r.value + number)) for r in rows}
    outcome = save_entries(edition=rows[0].edition, section=SECTION, entries=entries, user=user)
    if outcome.conflicts:
        assert all(c.by.startswith("clerk") and c.at for c in outcome.conflicts.values())
        return False
    assert len(outcome.changed) == FIGURES, outcome
    return True


def by_grid(client, number):
    from django.urls import reverse

    from kanagawa.entry.parsing import Entered

    rows = figures()
    data = {f"value:{r.ref}": str(r.value + number) for r in rows}
    data |= {f"shown:{r.ref}": Entered.of(r).mark() for r in rows}
    response = client.post(reverse("admin:entry", args=[rows[0].edition_id, SECTION]), data)
    if response.status_code == 302:
        return True
    assert response.status_code == 200 and "に変更しています" in response.content.decode()
    return False


def by_own_form(client, number):
    from django.urls import reverse

    from kanagawa.editions.rows import fingerprint
    from kanagawa.entry.parsing import as_of_words
    from kanagawa.formats.years import period_text

    row = figures()[0]
    data = {
        "row_version": fingerprint(row),
        "program": row.program_id,
        "category": row.category,
        "kind": row.kind,
        "value": str(row.value),
        "status": row.status,
        "key": row.key,
        "period": period_text(row.period),
        "as_of": as_of_words(row.as_of, row.as_of_wording),
        "position": row.position,
        "note": f"{row.note} {number}",
    }
    response = client.post(reverse("admin:investment_supportcount_change", args=[row.pk]), data)
    if response.status_code == 302:
        return True
    text = response.content.decode()
    assert response.status_code == 200 and "この行を変更しました" in text, text
    return False


def state():
    rows = figures()
    changes = [row.history.filter(history_type="~").count() for row in rows]
    notes = [int(word) for word in rows[0].note.split()]
    return {"values": [int(row.value) for row in rows], "changes": changes, "notes": notes}
