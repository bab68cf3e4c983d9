from kanagawa.public.tables import (
    DateColumn,
    FigureColumn,
    PeriodColumn,
    RecordTable,
    ReferenceColumn,
    YesNoColumn,
)

from .models import EmploymentFigure, KpiFigure, OrderFigure, SchemeFigure, SupportCount, TaxFigure


class SupportCountTable(RecordTable):
    program = ReferenceColumn("program")
    period = PeriodColumn()
    printed = FigureColumn()
    as_of = DateColumn()

    class Meta(RecordTable.Meta):
        model = SupportCount
        fields = ("program", "category", "period", "printed", "as_of")


class KpiFigureTable(RecordTable):
    indicator = ReferenceColumn("indicator")
    period = PeriodColumn()
    printed = FigureColumn()
    as_of = DateColumn()

    class Meta(RecordTable.Meta):
        model = KpiFigure
        fields = ("indicator", "kind", "period", "printed", "as_of")


class OrderFigureTable(RecordTable):
    activity = ReferenceColumn("activity")
    is_local = YesNoColumn()
    period = PeriodColumn()
    printed = FigureColumn()
    as_of = DateColumn()

    class Meta(RecordTable.Meta):
        model = OrderFigure
        fields = ("activity", "measure", "is_local", "period", "printed", "as_of")


class SchemeFigureTable(RecordTable):
    scheme = ReferenceColumn("scheme", default="全施策")
    period = PeriodColumn()
    printed = FigureColumn()
    as_of = DateColumn()

    class Meta(RecordTable.Meta):
        model = SchemeFigure
        fields = ("scheme", "item", "period", "printed", "as_of")


class EmploymentFigureTable(RecordTable):
    scheme = ReferenceColumn("scheme")
    period = PeriodColumn()
    printed = FigureColumn()
    as_of = DateColumn()

    class Meta(RecordTable.Meta):
        model = EmploymentFigure
        fields = ("scheme", "item", "period", "printed", "as_of")


class TaxFigureTable(RecordTable):
    scheme = ReferenceColumn("scheme", default="全施策")
    period = PeriodColumn()
    printed = FigureColumn()
    as_of = DateColumn()

    class Meta(RecordTable.Meta):
        model = TaxFigure
        fields = ("scheme", "tax", "period", "printed", "as_of")
