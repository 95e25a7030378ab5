"""Front-end packages from the npm registry, without Node.

`package-lock.json` says which version of each package and what its archive must hash to; the key `wijkverbond` of
`package.json` says which of its files the site serves. Nothing else leaves the archive.
"""

import base64
import hashlib
import hmac
import io
import json
import shutil
import tarfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

TIMEOUT = 20
ATTEMPTS = 3
LARGEST_ARCHIVE = 20 * 1024 * 1024
LARGEST_FILE = 2 * 1024 * 1024
STYLES = "components.css"
STAMP = ".fetched"


class PackageRefused(Exception):
    """A package cannot be had, or is not what the lock file says it is."""


@dataclass(frozen=True)
class Package:
    """One line of the lock file, with the files that the site serves from it."""

    name: str
    version: str
    integrity: str
    style: str = ""
    files: tuple[str, ...] = ()

    def address(self, registry: str) -> str:
        """Return where the registry keeps the archive: the npm registry's own layout."""
        return f"{registry.rstrip('/')}/{self.name}/-/{PurePosixPath(self.name).name}-{self.version}.tgz"


def locked(project: Path) -> list[Package]:
    """Return the packages that `package-lock.json` in `project` locks, in order of their names."""
    wanted = json.loads((project / "package.json").read_text())["wijkverbond"]
    lock = json.loads((project / "package-lock.json").read_text())
    found = []
    for path, entry in sorted(lock["packages"].items()):
        name = path.removeprefix("node_modules/")
        if not path:
            continue
        style = next((file for pattern, file in wanted["styles"].items() if fnmatchcase(name, pattern)), "")
        files = tuple(wanted["files"].get(name, ()))
        if not entry.get("integrity", "").startswith("sha512-"):
            raise PackageRefused(f"package-lock.json gives no sha512 for {name}.")
        if style or files:
            found.append(Package(name, entry["version"], entry["integrity"], style, files))
    return found


def fetch(project: Path, target: Path, registry: str) -> bool:
    """Fill `target` with the files of the locked packages. Return False when it already had them.

    All or nothing: `target` is replaced when everything was downloaded and checked. Raises PackageRefused.
    """
    stamp = digest(project)
    if (target / STAMP).exists() and (target / STAMP).read_text() == stamp:
        return False
    packages = locked(project)
    with ThreadPoolExecutor(max_workers=6) as pool:
        archives = list(pool.map(lambda package: download(package, registry), packages))
    fresh = target.with_name(f".{target.name}-fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    styles = []
    for package, archive in zip(packages, archives, strict=True):
        for name, content in extracted(package, archive):
            if name == package.style:
                styles.append(content.removeprefix(b'@charset "UTF-8";').strip())
            else:
                place = fresh / package.name.removeprefix("@") / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
    (fresh / STYLES).write_bytes(b"\n".join(styles) + b"\n")
    (fresh / STAMP).write_text(stamp)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    return True


def digest(project: Path) -> str:
    """Return what changes when the lock file or the choice of files changes."""
    both = b"".join((project / name).read_bytes() for name in ("package.json", "package-lock.json"))
    return hashlib.sha256(both).hexdigest()


def download(package: Package, registry: str) -> bytes:
    """Return the archive of `package`, checked against the lock file. Tries again when the network falters."""
    address = package.address(registry)
    if not address.startswith(("https://", "http://")):
        raise PackageRefused(f"The registry {registry} is not a web address.")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with urllib.request.urlopen(address, timeout=TIMEOUT) as response:  # noqa: S310
                archive = response.read(LARGEST_ARCHIVE + 1)
            break
        except urllib.error.HTTPError as error:
            if error.code < 500 or attempt == ATTEMPTS:
                raise PackageRefused(f"{address} answered {error.code} {error.reason}.") from error
        except OSError as error:
            if attempt == ATTEMPTS:
                raise PackageRefused(
                    f"The registry {registry} cannot be reached ({error}). "
                    "Check the connection, or name another registry in NPM_REGISTRY."
                ) from error
        time.sleep(attempt * 0.5)
    found = base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if not hmac.compare_digest(f"sha512-{found}", package.integrity):
        raise PackageRefused(f"{package.name} {package.version} is not the package that package-lock.json names.")
    return archive


def extracted(package: Package, archive: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of the files that the site serves. Nothing is unpacked to disk by its own name."""
    wanted = [name for name in (package.style, *package.files) if name]
    for name in wanted:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise PackageRefused(f"{name} lies outside {package.name}.")
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        members = {member.name.partition("/")[2]: member for member in tar if member.isreg()}
        for name in wanted:
            if name not in members or members[name].size > LARGEST_FILE:
                raise PackageRefused(f"{package.name} {package.version} has no usable file {name}.")
            file = tar.extractfile(members[name])
            yield name, file.read() if file else b""
