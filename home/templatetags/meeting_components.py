"""The building blocks of a meeting: its board, its screen in a hall, the way to join. Part of `components`."""

import segno
from django import template
from django.utils.safestring import SafeString

from .component_files import component, fill

register = template.Library()


@register.simple_block_tag(takes_context=True)
def board(context, content, screen=False, wide=False):
    """Columns beside each other where there is room; each child is a `column`. `screen`: large, for a whole hall.
    `wide`: more of them beside each other, over the whole width of a large screen."""
    return fill(context, "board", content, screen=screen, wide=wide)


@register.simple_block_tag(takes_context=True)
def column(context, content, title, name, kind="", icon_name="", count=None, level=2):
    """A column of a board. `kind` colours it: "good", "improve", "action" or nothing."""
    return fill(
        context, "column", content, title=title, name=name, kind=kind, icon_name=icon_name, count=count, level=level
    )


@register.simple_block_tag(takes_context=True)
def note(context, content, text="", meta="", title=""):
    """Something that somebody said, as they said it; `content` is what can be done with it, or where it is written.

    `title` says in a word what it is about.
    """
    return fill(context, "note", content, text=text, meta=meta, title=title)


@register.simple_block_tag(takes_context=True)
def notes(context, content):
    """Notes under each other, in an order that matters: each child is a `note` within `<li>`."""
    return fill(context, "notes", content)


@register.inclusion_tag(component("moment"))
def moment(phase, label, until=None, announcement="", ranked=False):
    """Where a meeting stands: its phase (`label` in words), until when (an aware datetime), and what is announced.

    `ranked`: the cards below it stand in the order of their votes.
    """
    return {"phase": phase, "label": label, "until": until, "announcement": announcement, "ranked": ranked}


@register.simple_block_tag(takes_context=True)
def hall(context, content, title, kicker="", meta="", reading=False, is_wijk=False):
    """All of a screen in front of a hall (css/hall.css). `reading`: lists to read out, of any length. `is_wijk`: the
    title names the wijk of everything on it."""
    return fill(context, "hall", content, title=title, kicker=kicker, meta=meta, reading=reading, is_wijk=is_wijk)


@register.simple_block_tag(takes_context=True)
def hall_bar(context, content):
    """What the presenter can do: each child is an `<li>` with a link or a button. Makes room when nobody moves."""
    return fill(context, "hall_bar", content)


@register.inclusion_tag(component("hall_join"))
def hall_join(address, host):
    """How the hall joins in: `address` as a QR code, `host` as it is typed."""
    return {"address": address, "host": host}


@register.inclusion_tag(component("qr_code"))
def qr_code(text, label):
    """A text as a QR code, dark on white with a quiet zone; `label` says what it is to who does not see it."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return {"drawn": SafeString(drawn), "label": label}


@register.inclusion_tag(component("qr_place"))
def qr_place():
    """Where a script draws a QR code, with its caption."""
    return {}


@register.inclusion_tag(component("whereabouts"))
def whereabouts():
    """Where something is that is on its way, in words: filled by a script, and said when it changes."""
    return {}
