import re
import shutil
from pathlib import Path

from django.contrib.staticfiles import finders

from cms.static_files import StaticFiles

IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")


def test_modules_import_each_other_by_the_name_of_their_content(tmp_path):
    """As `collectstatic` does in production; a browser never mixes the modules of two releases."""
    folder = Path(finders.find("stadsbijeenkomst/write.js")).parent
    names = [f"stadsbijeenkomst/{path.name}" for path in folder.glob("*.js")] + ["packages/uqr/dist/index.mjs"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(finders.find(name), tmp_path / name)
    storage = StaticFiles(location=tmp_path, base_url="/static/")
    done = list(storage.post_process({name: (storage, name) for name in names}))
    assert [error for *_, error in done if isinstance(error, Exception)] == []
    imports = []
    for name in names:
        hashed = tmp_path / storage.stored_name(name)
        imports += [(hashed.parent / found).resolve() for found in IMPORT.findall(hashed.read_text())]
    assert len(imports) > 8
    assert [path for path in imports if not path.exists() or not re.search(r"\.[0-9a-f]{12}\.m?js$", path.name)] == []
