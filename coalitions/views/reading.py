"""What the screens for people without an account share.

No view looks at a session, so there is nothing that a forged request could borrow, and no CSRF token, which would need
a cookie. What is in an address from a letter is signed; following it changes nothing, because programs that look for
viruses follow the links of a mail.
"""

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from home.answers import View, private
from home.visibility import public

from ..models import CoalitionPage


def for_one_reader(view: View) -> View:
    """Let nobody keep the answer, and no search engine find it; a view may speak another language in it."""

    @csrf_exempt
    @private
    @wraps(view)
    def answer(request: HttpRequest, **kwargs) -> HttpResponse:
        with translation.override(translation.get_language()):
            response = view(request, **kwargs)
            response.headers.setdefault("Content-Language", translation.get_language())
        return response

    return answer


def coalition(page_id: int) -> CoalitionPage:
    """Return a coalition that everybody may see, and speak its language; else 404."""
    # By `id`: `pk` is a relation here, and would send a number that no database can hold to the database.
    found = CoalitionPage.objects.filter(public(), id=page_id).select_related("locale").first()
    if found is None:
        raise Http404(_("There is no such coalition."))
    translation.activate(found.locale.language_code)
    return found


def show(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    """Return a screen; the empty token keeps its forms from making a cookie for one."""
    return render(request, f"coalitions/{name}.html", context | {"csrf_token": ""}, status=status)
