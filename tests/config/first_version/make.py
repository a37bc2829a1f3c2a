"""Make `installation.tar.xz`, the installation that `tests/config/test_upgrade.py` brings up to date. Run by the code of then.

    git archive 05e98a5 | tar -x -C THEN
    cd THEN && WEERBAAR_HOME=EMPTY PYTHONPATH=src python …/make.py …/installation.tar.xz

05e98a5 has the first migrations that were published: cases 0010, intake 0002, organisation 0007, vault 0002. One town of the
demo, everybody made up: a backup of its database, its key store, its sealed files, the secrets that open them, and `demo.txt`
with the passphrases.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from weerbaar.config import cli, environment

_FOLDERS = ("key-store", "secrets", "storage", "demo.txt")
_ONE_TOWN = """
import django
django.setup()
from weerbaar.audit.linking import link_all
from weerbaar.audit.tenants import named_tenants
from weerbaar.config import cli, demo, demo_party
demo.TENANTS, demo_party.SHOWN_BY = demo.TENANTS[:1], ""
failed = cli.main(["demo"])
link_all(named_tenants)
raise SystemExit(failed)
"""


def main(target: Path) -> None:
    """Migrate an empty database, fill it, and pack all of it."""
    _run("-m", cli.__name__, "migrate")
    _run(
        "-c",
        f"import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'weerbaar.config.settings.machine'{_ONE_TOWN}",
    )
    with tempfile.TemporaryDirectory() as folder, tarfile.open(target, "w:xz", preset=9) as archive:
        backup = Path(folder) / "database.dump"
        _run("-m", cli.__name__, "backup", str(backup))
        archive.add(backup, backup.name, filter=_of_nobody)
        for name in _FOLDERS:
            archive.add(environment.home() / name, name, filter=_of_nobody)


def _of_nobody(one: tarfile.TarInfo) -> tarfile.TarInfo:
    one.uid, one.gid, one.uname, one.gname = 0, 0, "", ""
    return one


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
