"""What the machine says is read with care: closed files, sentences for what is wrong, TLS wherever there is a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from weerbaar.config import environment
from weerbaar.config.settings.base import face
from weerbaar.database.address import AddressError

# Of the Tor Project itself.
_ONION = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEERBAAR_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_all_that_is_kept_lies_in_folders_closed_to_others(home: Path) -> None:
    for folder in (
        environment.home(),
        environment.secrets_folder(),
        environment.key_store(),
        Path(environment.storage()),
    ):
        assert folder.is_relative_to(home)
        assert folder.stat().st_mode & 0o077 == 0


def test_the_secret_is_made_once_and_closed_to_others(home: Path) -> None:
    secret = environment.django_secret()
    assert len(secret) > 50
    assert environment.django_secret() == secret
    assert [path.name for path in (home / "secrets").iterdir()] == ["django-secret"]
    assert (home / "secrets" / "django-secret").stat().st_mode & 0o077 == 0


def test_a_database_of_ones_own_needs_the_address_of_each_role(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://weerbaar_app:x@db.example/weerbaar")
    assert not environment.is_embedded()
    assert environment.address("app").host == "db.example"
    with pytest.raises(AddressError, match="DATABASE_OWNER_URL is not set"):
        environment.address("owner")


def test_statements_are_prepared_only_where_no_pooler_can_stand_in_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("WEERBAAR_DATABASE_PREPARES", raising=False)
    assert environment.prepares()
    monkeypatch.setenv("DATABASE_URL", "postgres://weerbaar_app:x@db.example/w")
    assert not environment.prepares()
    monkeypatch.setenv("WEERBAAR_DATABASE_PREPARES", "yes")
    assert environment.prepares()
    monkeypatch.setenv("WEERBAAR_DATABASE_PREPARES", "ja")
    with pytest.raises(AddressError, match="WEERBAAR_DATABASE_PREPARES"):
        environment.prepares()


def test_sealed_files_may_lie_in_a_bucket(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = "s3://weerbaar/blobs?endpoint=https://s3.example"
    monkeypatch.setenv("WEERBAAR_STORAGE", place)
    assert environment.storage() == place
    assert not home.exists()


@pytest.mark.parametrize("place", ["s3://", "https://s3.example/b", "s3://sleutel:geheim@bucket/x"])
def test_a_place_for_files_that_is_none_gets_a_sentence(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_STORAGE", place)
    with pytest.raises(AddressError, match="WEERBAAR_STORAGE") as caught:
        environment.storage()
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("days", ["0", "-1", "91", "week", "1.5", "²"])
def test_a_cycle_that_is_no_number_of_days_gets_a_sentence(
    days: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEERBAAR_KEY_STORE_CYCLE_DAYS", days)
    with pytest.raises(AddressError, match="WEERBAAR_KEY_STORE_CYCLE_DAYS"):
        environment.key_store_cycle()


def test_a_face_with_a_name_in_the_world_is_served_over_tls_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert face("office")["SESSION_COOKIE_NAME"] == "weerbaar-office"
    monkeypatch.setenv("WEERBAAR_OFFICE_HOSTS", "kantoor.rivierenburg.example, intern.rivierenburg.example")
    named = face("office")
    assert named["ALLOWED_HOSTS"] == ["kantoor.rivierenburg.example", "intern.rivierenburg.example"]
    assert (named["SESSION_COOKIE_NAME"], named["SESSION_COOKIE_SECURE"]) == ("__Host-weerbaar-office", True)
    assert named["SECURE_SSL_REDIRECT"]
    assert named["SECURE_HSTS_SECONDS"] > 0
    assert face("reporter")["SESSION_COOKIE_NAME"] == "weerbaar-reporter"


def test_an_address_on_tor_is_named_beside_the_hosts_and_has_no_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.onions("reporter") == []
    monkeypatch.setenv("WEERBAAR_REPORTER_HOSTS", f"melden.rivierenburg.example, {_ONION.upper()}")
    assert environment.hosts("reporter") == ["melden.rivierenburg.example"]
    assert environment.onions("reporter") == [_ONION]
    assert environment.is_behind_tls("reporter")
    monkeypatch.setenv("WEERBAAR_REPORTER_HOSTS", _ONION)
    assert "localhost" in environment.hosts("reporter")
    assert not environment.is_behind_tls("reporter")


@pytest.mark.parametrize("wrong", ["rivierenburg.onion", f"www.{_ONION}", _ONION[1:], f"a{_ONION[1:]}"])
def test_an_address_on_tor_that_is_none_gets_a_sentence(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_REPORTER_HOSTS", wrong)
    with pytest.raises(AddressError, match="WEERBAAR_REPORTER_HOSTS"):
        face("reporter")


def test_the_office_gets_no_address_on_tor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_OFFICE_HOSTS", f"kantoor.rivierenburg.example,{_ONION}")
    with pytest.raises(AddressError, match="only reporters"):
        face("office")


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example"])
def test_an_address_of_mail_that_is_none_gets_a_sentence(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_MAIL_URL", url)
    with pytest.raises(AddressError, match="WEERBAAR_MAIL_URL"):
        environment.mail()


def test_a_mail_server_may_ask_for_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_MAIL_URL", "smtp+starttls://postbode:ge%40heim@mail.example")
    mail = environment.mail()
    assert (mail.host, mail.port, mail.user, mail.password, mail.starttls) == (
        "mail.example",
        587,
        "postbode",
        "ge@heim",
        True,
    )
    assert "ge@heim" not in repr(mail)
