"""Actions in the admin: who looks after them sees which are late and quiet, changes them, and tells how they go."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import Button
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.views.snippets import (
    DeleteView,
    EditView,
    HistoryView,
    IndexView,
    InspectView,
    SnippetViewSet,
    UsageView,
)

from home import handbook

from . import rights
from .board import WANTED, wanted
from .models import Action


class ActionFilterSet(WagtailFilterSet):
    """Late, quiet and without a lead, besides status, wijk and coalition."""

    toon = django_filters.ChoiceFilter(label=_("Show only"), method="narrow", choices=wanted)

    class Meta:
        model = Action
        fields = ["status", "wijken", "coalition"]

    def narrow(self, found: QuerySet, _name: str, value: str) -> QuerySet:
        return WANTED[value](found)


class ActionForm(WagtailAdminModelForm):
    """What somebody fills in about an action. Only that is written: what is told of it meanwhile stays."""

    def save(self, commit: bool = True) -> Action:
        if not commit or self.instance.pk is None:
            return super().save(commit)
        super().save(commit=False)
        columns = {field.name for field in Action._meta.concrete_fields}
        self.instance.save(update_fields=columns.intersection(self.fields))
        self.save_m2m()
        return self.instance


class Own:
    """One action, when who asks looks after it; else it is not there."""

    request: HttpRequest

    def get_object(self, *args: Any, **options: Any) -> Action:
        found = super().get_object(*args, **options)  # type: ignore[misc]
        if not rights.policy.user_has_any_permission_for_instance(self.request.user, rights.VERBS, found):
            raise Http404
        return found


class ActionIndexView(IndexView):
    def get_list_more_buttons(self, instance: Action) -> list[Button]:
        told = Button(_("How does it go?"), reverse("coalitions_report", args=[instance.pk]), icon_name="edit")
        return [told, *super().get_list_more_buttons(instance)]


class ActionEditView(Own, EditView):
    @property
    def header_more_buttons(self) -> list[Button]:
        told = reverse("coalitions_report", args=[self.object.pk])
        return [Button(_("How does it go?"), told, icon_name="edit", priority=5), *super().header_more_buttons]


class ActionDeleteView(Own, DeleteView):
    pass


class ActionHistoryView(Own, HistoryView):
    pass


class BulkDelete(DeleteBulkAction):
    """Deleting many actions at once; what somebody does not look after is not named either."""

    models = [Action]

    def get_actionable_objects(self) -> tuple[list[Action], dict[str, list[Action]]]:
        return super().get_actionable_objects()[0], {"items_with_no_access": []}


# After Wagtail's own, in whose place it comes.
hooks.register("register_bulk_action", BulkDelete, order=1)


class ActionUsageView(Own, UsageView):
    pass


class ActionInspectView(Own, InspectView):
    pass


def standing(action: Action) -> str:
    """Return how an action stands, in words: its status, and whether it is late or quiet."""
    words = [capfirst(action.get_status_display())]
    if action.is_overdue and action.status != Action.Status.LATE:
        words.append(str(_("late: the day is over")))
    if action.is_quiet:
        words.append(str(_("quiet")))
    return ", ".join(words)


class ActionViewSet(SnippetViewSet):
    model = Action
    icon = "tick"
    list_display = [
        "title",
        Column("who", label=_("Who begins")),
        "due_on",
        Column("standing", label=_("How it stands"), accessor=standing, sort_key="status"),
        Column("news_at", label=_("Last news"), sort_key="news_at"),
        "coalition",
    ]
    filterset_class = ActionFilterSet
    list_export = [
        *["title", "first_step", "who", "due_on", "status", "status_reason", "news_at", "coalition", "provenance"],
    ]
    list_per_page = 50
    search_fields = ["title", "first_step", "owner"]
    copy_view_enabled = False
    index_view_class = ActionIndexView
    edit_view_class = ActionEditView
    delete_view_class = ActionDeleteView
    history_view_class = ActionHistoryView
    usage_view_class = ActionUsageView
    inspect_view_class = ActionInspectView
    edit_handler = ObjectList(
        [
            HelpPanel(
                handbook.hint(
                    _("Everybody reads what you tell here, and it stays. Name no residents."), "netwerkcoordinator"
                )
            ),
            HelpPanel(template="coalitions/admin/panel_history.html", heading=_("How it stands")),
            *Action.panels,
        ],
        base_form_class=ActionForm,
    )

    def register_chooser_viewset(self) -> None:
        """No form chooses an action; the list to choose from would show each of them to everybody."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return rights.seen_by(request.user).select_related("organisation", "coalition")
