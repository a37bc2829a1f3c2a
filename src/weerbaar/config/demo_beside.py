"""What lies beside the cases of the demo: ready texts, who can help, signals, an absence and mail that waits.

Everybody and everything in it is made up. Duinzoom has only ready texts, so that a visitor also sees how the rest begins.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from weerbaar.audit.acts import System
from weerbaar.cases import absences, text_blocks
from weerbaar.cases.models import Kind, TextBlock
from weerbaar.config.demo_cases import moment
from weerbaar.config.demo_stories import OFFICE_PAGE, REPORTER_PAGE, Shown
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake import mail, signals
from weerbaar.intake.signals import Heard
from weerbaar.organisation import button, doors
from weerbaar.organisation.doors import Stand, Ways

if TYPE_CHECKING:
    from weerbaar.config.demo import Town

_ALL_OF_IT = "waterlinie"

_BLOCKS = (
    (
        TextBlock.Use.ANSWER,
        "",
        "Meer tijd nodig",
        "Wij zijn nog bezig en hebben meer tijd nodig. Uiterlijk over twee weken hoor je hoe het ervoor staat.",
    ),
    (
        TextBlock.Use.ANSWER,
        Kind.CONDUCT,
        "De vertrouwenspersoon",
        "Wil je met iemand praten die hier los van staat? De vertrouwenspersoon luistert en denkt met je mee. Er gebeurt "
        "niets zonder dat jij het wilt.",
    ),
    (
        TextBlock.Use.INVITATION,
        "",
        "Gesprek met de betrokkene",
        "Wij horen graag jouw kant. Je mag iemand meenemen. Je krijgt een verslag en kunt het verbeteren.",
    ),
)

_ADVISER = Ways(
    "0800 123 45 70", "vertrouwenspersoon@waterlinie.example", "", "ma-do 9:00-17:00\nvr 9:00-12:00"
)
_PHYSICIAN = Ways("0800 123 45 71", "", "", "di, do 9:00-12:30")
_WAYS = {"vertrouwenspersoon": _ADVISER, "bedrijfsarts": _PHYSICIAN}
_INTRANET = "https://intranet.waterlinie.example"


_DESK = "integriteit"
_HEARD = (
    (
        6,
        14,
        "Dilan vertelt dat twee collega’s aan de balie elkaar al weken niet groeten en elkaars werk laten liggen.",
        "Ik praat deze week met allebei apart.",
        "",
    ),
    (
        40,
        14,
        "Op de balie verdwijnt kleingeld uit de kas. Niemand weet wie het telt.",
        "Wij tellen voortaan met zijn tweeën.",
        "Iemand van de avondploeg",
    ),
)
"""How many days ago, in how many days to look again, what was heard and agreed, and whom it is about. The second was left."""

_TO = "meldpunt@waterlinie.example"
_SENDER = "B. Postma <b.postma@privemail.example>"
_SUBJECT = "Vraag over het bestemmingsplan"
_BODY = (
    "Beste mensen van het meldpunt,\n\nMijn buurman zegt dat hij een ambtenaar kent die zijn plan door de commissie praat. "
    "Ik weet niet of het waar is, maar het zit mij dwars. Kunt u mij vertellen wat ik hiermee kan?\n"
)
_HASH_BYTES = 32
_AWAY_IN, _BACK_IN = 4, 18


def load(town: Town) -> list[Shown]:
    """Make what is there beside the cases of a town; return what there is to look at, and as whom."""
    fatima = town["Fatima"].opened
    for use, kind, title, words in _BLOCKS:
        text_blocks.add_block(fatima, use=use, kind=kind, title=title, words=words)
    if town.tenant.slug != _ALL_OF_IT:
        return [
            Shown(REPORTER_PAGE, "hulp/", "wie kan helpen: de landelijke lijst, die nog niemand hier nakeek")
        ]
    _open_doors(town)
    _hear(town)
    _receive(town)
    joris, today = town["Joris"].opened, clock.today()
    absences.begin(
        joris,
        person_id=town["Marit"].person_id,
        first_day=today + timedelta(days=_AWAY_IN),
        last_day=today + timedelta(days=_BACK_IN),
    )
    return [
        Shown(REPORTER_PAGE, "hulp/", "wie kan helpen, met wie er nu is"),
        Shown(OFFICE_PAGE, "signalen/", "Samira: wat een leidinggevende hoorde. Fatima: wat bleef liggen"),
        Shown(OFFICE_PAGE, "binnen/", "Fatima: mail die wacht"),
        Shown(OFFICE_PAGE, "vaste-teksten/", "Fatima: teksten die klaarstaan"),
        Shown(OFFICE_PAGE, "ik/weg/", "Joris: gaat weg, en Marit leest dan mee"),
    ]


def _open_doors(town: Town) -> None:
    """The national list as the town's own: of two doors it is known how to reach them, and looked at today."""
    boss, last = town["Wietske"].opened, None
    doors.begin(boss)
    with tenant_scope(town.tenant.id):
        there = {one.anchor: one for one in doors.kept()}
    for anchor, ways in _WAYS.items():
        door = there[anchor]
        doors.set_ways(boss, door_id=door.id, ways=ways)
        stand = Stand(after=last, reach=door.reach, is_external=door.is_external, is_shown=True)
        doors.place(boss, door_id=door.id, stand=stand)
        doors.check(boss, door_id=door.id)
        last = door.id
    button.allow(boss, origin=_INTRANET)


def _hear(town: Town) -> None:
    """A signal that its manager looks at again next week, and one that was left, so that the desk was told."""
    samira = town["Samira"].opened
    for days, look_in, heard, agreed, who in _HEARD:
        signal_id = uuid4()
        with clock.stopped_at(moment(days, "10:00")):
            given = Heard(heard, agreed, Kind.CONDUCT, clock.today() + timedelta(days=look_in), _DESK, who)
            with tenant_scope(town.tenant.id):
                shown = [one.person_id for one in signals.readers_of(samira, given)]
            signals.write(samira, given=given, shown=shown, signal_id=signal_id)
        if look_in < days:
            signals.remind(System(town.tenant.id), signal_id=signal_id)


def _receive(town: Town) -> None:
    """A mail as a mailbox would have brought it: sealed to who reads at the desk."""
    at = moment(1, "10:00")
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = _SENDER, _TO, _SUBJECT
    letter["Date"] = format_datetime(at)
    letter.set_content(_BODY)
    mail.take(
        System(town.tenant.id),
        desk_id=town.desk.id,
        arrival=secrets.token_bytes(_HASH_BYTES),
        arrived_at=at,
        raw=letter.as_bytes(policy=SMTP),
    )
