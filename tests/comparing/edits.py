"""Random edits of the rows of a draft, in memory: what staff may do to an edition."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import CharField, TextField

from kanagawa.editions.models import Node, NodeKind
from kanagawa.editions.rows import row_models
from kanagawa.figures.kinds import Kind
from kanagawa.figures.models import FigureRow
from robots.models import Robot

TEXTS = (NodeKind.PARAGRAPH, NodeKind.NOTE)
FIGURES = [model for model in row_models() if issubclass(model, FigureRow)]
RECORDS = [m for m in row_models() if m.SEARCHED and m is not Node]


def change_value(rows, random) -> None:
    figure = _figure(rows, random)
    if figure.value is not None:
        figure.value = Decimal(figure.value) + random.randint(1, 999)


def change_kind(rows, random) -> None:
    _figure(rows, random).kind = random.choice(Kind.values)


def change_as_of(rows, random) -> None:
    figure = _figure(rows, random)
    if figure.as_of:
        figure.as_of += timedelta(days=random.randint(1, 40))


def empty_value(rows, random) -> None:
    figure = _figure(rows, random)
    if type(figure).__name__ == "RobotIndicatorFigure":
        figure.value, figure.status = None, "to_enter"


def _figure(rows, random):
    return random.choice(rows.of(random.choice([m for m in FIGURES if rows.of(m)])))


def change_record_text(rows, random) -> None:
    row = random.choice(rows.of(random.choice([m for m in RECORDS if rows.of(m)])))
    fields = [
        f.name
        for f in row._meta.concrete_fields
        if isinstance(f, CharField | TextField) and f.name in row.SEARCHED and getattr(row, f.name)
    ]
    if fields:
        name = random.choice(fields)
        setattr(row, name, getattr(row, name) + f"改{random.randint(1, 99)}")


def change_node_text(rows, random) -> None:
    nodes = [n for n in rows.of(Node) if n.kind in (*TEXTS, NodeKind.HEADING)]
    node = random.choice(nodes)
    node.text = random.choice([f"新{random.random()}", f"{node.text}改", f"また{node.text}"])


def number_or_not(rows, random) -> None:
    headings = [n for n in rows.of(Node) if n.kind == NodeKind.HEADING]
    heading = random.choice(headings)
    heading.numbered = not heading.numbered


def delete_robot(rows, random) -> None:
    rows._rows[Robot].remove(random.choice(rows.of(Robot)))


def add_robot(rows, random) -> None:
    like = random.choice(rows.of(Robot))
    key = f"robot-{random.randint(1000, 9999)}"
    new = Robot(
        edition=rows.edition,
        key=key,
        name=f"新しい{key}",
        commercialised_on=like.commercialised_on,
    )
    rows._rows[Robot].insert(random.randint(0, len(rows.of(Robot))), new)


def rename_robot(rows, random) -> None:
    random.choice(rows.of(Robot)).name += "改"


def move_robot(rows, random) -> None:
    robots = rows._rows[Robot]
    robots.insert(random.randint(0, len(robots) - 1), robots.pop(random.randrange(len(robots))))


def delete_text(rows, random) -> None:
    rows._rows[Node].remove(random.choice([n for n in rows.of(Node) if n.kind in TEXTS]))


def add_node(rows, random) -> None:
    """A paragraph, note or heading somewhere below some heading."""
    nodes = rows._rows[Node]
    parent = random.choice([n for n in nodes if n.kind == NodeKind.HEADING])
    key, kind = f"node-{random.randint(10**6, 10**7)}", random.choice([*TEXTS, NodeKind.HEADING])
    new = Node(
        pk=random.randint(10**6, 10**7),
        edition=rows.edition,
        key=key,
        kind=kind,
        text=f"文{key}",
        parent=parent,
    )
    nodes.insert(random.randint(0, len(nodes)), new)


def move_node(rows, random) -> None:
    nodes = rows._rows[Node]
    node = nodes.pop(random.randrange(len(nodes)))
    nodes.insert(random.randint(0, len(nodes)), node)


IN_PLACE = (
    change_value,
    change_kind,
    change_as_of,
    empty_value,
    change_record_text,
    change_node_text,
)
ALL = (
    *IN_PLACE,
    number_or_not,
    delete_robot,
    add_robot,
    move_robot,
    delete_text,
    add_node,
    move_node,
)
