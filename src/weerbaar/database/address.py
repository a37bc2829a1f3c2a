"""Where a database is and as whom to enter it, for Django, for psycopg and for the PostgreSQL tools."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

ROLES = ("owner", "app", "backup")


class AddressError(ValueError):
    """An address that cannot be used. The sentence never repeats the address: it may hold a password."""


@dataclass(frozen=True)
class Address:
    """One role in one database. `host` is a host name or the folder of a unix socket; `options` are libpq's."""

    host: str
    user: str
    database: str
    port: str = ""
    password: str = field(default="", repr=False)
    options: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_url(cls, url: str, *, setting: str) -> Address:
        """Read a libpq connection URI; `setting` is the name of the variable that it came from, for the error."""
        try:
            parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
        except psycopg.ProgrammingError:
            raise AddressError(
                f"{setting} is not a PostgreSQL address (postgres://role:…@host/database)."
            ) from None
        if not parts.get("dbname") or not parts.get("user"):
            raise AddressError(
                f"{setting} must name a role and a database (postgres://role:…@host/database)."
            )
        return cls(
            host=parts.pop("host", ""),
            port=parts.pop("port", ""),
            user=parts.pop("user"),
            database=parts.pop("dbname"),
            password=parts.pop("password", ""),
            options=tuple(sorted(parts.items())),
        )

    def django(self) -> dict[str, Any]:
        """The entry for Django's DATABASES."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": self.host,
            "PORT": self.port,
            "NAME": self.database,
            "USER": self.user,
            "PASSWORD": self.password,
            "OPTIONS": dict(self.options),
        }

    def libpq(self) -> dict[str, Any]:
        """Keyword arguments for `psycopg.connect`."""
        named = {
            "host": self.host,
            "port": self.port,
            "dbname": self.database,
            "user": self.user,
            "password": self.password,
        }
        return {key: value for key, value in named.items() if value} | dict(self.options)

    def arguments(self) -> list[str]:
        """Arguments for pg_dump and pg_restore, without the password: others on the machine can read arguments."""
        shown = {key: value for key, value in self.libpq().items() if key != "password"}
        return ["--dbname", make_conninfo("", **shown)]

    def environment(self) -> dict[str, str]:
        """The password, for the environment of a PostgreSQL tool: only this user and root can read that."""
        return {"PGPASSWORD": self.password} if self.password else {}
