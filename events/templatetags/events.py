"""What the templates of this app ask for."""

import json
from dataclasses import replace

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .. import json_ld, overview, particulars, programs, subscription
from ..choice import Choice

register = template.Library()

EMBED_SCRIPT = """<script>
addEventListener("message", (event) => {
  if (event.origin !== "%(origin)s" || event.data?.type !== "wijkverbond:height") return;
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow === event.source) frame.height = Number(event.data.height);
  }
});
</script>"""


@register.simple_tag(takes_context=True)
def shown(context, page) -> overview.Overview:
    """What the agenda shows for this address (see `events.overview`)."""
    return overview.collect(page.get_parent(), context["request"].GET)


@register.simple_tag(takes_context=True)
def told_of(context, page) -> particulars.Particulars:
    """What the page of an activity tells (see `events.particulars`)."""
    return particulars.collect(page, context["request"])


@register.inclusion_tag("events/_subscribe.html", takes_context=True)
def subscribe(context, page, chosen=None, level=2):
    """How to follow the activities of a page in one's own calendar, narrowed to what is chosen.

    Of one wijk that is the wijk's own feed.
    """
    chosen = chosen or Choice()
    if len(chosen.wijken) == 1 and not chosen.is_city_wide:
        page, chosen = chosen.wijken[0], replace(chosen, wijken=())
    return {"subscription": subscription.narrowed(page, context["request"], chosen), "level": level}


@register.simple_tag
def calendar_links(page) -> tuple[programs.Way, ...]:
    """How web calendars take the next date of an activity."""
    return subscription.ways(page)


@register.simple_tag
def embed_frame(origin, path, title, height) -> str:
    """The code of a frame with the activities, for another website."""
    code = format_html(
        '<iframe src="{}{}" title="{}" width="100%" height="{}" style="border: 0" loading="lazy"></iframe>',
        *(origin, path, title, height),
    )
    return "" + code  # Not safe any more: shown as text, and so escaped once again.


@register.simple_tag
def embed_script(origin) -> str:
    """The script that makes such frames as high as they say they are. It listens to this site alone."""
    return EMBED_SCRIPT % {"origin": origin}


@register.simple_tag
def structured_data(page) -> SafeString:
    """The activity as JSON-LD; CSP leaves it alone, because it is data and no script."""
    text = json.dumps(json_ld.event(page), ensure_ascii=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))
