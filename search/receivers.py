"""Where Django and Wagtail tell that a page was saved or moved. A deleted page takes its entry along by itself.

On `post_save`, where Wagtail keeps its own index too, and not on publication alone: a page that a command or an
importer saves without publishing it is just as public.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import post_page_move

from . import index, vocabulary
from .models import Entry


@receiver(post_save)
def refresh(
    sender: type, instance: Any, update_fields: Iterable[str] | None = None, raw: bool = False, **kwargs
) -> None:
    # A save of some fields only is Wagtail's bookkeeping of a draft: what the object holds is not published.
    if isinstance(instance, Page) and type(instance) is not Page and update_fields is None and not raw:
        index.refresh(instance)


@receiver(post_page_move)
def relocate(instance: Page, **kwargs) -> None:
    index.refresh_below(instance)


@receiver(pre_delete, sender=Entry)
def forget(instance: Entry, **kwargs) -> None:
    vocabulary.learn(f"{instance.title} {instance.text}", "")
