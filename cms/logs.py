"""What a log line may say about a request."""

import logging


class RouteFilter(logging.Filter):
    """Write the pattern of an address in place of the address: `/doe-mee/<str:code>`, not the code of a table.

    A code in an address is a credential. An address that only the pages' own pattern fits is cut after its first part,
    because it may be such an address mistyped.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            if match and match.url_name != "wagtail_serve":
                shown = f"/{match.route}"
            else:
                first, _slash, rest = path.removeprefix("/").partition("/")
                shown = f"/{first}/…" if rest else path
            record.args = tuple(shown if argument == path else argument for argument in record.args)
        return True
