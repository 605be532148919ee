"""A setting that is missing, misspelt or dangerous stops the start with a message that names it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
START = "import django; django.setup(); from django.core.checks import run_checks; print(run_checks())"
GOOD = {"HISTORYCLASS_SECRET_KEY": "k" * 50}


def start(tmp_path: Path, script: str = START, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start the site in a process of its own, with these variables and no others of ours, and run a script in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HISTORYCLASS_", "DATABASE_"))}
    environment = {
        **kept,
        "DJANGO_SETTINGS_MODULE": "historyclass.settings",
        "HISTORYCLASS_DATA": str(tmp_path),
        **variables,
    }
    return subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )


REFUSED = {
    "no secret key": ({"HISTORYCLASS_SECRET_KEY": ""}, "HISTORYCLASS_SECRET_KEY"),
    "a short secret key": ({"HISTORYCLASS_SECRET_KEY": "k" * 31}, "at least 32 characters"),
    "a misspelt variable": ({"HISTORYCLASS_ALOWED_HOSTS": "school.example"}, "HISTORYCLASS_ALOWED_HOSTS"),
    "any host": ({"HISTORYCLASS_ALLOWED_HOSTS": "school.example,*"}, "HISTORYCLASS_ALLOWED_HOSTS"),
    "a demo that listens to the network": (
        {"HISTORYCLASS_DEMO": "1", "HISTORYCLASS_BIND": "0.0.0.0:8000"},
        "HISTORYCLASS_DEMO",
    ),
    "a demo that listens to every address": ({"HISTORYCLASS_DEMO": "1", "HISTORYCLASS_BIND": ":8000"}, "DEMO"),
    "a demo under a public name": (
        {"HISTORYCLASS_DEMO": "1", "HISTORYCLASS_ALLOWED_HOSTS": "localhost,school.example"},
        "school.example",
    ),
    "a switch that is neither on nor off": ({"HISTORYCLASS_HTTPS": "ture"}, "HISTORYCLASS_HTTPS"),
    "an origin without its scheme": (
        {"HISTORYCLASS_TRUSTED_ORIGINS": "school.example"},
        "HISTORYCLASS_TRUSTED_ORIGINS",
    ),
    "a database we do not know": ({"DATABASE_URL": "mysql://localhost/historyclass"}, "DATABASE_URL"),
    "a database address that is none": ({"DATABASE_URL": "historyclass"}, "DATABASE_URL"),
    "a pool that is no number": (
        {"DATABASE_URL": "postgres://localhost/historyclass", "HISTORYCLASS_DB_POOL": "many"},
        "HISTORYCLASS_DB_POOL",
    ),
}

ACCEPTED = {
    "a secret key alone": {},
    "a demo on this machine": {
        "HISTORYCLASS_DEMO": "1",
        "HISTORYCLASS_BIND": "127.0.0.1:8000",
        "HISTORYCLASS_ALLOWED_HOSTS": "localhost,127.0.0.1",
    },
    "a demo on this machine by its newer address": {"HISTORYCLASS_DEMO": "1", "HISTORYCLASS_BIND": "[::1]:8000"},
    "a school on the network": {
        "HISTORYCLASS_BIND": "0.0.0.0:8000",
        "HISTORYCLASS_ALLOWED_HOSTS": "school.example",
        "HISTORYCLASS_TRUSTED_ORIGINS": "https://school.example",
        "HISTORYCLASS_HTTPS": "1",
        "HISTORYCLASS_BEHIND_PROXY": "1",
    },
    "PostgreSQL behind PgBouncer": {
        "DATABASE_URL": "postgres://localhost/historyclass",
        "HISTORYCLASS_DB_POOL": "4",
        "HISTORYCLASS_PGBOUNCER": "1",
    },
}


@pytest.mark.parametrize(("variables", "named"), REFUSED.values(), ids=REFUSED)
def test_the_site_does_not_start_with(variables, named, tmp_path):
    done = start(tmp_path, **{**GOOD, **variables})
    assert done.returncode != 0
    last_line = done.stderr.strip().splitlines()[-1]
    assert last_line.startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert named in last_line


@pytest.mark.parametrize("variables", ACCEPTED.values(), ids=ACCEPTED)
def test_the_site_starts_with(variables, tmp_path):
    done = start(tmp_path, **{**GOOD, **variables})
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


ASK_OVER_HTTPS = """
import django; django.setup()
from django.conf import settings
from django.test import Client
plain, secure = Client().get("/healthz"), Client().get("/healthz", secure=True)
print(plain.status_code, plain.headers.get("Location"), secure.headers.get("Strict-Transport-Security"))
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE)
"""


def test_https_sends_everybody_to_the_secure_address_and_keeps_cookies_there(tmp_path):
    hosts = {"HISTORYCLASS_ALLOWED_HOSTS": "testserver"}
    secure = start(tmp_path, ASK_OVER_HTTPS, **GOOD, **hosts, HISTORYCLASS_HTTPS="1")
    assert secure.stdout.splitlines() == ["301 https://testserver/healthz max-age=31536000", "True True"]
    plain = start(tmp_path, ASK_OVER_HTTPS, **GOOD, **hosts)
    assert plain.stdout.splitlines() == ["200 None None", "False False"]
