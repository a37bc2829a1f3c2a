"""Drafts: a report that is not sent yet. Sealed with a key that only the reporter's cookie opens."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Draft(models.Model):
    """`sealed_content` holds every answer, the list of files and, once made, the receipt. `reserved` are the chests whose
    wrapping keys lie ready, so that an abandoned draft can be cleared by a job that reads nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    sealed_content = models.BinaryField()
    reserved = ArrayField(models.UUIDField())
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    is_sent = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "expires_at"], name="intake_draft_expires"),
            models.Index(fields=["tenant_id", "started_at"], name="intake_draft_started"),
        ]
