"""The command `weerbaar`. Each room that has commands of its own registers them in its `commands.py`.

def register(commands):                       # argparse's sub-parsers
    parser = commands.add_parser("tenant", help="…")
    parser.set_defaults(run=function)         # function(arguments) -> exit code or None
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import sys
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from weerbaar.config import environment
from weerbaar.database.address import AddressError
from weerbaar.database.backup import BackupError, backup, restore
from weerbaar.database.cluster import DATABASE, ClusterError
from weerbaar.database.roles import open_queue, printed
from weerbaar.ground.errors import WeerbaarError
from weerbaar.vault.fence import FenceError, check_backup, destroy_again
from weerbaar.vault.keystore import FolderKeyStore

ROOMS = ("audit", "vault", "organisation", "notify", "cases", "intake", "web.reporter", "web.office")
# These see to the database and to Django by themselves, or need neither.
_BARE = {"database", "restore", "backup"}
# These read files alone.
_WITHOUT_DATABASE = {"procedure"}


def _serve(arguments: argparse.Namespace) -> int:
    from weerbaar.config.serve import serve

    try:
        return serve(arguments.reporter_port, arguments.office_port, work=arguments.work)
    finally:
        if arguments.work and environment.is_embedded():
            environment.cluster().stop()


def _work(_: argparse.Namespace) -> int:
    from weerbaar.config.work import work

    return work()


def _migrate(_: argparse.Namespace) -> None:
    call_command("migrate", interactive=False, verbosity=1)
    open_queue(environment.address("owner"))


def _check(_: argparse.Namespace) -> int:
    from weerbaar.config.check import check

    call_command("check", fail_level="WARNING")
    call_command("migrate", check_unapplied=True, verbosity=0)
    return check()


def _database(arguments: argparse.Namespace) -> None:
    if arguments.what == "roles":
        print(printed(DATABASE), end="")
    elif not environment.is_embedded():
        raise AddressError("DATABASE_URL names a database of your own; start and stop it there.")
    elif arguments.what == "start":
        environment.ready_database()
    elif arguments.what == "stop":
        environment.cluster().stop()
    else:
        print("running" if environment.cluster().is_running() else "stopped")


def _backup(arguments: argparse.Namespace) -> None:
    environment.ready_database()
    backup(environment.address("backup"), arguments.file)


def _restore(arguments: argparse.Namespace) -> None:
    environment.ready_database()
    owner = environment.address("owner")
    since = check_backup(arguments.file, FolderKeyStore(environment.key_store()))
    restore(owner, arguments.file)
    destroy_again(owner, since)
    if since:
        print(f"{len(since)} chests were destroyed after this backup was made, and are so again.")


def _parser() -> tuple[argparse.ArgumentParser, argparse._SubParsersAction[argparse.ArgumentParser]]:
    parser = argparse.ArgumentParser(
        prog="weerbaar", description="The chain from report to care, as one system."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    serve = commands.add_parser("serve", help="serve the reporter's side and the office")
    serve.add_argument("--reporter-port", type=int, default=8000)
    serve.add_argument("--office-port", type=int, default=8001)
    serve.add_argument(
        "--work", action="store_true", help="run the jobs too, and stop the embedded database at the end"
    )
    serve.set_defaults(run=_serve)

    work = commands.add_parser("work", help="run the jobs and link the log")
    work.set_defaults(run=_work)
    migrate = commands.add_parser("migrate", help="bring the database up to date, as its owner")
    migrate.set_defaults(run=_migrate)
    check = commands.add_parser("check", help="check the settings and the database")
    check.set_defaults(run=_check)

    database = commands.add_parser(
        "database", help="the embedded PostgreSQL, and the roles for one of your own"
    )
    database.add_argument("what", choices=["start", "stop", "status", "roles"])
    database.set_defaults(run=_database)
    for name, run, says in (
        ("backup", _backup, "write the whole database to a file"),
        ("restore", _restore, "read a backup into an empty database"),
    ):
        command = commands.add_parser(name, help=says)
        command.add_argument("file", type=Path)
        command.set_defaults(run=run)
    return parser, commands


def _prepare(command: str) -> None:
    """The database, then Django: as the owner for a migration, as the application for anything else."""
    if command == "migrate":
        os.environ["WEERBAAR_ROLE"] = "owner"
    # Set, not defaulted: a face's settings in the environment would give a command that face's cookie and pages.
    os.environ["DJANGO_SETTINGS_MODULE"] = "weerbaar.config.settings.machine"
    if not command.startswith("-") and command not in _WITHOUT_DATABASE:
        environment.ready_database()
    django.setup()


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0, or 1 with a sentence on stderr."""
    given = sys.argv[1:] if arguments is None else arguments
    parser, commands = _parser()
    try:
        if given and given[0] not in _BARE:
            _prepare(given[0])
            if given[0] not in commands.choices:
                _register_rooms(commands)
        chosen = parser.parse_args(given)
        return chosen.run(chosen) or 0
    except (
        AddressError,
        BackupError,
        ClusterError,
        FenceError,
        ImproperlyConfigured,
        WeerbaarError,
    ) as error:
        print(str(error), file=sys.stderr)
        return 1


def _register_rooms(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for room in ROOMS:
        name = f"weerbaar.{room}.commands"
        if importlib.util.find_spec(name):
            importlib.import_module(name).register(commands)
    importlib.import_module("weerbaar.config.demo").register(commands)


if __name__ == "__main__":
    sys.exit(main())
