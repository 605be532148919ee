"""The real server, as `dev.py serve` starts it, on a data folder and a port of its own."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The tests' own settings; and Python's cache of compiled modules, once switched off, makes the start slow.
LEFT_OUT = ("HISTORYCLASS_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTEST_", "PYTHONDONTWRITEBYTECODE")
LONGEST_START_SECONDS = 60


@contextmanager
def serving(folder: Path, *, demo: bool) -> Iterator[str]:
    """A site with the demo school, or an empty one; yields its address and stops it afterwards."""
    if not (ROOT / "static" / "collected" / "staticfiles.json").exists():
        raise RuntimeError("There are no static files to serve. `python3 dev.py test` gathers them first.")
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        port = listener.getsockname()[1]
        environment = _environment(folder, port, demo=demo)
        prepare = [sys.executable, "manage.py", "prepare"]
        subprocess.run(prepare, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "historyclass.wsgi:application"),
                    *("--bind", f"fd://{listener.fileno()}", "--worker-class", "gthread", "--no-control-socket"),
                    *("--workers", "1", "--threads", "4", "--timeout", "60", "--log-level", "warning"),
                ],
                env=environment,
                cwd=ROOT,
                pass_fds=[listener.fileno()],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
    try:
        _wait_until_up(server, f"http://127.0.0.1:{port}", folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _environment(folder: Path, port: int, *, demo: bool) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
    environment["HISTORYCLASS_DATA"] = str(folder)
    environment["HISTORYCLASS_SECRET_KEY"] = secrets.token_urlsafe(50)
    environment["HISTORYCLASS_BIND"] = f"127.0.0.1:{port}"
    if demo:
        environment["HISTORYCLASS_DEMO"] = "1"
    return environment


def _wait_until_up(server: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    until = time.monotonic() + LONGEST_START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"The server did not start:\n{log.read_text(errors='replace')}")
