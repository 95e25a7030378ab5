"""The ASGI application of the live stream, a process of its own beside the site's (`cms.wsgi`)."""

import os

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
django.setup()

from stadsbijeenkomst.stream import Stream  # noqa: E402  Models can be imported only now.

application = Stream(origin=settings.BASE_URL)
