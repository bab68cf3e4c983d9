"""What the section apps build their admin from, and the screens of the editions themselves.

A section's admin.py reads:

    @admin.register(Robot)
    class RobotAdmin(EditionRowAdmin):
        list_display = ("name", "commercialised")

    class FigureMatrix(FigureMatrixInline):
        model = RobotIndicatorFigure

    register_rows(RobotIndicator, inlines=[FigureMatrix], list_display=["name", "unit", "as_of"])
"""

from django.contrib import admin
from django.contrib.auth import admin as stock_screens  # noqa: F401  registered first
from django.contrib.auth.models import Group, User

from kanagawa.editions.models import Edition, Node, Synonym, Term
from kanagawa.own_tables.models import OwnFigure, OwnTable
from kanagawa.workflow.models import Respondent

from .accounts.people import PersonAdmin
from .editions.admin import EditionAdmin
from .editions.vocabulary import SynonymAdmin, TermAdmin
from .inquiries.respondents import RespondentAdmin
from .rows.admin import EditionRowAdmin, RowInline, register_rows
from .rows.fields import DateField as RowDateField
from .rows.figures import FigureAdmin, FigureInline, FigureMatrixInline
from .rows.forms import ReasonForm
from .rows.outline import NodeAdmin
from .rows.own_tables import OwnFigureAdmin, OwnTableAdmin

__all__ = [
    "EditionRowAdmin",
    "FigureAdmin",
    "FigureInline",
    "FigureMatrixInline",
    "ReasonForm",
    "RowDateField",
    "RowInline",
    "register_rows",
]

admin.site.register(Edition, EditionAdmin)
admin.site.register(Node, NodeAdmin)
admin.site.register(OwnTable, OwnTableAdmin)
admin.site.register(OwnFigure, OwnFigureAdmin)
admin.site.register(Synonym, SynonymAdmin)
admin.site.register(Term, TermAdmin)
admin.site.register(Respondent, RespondentAdmin)

# Groups and Django's own permissions open nothing here: their screens would only mislead.
admin.site.unregister([User, Group])
admin.site.register(User, PersonAdmin)
