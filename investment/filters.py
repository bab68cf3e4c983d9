from kanagawa.public.filters import RecordFilter

from .models import EmploymentFigure, KpiFigure, OrderFigure, SchemeFigure, SupportCount, TaxFigure


class SupportCountFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = SupportCount
        fields = ("program", "category")


class KpiFigureFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = KpiFigure
        fields = ("indicator", "kind", "status")


class OrderFigureFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = OrderFigure
        fields = ("activity", "measure", "is_local")


class SchemeFigureFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = SchemeFigure
        fields = ("scheme", "item", "status")


class EmploymentFigureFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = EmploymentFigure
        fields = ("scheme", "item")


class TaxFigureFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = TaxFigure
        fields = ("scheme", "tax")
