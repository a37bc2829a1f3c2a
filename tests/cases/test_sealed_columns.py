"""Each column of what lies sealed in a case is known: where it comes, or why nowhere."""

from __future__ import annotations

import tomllib
from importlib import resources

from django.apps import apps
from django.db.models import BinaryField

from weerbaar.cases.sealed_columns import CLEAR, COLUMNS, NOT_GATHERED, NOT_SHOWN

BESIDE = {"id", "tenant_id", "case_id", "owner_id", "rows"}


def test_every_sealed_column_of_a_case_is_gathered_or_left_out_with_a_reason():
    listed = tomllib.loads(resources.files("weerbaar.database").joinpath("columns.toml").read_text())
    sealed = {
        f"{table}.{column}"
        for table, said in listed.items()
        if table.startswith("cases_") or table == "vault_sealedfile"
        for column, how in said.items()
        if how == "sealed"
    }
    modelled = {
        f"{model._meta.db_table}.{one.column}"
        for model in apps.get_app_config("cases").get_models()
        for one in model._meta.get_fields()
        if isinstance(one, BinaryField) and one.column.startswith(("sealed_", "dropped_"))
    }
    here = {f"{one.table}.{one.name}" for one in COLUMNS}
    assert here & set(NOT_GATHERED) == set()
    assert here | set(NOT_GATHERED) == sealed
    assert modelled <= sealed
    assert all(NOT_GATHERED.values())


def test_every_column_of_what_is_gathered_is_held_against_it_or_said_why_not():
    listed = tomllib.loads(resources.files("weerbaar.database").joinpath("columns.toml").read_text())
    tables = {one.table for one in COLUMNS}
    assert set(CLEAR) == tables
    readable = {
        f"{table}.{column}"
        for table in tables
        for column, how in listed[table].items()
        if how.startswith(("clear", "alias")) and column not in BESIDE
    }
    held = {f"{table}.{column}" for table, columns in CLEAR.items() for column in columns}
    assert held & set(NOT_SHOWN) == set()
    assert readable <= held | set(NOT_SHOWN)
    assert set(NOT_SHOWN) <= readable
    assert all(NOT_SHOWN.values())
