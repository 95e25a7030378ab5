"""How many people follow which coalition and which action."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.filters import slice_of

from .. import following


def may_see(user: Any) -> bool:
    """Say whether `user` may see how many people follow something."""
    return user.is_active and user.has_perms(["wagtailadmin.access_admin", "coalitions.view_follower"])


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show the numbers, the most followed first."""
    if not may_see(request.user):
        raise PermissionDenied
    context = {
        "page_title": _("Followers"),
        "header_icon": "group",
        "followed": slice_of(following.counted(), request.GET.get("pagina"), size=100),
    }
    return render(request, "coalitions/admin/followers.html", context)
