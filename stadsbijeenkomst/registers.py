"""The register of notes: what the public sent in, to look at and to export. Needs wagtail-modeladmin."""

from django.contrib.admin.filters import RelatedFieldListFilter
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register

from home.inspection import LookOnly, SafeIndexView

from .models import Note


class ByRelation(RelatedFieldListFilter):
    """Django's filter, but it does not ask Django's own admin, which is not installed, for an order."""

    def field_admin_ordering(self, field, request, model_admin):
        return ()


@modeladmin_register
class NoteRegister(ModelAdmin):
    model = Note
    menu_label = _("Notes")
    menu_icon = "comment"
    add_to_admin_menu = False
    permission_helper_class = LookOnly
    index_view_class = SafeIndexView
    inspect_view_enabled = True
    inspect_view_fields = ["meeting", "table", "question", "text", "status", "sensitive", "late", "created_at"]
    list_display = ["text", "question", "where", "status", "marks", "created_at"]
    list_filter = [("meeting", ByRelation), ("table__wijk", ByRelation), "question", "status", "sensitive", "late"]
    search_fields = ["text"]
    list_export = ["id", "meeting", "where", "question", "exported_text", "status", "sensitive", "late", "created_at"]
    export_filename = "inbreng"

    def get_queryset(self, request):
        notes = super().get_queryset(request).select_related("meeting", "table__wijk")
        return notes.defer("table__wijk__boundary", "table__wijk__body")

    def where(self, note: Note) -> str:
        return str(note.table)

    where.short_description = _("table")

    def marks(self, note: Note) -> str:
        """In words: the icons that modeladmin shows for yes and no come with Django's admin, which is not here."""
        return ", ".join(
            str(word) for word, set_ in ((_("sensitive"), note.sensitive), (_("late"), note.late)) if set_
        )

    marks.short_description = _("marks")

    def exported_text(self, note: Note) -> str:
        """A sensitive note leaves the house in no file."""
        return str(_("(sensitive)")) if note.sensitive else note.text

    exported_text.short_description = _("text")


@hooks.register("register_registers_menu_item")
def notes_menu_item():
    return NoteRegister().get_menu_item()
