"""What the screens for people without an account share.

What is in an address from a letter is signed; following it changes nothing, because programs that look for viruses
follow the links of a mail.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from ..models import CoalitionPage


def coalition(page_id: int) -> CoalitionPage:
    """Return a coalition that everybody may see, and speak its language; else 404."""
    found = CoalitionPage.objects.published().find(page_id)
    if found is None:
        raise Http404(_("There is no such coalition."))
    translation.activate(found.locale.language_code)
    return found


def show(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    """Return a screen; the empty token keeps its forms from making a cookie for one."""
    return render(request, f"coalitions/{name}.html", context | {"csrf_token": ""}, status=status)
