"""Asking partners to sign the declaration of intent, from the admin: one partner, or many at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from .. import declarations
from ..models import Organisation


def may_invite(user) -> bool:
    """Say whether `user` may ask partners to sign."""
    return user.has_perm("coalitions.add_declaration")


def tell(request: HttpRequest, number: int, without: list[str]) -> None:
    if number:
        messages.success(request, on_its_way(number))
    if without:
        messages.warning(request, _("No e-mail address of the contact is known of: %s.") % "; ".join(without))


def on_its_way(number: int) -> str:
    return ngettext("%(number)d letter is on its way.", "%(number)d letters are on their way.", number) % {
        "number": number
    }


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask one partner to sign, after a look at where the letter goes and what stands already."""
    organisation = get_object_or_404(Organisation.objects.with_declaration(), pk=pk)
    if not may_invite(request.user):
        raise PermissionDenied
    back = reverse(Organisation.snippet_viewset.get_url_name("edit"), args=[pk])
    index = declarations.page()
    if request.method == "POST" and index is not None:
        tell(request, *declarations.invite_all([organisation]))
        return redirect(back)
    context = {
        "organisation": organisation,
        "index": index,
        "back": back,
        "page_title": _("Declaration of intent"),
        "page_subtitle": organisation.name,
        "header_icon": "mail",
        "history": organisation.declarations.all(),
    }
    return render(request, "coalitions/admin/invite.html", context)


class BulkInvite(SnippetBulkAction):
    """Ask many partners at once. Those without an address are named and left alone."""

    models = [Organisation]
    display_name = gettext_lazy("Ask to sign")
    aria_label = gettext_lazy("Ask the chosen partners to sign the declaration of intent")
    action_type = "invite"
    template_name = "coalitions/admin/bulk_invite.html"
    action_priority = 60

    @classmethod
    def get_queryset(cls, model, object_ids):
        ids = [pk for pk in map(str, object_ids) if pk.isascii() and pk.isdigit() and len(pk) < 19]
        return model.objects.filter(pk__in=ids)

    def check_perm(self, organisation) -> bool:
        return may_invite(self.request.user) and bool(organisation.contact_email)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"has_text": declarations.page() is not None}

    @classmethod
    def execute_action(cls, objects, **kwargs) -> tuple[int, int]:
        try:
            return declarations.invite_all(objects)[0], 0
        except declarations.NothingToSign:
            return 0, 0

    def get_success_message(self, num_parent_objects, num_child_objects) -> str | None:
        return on_its_way(num_parent_objects) if num_parent_objects else None
