"""What somebody fills in who wants to follow a coalition or an action."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from home import fields
from home.forms import PublicForm


class FollowForm(PublicForm):
    """An e-mail address, and nothing else."""

    email = fields.email()

    def __init__(self, *args: Any, privacy: str = "", **options: Any):
        super().__init__(*args, **options)
        kept = _("We use it for these e-mails only, and delete it as soon as you stop.")
        self.fields["email"].help_text = format_html("{} {}", kept, fields.privacy_link(privacy))
