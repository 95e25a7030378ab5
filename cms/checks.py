"""What `manage.py check --database default` and `migrate` say about the city's settings."""

from datetime import timedelta
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError
from django.utils import timezone

from home.models import CitySettings


@register(Tags.database)
def security_txt_is_valid(databases: list[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn when security.txt has no end date, a past one, or one that is more than a year away (RFC 9116 §2.5.5)."""
    if not databases:
        return []
    today = timezone.localdate()
    try:
        cities = list(CitySettings.objects.exclude(security_contact="").select_related("site"))
    except DatabaseError:
        return []  # Before the first migration there are no settings to be wrong.
    found = []
    for city in cities:
        expires = city.security_expires_on
        if expires is None:
            message, code = "has no end date, so it is not served", "cms.W001"
        elif expires < today:
            message, code = f"is no longer valid since {expires}", "cms.W002"
        elif expires > today + timedelta(days=366):
            message, code = f"is valid until {expires}; less than a year is recommended", "cms.W003"
        else:
            continue
        found.append(
            Warning(
                f"security.txt of {city.site} {message}.",
                hint="Set the date in the admin: Settings, City, Statements.",
                id=code,
            )
        )
    return found
