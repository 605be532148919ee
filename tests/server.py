"""The real server, as `dev.py serve` starts it, on a data folder and a port of its own."""

import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The tests' own settings; and Python's cache of compiled modules, once switched off, makes the start slow.
LEFT_OUT = ("HISTORYCLASS_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTEST_", "PYTHONDONTWRITEBYTECODE")
LONGEST_START_SECONDS = 60


class Site:
    """What a site keeps, and the server that can be started on it, stopped and started again."""

    def __init__(self, folder: Path, *, demo: bool, database_url: str = "") -> None:
        if not (ROOT / "static" / "collected" / "staticfiles.json").exists():
            raise RuntimeError("There are no static files to serve. `python3 dev.py test` gathers them first.")
        self.folder = folder
        self.log = folder / "log"
        self.address = ""
        """Another one after every start."""
        self._is_demo = demo
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
        self._environment["HISTORYCLASS_DATA"] = str(folder)
        self._environment["HISTORYCLASS_SECRET_KEY"] = secrets.token_urlsafe(50)
        if demo:
            self._environment["HISTORYCLASS_DEMO"] = "1"
        if database_url:
            self._environment["DATABASE_URL"] = database_url
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Of the server's first process, which leads the group of all of them."""
        assert self._server
        return self._server.pid

    def prepare(self) -> None:
        """As a first start does it. With SQLite it is done once in a run of tests, and copied for every other site."""
        if "DATABASE_URL" in self._environment:
            self.manage("prepare")
            return
        # The run's own data folder goes with the run.
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        made = Path(os.environ["HISTORYCLASS_DATA"]) / f"prepared-{run}" / ("demo" if self._is_demo else "empty")
        made.parent.mkdir(parents=True, exist_ok=True)
        with made.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                unfinished = made.with_suffix(".unfinished")
                self.manage("prepare", data=unfinished)
                unfinished.rename(made)
        shutil.copytree(made, self.folder, dirs_exist_ok=True)

    def manage(self, *words: str, data: Path | None = None) -> None:
        """Run manage.py on the site's folder, or on that of `data`."""
        command = [sys.executable, "manage.py", *words]
        environment = {**self._environment, "HISTORYCLASS_DATA": str(data or self.folder)}
        subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)

    def start(self, *, worker_class: str = "gthread", workers: int = 1, threads: int = 4) -> None:
        with socket.create_server(("127.0.0.1", 0), backlog=256) as listener, self.log.open("ab") as log:
            port = listener.getsockname()[1]
            self._server = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "historyclass.wsgi:application"),
                    *("--bind", f"fd://{listener.fileno()}", "--worker-class", worker_class, "--no-control-socket"),
                    *("--workers", str(workers), "--threads", str(threads), "--timeout", "60"),
                    *("--log-level", "warning"),
                ],
                env={**self._environment, "HISTORYCLASS_BIND": f"127.0.0.1:{port}"},
                cwd=ROOT,
                pass_fds=[listener.fileno()],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.address = f"http://127.0.0.1:{port}"
        self._wait_until_up(self._server)

    def stop(self) -> None:
        if self._server is None:
            return
        self._server.terminate()
        try:
            self._server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()
        self._server = None

    def kill(self) -> None:
        """All of its processes at once (SIGKILL): none of them hears of it."""
        if self._server is None:
            return
        os.killpg(self._server.pid, signal.SIGKILL)
        self._server.wait()
        self._server = None

    def _wait_until_up(self, server: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + LONGEST_START_SECONDS
        while server.poll() is None and time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise RuntimeError(f"The server did not start:\n{self.log.read_text(errors='replace')}")


@contextmanager
def serving(folder: Path, *, demo: bool, first: str = "") -> Iterator[str]:
    """A site with the demo school, or an empty one; yields its address and stops it afterwards.

    `first` is Python that is run inside the site before anybody comes.
    """
    site = Site(folder, demo=demo)
    site.prepare()
    if first:
        site.manage("shell", "--no-imports", "--command", first)
    try:
        site.start()
        yield site.address
    finally:
        site.stop()
