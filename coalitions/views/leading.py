"""The lead's own page, by a link from a letter: `/coalities/trekker/<token>`; and where a lead asks for that."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from home.answers import for_one_reader

from .. import joining, leading, progress, results
from ..lead_forms import FreshLinkForm, ResultsForm
from ..leading import Reader
from ..models import JoinRequest
from ..request_forms import AnswerForm
from .reading import coalition, show

DONE = ("toegelaten", "afgewezen", "minder", "resultaten", "gelijk")


@dataclass(frozen=True)
class Row:
    """Somebody who waits, with the form for an answer."""

    request: JoinRequest
    form: AnswerForm


@require_http_methods(["GET", "HEAD", "POST"])
@for_one_reader
def lead(request: HttpRequest, token: str) -> HttpResponse:
    """Show who waits, who takes part, the actions and the results; take an answer, that somebody left, or new
    results."""
    reader = leading.find(token)
    if reader is None:
        return _gone(request, token)
    translation.activate(reader.page.locale.language_code)
    if request.method != "POST":
        done = request.GET.get("klaar", "")
        return _screen(request, reader, done=done if done in DONE else "")
    verb = request.POST.get("verb")
    if verb in {"accept", "refuse"}:
        return _answer(request, reader, refuses=verb == "refuse")
    return _leave(request, reader) if verb == "leave" else _results(request, reader)


@require_http_methods(["GET", "HEAD", "POST"])
@for_one_reader
def ask(request: HttpRequest, page_id: int) -> HttpResponse:
    """Mail the lead a fresh link; the answer does not tell whether we know an address."""
    page = coalition(page_id)
    form = FreshLinkForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        leading.ask_link(page)
        return HttpResponseRedirect(f"{request.path}?klaar=verstuurd", status=303)
    is_sent = request.GET.get("klaar") == "verstuurd" and not form.is_bound
    return show(request, "lead_link", 422 if form.is_bound else 200, page=page, form=form, is_sent=is_sent)


def _answer(request: HttpRequest, reader: Reader, refuses: bool) -> HttpResponse:
    found = _find(request, reader)
    if found is None or found.status == JoinRequest.Status.UNCONFIRMED:
        return _screen(request, reader, 404, complaint=_("There is no such request. Maybe it was withdrawn."))
    form = AnswerForm(request.POST, prefix=f"r{found.pk}", refuses=refuses)
    if not form.is_valid():
        return _screen(request, reader, 422, answered=Row(found, form))
    answer = form.cleaned_data["answer"]
    is_new = joining.refuse(found, answer) if refuses else joining.accept(found, answer)
    if not is_new:
        return _screen(request, reader, 409, complaint=_("Somebody answered this request already."))
    return HttpResponseRedirect(f"{request.path}?klaar={'afgewezen' if refuses else 'toegelaten'}", status=303)


def _leave(request: HttpRequest, reader: Reader) -> HttpResponse:
    found = _find(request, reader)
    if found is None or not joining.leave(found):
        # Pressed twice, or by two leads at once: whoever was counted off is not there any more.
        return _screen(request, reader, 409, complaint=_("This resident is not counted any more."))
    return HttpResponseRedirect(f"{request.path}?klaar=minder", status=303)


def _find(request: HttpRequest, reader: Reader) -> JoinRequest | None:
    wanted = request.POST.get("request", "")
    # A number that no database can hold is nobody's.
    return JoinRequest.objects.filter(coalition=reader.page, pk=wanted).first() if _is_id(wanted) else None


def _results(request: HttpRequest, reader: Reader) -> HttpResponse:
    page = reader.page
    form = ResultsForm(results.told(page), request.POST)
    if not form.is_valid():
        return _screen(request, reader, 422, results_form=form)
    cleaned = form.cleaned_data
    try:
        is_new = results.propose(page, text=cleaned["results"], figures=form.figures(), version=cleaned["version"])
    except results.Changed:
        form.data = form.data.copy()
        form.data["version"] = results.told(page).version
        complaint = _(
            "Somebody changed the page while you were writing. Your text is below: send it again if it must stay."
        )
        return _screen(request, reader, 409, results_form=form, complaint=complaint)
    return HttpResponseRedirect(f"{request.path}?klaar={'resultaten' if is_new else 'gelijk'}", status=303)


def _screen(
    request: HttpRequest,
    reader: Reader,
    status: int = 200,
    answered: Row | None = None,
    results_form: ResultsForm | None = None,
    complaint: str = "",
    done: str = "",
) -> HttpResponse:
    page = reader.page
    waiting = [
        answered if answered and answered.request == one else Row(one, AnswerForm(prefix=f"r{one.pk}"))
        for one in JoinRequest.objects.filter(coalition=page).waiting().order_by("confirmed_at", "pk")
    ]
    told = results.told(page)
    deeds = progress.deeds(page, reader.email)
    context = {
        "page": page,
        "waiting": waiting,
        "lately": leading.lately(page),
        "members": leading.members(page),
        "residents": leading.residents(page),
        "deeds": deeds,
        "counts": progress.counts(deeds),
        "told": told,
        "results_form": results_form or ResultsForm(told),
        "answer_form": answered.form if answered else None,
        "complaint": complaint,
        "done": done,
    }
    return show(request, "lead", status, **context)


def _gone(request: HttpRequest, token: str) -> HttpResponse:
    page = leading.past(token)
    if page is None:
        return show(request, "lead_gone", 404)
    translation.activate(page.locale.language_code)
    fresh = reverse("coalitions:lead_link", args=[page.pk])
    return show(request, "lead_gone", 410, page=page, fresh=fresh)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18
