"""Washing: what a file really is, and taking out of it what could betray who made it.

Promises: a kind is told by content alone; the document itself stays intact (pixels, text, comments, sound); what
went and what stayed is named in words for people; what cannot be washed says why and is never passed in silence.
Files that fit in memory are opened only in a jailed process (`wash_in_jail`); film and sound are washed in two
passes at flat memory (`Scanner`, then `Blanker`).

May not know: the database, the reporter, where bytes are kept. It gets bytes and gives bytes.
"""

from weerbaar.vault.washing.jail import JailStrength, jail_strength, wash_in_jail
from weerbaar.vault.washing.kinds import HEAD_BYTES, Kind, Way, sniff
from weerbaar.vault.washing.patches import Patch
from weerbaar.vault.washing.scan import Verdict, scan
from weerbaar.vault.washing.stream import Blanker, Findings, Scanner
from weerbaar.vault.washing.whole import MAX_WHOLE_BYTES, wash_whole
from weerbaar.vault.washing.words import CannotWashError, Kept, Reason, Removal, Washed

__all__ = [
    "HEAD_BYTES",
    "MAX_WHOLE_BYTES",
    "Blanker",
    "CannotWashError",
    "Findings",
    "JailStrength",
    "Kept",
    "Kind",
    "Patch",
    "Reason",
    "Removal",
    "Scanner",
    "Verdict",
    "Washed",
    "Way",
    "jail_strength",
    "scan",
    "sniff",
    "wash_in_jail",
    "wash_whole",
]
