"""Where the HTML of the components is, and how it is filled."""

from django.utils.safestring import SafeString


def component(name: str) -> str:
    """Return the name of a component's template."""
    return f"components/{name}.html"


def fill(context, name, content, /, **parameters) -> SafeString:
    """Return a component round `content`. It sees its parameters and the request, and nothing else of the page."""
    return context.template.engine.get_template(component(name)).render(
        context.new(
            {
                "content": content,
                "csrf_token": context.get("csrf_token"),
                "request": context.get("request"),
                **parameters,
            }
        )
    )
