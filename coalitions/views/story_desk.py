"""Where an editor says whether a story may stay."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.widgets import AdminDateInput

from .. import stories
from ..models import StoryPage


class StayForm(forms.Form):
    """Until when a story may stay."""

    review_on = forms.DateField(label=gettext_lazy("Ask again on"), widget=AdminDateInput)

    def clean_review_on(self):
        if self.cleaned_data["review_on"] <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day to come."))
        return self.cleaned_data["review_on"]


@require_http_methods(["GET", "HEAD", "POST"])
def story(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show a story that is to be asked about; let it stay until a day, or take it off the site."""
    page = get_object_or_404(StoryPage.objects.select_related("locale"), id=page_id)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    form = StayForm(request.POST if "stay" in request.POST else None, initial={"review_on": proposed()})
    if request.method == "POST" and "leave" in request.POST:
        stories.withdraw(page, request.user)
        messages.success(request, _("“%s” is off the site. It stays here as a draft.") % page.title)
        return redirect("wagtailadmin_home")
    if form.is_bound and form.is_valid():
        stories.stay(page, form.cleaned_data["review_on"], request.user)
        messages.success(request, _("“%s” may stay.") % page.title)
        return redirect("wagtailadmin_home")
    context = {
        "page_title": _("May this story stay?"),
        "page_subtitle": page.title,
        "header_icon": "help",
        "story": page,
        "form": form,
        "leaves_on": stories.leaves_on(page),
    }
    return render(request, "coalitions/admin/story.html", context, status=422 if form.is_bound else 200)


def proposed():
    return stories.first_review(timezone.localdate())
