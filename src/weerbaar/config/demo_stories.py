"""What the people of the demo told and were told. Everybody and everything in it is made up.

Days are counted back from today, so that the terms are what a visitor should see: one late, one that ends today.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Weighed:
    """How a report was assessed, in codes of `cases.models`. `is_criminal`: a report to the police has to be decided on."""

    typology: str
    sphere: str
    urgency: str = "normal"
    is_criminal: bool = False


@dataclass(frozen=True)
class Step:
    """One thing that happened: `days` ago at `time`, by a reader's first name, or by the reporter when `by` is empty.

    `due` is in how many days from then; `receipt` what a visitor finds with the words that somebody was given by it.
    """

    days: int
    time: str
    does: str
    by: str = ""
    text: str = ""
    more: str = ""
    weighed: Weighed = Weighed("OMG", "social")
    due: int = 0
    receipt: str = ""


@dataclass(frozen=True)
class Story:
    """A report, whom its reporter struck out, the files (by the names of `demo_cases`), and what came after.

    `name` is how a later story points at this one; `shows` what a visitor should look at in it, and as whom.
    """

    days: int
    time: str
    answers: dict[str, Any]
    steps: tuple[Step, ...] = ()
    struck: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    language: str = "nl"
    receipt: str = ""
    """What a visitor finds with its words; empty when the words are thrown away."""
    name: str = ""
    shows: str = ""


OFFICE_PAGE, REPORTER_PAGE = "kantoor", "melder"


@dataclass(frozen=True)
class Shown:
    """What there is to look at: on which of the two faces, where on it, and as whom."""

    face: str
    path: str
    what: str


_THANKS = (
    "Dank je wel dat je dit meldt. Wij hebben je melding gelezen en gaan ermee aan de slag. "
    "Heb je vragen of komt er iets bij? Schrijf het hier, dan lezen wij het."
)
_CAREFUL = (
    "Dank voor je melding. Het is goed dat je dit niet voor jezelf houdt. Wij zoeken eerst rustig uit wat er speelt. "
    "Binnen drie maanden hoor je wat wij ermee deden."
)
_BEFORE_TELLING = (
    "Wij gaan praten met degene over wie het gaat. Daarvoor moeten wij zeggen wat er is gemeld. Is er iets waaraan die "
    "persoon kan zien dat het van jou komt? Schrijf het dan hier."
)

WATERLINIE: tuple[Story, ...] = (
    # New, not read yet.
    Story(
        0,
        "now",
        {
            "kind": "conduct",
            "story": "In het teamoverleg maakt mijn leidinggevende steeds dezelfde collega belachelijk. Hij doet haar "
            "stem na en de rest lacht mee. Vanochtend liep zij huilend weg. Daarna zei hij dat ze niet tegen een grapje "
            "kan.\n\nIk durf er zelf niets van te zeggen, want mijn contract loopt in januari af.",
            "when_choice": "ongoing",
            "where": "Op de afdeling vergunningen, in het maandagoverleg",
            "who_subject": "Bram Kuipers, hoofd vergunningen",
            "who_witness": "Het hele team, acht mensen",
            "who_knows": "Niemand, denk ik.",
            "capacity": "employee",
            "openness": "anonymous",
        },
    ),
    # Late: nobody has confirmed it.
    Story(
        4,
        "16:42",
        {
            "kind": "aggression",
            "story": "Een man kwam voor de derde keer om zijn uitkering. Toen ik zei dat er een formulier ontbrak, sloeg "
            "hij op de balie en riep dat hij wist waar mijn auto staat. De beveiliger heeft hem naar buiten gebracht. Ik "
            "ben daarna gewoon doorgegaan, maar ik loop nu met een omweg naar de parkeerplaats.",
            "when_choice": "day",
            "when_day": "-4",
            "where": "Balie 3, publiekshal",
            "who_subject": "De man staat bij ons bekend, zijn achternaam is Verkade.",
            "who_witness": "Ricardo van de beveiliging",
            "who_knows": "Mijn teamleider, Samira.",
            "capacity": "employee",
            "openness": "open",
            "name": "Tineke Schoonderwoerd",
            "contact": "06 12345671",
        },
        files=("balie.jpg",),
    ),
    # Its first term ends today; the name lies apart.
    Story(
        7,
        "21:15",
        {
            "kind": "integrity",
            "story": "Een collega die over de inkoop van lantaarnpalen gaat, is met de leverancier naar een wedstrijd in "
            "Milaan geweest. Hij vertelde er zelf over en liet foto’s zien. Twee weken later kreeg die leverancier de "
            "opdracht, terwijl een ander bedrijf goedkoper was.",
            "when_choice": "period",
            "when_from": "september",
            "when_until": "begin deze maand",
            "where": "Afdeling inkoop",
            "who_subject": "Guus Terpstra, inkoper",
            "who_witness": "Iedereen in de kantine heeft de foto’s gezien.",
            "who_knows": "Ik heb het tegen niemand gezegd.",
            "capacity": "employee",
            "openness": "confidential",
            "name": "Anneloes Vink",
            "contact": "anneloes@privemail.example",
        },
        files=("offerte.pdf",),
    ),
    # A question is open: one of the two receipts to try.
    Story(
        34,
        "23:08",
        {
            "kind": "undermining",
            "story": "Er komt steeds dezelfde man langs op de gemeentewerf. Hij geeft mensen contant geld als ze na "
            "sluitingstijd de poort openlaten. Een jongen van de buitendienst rijdt nu in een auto die hij nooit kan "
            "betalen. Ik ben bang dat er iets wordt opgeslagen in de oude loods.",
            "when_choice": "ongoing",
            "where": "Gemeentewerf aan de Kanaalkade",
            "who_subject": "De man noemt zich Ferry. De jongen heet Delano.",
            "who_witness": "",
            "who_knows": "Mijn broer. De politie niet.",
            "capacity": "employee",
            "openness": "anonymous",
        },
        files=("werf.jpg", "kenteken.txt"),
        steps=(
            Step(31, "09:20", "acknowledge", "Joris", _CAREFUL),
            Step(
                27,
                "15:05",
                "assess",
                "Joris",
                "Iemand van buiten koopt mensen op de werf om. Wij bespreken dit eerst met de burgemeester.",
                weighed=Weighed("EXT", "business", "soon"),
            ),
            Step(
                30,
                "22:41",
                "write",
                text="Dank je. Vrijdag stond hij er weer, rond half acht. Ik schrijf vanaf nu op wanneer ik hem zie.",
            ),
            Step(
                29,
                "10:05",
                "let_in",
                "Fatima",
                "Ruben kent de werf en weet hoe dit soort geldstromen lopen.",
                "Ruben",
            ),
            Step(
                4,
                "15:30",
                "ask",
                "Joris",
                "Weet je op welke dagen de poort openblijft? En is er een plek vanwaar je dat kunt zien zonder dat je "
                "zelf gevaar loopt? Ga er niet speciaal voor langs: jouw veiligheid gaat voor.",
            ),
            Step(
                28,
                "11:10",
                "contact",
                "Fatima",
                "Ik ben er voor jou, ook als je alleen wilt praten. Bel of sms: 06 12345678, op werkdagen tot zes uur.",
            ),
            Step(
                26,
                "09:15",
                "note",
                "Fatima",
                "De beheerder van de werf weet nog van niets. Laten we dat zo houden tot wij de burgemeester spraken.",
            ),
            Step(
                26,
                "09:30",
                "task",
                "Fatima",
                "Vraag op wie de sleutels van de oude loods heeft.",
                "Joris",
                due=5,
            ),
            Step(22, "16:10", "finish_task", "Joris", "Vier mensen van de buitendienst, en de beheerder."),
            Step(
                4,
                "16:00",
                "note",
                "Joris",
                "Ik vroeg de melder op welke dagen de poort openblijft. Tot het antwoord er is, doen wij op de werf niets.",
            ),
            Step(
                3, "10:20", "task", "Joris", "Bereid het gesprek met de burgemeester voor.", "Fatima", due=6
            ),
            Step(
                2,
                "20:05",
                "let_in",
                text="Mijn advocaat leest met mij mee.",
                more="lawyer",
                due=60,
                receipt="de advocaat van wie de werf meldde, die met eigen woorden meeleest",
            ),
        ),
        receipt="ondermijning op de werf, met een vraag die op antwoord wacht",
        name="werf",
        shows="Fatima: notities, taken, een contactpersoon, een advocaat die meeleest, en een zaak ernaast",
    ),
    # Another saw the same at the yard: beside the one before.
    Story(
        6,
        "07:35",
        {
            "kind": "undermining",
            "story": "Vrijdagavond laat reed er een bestelbus zonder licht het terrein van de werf af. De poort was niet "
            "geforceerd. Ik heb het op het werk niet durven zeggen.",
            "when_choice": "day",
            "when_day": "-9",
            "where": "Gemeentewerf aan de Kanaalkade",
            "who_subject": "",
            "who_witness": "",
            "who_knows": "Niemand",
            "capacity": "resident",
            "openness": "anonymous",
        },
        steps=(
            Step(5, "09:10", "acknowledge", "Fatima", _CAREFUL),
            Step(5, "09:25", "link", "Fatima", "Dezelfde poort, en weer een bestelbus.", "werf"),
        ),
    ),
    # Asked first, not reported.
    Story(
        3,
        "19:20",
        {
            "kind": "advice",
            "story": "Een collega vroeg of ik zijn uren wil aftekenen voor dagen dat hij er niet was. Ik heb nee gezegd. "
            "Moet ik dit melden, of kan ik eerst met hem praten?",
            "capacity": "employee",
            "openness": "anonymous",
        },
        receipt="een vraag om advies, waar je een melding van kunt maken",
        shows="Fatima: een vraag om advies. Dat is geen melding, en er loopt een korte termijn",
    ),
    # About somebody who would have read it: struck out, so the reserve reads.
    Story(
        19,
        "19:33",
        {
            "kind": "integrity",
            "story": "Joris van Dam behandelt een zaak over zijn eigen zwager. Ik hoorde hem daarover bellen op de gang. Hij "
            "zei: ik zorg wel dat dat dossier onderop blijft liggen.",
            "when_choice": "day",
            "when_day": "-21",
            "where": "Tweede verdieping, bij de koffieautomaat",
            "who_subject": "Joris van Dam",
            "who_witness": "",
            "who_knows": "Niemand",
            "capacity": "employee",
            "openness": "anonymous",
        },
        struck=("Joris",),
        steps=(
            Step(17, "11:12", "acknowledge", "Marit", _CAREFUL),
            Step(
                14,
                "16:20",
                "assess",
                "Marit",
                "Een collega zou gegevens van een inwoner hebben doorverteld. Dat hoort hier.",
                weighed=Weighed("INF", "business"),
            ),
            Step(
                12,
                "14:00",
                "ask",
                "Fatima",
                "Heb je een idee om welk dossier het gaat, bijvoorbeeld in welke maand of over welk onderwerp?",
            ),
            Step(
                11,
                "20:17",
                "reply",
                text="Het ging over een dakkapel in de Merelstraat. Ik hoorde hem het nummer niet zeggen.",
            ),
            Step(
                9,
                "10:40",
                "inquire",
                "Fatima",
                "Wie opende dit dossier in die maand, en waarom? Het systeem houdt dat bij.",
            ),
        ),
    ),
    # Names opened, a colleague let in for a time, talk back and forth.
    Story(
        52,
        "20:50",
        {
            "kind": "conduct",
            "story": "Op de afdelingsborrel legde een collega zijn hand op mijn been en liet hem daar liggen. Ik zei dat hij "
            "moest ophouden. Sindsdien krijg ik ’s avonds appjes: dat ik het zelf wilde, en dat niemand mij gelooft.",
            "when_choice": "period",
            "when_from": "de borrel van twee maanden geleden",
            "when_until": "vorige week",
            "where": "Grand café De Sluis, en daarna op mijn telefoon",
            "who_subject": "Casper Rietveld, projectleider",
            "who_witness": "Lotte zat tegenover mij",
            "who_knows": "Mijn vriend, en de huisarts",
            "capacity": "trainee",
            "openness": "confidential",
            "name": "Yara Benali",
            "contact": "06 12345672, liever niet tijdens werk",
        },
        files=("appjes.jpg",),
        steps=(
            Step(
                51,
                "08:55",
                "acknowledge",
                "Fatima",
                "Wat goed dat je dit vertelt. Dit is niet jouw schuld. Je bent niet verplicht om iets te doen; wij "
                "bespreken elke stap eerst met je. Wil je met iemand praten die hier los van staat? De "
                "vertrouwenspersoon is er voor jou.",
            ),
            Step(
                50,
                "09:10",
                "assess",
                "Fatima",
                "Aanranding en daarna druk om te zwijgen. De melder besluit zelf over aangifte.",
                weighed=Weighed("OMG", "social", "now"),
            ),
            Step(
                50,
                "09:30",
                "open_names",
                "Fatima",
                "Ik bel de melder, zoals zij vroeg, om te horen of zij veilig is.",
            ),
            Step(
                49,
                "11:00",
                "contact",
                "Fatima",
                "Ik ben er voor jou, ook buiten kantoortijd. Bel of sms: 06 12345676.",
            ),
            Step(
                44,
                "13:10",
                "ask",
                "Fatima",
                "Heb je de berichten nog? Je mag er een foto van sturen. Wij halen weg wat er in de foto verborgen zit.",
            ),
            Step(
                43,
                "21:20",
                "reply",
                text="Ja. Ik heb er een foto van gemaakt en die had ik er al bij gedaan.",
            ),
            Step(
                40,
                "10:00",
                "let_in",
                "Fatima",
                "Advies over een tijdelijk ander rooster en wat er rechtens kan.",
                "Hassan",
            ),
            Step(
                38,
                "14:15",
                "inquire",
                "Fatima",
                "Wat zagen de mensen aan tafel, en wat staat er in de berichten?",
            ),
            Step(
                13,
                "09:20",
                "extend",
                "Fatima",
                "Een getuige was drie weken met vakantie. Zonder haar verhaal kunnen wij niet besluiten.",
                "decide",
            ),
            Step(
                6,
                "11:45",
                "inform",
                "Fatima",
                "Een onderzoeker heeft met Lotte gepraat. Volgende week praten wij met de ander. Jij hoeft daar niet bij "
                "te zijn, en hij komt niet meer op jouw verdieping.",
            ),
            Step(5, "18:02", "write", text="Dank je wel. Dat geeft rust."),
        ),
    ),
    # Decided; the three months in which the reporter must hear of it are nearly over.
    Story(
        88,
        "12:05",
        {
            "kind": "wrongdoing",
            "story": "Op de oude stortplaats meten wij al een jaar te hoge waarden in het grondwater. In het rapport aan de "
            "raad staan andere getallen dan in onze metingen. Naast de stortplaats liggen volkstuinen waar mensen groente "
            "eten. Toen ik ernaar vroeg, moest ik het laten rusten.",
            "when_choice": "ongoing",
            "where": "Stortplaats Oosterpolder",
            "who_subject": "Het hoofd van de afdeling milieu",
            "who_witness": "De twee andere meettechnici",
            "who_knows": "Mijn vroegere chef, die met pensioen is",
            "capacity": "contractor_self_employed",
            "openness": "confidential",
            "name": "Evert-Jan Zijlstra",
            "contact": "evert.jan@privemail.example",
        },
        files=("metingen.pdf",),
        steps=(
            Step(86, "10:40", "acknowledge", "Fatima", _CAREFUL),
            Step(
                85,
                "09:20",
                "contact",
                "Joris",
                "Ik let erop dat je geen nadeel krijgt van je melding. Bel of sms: 06 12345679, ook 's avonds.",
            ),
            Step(
                83,
                "11:30",
                "assess",
                "Fatima",
                "Gevaar voor de gezondheid van veel mensen, en een rapport dat iets anders zegt dan de metingen.",
                weighed=Weighed("WBK", "business", "now"),
            ),
            Step(
                82, "09:00", "inquire", "Fatima", "Welke waarden zijn juist, en wie veranderde het rapport?"
            ),
            Step(
                60,
                "16:20",
                "answer",
                "Fatima",
                "Een bureau van buiten neemt nieuwe monsters. Zij weten niet wie er gemeld heeft. De volkstuinders krijgen "
                "deze week het advies om voorlopig niets uit de grond te eten.",
            ),
            Step(59, "17:55", "write", text="Goed dat dit gebeurt. De putten 4 en 7 zijn de belangrijkste."),
            Step(50, "13:40", "announce", "Fatima", _BEFORE_TELLING),
            Step(
                49,
                "18:30",
                "reply",
                text="Zeg niet dat het om de eigen metingen gaat. Die had bijna niemand.",
            ),
            Step(
                47,
                "10:00",
                "tell_subject",
                "Fatima",
                "Er is gemeld dat het rapport over de stortplaats niet klopt. U kunt daarop reageren in een gesprek.",
            ),
            Step(
                43,
                "15:30",
                "hear",
                "Fatima",
                "Zegt dat het bureau de getallen aanleverde en dat hij ze zonder controle overnam.",
                "meeting",
            ),
            Step(
                34,
                "16:45",
                "decide",
                "Fatima",
                "De nieuwe monsters geven de melder gelijk. Wie het rapport veranderde, staat niet vast.",
                "partly",
            ),
            Step(
                47,
                "09:50",
                "contact_subject",
                "Fatima",
                "Ik leg uit wat er gebeurt en let erop dat het eerlijk gaat. Bel mij: 06 12345677, op werkdagen.",
            ),
            Step(
                46,
                "11:30",
                "words_for_subject",
                "Fatima",
                "Zo kan deze persoon ons schrijven en hulp vragen.",
                "Het hoofd van de afdeling",
                receipt="over wie een melding gaat: het bericht, een contactpersoon en de vraag of je hulp wilt",
            ),
            Step(
                33,
                "10:15",
                "plan_line",
                "Fatima",
                "Wat wij vonden, wat wij niet weten, en wat er nu met de stortplaats gebeurt.",
                "reporter",
                due=36,
            ),
            Step(
                33,
                "10:25",
                "plan_line",
                "Fatima",
                "Er is een melding behandeld over een meting. Over personen zeggen wij niets.",
                "works_council",
                due=40,
            ),
            Step(
                32,
                "15:40",
                "improve",
                "Fatima",
                "Laat bij elke meting een collega meetekenen voordat de getallen in een rapport komen.",
                "Wie rapporten maakt, zag de metingen zelf niet.",
                due=42,
            ),
        ),
        shows="Fatima: het communicatieplan, een verbeteractie en iemand over wie het gaat, met eigen woorden",
    ),
    # Answered, still open.
    Story(
        38,
        "17:26",
        {
            "kind": "aggression",
            "story": "Na een raadsvergadering over de opvang stonden er vier mannen bij mijn fiets. Ze filmden mij en zeiden "
            "dat ik beter kon verhuizen. Het filmpje staat nu op internet, met mijn straat erbij.",
            "when_choice": "day",
            "when_day": "-39",
            "where": "Fietsenstalling van het gemeentehuis, en op internet",
            "who_subject": "Ik kende ze niet",
            "who_witness": "De bode heeft het gezien",
            "who_knows": "De griffier en de politie",
            "capacity": "political_office_holder",
            "openness": "open",
            "name": "Marloes Achterberg",
            "contact": "06 12345673",
        },
        steps=(
            Step(
                38,
                "19:02",
                "acknowledge",
                "Fatima",
                "Wij zijn direct begonnen. De burgemeester belt je vanavond.",
            ),
            Step(
                37,
                "08:50",
                "assess",
                "Fatima",
                "Bedreiging van een raadslid, met haar adres op internet.",
                weighed=Weighed("EXT", "social", "now", is_criminal=True),
            ),
            Step(
                35, "11:20", "settle_duty", "Fatima", "De burgemeester deed aangifte, met haar toestemming."
            ),
            Step(
                12,
                "14:00",
                "decide",
                "Fatima",
                "Het filmpje en de getuige laten zien wat er gebeurde. Twee van de vier zijn bekend.",
                "established",
            ),
            Step(
                9,
                "15:15",
                "feedback",
                "Fatima",
                "Met jouw toestemming deden wij aangifte. Het filmpje is weg. Twee mannen kregen een gesprek met de politie "
                "en een brief van de burgemeester. De bode loopt na vergaderingen met je mee zolang jij dat wilt.",
            ),
        ),
    ),
    # Closed, and rated by the reporter: the other receipt to try.
    Story(
        118,
        "13:37",
        {
            "kind": "integrity",
            "story": "Bij de kringloop van de gemeente gaan de beste spullen door de achterdeur naar vrienden van de "
            "beheerder. Inwoners krijgen te horen dat er niets is.",
            "when_choice": "period",
            "when_from": "dit voorjaar",
            "when_until": "nu",
            "where": "Kringloop Noord",
            "who_subject": "De beheerder",
            "who_witness": "De andere vrijwilligers",
            "who_knows": "Wij praten er onderling over",
            "capacity": "volunteer",
            "openness": "anonymous",
        },
        steps=(
            Step(116, "09:10", "acknowledge", "Joris", _THANKS),
            Step(
                109,
                "10:15",
                "assess",
                "Joris",
                "Spullen van de gemeente gaan naar bekenden. Geen teken dat er ook geld mee gemoeid is.",
                weighed=Weighed("POS", "business"),
            ),
            Step(
                108,
                "09:30",
                "inquire",
                "Joris",
                "Wat komt er binnen, wat gaat eruit, en wie schrijft dat op?",
            ),
            Step(100, "11:30", "ask", "Joris", "Wordt ergens opgeschreven wat er binnenkomt en weggaat?"),
            Step(
                98,
                "12:20",
                "reply",
                text="Er is een schrift bij de kassa, maar de bovenste plank slaan ze over.",
            ),
            Step(92, "09:45", "announce", "Joris", _BEFORE_TELLING),
            Step(91, "20:05", "reply", text="Nee, dit ziet iedereen hier."),
            Step(
                89,
                "12:50",
                "contact_subject",
                "Fatima",
                "Ik leg uit wat er gebeurt. Bel mij: 06 12345676, op werkdagen.",
            ),
            Step(
                89,
                "13:00",
                "tell_subject",
                "Joris",
                "Er is gemeld dat spullen niet eerlijk worden verdeeld. U kunt daarop reageren in een gesprek.",
            ),
            Step(
                85,
                "10:30",
                "hear",
                "Joris",
                "Geeft toe dat vrienden voorrang kregen, en zag daar geen kwaad in.",
                "meeting",
            ),
            Step(
                70,
                "15:50",
                "decide",
                "Joris",
                "De beheerder geeft het toe, en het schrift laat het zien.",
                "established",
            ),
            Step(
                46,
                "14:40",
                "feedback",
                "Joris",
                "Je had gelijk. De beheerder is aangesproken en werkt er niet meer. Wat binnenkomt, wordt nu door twee "
                "mensen opgeschreven, en de mooiste spullen gaan op zaterdag om de beurt weg. Dank dat je het zei.",
            ),
            Step(
                46,
                "16:30",
                "closing_letter",
                "Joris",
                "Wij stelden vast dat bekenden van u voorrang kregen. Wij stelden niet vast dat er geld mee gemoeid was. Bent "
                "u het er niet mee eens? Dan kunt u ons schrijven.",
                "established",
            ),
            Step(45, "16:00", "close", "Joris", "Aangesproken, werkwijze veranderd, melder heeft antwoord."),
            Step(
                43,
                "19:45",
                "rate",
                text="Ik had niet gedacht dat er iets mee zou gebeuren. Goed gedaan.",
                more="good",
            ),
        ),
        receipt="de kringloop: gesloten, met het antwoord",
    ),
    # A complaint about how a report was handled; the reporter came back with more.
    Story(
        15,
        "10:11",
        {
            "kind": "handling",
            "story": "In het voorjaar meldde ik dat mijn chef uren schreef die hij niet werkte. Ik hoorde er nooit meer "
            "iets van. Sindsdien krijg ik de vervelendste diensten, en mijn opleiding is ineens niet meer nodig.",
            "when_choice": "period",
            "when_from": "april",
            "when_until": "nu",
            "where": "Zwembad De Bron",
            "who_subject": "De chef van het zwembad",
            "who_witness": "De roosters laten het zien",
            "who_knows": "De bond",
            "capacity": "employee",
            "openness": "confidential",
            "name": "Sjoerd Palstra",
            "contact": "sjoerd@privemail.example",
        },
        files=("rooster.txt",),
        steps=(
            Step(14, "09:00", "acknowledge", "Marit", _THANKS),
            Step(
                1,
                "20:31",
                "write",
                text="Vandaag hoorde ik dat mijn contract niet wordt verlengd. Hebben jullie dat gezien?",
            ),
        ),
    ),
    # In English, by an agency worker, who took the name back.
    Story(
        26,
        "18:48",
        {
            "kind": "conduct",
            "story": "My foreman calls the agency people names about where we come from. When I asked him to stop, he gave me "
            "the work with the chemicals without gloves.",
            "when_choice": "ongoing",
            "where": "Parks department, yard east",
            "who_subject": "Foreman Henk",
            "who_witness": "Two other agency workers",
            "who_knows": "Nobody at the agency",
            "capacity": "agency_worker",
            "openness": "confidential",
            "name": "Marek Wolny",
            "contact": "marek@privemail.example",
        },
        language="en",
        steps=(
            Step(
                24,
                "10:25",
                "acknowledge",
                "Joris",
                "Thank you for telling us. You should never work with chemicals without gloves: you may refuse that, today. "
                "We will talk to you first before we talk to anyone else.",
            ),
            Step(
                23,
                "11:10",
                "assess",
                "Joris",
                "Uitschelden om afkomst, en daarna gevaarlijk werk zonder handschoenen als straf.",
                weighed=Weighed("OMG", "social", "soon"),
            ),
            Step(22, "21:02", "take_name_back"),
            Step(22, "21:05", "write", text="I took my name back. I am afraid the agency hears about it."),
            Step(
                21,
                "09:40",
                "answer",
                "Joris",
                "That is fine. We go on without your name, and you stay in touch here.",
            ),
            Step(
                1,
                "21:14",
                "say_detriment",
                text="Since Monday I am not on the list for next week any more. Nobody says why.",
                more="I want to know if I still have work.",
            ),
        ),
        shows="Joris: iemand zei bij ‘Hoe gaat het met je?’ dat er iets met hem is gedaan. Dat wacht",
    ),
    # Closed long ago.
    Story(
        140,
        "15:20",
        {
            "kind": "aggression",
            "story": "Tijdens een huisbezoek ging een bewoner voor de deur staan en liet mij er een kwartier niet uit.",
            "when_choice": "day",
            "when_day": "-141",
            "where": "Bij een inwoner thuis, in de wijk Zuid",
            "who_subject": "De bewoner",
            "who_witness": "",
            "who_knows": "Mijn teamleider",
            "capacity": "employee",
            "openness": "open",
            "name": "Ömer Kaplan",
            "contact": "06 12345674",
        },
        steps=(
            Step(139, "08:45", "acknowledge", "Joris", _THANKS),
            Step(
                138,
                "09:30",
                "assess",
                "Joris",
                "Iemand is tegen zijn zin vastgehouden, ook al duurde het kort.",
                weighed=Weighed("EXT", "social", "soon"),
            ),
            Step(
                116,
                "11:00",
                "decide",
                "Joris",
                "De bewoner geeft toe dat hij voor de deur ging staan.",
                "established",
            ),
            Step(
                110,
                "13:30",
                "feedback",
                "Joris",
                "De bewoner kreeg een gesprek en een brief. Huisbezoeken op dit adres doen wij voortaan met zijn tweeën, en "
                "iedereen die bezoeken doet, krijgt een alarmknop.",
            ),
            Step(109, "10:00", "close", "Joris", "Brief verstuurd, afspraken gemaakt, nazorg aangeboden."),
        ),
    ),
)

DUINZOOM: tuple[Story, ...] = (
    Story(
        2,
        "22:19",
        {
            "kind": "conduct",
            "story": "In de groepsapp van het team worden grappen gemaakt over mijn geloof. Wie er niet om lacht, wordt buiten "
            "de koffie gehouden.",
            "when_choice": "ongoing",
            "where": "Groepsapp van team handhaving",
            "who_subject": "Drie collega’s van handhaving",
            "who_witness": "",
            "who_knows": "Niemand",
            "capacity": "employee",
            "openness": "anonymous",
        },
    ),
    Story(
        23,
        "11:00",
        {
            "kind": "undermining",
            "story": "Iemand bood mijn bedrijf geld om namens hem een strandtent aan te vragen. Hij zei dat hij bij de "
            "gemeente iemand kent die de rest regelt.",
            "when_choice": "day",
            "when_day": "-24",
            "where": "Op de boulevard",
            "who_subject": "Hij liet geen naam achter",
            "who_witness": "",
            "who_knows": "Mijn vrouw",
            "capacity": "supplier_staff",
            "openness": "confidential",
            "name": "Dirk Oudshoorn",
            "contact": "06 12345675",
        },
        steps=(
            Step(21, "09:35", "acknowledge", "Fatima", _CAREFUL),
            Step(
                16,
                "13:25",
                "assess",
                "Fatima",
                "Iemand zoekt een stroman, en zegt dat hij hier hulp van binnen heeft.",
                weighed=Weighed("EXT", "business", "soon"),
            ),
            Step(
                3,
                "10:15",
                "ask",
                "Fatima",
                "Zou je hem herkennen op een foto? Wij spreken graag af waar jij wilt.",
            ),
        ),
    ),
    Story(
        97,
        "14:14",
        {
            "kind": "handling",
            "story": "Ik meldde vorig jaar iets over de sporthal en kreeg nooit antwoord.",
            "when_choice": "unknown",
            "where": "",
            "who_subject": "",
            "who_witness": "",
            "who_knows": "",
            "capacity": "resident",
            "openness": "open",
            "name": "Riet Hoogland",
            "contact": "riet@privemail.example",
        },
        steps=(
            Step(95, "10:10", "acknowledge", "Marit", _THANKS),
            Step(
                88,
                "15:30",
                "assess",
                "Marit",
                "De oude melding kreeg nooit antwoord. Dat is een klacht over ons.",
                weighed=Weighed("MID", "business"),
            ),
            Step(
                71,
                "11:20",
                "decide",
                "Marit",
                "Riet is gebeld en is tevreden: de nooduitgang is hersteld en wij hebben het uitgelegd.",
                more="settled",
            ),
            Step(
                70,
                "16:35",
                "feedback",
                "Marit",
                "Wij hebben je oude melding teruggevonden. Zij was bij het verkeerde team beland. De nooduitgang van de "
                "sporthal is nu hersteld. Het spijt ons dat je zo lang niets hoorde. Ben je het er niet mee eens? Dan kun je "
                "naar de ombudsman. Dat kost niets.",
            ),
            Step(69, "09:00", "close", "Marit", "Hersteld en uitgelegd."),
            Step(66, "20:00", "rate", text="Fijn dat het nu klaar is, maar het duurde lang.", more="fair"),
        ),
    ),
)
