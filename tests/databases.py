"""Databases of a test's own, beside the one that the tests run in."""

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from environ import Env


@contextmanager
def connected(url: str) -> Iterator[BaseDatabaseWrapper]:
    another = ConnectionHandler({"default": Env.db_url_config(url)})["default"]
    try:
        yield another
    finally:
        another.close()


@contextmanager
def new_database(folder: Path, *, like: str = "") -> Iterator[str]:
    """The address of a new one: a file in `folder`, or one in the cluster that DATABASE_URL names.

    Empty, or as the one at `like`, to which nobody may be connected; copying is sooner done than migrating.
    """
    cluster = os.environ.get("DATABASE_URL")
    name = f"made_{secrets.token_hex(6)}"
    if not cluster:
        path = folder / f"{name}.sqlite3"
        if like:
            shutil.copy(like.removeprefix("sqlite:///"), path)
        yield f"sqlite:///{path}"
        return
    template = f" TEMPLATE {Env.db_url_config(like)['NAME']}" if like else ""
    with connected(cluster) as leading, leading.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}{template}")
        try:
            yield _named(name)
        finally:
            # A killed server's connections may not have ended yet.
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def tests_database(folder: Path) -> str:
    """The address of the tests' own as it is between two tests, left by whoever was connected; on SQLite a file in
    `folder`, since it is in memory."""
    if connection.vendor == "postgresql":
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        return _named(connection.settings_dict["NAME"])
    path = folder / "tests.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    return f"sqlite:///{path}"


def _named(name: str) -> str:
    """The address of another database in the cluster that DATABASE_URL names."""
    address, question_mark, options = os.environ["DATABASE_URL"].partition("?")
    return f"{address.rpartition('/')[0]}/{name}{question_mark}{options}"
