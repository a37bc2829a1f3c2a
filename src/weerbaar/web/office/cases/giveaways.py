"""What in a text that goes out may tell who reported, asked of who wrote it: a question, and nothing waits for an answer.

The rules are the ones that a reporter is asked by (R15, C10). The names of the case are held against the text elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from weerbaar.ground.giveaways import Giveaway, in_text

if TYPE_CHECKING:
    from collections.abc import Mapping

_QUESTIONS: Mapping[Giveaway, str] = {
    Giveaway.ONLY_ME: gettext_noop("Hier staat dat weinig mensen dit weten. Wie weet dan wie het meldde?"),
    Giveaway.NAME: gettext_noop("Hier lijkt een naam te staan. Moet wie dit leest die naam weten?"),
    Giveaway.FUNCTION: gettext_noop(
        "Hier staat een functie of een team. Hoeveel mensen hebben die, of zitten daar?"
    ),
    Giveaway.ADDRESS: gettext_noop("Hier lijkt een adres te staan. Wie was daar?"),
    Giveaway.NUMBER: gettext_noop("Hier lijkt een nummer te staan dat bij één persoon, zaak of auto hoort."),
    Giveaway.MOMENT: gettext_noop(
        "Hier staat een dag of een tijd. Wie was daar toen bij? Ongeveer is vaak genoeg."
    ),
}
"""Not where to reach somebody: that is mostly the desk itself."""


def asked(text: str, ready: str = "") -> list[dict[str, Any]]:
    """The questions about a text, each with its words, for `giveaways.html`. `ready` is what was proposed to say."""
    return [
        {"question": _(_QUESTIONS[one.what]), "quotes": one.quotes, "more": one.more}
        for one in in_text(text, ready=ready)
        if one.what in _QUESTIONS
    ]
