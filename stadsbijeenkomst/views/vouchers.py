"""The Inbrengbon: `/inbrengbon/` asks for its code, and a page with the code shows what became of one's own notes."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from home.answers import private

from .. import codes, limits, vouchers
from ..models import Note
from ..paper_forms import VoucherForm
from ..tables import Seat
from .seats import SLOW_DOWN, device_of, seated


@require_POST
@seated
def keep(request: HttpRequest, code: str, seat: Seat) -> HttpResponse:
    """Give this device the Inbrengbon for what it wrote; a device without notes has nothing to keep."""
    device = device_of(request)
    if device is None or not Note.objects.written().filter(meeting=seat.meeting_id).of_device(device).exists():
        return redirect("stadsbijeenkomst:own", code=code)
    found = vouchers.give(seat.meeting_id, device)
    return HttpResponseRedirect(reverse("stadsbijeenkomst:voucher", args=[found]), status=303)


@require_safe
@private
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the code of an Inbrengbon."""
    form = VoucherForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        code = codes.normalise(form.cleaned_data["code"])
        if len(code) == codes.VOUCHER_LENGTH:
            return redirect("stadsbijeenkomst:voucher", code=code)
        form.add_error("code", vouchers.NoSuchVoucher.sentence)
    return asked(request, form, 404 if form.is_bound else 200)


@require_safe
@private
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show what became of the notes behind a code."""
    try:
        kept = vouchers.read(code)
    except vouchers.NoSuchVoucher as refusal:
        # 32 to the power of 14 codes: guessing a thousand a second finds one in longer than the earth exists. So this
        # only keeps a broken program from asking on and on; who has a right code never notices.
        limits.refused()
        if not limits.vouchers.take("wrong"):
            return asked(request, VoucherForm(), 429, _("Many codes at once. Try again in half a minute."))
        return asked(request, VoucherForm(), 404, refusal.sentence)
    if code != kept.code:
        return redirect("stadsbijeenkomst:voucher", code=kept.code)
    if not limits.vouchers.take(kept.code):
        return asked(request, VoucherForm(), 429, _("Many codes at once. Try again in half a minute."))
    address = request.build_absolute_uri(reverse("stadsbijeenkomst:voucher", args=[kept.code]))
    return render(request, "stadsbijeenkomst/voucher.html", {"kept": kept, "address": address})


def asked(request: HttpRequest, form: VoucherForm, status: int, complaint: str = "") -> HttpResponse:
    """Return the page that asks for a code."""
    return TemplateResponse(
        request,
        "stadsbijeenkomst/voucher_ask.html",
        {"form": form, "complaint": complaint},
        status=status,
        headers=SLOW_DOWN if status == 429 else None,
    )
