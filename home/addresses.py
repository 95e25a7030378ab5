"""Pages that answer for addresses below their own, and what Wagtail's redirects need to know of those."""

from collections.abc import Iterable

from django.urls import Resolver404


class AddressesBelow:
    """A page that answers below its address too. When it moves, each of those leads to its new place."""

    def addresses_below(self) -> Iterable[str]:
        """Return what stands behind the address of this page, such as `bord/`."""
        raise NotImplementedError

    def get_route_paths(self) -> list[str]:
        """Wagtail asks for which addresses to make redirects."""
        return ["/", *(f"/{address}" for address in self.addresses_below())]

    def resolve_subpage(self, path: str) -> str:
        """Wagtail asks whether an address is still there, before it leads to it instead of to the page."""
        address = path.removeprefix("/")
        if address not in self.addresses_below():
            raise Resolver404({"path": path})
        return address
