"""The building blocks of every page: the only place, with `templates/components/`, that knows class names.

Templates of all apps write plain HTML inside these. A city that brings its own NL Design System theme needs no other
template, because the class names below are the design system's. Those of forms and of meetings stand in modules of
their own; `{% load components %}` gives all of them.
"""

from django import template
from django.core.paginator import Page as Slice
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .. import sections
from . import form_components, meeting_components
from .component_files import component, fill

register = template.Library()
for part in (form_components, meeting_components):
    register.tags |= part.register.tags


@register.simple_block_tag(takes_context=True)
def card(context, content, title, href="", kicker="", meta="", badge="", level=3, date=None):
    """A block about one thing, with its title as the link. `content` is the text below.

    `date` (a date or an aware datetime) puts a date block beside it. The whole card is the link's click area; a link
    or button inside `content` still has its own.
    """
    return fill(
        context,
        "card",
        content,
        title=title,
        href=href,
        kicker=kicker,
        meta=meta,
        badge=badge,
        level=level,
        date=date,
    )


@register.simple_block_tag(takes_context=True)
def cards(context, content, layout=""):
    """A grid of cards: a list for who hears the page. Each child is a `card` within `<li>`.

    `layout` "list" puts them under each other.
    """
    return fill(context, "cards", content, layout=layout)


@register.simple_block_tag(takes_context=True)
def hero(context, content, title, introduction=""):
    """The top of the front door: heading and introduction, with `content` (the map) beside them."""
    return fill(context, "hero", content, title=title, introduction=introduction)


@register.simple_block_tag(takes_context=True)
def tiles(context, content, label):
    """The first things to choose from, large: each child is a `tile` within `<li>`. `label` says what they are."""
    return fill(context, "tiles", content, label=label)


@register.inclusion_tag(component("tile"))
def tile(title, href, text="", icon_name="arrow"):
    """A link to one thing to do, with an icon and a few words below it."""
    return {"title": title, "href": href, "text": text, "icon_name": icon_name}


@register.simple_block_tag(takes_context=True)
def actions(context, content):
    """A row of buttons and links."""
    return fill(context, "actions", content)


@register.simple_block_tag(takes_context=True)
def choices(context, content):
    """A row of links to choose one from: each child is an `<li>` with a link; `aria-current` marks the chosen one."""
    return fill(context, "choices", content)


@register.simple_block_tag(takes_context=True)
def panel(context, content):
    """A coloured block that stands apart from the text round it."""
    return fill(context, "panel", content)


@register.simple_block_tag(takes_context=True)
def statistics(context, content):
    """A row of `statistic`s."""
    return fill(context, "statistics", content)


@register.simple_block_tag(takes_context=True)
def charts(context, content):
    """Charts beside each other where there is room."""
    return fill(context, "charts", content)


@register.simple_block_tag(takes_context=True)
def steps(context, content):
    """What to do, in order: each child is an `<li>`; the numbers are drawn."""
    return fill(context, "steps", content)


@register.simple_block_tag(takes_context=True)
def dialog(context, content, title, name):
    """A dialog that a script opens; Escape and its button close it. `name` makes its ids."""
    return fill(context, "dialog", content, title=title, name=name)


@register.simple_block_tag(takes_context=True)
def region(context, content, title, name, more_href="", more_text="", tone=""):
    """A part of a page under a heading of level 2. `name` is the anchor. `tone`: "", "tinted" or "dark"."""
    return fill(
        context, "region", content, title=title, name=name, more_href=more_href, more_text=more_text, tone=tone
    )


@register.simple_block_tag(takes_context=True)
def embedded(context, content, title):
    """All of a page that stands in a frame on another website: no menu, no footer, no more room than it needs."""
    return fill(context, "embedded", content, title=title)


@register.simple_block_tag(takes_context=True)
def prose(context, content):
    """Running text at a width that reads well."""
    return fill(context, "prose", content)


@register.simple_block_tag(takes_context=True)
def journey(context, content, label):
    """A way that somebody went, drawn as a line: each child is a `journey_stop`, in order."""
    return fill(context, "journey", content, label=label)


@register.simple_block_tag(takes_context=True)
def journey_stop(context, content, title, stop=""):
    """One stop of a `journey`: its name, a heading of level 2, and what happened there."""
    return fill(context, "journey_stop", content, title=title, stop=stop)


@register.simple_block_tag(takes_context=True)
def split(context, content, side="end"):
    """Two columns where there is room: `<div>` main and `<aside>` beside it, in that order.

    `side` says which column is the narrow one: "end", "start" or "even" for none.
    """
    return fill(context, "split", content, side=side)


@register.simple_block_tag(takes_context=True)
def alert(context, content, kind="info", title=""):
    """A message: kind "info", "ok", "warning" or "error"; errors are announced at once."""
    return fill(context, "alert", content, kind=kind, title=title)


@register.simple_block_tag(takes_context=True)
def disclosure(context, content, title, appearance="line", open=False):
    """Something that opens when its title is pressed: `appearance` "line", or "button" for what a visitor comes to
    do."""
    return fill(context, "disclosure", content, title=title, appearance=appearance, open=open)


@register.simple_block_tag(takes_context=True)
def links(context, content):
    """A list of links under each other: each child is an `<li>`."""
    return fill(context, "links", content)


@register.simple_block_tag(takes_context=True)
def table(context, content, caption, numbers=False, narrow=""):
    """A table with a caption, scrollable by keyboard on a narrow screen. Content: thead and tbody.

    `numbers`: every column but the first holds numbers, which stand under each other at the end. `narrow` says what
    becomes of columns of words on a phone: "last" puts the last of them below the others, "all" every one.
    """
    return fill(context, "table", content, caption=caption, numbers=numbers, narrow=narrow)


@register.inclusion_tag(component("page_header"))
def page_header(title, introduction="", kicker="", meta=""):
    """The heading of level 1 with a kicker above it and an introduction below."""
    return {"title": title, "introduction": introduction, "kicker": kicker, "meta": meta}


@register.inclusion_tag(component("button"))
def button(text, appearance="primary-action", name="", value="", type="submit"):
    """A button: "primary-action", "secondary-action" or "subtle"."""
    return {"text": text, "appearance": appearance, "name": name, "value": value, "type": type}


@register.inclusion_tag(component("button_link"))
def button_link(text, href, appearance="primary-action", download=False, icon_name=""):
    """A link that looks like a button, for the one thing a visitor comes to do."""
    return {"text": text, "href": href, "appearance": appearance, "download": download, "icon_name": icon_name}


@register.inclusion_tag(component("tabs"))
def tabs(links, label, small=False):
    """A row of links of which one holds: an iterable of things with `text`, `href` and `is_current`."""
    return {"links": links, "label": label, "small": small}


@register.inclusion_tag(component("month_table"))
def month_table(month, words=""):
    """The days of a month as a table, below 60 rem as a list of the days that hold something."""
    return {"month": month, "words": words}


@register.inclusion_tag(component("venue_map"))
def venue_map(map):
    """Venues as dots in a drawing of the wijken, each a link. The same links stand in a list beside it."""
    return {"map": map}


@register.simple_block_tag(takes_context=True)
def groups(context, content):
    """Short lists beside each other where there is room: each child is a `<div>` with a heading and a list."""
    return fill(context, "groups", content)


@register.inclusion_tag(component("route"))
def route(halts):
    """Stops on a line, in order, as on the map of a bus: things with `name`, `description` and `is_on`, the ones that
    this is about. That is said in words too."""
    return {"halts": halts}


@register.inclusion_tag(component("quote"))
def quote(text, source=""):
    """Words of somebody, large, with who said it."""
    return {"text": text, "source": source}


@register.inclusion_tag(component("date_block"))
def date_block(date):
    """A date as on a tear-off calendar."""
    return {"date": date}


@register.inclusion_tag(component("badge"))
def badge(text, kind="neutral"):
    """A word in a coloured box: kind "neutral", "accent", "ok", "warning" or "error"."""
    return {"text": text, "kind": kind}


@register.inclusion_tag(component("tags"))
def tags(words):
    """A row of words, such as themes and wijken."""
    return {"words": words}


@register.inclusion_tag(component("facts"))
def facts(items):
    """A list of terms and what they are: an iterable of (term, value) pairs; pairs without a value are left out."""
    return {"items": [(term, value) for term, value in items if value]}


@register.inclusion_tag(component("answers"))
def answers(items):
    """What is so and what is not: an iterable of things with `text` and `is_so`. The mark is said in words too."""
    return {"items": items}


@register.inclusion_tag(component("date_list"))
def date_list(dates):
    """The dates of a series, each with its anchor and what is different about it."""
    return {"dates": dates}


@register.inclusion_tag(component("framed"))
def framed(src, title, height):
    """Another page of this site in a frame, `height` pixels high; its view must allow that in its policy."""
    return {"src": src, "title": title, "height": height}


@register.inclusion_tag(component("statistic"))
def statistic(value, label, note=""):
    """One computed number, large, with what it counts."""
    return {"value": value, "label": label, "note": note}


@register.inclusion_tag(component("bars"))
def bars(title, rows, most):
    """Numbers as bars, in a table that says them: an iterable of (label, number), of which `most` is the largest."""
    return {"title": title, "rows": rows, "most": max(most, 1)}


@register.inclusion_tag(component("empty"))
def empty(text, href="", link_text=""):
    """What stands where a list has nothing, with one way on."""
    return {"text": text, "href": href, "link_text": link_text}


@register.inclusion_tag(component("pagination"), takes_context=True)
def pagination(context, page: Slice, parameter="pagina"):
    """Links to the pages of a list; keeps the other parameters of the address."""
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    rest = query.urlencode()
    return {"page": page, "prefix": f"?{rest}&{parameter}=" if rest else f"?{parameter}="}


@register.inclusion_tag(component("breadcrumbs"))
def breadcrumbs(page, here=""):
    """Where this page stands: its public ancestors below the home page. `here` is the title of what is shown below
    the address of `page` and is no page of its own."""
    trail = getattr(page, "trail", None)
    return {
        "ancestors": page.get_ancestors().live().filter(depth__gt=1) if trail is None else trail,
        "page": page,
        "here": here,
    }


@register.inclusion_tag(component("copy"))
def copy(text, label, name="address"):
    """A text to take along, such as an address, whole and easy to select, with a button that copies it."""
    return {"text": text, "label": label, "name": name}


@register.simple_tag
def icon(name):
    """A drawn picture from our own sprite, hidden from who hears the page."""
    return format_html(
        '<svg class="wv-icon" aria-hidden="true" width="20" height="20"><use href="{}#{}"></use></svg>',
        static("home/icons.svg"),
        name,
    )


@register.inclusion_tag("components/sections.html", takes_context=True)
def page_sections(context, page):
    """Everything that other apps hang on this page (see `home.sections`)."""
    request = context["request"]
    engine = context.template.engine
    built = sections.for_page(page, request)
    return {
        "parts": [
            engine.get_template(section.template).render(context.new({"page": page, "request": request, **found}))
            for section, found in built
        ]
    }


@register.simple_tag(takes_context=True)
def page_head(context, page):
    """Everything that other apps put into the head of this page (see `home.sections`)."""
    return SafeString("\n".join(sections.heads(page, context["request"])))
