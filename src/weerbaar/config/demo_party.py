"""The third tenant of the demo: a party from outside with a temporary desk for one team, which Waterlinie shows.

Everybody and everything in it is made up. It has people, officers and a log of its own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from weerbaar.cases import releasing
from weerbaar.cases.models import Case
from weerbaar.cases.releasing import Package
from weerbaar.config.demo_stories import Step, Story, Weighed
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.organisation import actions, links
from weerbaar.organisation.actions import DeskTexts

if TYPE_CHECKING:
    from weerbaar.config.demo import Town

SLUG, NAME, PHONE = "kompas", "Bureau Kompas", "0800 246 80 24"
SHOWN_AS = "Meldpunt team Vergunningen"
SHOWN_BY = "waterlinie"
OPENED_DAYS_AGO, CLOSES_IN_DAYS = 20, 25
RECEIVERS = ("Fatima", "Marit")
"""Whom Waterlinie named to receive what the party hands over."""

DESK = DeskTexts(
    slug="vergunningen",
    name=SHOWN_AS,
    about="Voor wie in team Vergunningen van Waterlinie werkt of werkte. Een extern onderzoek naar hoe het daar gaat.",
    kinds=("integrity", "conduct", "undermining", "handling"),
    intro="Wij onderzoeken hoe het in dit team gaat. Wij maken één verslag. Daarin staat geen naam van wie meldt, en geen "
    "zin waaraan iemand je herkent.\n\nWaterlinie betaalt het onderzoek en leest niets van wat je hier schrijft.",
)
QUESTIONS = ("Wanneer werkte je in team Vergunningen?", "Wat zou er als eerste moeten veranderen?")

_REPORT = (
    "Tussenbericht over team Vergunningen.\n\nWie ons sprak, vertelt hetzelfde: fouten worden niet gemeld, want wie iets "
    "zegt, hoort er daarna niet meer bij. Wij raden aan om nu al een vertrouwenspersoon van buiten in te zetten. Het hele "
    "verslag volgt als het meldpunt dicht is."
)
_TOLD = "Een kort bericht over wat wij tot nu toe hoorden, van alle melders samen. Er staan geen namen in, en niet wie wat zei."

STORIES: tuple[Story, ...] = (
    Story(
        1,
        "20:41",
        {
            "kind": "conduct",
            "story": "Wie bij het werkoverleg een vraag stelt, krijgt daarna de lastigste aanvragen. Dat weet iedereen, en "
            "dus vraagt niemand meer iets.",
            "when_choice": "ongoing",
            "where": "Team Vergunningen",
            "who_subject": "",
            "who_witness": "Het hele team",
            "who_knows": "",
            "capacity": "former_employee",
            "openness": "anonymous",
        },
    ),
    Story(
        3,
        "12:08",
        {
            "kind": "integrity",
            "story": "Twee aanvragen van dezelfde aannemer gingen langs de toets. Ik zag later dat de stukken niet klopten.",
            "when_choice": "period",
            "when_from": "in het voorjaar",
            "when_until": "in de zomer",
            "where": "In het systeem voor aanvragen",
            "who_subject": "",
            "who_witness": "",
            "who_knows": "Niemand",
            "capacity": "employee",
            "openness": "anonymous",
        },
        steps=(
            Step(
                2,
                "09:20",
                "acknowledge",
                "Yara",
                "Dank je wel. Wij lazen je melding en komen er bij je op terug.",
            ),
            Step(2, "09:25", "ask", "Yara", "Weet je nog om welke maand het ging? Een schatting is genoeg."),
        ),
    ),
    Story(
        5,
        "08:55",
        {
            "kind": "conduct",
            "story": "Ik meldde een fout in een vergunning. Sindsdien word ik niet meer gevraagd voor overleg en eet ik "
            "alleen. Mijn leidinggevende zegt dat ik er zelf om vroeg.",
            "when_choice": "ongoing",
            "where": "Op kantoor",
            "who_subject": "De teamleider",
            "who_witness": "",
            "who_knows": "Mijn partner",
            "capacity": "employee",
            "openness": "anonymous",
        },
        steps=(
            Step(
                4,
                "10:10",
                "acknowledge",
                "Yara",
                "Wat naar dat je er alleen voor staat. Wij gaan hiermee aan de slag.",
            ),
            Step(
                3,
                "16:00",
                "assess",
                "Yara",
                "Past bij wat anderen ons vertelden. Hoort bij dit onderzoek.",
                weighed=Weighed("OMG", "social"),
            ),
        ),
    ),
)


def open_desk(party: Town, town: Town) -> None:
    """Give the desk its days and its questions, and let the town show it."""
    boss, today = party["Wout"].opened, clock.today()
    actions.desk_schedule(
        boss,
        desk_id=party.desk.id,
        kind="temporary",
        opens_on=today - timedelta(days=OPENED_DAYS_AGO),
        closes_on=today + timedelta(days=CLOSES_IN_DAYS),
    )
    actions.desk_set_questions(boss, desk_id=party.desk.id, questions=QUESTIONS)
    link_id = links.offer(boss, desk_id=party.desk.id, town_slug=town.tenant.slug)
    texts = links.LinkTexts(
        label=SHOWN_AS,
        text="Voor wie in team Vergunningen werkt of werkte. Een bureau van buiten onderzoekt hoe het daar gaat.",
        is_shown=True,
    )
    receivers = [town[one].person_id for one in RECEIVERS]
    links.accept(town["Wietske"].opened, link_id=link_id, texts=texts, receivers=receivers)


def hand_over(party: Town, town: Town) -> None:
    """Give the town a first message of the inquiry, from the oldest case."""
    with tenant_scope(party.tenant.id):
        code = Case.objects.order_by("received_at")[0].code
        offer_id = links.offers(accepted_only=True)[0].offer.id
    package = Package(uuid4(), offer_id, [town[one].person_id for one in RECEIVERS], _REPORT, ())
    yara, reason = party["Yara"].opened, "Waterlinie moet dit weten voordat het hele verslag er is."
    releasing.announce(yara, code=code, package=package, told=_TOLD, reason=reason)
    releasing.release(
        yara, code=code, release_id=package.id, reason="Het kan niet wachten: morgen is er overleg."
    )
