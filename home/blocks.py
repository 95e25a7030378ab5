"""The few blocks that editors build a page from."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


class QuoteBlock(blocks.StructBlock):
    """Words of somebody, with who said it (a role, never a private person's full name)."""

    quote = blocks.TextBlock(label=_("quote"))
    source = blocks.CharBlock(required=False, label=_("who says this"))

    class Meta:
        icon = "openquote"
        label = _("quote")
        template = "home/blocks/quote.html"


class CalloutBlock(blocks.StructBlock):
    """One thing the reader must not miss, with an optional link."""

    title = blocks.CharBlock(label=_("title"))
    text = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("text"))
    page = blocks.PageChooserBlock(required=False, label=_("link to page"))
    link_text = blocks.CharBlock(required=False, label=_("link text"))

    class Meta:
        icon = "help"
        label = _("callout")
        template = "home/blocks/callout.html"


class BodyBlock(blocks.StreamBlock):
    """Body of a page: text under headings, pictures, quotes and callouts."""

    heading = blocks.CharBlock(icon="title", label=_("heading"), template="home/blocks/heading.html")
    text = blocks.RichTextBlock(features=["h3", *TEXT_FEATURES], label=_("text"))
    image = ImageBlock(label=_("image"), template="home/blocks/image.html")
    quote = QuoteBlock()
    callout = CalloutBlock()
