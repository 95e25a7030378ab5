"""Where somebody confirms what was asked with a form, by the link in a letter: `/coalities/bevestigen/<token>`."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from home.answers import for_one_reader

from .. import initiatives, joining, links
from ..links import Purpose
from ..models import Initiative, JoinRequest
from .reading import show


@require_http_methods(["GET", "HEAD", "POST"])
@for_one_reader
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was asked, with a button that confirms it."""
    named = links.subject(Purpose.CONFIRM, token)
    found = joining.find(named) or initiatives.find(named) if named else None
    if found is None:
        # Signed by us, but over its time or forgotten since: something else than a made-up address.
        is_over = bool(named or links.expired(Purpose.CONFIRM, token))
        return show(request, "link_gone", 410 if is_over else 404, is_over=is_over)
    translation.activate(found.language)
    try:
        if request.method != "POST":
            return _screen(request, found)
        _confirm(found)
    except joining.CoalitionEnded:
        return show(request, "joining_closed", 410, page=found.coalition)
    except initiatives.NowhereToStart:
        return show(request, "link_gone", 410, is_over=True)
    return HttpResponseRedirect(request.path, status=303)


def _screen(request: HttpRequest, found: JoinRequest | Initiative) -> HttpResponse:
    if isinstance(found, Initiative):
        return show(request, "confirm_start", initiative=found, asked=_of_start(found))
    if found.status == JoinRequest.Status.UNCONFIRMED and not joining.is_open(found.coalition):
        raise joining.CoalitionEnded
    return show(request, "confirm_join", request_to_join=found, coalition=found.coalition, asked=_of_join(found))


def _of_join(found: JoinRequest) -> list[tuple[str, str]]:
    """What was asked, for who reads it once more."""
    return [
        (_("Your name"), found.name),
        (_("Organisation"), found.organisation),
        (_("How you would like to join in"), found.message),
    ]


def _of_start(found: Initiative) -> list[tuple[str, str]]:
    wijken = ", ".join(wijk.title for wijk in found.wijken.order_by("title")) or _("whole city")
    return [
        (_("Your name"), found.name),
        (_("Organisation"), found.organisation),
        (_("What will be different"), found.goal),
        (_("Your plan"), found.plan),
        (_("Wijken"), wijken),
        (_("Themes"), ", ".join(theme.name for theme in found.themes.all())),
    ]


def _confirm(found: JoinRequest | Initiative) -> None:
    if isinstance(found, JoinRequest):
        joining.confirm(found)
    else:
        initiatives.confirm(found)
