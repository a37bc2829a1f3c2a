"""The one verb of the log itself: making a checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings

from weerbaar.ground import clock

from .acts import about, act
from .checkpoints import SignedHead, sign, signing_key
from .linking import head_of
from .models import Checkpoint
from .signing import key_id

if TYPE_CHECKING:
    from .acts import Actor


@act("audit.checkpoint")
def make_checkpoint(actor: Actor) -> SignedHead:
    """Sign the present head of the actor's tenant and keep it. To be sent away once this has been committed."""
    checkpoint_id = uuid4()
    about(checkpoint_id)
    key = signing_key(Path(settings.WEERBAAR_SECRETS))
    signed = sign(key, actor.tenant_id, head_of(actor.tenant_id), clock.now())
    Checkpoint.objects.create(
        id=checkpoint_id,
        tenant_id=signed.tenant_id,
        sequence=signed.sequence,
        hash=signed.hash,
        at=signed.at,
        signature=signed.signature,
        key_id=key_id(key.verify_key),
    )
    return signed
