"""What only the roof knows: the bar that an editor sees on the public pages."""

from django import template
from django.conf import settings
from django.utils.safestring import SafeString
from wagtail.admin.templatetags.wagtailuserbar import wagtailuserbar

register = template.Library()


@register.simple_tag(takes_context=True)
def editor_bar(context) -> SafeString | str:
    """Wagtail's user bar, for a browser that brings a session.

    Asking who the user is opens the session, and Django then adds `Vary: Cookie` to the answer. A reader without an
    account has no session and must not be the reason that a page cannot be cached.
    """
    request = context.get("request")
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    return wagtailuserbar(context)
