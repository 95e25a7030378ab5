"""All news of a coalition: `/coalities/<id>/nieuws`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.filters import slice_of

from .. import news
from .reading import coalition


@require_safe
def listed(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the news of a public coalition, newest first."""
    page = coalition(page_id)
    found = slice_of(news.of(page), request.GET.get("pagina"), size=12)
    response = render(request, "coalitions/news_list.html", {"coalition": page, "page": page, "news": found})
    response.headers["Content-Language"] = page.locale.language_code
    return response
