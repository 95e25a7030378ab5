"""What search adds to Wagtail's admin."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Synonym


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "search"
    list_display = ["term", "others", "both_ways"]
    search_fields = ["term", "others"]


register_snippet(SynonymViewSet)
