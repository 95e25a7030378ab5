"""How a view of a table knows who asks: by the code in the address, and by the number of the device.

The code is the credential, and no view here looks at a session: there is nothing that a forged request could borrow,
so there is no CSRF token either, which would need a cookie of its own and break a form that lay open for hours.
Changing a note asks for the device's cookie, and `SameSite=Lax` keeps that out of requests that another site makes.
"""

from functools import wraps
from uuid import UUID, uuid4

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from home.answers import View, private

from .. import codes, limits, tables, wording
from ..forms import CodeForm
from ..tables import CodeRefused

COOKIE = "device"
COOKIE_LASTS = 3 * 24 * 60 * 60
SLOW_DOWN = {"Retry-After": "30"}


def seated(view: View) -> View:
    """Give the view the seat of the code in the address; an address without one gets the page that asks for it."""

    @csrf_exempt
    @private
    @wraps(view)
    def answer(request: HttpRequest, code: str, **kwargs) -> HttpResponse:
        try:
            seat = tables.seat(code)
        except CodeRefused as refusal:
            return refused(request, code, refusal)
        if code != codes.normalise(code) and request.method in {"GET", "HEAD"}:
            here = request.resolver_match
            return redirect(here.view_name, code=codes.normalise(code), **kwargs)
        try:
            return view(request, codes.normalise(code), seat, **kwargs)
        except RequestDataTooBig:
            return render(request, "stadsbijeenkomst/too_big.html", {"code": codes.normalise(code)}, status=413)

    return answer


def slow_down() -> str:
    return _("Many notes came in from this table at once. Your text is still here: send it again in half a minute.")


def about(code: str, table) -> dict:
    """What every page of a table shows. The empty `csrf_token` keeps forms from making a cookie for one."""
    is_host = code == table.host_code
    return {"code": code, "table": table, "meeting": table.meeting, "is_host": is_host, "csrf_token": ""}


def refused(request: HttpRequest, code: str, refusal: CodeRefused) -> HttpResponse:
    """Say why a code gives no seat, with the form to type another, and with the text that came along, to copy."""
    status = 404 if type(refusal) is CodeRefused else 410
    if status == 404:
        limits.refused()
    if request.resolver_match.url_name in {"send", "stand"}:
        return JsonResponse({"error": str(refusal.sentence)}, status=status)
    try:
        texts = [text for name in request.POST if name.endswith("text") and (text := request.POST[name].strip())]
    except RequestDataTooBig:
        texts = []
    form = CodeForm(initial={"code": wording.normalise(code)[: codes.LENGTH * 2]})
    return render(
        request,
        "stadsbijeenkomst/join.html",
        {"form": form, "complaint": refusal.sentence, "texts": texts},
        status=status,
    )


def device_of(request: HttpRequest) -> UUID | None:
    """Return the random number of this device, when it has one.

    Numbers that are made of what everybody knows, as those of paper, belong to no browser: whoever could come with one
    would read every row of paper of the meeting.
    """
    try:
        device = UUID(request.COOKIES[COOKIE])
    except (KeyError, ValueError):
        return None
    return device if device.version == 4 else None


def with_device(request: HttpRequest, response: HttpResponse, device: UUID | None = None) -> HttpResponse:
    """Give a device that has none a random number. A functional cookie: it says nothing about a person."""
    if device_of(request) is None:
        response.set_cookie(
            COOKIE,
            str(device or uuid4()),
            max_age=COOKIE_LASTS,
            path=reverse("stadsbijeenkomst:join"),
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response
