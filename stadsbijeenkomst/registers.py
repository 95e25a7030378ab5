"""The registers of notes, of moderators' decisions and of deletions: to look at and to export.

What a sensitive note itself says stands in none of them: not in a list, not in a file, and no search finds it. Needs
wagtail-modeladmin.
"""

from django.contrib.admin.filters import RelatedFieldListFilter
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register

from home.inspection import LookOnly, SafeIndexView

from .models import Decision, Note, NoteDeletion


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
    inspect_view_fields = ["meeting", "table", "question", "told", "status", "sensitive", "late", "created_at"]
    list_display = ["told", "question", "where", "status", "marks", "created_at"]
    list_filter = [("meeting", ByRelation), ("table__wijk", ByRelation), "question", "status", "sensitive", "late"]
    search_fields = ["searched"]
    list_export = ["id", "meeting", "where", "question", "told", "status", "sensitive", "late", "created_at"]
    export_filename = "inbreng"

    def get_queryset(self, request):
        told = Case(
            When(~Q(redaction=""), then=F("redaction")), When(sensitive=True, then=Value("")), default=F("text")
        )
        notes = super().get_queryset(request).select_related("meeting", "table__wijk").annotate(searched=told)
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


@modeladmin_register
class DecisionRegister(ModelAdmin):
    model = Decision
    menu_label = _("Decisions of moderators")
    menu_icon = "tasks"
    add_to_admin_menu = False
    permission_helper_class = LookOnly
    index_view_class = SafeIndexView
    list_display = ["made_at", "moderator", "verb", "about", "meeting", "undone_at"]
    list_filter = [("note__meeting", ByRelation), ("moderator", ByRelation), "verb"]
    list_export = ["made_at", "moderator", "verb", "note_id", "about", "meeting", "undone_at"]
    export_filename = "besluiten"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("note__meeting", "moderator")

    def about(self, decision: Decision) -> str:
        return str(decision.note)

    about.short_description = _("note")

    def meeting(self, decision: Decision) -> str:
        return str(decision.note.meeting)

    meeting.short_description = _("city meeting")


@modeladmin_register
class NoteDeletionRegister(ModelAdmin):
    model = NoteDeletion
    menu_label = _("Deletions of notes")
    menu_icon = "bin"
    add_to_admin_menu = False
    permission_helper_class = LookOnly
    index_view_class = SafeIndexView
    list_display = ["deleted_at", "meeting_title", "number", "reason"]
    list_filter = ["reason"]
    list_export = ["deleted_at", "meeting_uid", "meeting_title", "number", "reason"]
    export_filename = "verwijderde-inbreng"


@hooks.register("register_registers_menu_item")
def notes_menu_item():
    return NoteRegister().get_menu_item()


@hooks.register("register_registers_menu_item")
def decisions_menu_item():
    return DecisionRegister().get_menu_item()


@hooks.register("register_registers_menu_item")
def deletions_menu_item():
    return NoteDeletionRegister().get_menu_item()
