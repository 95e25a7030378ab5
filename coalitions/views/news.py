"""All news of a coalition: `/coalities/<id>/nieuws`."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.filters import slice_of

from .. import news


@require_safe
def listed(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the news of a public coalition, newest first."""
    coalition = news.find_coalition(page_id)
    if coalition is None:
        raise Http404(_("There is no such coalition."))
    with translation.override(coalition.locale.language_code):
        found = slice_of(news.of(coalition), request.GET.get("pagina"), size=12)
        context = {"coalition": coalition, "page": coalition, "news": found}
        response = render(request, "coalitions/news_list.html", context)
        response.headers["Content-Language"] = coalition.locale.language_code
        return response
