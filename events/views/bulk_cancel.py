"""Cancelling many activities at once, from the lists of pages in the admin."""

from contextlib import suppress

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import Page

from .. import cancellation
from ..forms import CancelForm
from ..models import EventPage
from .editing import may_publish


class BulkCancel(BulkAction):
    """Cancel public activities with one reason. Others in the choice are shown and left alone."""

    models = [Page]
    display_name = _("Cancel")
    aria_label = _("Cancel the chosen activities")
    action_type = "cancel_events"
    template_name = "events/admin/bulk_cancel.html"
    form_class = CancelForm
    action_priority = 60

    @classmethod
    def get_queryset(cls, model, object_ids):
        ids = [pk for pk in map(str, object_ids) if pk.isascii() and pk.isdigit() and len(pk) < 19]
        found = list(model.objects.filter(pk__in=ids).specific())
        if not found:
            raise Http404
        return found

    def get_all_objects_in_listing_query(self, parent_id):
        pages = EventPage.objects.all()
        if parent_id:
            pages = pages.child_of(Page.objects.filter(pk=parent_id).first() or Page.get_first_root_node())
        return pages.values_list("pk", flat=True)

    def check_perm(self, page) -> bool:
        return (
            isinstance(page, EventPage)
            and page.live
            and not page.alias_of_id
            and page.status != EventPage.Status.CANCELLED
            and may_publish(page, self.request.user)
        )

    def object_context(self, page) -> dict:
        return {"item": page, "told": cancellation.would_tell(page)}

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        context["items_with_no_access"] = [
            {"item": page, "can_edit": page.permissions_for_user(self.request.user).can_edit()}
            for page in context["items_with_no_access"]
        ]
        return context

    def get_execution_context(self) -> dict:
        return {"reason": self.cleaned_form.cleaned_data["reason"], "user": self.request.user}

    @classmethod
    def execute_action(cls, objects, reason="", user=None, **kwargs) -> tuple[int, int]:
        number = 0
        for page in objects:
            # Somebody else was first, or took it from the site meanwhile: then it is as it should be.
            with suppress(cancellation.NothingToCancel):
                cancellation.cancel(page, reason, user)
                number += 1
        return number, 0

    def get_success_message(self, num_parent_objects, num_child_objects) -> str:
        return ngettext(
            "%(number)d activity is cancelled.", "%(number)d activities are cancelled.", num_parent_objects
        ) % {"number": num_parent_objects}
