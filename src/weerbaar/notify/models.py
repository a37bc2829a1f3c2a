"""Addresses left for a knock, and knocks that wait for the next round."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Address(models.Model):
    """Where a holder wants to be knocked: sealed to the postman, who opens addresses and nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    holder_alias = models.UUIDField()
    sealed_address = models.BinaryField()
    language = models.CharField(max_length=2, default="nl")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "holder_alias"], name="notify_address_once")
        ]


class Knock(models.Model):
    """A knock that waits. One per holder and round, however much there is that is new."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    address = models.ForeignKey(Address, models.DO_NOTHING, related_name="+", db_constraint=False)
    at_once = models.BooleanField(default=False, help_text="Only for `act now`: does not wait for the round.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["address"], name="notify_knock_once")]
