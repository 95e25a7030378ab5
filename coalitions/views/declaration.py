"""Where a partner signs its declaration of intent, sees that it stands, and withdraws it.

What is in the address is signed and was mailed to the partner's contact; following it changes nothing.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.http import require_http_methods

from home import navigation
from home.answers import for_one_reader
from home.forms import PublicForm

from .. import declarations
from ..declaration_form import SignForm, WithdrawForm
from ..models import Declaration, PartnerIndexPage
from .reading import show


@require_http_methods(["GET", "HEAD", "POST"])
@for_one_reader
def declaration(request: HttpRequest, token: str) -> HttpResponse:
    """Show a declaration as it stands now with what can be done with it, or do that and show it again."""
    index = declarations.page()
    if index is not None:
        translation.activate(index.locale.language_code)
    around = {"index": index, "page": index}
    found = declarations.find(token)
    if found is None:
        return _gone(request, token, around)
    form = _form(found, index, request.POST if request.method == "POST" else None)
    if form is None or not form.is_bound:
        return show(request, "declaration", declaration=found, form=form, **around)
    if request.POST.get("what") != _what(found):
        # Pressed twice, or on a page that stood open while something else happened: look at how it stands now.
        return HttpResponseRedirect(request.path, status=303)
    if not form.is_valid():
        return show(request, "declaration", 422, declaration=found, form=form, **around)
    if isinstance(form, SignForm):
        who = {name: form.cleaned_data[name] for name in ("signed_by", "role")}
        declarations.sign(found, text=declarations.words(index), **who)
    else:
        declarations.withdraw(found)
    return HttpResponseRedirect(request.path, status=303)


def _gone(request: HttpRequest, token: str, around: dict) -> HttpResponse:
    """Say that a link does not work (any more); when asked, mail one that does to the address that we know already."""
    past = declarations.past(token)
    if past is None:
        return show(request, "declaration_gone", 404, **around)
    if request.method == "POST":
        declarations.renew(past)
    return show(request, "declaration_gone", 410, past=past, is_asked=request.method == "POST", **around)


def _what(found: Declaration) -> str:
    """What can be done with a declaration now."""
    return "sign" if found.signed_at is None else "withdraw"


def _form(found: Declaration, index: PartnerIndexPage | None, data) -> PublicForm | None:
    if found.withdrawn_at is not None or (found.signed_at is None and index is None):
        return None
    if found.signed_at is not None:
        return WithdrawForm(data)
    privacy = navigation.privacy(index.locale)
    return SignForm(declarations.words(index), found.organisation.name, data, privacy=privacy)
