"""Where a partner signs its declaration of intent, sees that it stands, and withdraws it.

What is in the address is signed and was mailed to the partner's contact; following it changes nothing, because
programs that look for viruses follow the links of a mail. No view here looks at a session, so there is nothing that a
forged request could borrow.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from home import navigation
from home.answers import private
from home.forms import PublicForm

from .. import declarations
from ..declaration_form import SignForm, WithdrawForm
from ..models import Declaration, PartnerIndexPage


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
@private
def declaration(request: HttpRequest, token: str) -> HttpResponse:
    """Show a declaration as it stands now with what can be done with it, or do that and show it again."""
    index = declarations.page()
    language = index.locale.language_code if index else translation.get_language()
    with translation.override(language):
        found = declarations.find(token)
        if found is None:
            return show(request, 404, index, template="coalitions/declaration_gone.html")
        form = _form(found, index, request.POST if request.method == "POST" else None)
        if form is None or not form.is_bound:
            return show(request, 200, index, declaration=found, form=form)
        if request.POST.get("what") != _what(found):
            # Pressed twice, or on a page that stood open while something else happened: look at how it stands now.
            return HttpResponseRedirect(request.path, status=303)
        if not form.is_valid():
            return show(request, 422, index, declaration=found, form=form)
        if isinstance(form, SignForm):
            declarations.sign(
                found,
                signed_by=form.cleaned_data["signed_by"],
                role=form.cleaned_data["role"],
                text=declarations.words(index),
            )
        else:
            declarations.withdraw(found)
        return HttpResponseRedirect(request.path, status=303)


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


def show(
    request: HttpRequest,
    status: int,
    index: PartnerIndexPage | None,
    template: str = "coalitions/declaration.html",
    **context,
) -> HttpResponse:
    # The empty token keeps the form from making a cookie for one.
    response = render(request, template, context | {"index": index, "page": index, "csrf_token": ""}, status=status)
    response.headers["Content-Language"] = translation.get_language()
    return response
