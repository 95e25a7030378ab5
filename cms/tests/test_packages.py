import base64
import hashlib
import io
import json
import tarfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cms import packages


def archive(**files: str) -> bytes:
    """Return a tarball as the registry keeps it: every name below `package/`."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return packed.getvalue()


class Registry:
    """A registry in a folder, served over real HTTP, and the project that locks its packages."""

    def __init__(self, folder):
        self.root, self.project = folder / "registry", folder / "project"
        self.root.mkdir()
        self.project.mkdir()
        self.target = folder / "static" / "packages"
        self.target.parent.mkdir()
        self.lock = {"": {"name": "site"}}
        self.wanted = {"styles": {"@city/*": "dist/index.css"}, "files": {}}
        self.requests, self.failures = [], 0
        outer = self

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(self):
                outer.requests.append(self.path)
                if outer.failures:
                    outer.failures -= 1
                    self.send_error(503)
                else:
                    super().do_GET()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(self.root)))
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def add(self, name: str, version: str, content: bytes, integrity: str = "") -> None:
        place = self.root / name / "-" / f"{name.rpartition('/')[2]}-{version}.tgz"
        place.parent.mkdir(parents=True)
        place.write_bytes(content)
        digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
        self.lock[f"node_modules/{name}"] = {"version": version, "integrity": integrity or f"sha512-{digest}"}

    def fetch(self) -> bool:
        (self.project / "package.json").write_text(json.dumps({"wijkverbond": self.wanted}))
        (self.project / "package-lock.json").write_text(json.dumps({"packages": self.lock}))
        return packages.fetch(self.project, self.target, self.address)


@pytest.fixture
def registry(tmp_path, monkeypatch):
    monkeypatch.setattr(packages.time, "sleep", lambda seconds: None)
    registry = Registry(tmp_path)
    registry.add("@city/alert-css", "2.0.0", archive(**{"dist/index.css": '@charset "UTF-8";\n.alert{}\n', "x": "y"}))
    registry.add("@city/button-css", "1.0.0", archive(**{"dist/index.css": ".button{}"}))
    registry.add("letter", "1.2.3", archive(**{"files/letter.woff2": "shape", "LICENSE": "OFL"}))
    registry.wanted["files"] = {"letter": ["files/letter.woff2"]}
    yield registry
    registry.server.shutdown()
    registry.server.server_close()


def files(folder) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_fetch_joins_the_styles_and_takes_only_the_named_files(registry):
    assert registry.fetch() is True
    assert files(registry.target) == [".fetched", "components.css", "letter/files/letter.woff2"]
    assert (registry.target / "components.css").read_text() == ".alert{}\n.button{}\n"
    assert (registry.target / "letter/files/letter.woff2").read_text() == "shape"


def test_second_fetch_needs_no_network(registry):
    registry.fetch()
    asked = len(registry.requests)
    assert registry.fetch() is False
    assert len(registry.requests) == asked


def test_changed_lock_is_fetched_again(registry):
    registry.fetch()
    registry.add("@city/card-css", "1.0.0", archive(**{"dist/index.css": ".card{}"}))
    assert registry.fetch() is True
    assert (registry.target / "components.css").read_text() == ".alert{}\n.button{}\n.card{}\n"


def test_package_with_another_hash_is_refused_and_leaves_what_was_there(registry):
    registry.fetch()
    registry.add("@city/card-css", "1.0.0", archive(**{"dist/index.css": ".evil{}"}), integrity="sha512-AAAA")
    with pytest.raises(packages.PackageRefused, match=r"@city/card-css 1.0.0 is not the package"):
        registry.fetch()
    assert (registry.target / "components.css").read_text() == ".alert{}\n.button{}\n"


def test_package_without_a_sha512_is_refused(registry):
    registry.lock["node_modules/letter"]["integrity"] = "sha1-AAAA"
    with pytest.raises(packages.PackageRefused, match="no sha512 for letter"):
        registry.fetch()


@pytest.mark.parametrize("name", ["../../outside.css", "/outside.css", "dist/../../outside.css"])
def test_file_outside_the_package_is_refused(registry, name):
    registry.add("trap", "1.0.0", archive(**{name: "body{}"}))
    registry.wanted["files"]["trap"] = [name]
    with pytest.raises(packages.PackageRefused, match="lies outside trap"):
        registry.fetch()


def test_other_files_of_an_archive_never_reach_the_disk(registry, tmp_path):
    registry.add("trap", "1.0.0", archive(**{"../../../outside.css": "body{}", "good.css": "a{}"}))
    registry.wanted["files"]["trap"] = ["good.css"]
    registry.fetch()
    assert "trap/good.css" in files(registry.target)
    assert [name for name in files(tmp_path) if "outside" in name] == []


def test_missing_file_is_refused(registry):
    registry.wanted["files"]["letter"] = ["files/other.woff2"]
    with pytest.raises(packages.PackageRefused, match=r"letter 1.2.3 has no usable file files/other.woff2"):
        registry.fetch()


def test_registry_that_falters_is_asked_again(registry):
    registry.failures = 2
    assert registry.fetch() is True


def test_registry_without_the_package_says_so(registry):
    registry.lock["node_modules/@city/none-css"] = {"version": "1.0.0", "integrity": "sha512-AAAA"}
    with pytest.raises(packages.PackageRefused, match="answered 404"):
        registry.fetch()


def test_registry_that_cannot_be_reached_says_what_to_do(registry):
    registry.address = "http://127.0.0.1:9"
    with pytest.raises(packages.PackageRefused, match=r"cannot be reached.*NPM_REGISTRY"):
        registry.fetch()


def test_registry_that_is_no_web_address_is_refused(registry):
    registry.address = "file:///etc"
    with pytest.raises(packages.PackageRefused, match="is not a web address"):
        registry.fetch()


def test_command_turns_a_refusal_into_a_sentence(tmp_path, settings, monkeypatch):
    settings.STATICFILES_DIRS = [tmp_path]
    monkeypatch.setenv("NPM_REGISTRY", "gopher://old")
    with pytest.raises(CommandError, match="gopher://old is not a web address"):
        call_command("fetch_packages")


def test_our_own_lock_names_every_package_that_we_choose_files_from():
    from cms.settings.environment import ROOT

    locked = packages.locked(ROOT)
    chosen = json.loads((ROOT / "package.json").read_text())
    assert sorted(package.name for package in locked) == sorted(chosen["dependencies"])
    assert "design-tokens" not in " ".join(package.name for package in locked)
