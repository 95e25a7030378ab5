"""Make sure that the browser tests have a Chromium: the machine's own, else Playwright's, else Debian's package."""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")


def starts() -> bool:
    """Tell whether Playwright's own Chromium is there and can start (its libraries may be missing)."""
    with sync_playwright() as playwright:
        try:
            playwright.chromium.launch(args=["--no-sandbox"]).close()
        except Error:
            return False
    return True


def run(*command: str) -> bool:
    print(" ".join(command), flush=True)
    try:
        return subprocess.run(command, check=False, stdin=subprocess.DEVNULL, timeout=600).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def main() -> str | None:
    """Return None when there is a Chromium, else what to do about it."""
    if any(map(shutil.which, NAMES)) or starts():
        return None
    if run(sys.executable, "-m", "playwright", "install", "chromium") and starts():
        return None
    if shutil.which("apt-get") and os.geteuid() == 0:
        run("apt-get", "update", "--quiet")
        if run("apt-get", "install", "--quiet", "--yes", "--no-install-recommends", "chromium"):
            return None
    return (
        "The browser tests need Chromium, and none could be found or installed. Install the package `chromium` of "
        "your system, or Google Chrome, and run this again. Without a browser: make test ARGS='-m \"not browser\"'"
    )


if __name__ == "__main__":
    sys.exit(main())
