"""A copy of the file for a court or another authority (C14): ask it, look at it, agree to it as a second person, take it."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.http import HttpResponseNotAllowed, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header  # pyright: ignore[reportAttributeAccessIssue]
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from weerbaar.audit.manifests import packed
from weerbaar.cases import actions, copies
from weerbaar.cases.copies import CopyRead
from weerbaar.cases.copy_parts import (
    BY_DEFAULT,
    LABELS,
    LONGEST_READER,
    MAY_HAVE,
    NAMES_SHUT,
    PARTIES,
    Part,
    Reader,
    Wanted,
    told_when_gone,
)
from weerbaar.cases.models import Party
from weerbaar.cases.packages import is_as_it_came
from weerbaar.cases.rules import LONGEST_REASON, LONGEST_TEXT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import ManyRefusedError, RefusedError
from weerbaar.vault.files import Whose
from weerbaar.vault.uploads import safe_name
from weerbaar.vault.washing import Kind as FileKind
from weerbaar.web.design import dates, fields, paper
from weerbaar.web.office.act_page import FORM, act_page, begins_afresh, drop, keep, put_back
from weerbaar.web.office.cases import copy_papers, open_names
from weerbaar.web.office.cases import words as case_words
from weerbaar.web.office.cases.case_act import BACK, act_on, case_of, not_yet
from weerbaar.web.office.cases.forms import TOO_LONG
from weerbaar.web.office.errors import said
from weerbaar.web.office.forms import PlainForm
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.gate import unlocked
from weerbaar.web.office.leaving import GOES_TO, elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import HttpResponse

    from weerbaar.cases.copies import Choices, CopyView, Preview
    from weerbaar.cases.copy_contents import CopyContent
    from weerbaar.cases.models import Case
    from weerbaar.cases.queries import CaseFile, FileView
    from weerbaar.organisation.queries import Colleague
    from weerbaar.web.office.act_page import Act

_PLACE = "#afschriften"
_HINTS = {
    Part.REPORT: gettext_lazy("Lees na of er niets in staat dat de melder verraadt."),
    Part.FILES: gettext_lazy("In een bestand kunnen wij niets weglaten. Lees elk bestand eerst zelf."),
    Part.OBJECTION: gettext_lazy(
        "De melder schreef dit aan jullie om niet herkend te worden. Geef dit alleen mee als het moet."
    ),
    Part.GUESTS: gettext_lazy("In vertrouwen gezegd. Geef dit alleen mee als het moet."),
    Part.NOTES: gettext_lazy("Een intern werkstuk. Geef dit alleen mee als het moet."),
}
_HINTS_OF_ORIGINALS = {
    Whose.REPORTER: gettext_lazy(
        "Dit is van de melder, of dat kan zo zijn. Wie een origineel stuurt, leest eerst: ‘Dat kan alleen samen met je "
        "naam, en je leest het eerst.’ De melder leest ook je reden."
    ),
    Whose.SOMEBODY: gettext_lazy(
        "Van iemand anders in de zaak. Het kan laten zien wie dat is: vraag die persoon eerst, en kies ook die naam. Het gaat "
        "alleen mee als ook de naam van de melder meegaat."
    ),
}


class CopyForm(PlainForm):
    """What goes into a copy for one reader. Only what they may have is a choice; nobody's name is chosen beforehand."""

    who = forms.CharField(
        label=gettext_lazy("Voor wie precies?"),
        max_length=LONGEST_READER,
        help_text=gettext_lazy(
            "Bijvoorbeeld de rechtbank, de kamer en het zaaknummer. Dit staat op het afschrift."
        ),
        error_messages={"required": gettext_lazy("Schrijf op voor wie dit is."), **TOO_LONG},
    )
    ground = forms.CharField(
        label=gettext_lazy("Waarom geef je dit?"),
        widget=forms.Textarea({"rows": 3}),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy(
            "Bijvoorbeeld de oproep, de vraag of de wet. Alleen wie een sleutel van deze zaak heeft, leest dit."
        ),
        error_messages={"required": gettext_lazy("Schrijf op waarom."), **TOO_LONG},
    )
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Wat gaat mee?"),
        choices=[],
        help_text=gettext_lazy(
            "Kies zo weinig als kan. Wat je weglaat, staat in het afschrift genoemd, zonder inhoud."
        ),
        error_messages={
            "required": gettext_lazy("Kies wat er in het afschrift komt."),
            "invalid_choice": gettext_lazy("Dit krijgt deze lezer niet van ons."),
        },
    )
    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Welke stukken?"),
        choices=[],
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Kies stukken uit de lijst.")},
    )
    originals = forms.MultipleChoiceField(
        label=gettext_lazy("Welke stukken gaan mee zoals ze binnenkwamen?"),
        choices=[],
        required=False,
        help_text=gettext_lazy(
            "Een stuk gaat opgeschoond mee. Het origineel kan ook mee, als deze lezer moet zien dat er niets aan is "
            "veranderd. Een stuk dat wij niet konden opschonen, gaat alleen als origineel mee. In een origineel kan staan wie "
            "het maakte, waar, wanneer en met welk apparaat."
        ),
        error_messages={"invalid_choice": gettext_lazy("Kies originelen uit de lijst.")},
    )
    named = forms.MultipleChoiceField(
        label=gettext_lazy("Wiens naam gaat mee?"),
        choices=[],
        required=False,
        help_text=gettext_lazy(
            "Zonder keuze gaat er geen naam mee. Wij halen uit elke tekst de namen van deze mensen, en van collega's die "
            "buiten de zaak blijven."
        ),
        error_messages={"invalid_choice": gettext_lazy("Kies mensen uit de lijst.")},
    )
    is_obliged = forms.BooleanField(
        label=gettext_lazy("Een wet vraagt van ons dat de naam van de melder meegaat"),
        help_text=gettext_lazy(
            "De melder leest nu aan wie en waarom, en heeft vijf werkdagen om te reageren. Eerder gaat er niets weg."
        ),
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("Wat moet er nog meer uit?"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy(
            "Een woord of zin op elke regel, zoals een functie of een plek die verraadt wie het is. Wij halen het overal weg."
        ),
        error_messages=TOO_LONG,
    )
    was_read = forms.BooleanField(
        label=gettext_lazy("Ik las in elke tekst na of de naam van de melder erin staat"), required=False
    )
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        reader: str,
        there: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        self.people = people = there.people
        files, came = there.files, [one for one in there.files if one.id in there.originals]
        cleaned = [one for one in files if not is_as_it_came(one.details)]
        asked_of_files = (*(("chosen",) if cleaned else ()), *(("originals",) if came else ()))
        parts = [one for one in Part if one in MAY_HAVE[reader] and (files or one is not Part.FILES)]
        self.fields["parts"].initial = [one.value for one in parts if one in BY_DEFAULT[reader]]
        self._choices(
            "parts",
            [(one.value, _(LABELS[one])) for one in parts],
            hints={one.value: _HINTS[one] for one in parts if one in _HINTS},
            folds={Part.FILES.value: asked_of_files},
        )
        if reader in PARTIES:
            self.fields["parts"].help_text = _(
                "Kies zo weinig als kan. Wat er verder in de zaak is, hoort deze lezer niet."
            )
        self._choices("chosen", [(str(one.id), _file(one, there.whose)) for one in cleaned])
        if there.original_stays:
            self.fields["chosen"].help_text = _(
                "Wij hebben geen naam van de melder. Wat niet van de organisatie zelf is, gaat daarom alleen opgeschoond mee."
            )
        self._ask_originals(came, there.whose)
        for name in asked_of_files if len(asked_of_files) == 1 else ("chosen",):
            fields.needed(self.fields[name])
        folds = {}
        for number, (party_id, role, _short) in enumerate(people):
            to_reporter = role == Party.Role.REPORTER and reader != Reader.REPORTER
            hint = _("Vraagt een wet het? Dan leest de melder deze reden.") if to_reporter else ""
            self.fields[f"why_{number}"] = _why(_("Waarom gaat deze naam mee?"), hint)
            folds[str(party_id)] = (f"why_{number}", *(("is_obliged",) if to_reporter else ()))
        self._choices("named", [(str(one), _person(role, short)) for one, role, short in people], folds=folds)
        self.order_fields(
            [
                "who",
                "ground",
                "parts",
                "chosen",
                "originals",
                *self.why_originals,
                "named",
                *(f"why_{at}" for at in range(len(people))),
                "is_obliged",
                "words",
                "was_read",
            ]
        )
        for name in {"chosen", "originals"} - {*asked_of_files}:
            del self.fields[name]
        if not people:
            del self.fields["named"]
        if not any("is_obliged" in names for names in folds.values()):
            del self.fields["is_obliged"]
        if not there.is_erased:
            del self.fields["was_read"]

    def _ask_originals(self, files: Sequence[FileView], whose: Mapping[UUID, Whose]) -> None:
        """The originals that may be chosen, each with the field for its reason."""
        self.why_originals = {f"why_original_{number}": one.id for number, one in enumerate(files)}
        self.uncleaned = {one.id for one in files if is_as_it_came(one.details)}
        for name in self.why_originals:
            self.fields[name] = _why(
                _("Waarom gaat dit origineel mee?"), _("Dit staat ook in het afschrift: de lezer leest het.")
            )
        hints = {str(one.id): _HINTS_OF_ORIGINALS.get(whose[one.id], "") for one in files}
        self._choices(
            "originals",
            [(str(one.id), _file(one, whose)) for one in files],
            hints=hints,
            folds={str(one): (name,) for name, one in self.why_originals.items()},
        )

    def _choices(self, name: str, choices: list[tuple[str, Any]], **shown: Any) -> None:
        # `choices` of a field is a property that also sets those of its widget, so the widget comes first.
        self.fields[name].widget = fields.ManyChoices(**shown)
        self.fields[name].choices = choices  # pyright: ignore[reportAttributeAccessIssue]

    def place_of(self, error: RefusedError) -> str | None:
        """At which question a refusal stands; None for above the form."""
        asked = {one: f"why_{at}" for at, (one, _role, _short) in enumerate(self.people)}
        asked |= {one: name for name, one in self.why_originals.items()}
        name = next((asked[one] for one in asked if one == error.values.get("of")), error.field)
        if name == "chosen" and name not in self.fields:
            name = "originals"
        return name if name in self.fields else None

    def refuse(self, error: RefusedError) -> None:
        """Show what was refused, all of it, beside what a question says already by itself."""
        said_already = set(self.errors)
        for one in error.errors if isinstance(error, ManyRefusedError) else (error,):
            place = self.place_of(one)
            if place not in said_already:
                self.add_error(place, said(one))

    def wanted(self) -> Wanted:
        """What was asked. Of a form that is not sound what is missing is empty."""
        empty: dict[str, Any] = {"who": "", "ground": "", "words": "", "parts": []}
        given = empty | self.cleaned_data
        chosen = {*given.get("named", []), *given.get("originals", [])}
        why_named = {f"why_{number}": one for number, (one, _role, _s) in enumerate(self.people)}
        named, originals = (
            {one: given.get(name, "") for name, one in asked.items() if str(one) in chosen}
            for asked in (why_named, self.why_originals)
        )
        return Wanted(
            reader=self.reader,
            who=given["who"],
            ground=given["ground"],
            parts=frozenset(given["parts"]),
            files=frozenset(UUID(one) for one in given.get("chosen", [])) | self.uncleaned & originals.keys(),
            named=named,
            is_obliged=given.get("is_obliged", False),
            words=tuple(one.strip() for one in given["words"].splitlines() if one.strip()),
            was_read=given.get("was_read", False),
            originals=originals,
        )

    def mark(self, shown: copies.Preview) -> str:
        """What was looked at, so that nothing else is asked than what stood in the preview."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "once")}
        # All of it but the moment at which it was looked at, which is another one each time.
        told = replace(shown.content, facts=replace(shown.content.facts, as_of="")).packed()
        chosen = sorted(given.items(), key=lambda one: one[0])
        looked = (chosen, told, sorted(shown.named.items()), shown.hands)
        return hashlib.sha256(repr(looked).encode()).hexdigest()


def _why(label: str, hint: str = "") -> forms.CharField:
    return fields.needed(
        forms.CharField(
            label=label,
            required=False,
            widget=forms.Textarea({"rows": 2}),
            max_length=LONGEST_REASON,
            help_text=hint,
            error_messages=TOO_LONG,
        )
    )


def _person(role: str, short: str) -> str:
    label = _(Party.Role(role).label)
    return label if role == Party.Role.REPORTER else f"{short}, {label[:1].lower()}{label[1:]}"


def _file(one: FileView, whose: Mapping[UUID, Whose]) -> str:
    """A file so that it is told from another of the same name: whose it is first of all, since that may be the reporter."""
    details = one.details
    kind, size = _(FileKind[details.kind].label), dates.file_size(details.current.size)
    told = f"{details.name} ({kind}, {size}). {case_words.whose_as(details, whose[one.id])}"
    if details.uploaded_at:
        told += ", " + dates.short_day(datetime.fromisoformat(details.uploaded_at), clock.today())
    return told if not is_as_it_came(details) else told + _(". Konden wij niet opschonen.")


class DecideForm(PlainForm):
    was_read = forms.BooleanField(
        label=gettext_lazy("Ik las in elke tekst na of de naam van de melder erin staat"), required=False
    )
    decision = forms.ChoiceField(
        label=gettext_lazy("Wat besluit je?"),
        choices=[("yes", gettext_lazy("Ik ga akkoord")), ("no", gettext_lazy("Ik ga niet akkoord"))],
        widget=fields.Choices(),
        error_messages={"required": gettext_lazy("Maak een keuze.")},
    )
    weighed = fields.needed(
        forms.CharField(
            label=gettext_lazy("Ga je akkoord? Waarom gaat dit toch, na wat de melder schreef?"),
            required=False,
            widget=forms.Textarea({"rows": 3}),
            max_length=LONGEST_REASON,
            help_text=gettext_lazy(
                "Dit staat bij het afschrift en bij de besluiten. De melder leest het niet."
            ),
            error_messages=TOO_LONG,
        )
    )
    reason = forms.CharField(
        label=gettext_lazy("Waarom?"),
        widget=forms.Textarea({"rows": 3}),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Alleen wie een sleutel van deze zaak heeft, leest je reden."),
        error_messages={"required": gettext_lazy("Schrijf op waarom."), **TOO_LONG},
    )

    def __init__(self, *args: Any, is_erased: bool, has_written: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_erased:
            del self.fields["was_read"]
        if not has_written:
            del self.fields["weighed"]


@require_safe
@unlocked
def choose(request: Any, code: str) -> HttpResponse:
    """For whom: with what each of them is proposed."""
    case = case_of(request, code)
    act = act_on(request, case, _("Vraag een afschrift van het dossier"), "", [], icon="file", place=_PLACE)
    with tenant_scope(request.tenant.id):
        missing = copies.missing_to_ask(request.staff, case)
        readers = copies.readers_for(case)
        may_agree = copies.colleagues_who_agree(request.staff, case)
    if missing:
        return not_yet(request, act, said(missing), title=_("Dit kun jij nu niet doen"))
    proposals: dict[tuple[str, tuple[str, ...]], list[dict[str, str]]] = {}
    for one in readers:
        link = {
            "url": address(request, "case_copy_for", code=code, reader=one),
            "name": _(Reader(one).label),
        }
        proposals.setdefault(_proposed(one), []).append(link)
    rows = [{"told": told, "parts": parts, "links": links} for (told, parts), links in proposals.items()]
    return render(
        request, "office_cases/copy_choose.html", {"act": act, "proposals": rows, "may_agree": may_agree}
    )


def _proposed(reader: str) -> tuple[str, tuple[str, ...]]:
    """What is proposed for a reader, by what is the shorter to read: what stays out, or the little that goes."""
    goes = [one for one in Part if one in BY_DEFAULT[reader]]
    stays = [one for one in Part if one not in BY_DEFAULT[reader] and one is not Part.COPIES]
    told, parts = (_("Alles, maar niet:"), stays) if len(stays) < len(goes) else (_("Alleen:"), goes)
    return told, tuple(_(LABELS[one]) for one in parts)


@unlocked
def ask(request: Any, code: str, reader: str) -> HttpResponse:
    """Put the copy together for one reader, look at it, and ask a colleague to agree."""
    case = case_of(request, code)
    act = _asking(request, case, reader)
    with tenant_scope(request.tenant.id):
        missing = copies.missing_to_ask(request.staff, case)
    if missing:
        return not_yet(request, act, said(missing), title=_("Dit kun jij nu niet doen"))
    with tenant_scope(request.tenant.id):
        there = copies.choices(request.staff, code=code, reader=reader)
    form = CopyForm(request.POST or None, reader=reader, there=there)
    if begins_afresh(request):
        drop(request)
        return redirect(request.path)
    if GOES_TO in request.POST and keep(request, form):
        return elsewhere(request, here=request.path, otherwise=act.back)
    is_open = open_names.until(request.session, case.id) is not None
    shown = None
    if request.method == "POST" and GOES_TO not in request.POST:
        is_sound = form.is_valid()
        about: Any = {"code": code, "wanted": form.wanted(), "names_open": is_open}
        try:
            with tenant_scope(request.tenant.id):
                look = copies.preview if is_sound else copies.check_asked
                shown = look(request.staff, **about)
            if shown:
                mark = form.mark(shown)
                if "maak" in request.POST and form.cleaned_data["seen"] == mark:
                    return _asked(request, act, form, code, is_open=is_open)
                form.data = form.data.copy()
                form.data["seen"] = mark
        except RefusedError as error:
            form.refuse(error)
    context = {
        "act": act,
        "form": form,
        "copy": _shown(request, case, shown, form.wanted()) if shown else None,
        "names_open": is_open,
        "names_url": _names_url(request, code),
        "takes_along": FORM,
        "was_kept": request.method != "POST" and put_back(request, form),
        "there": there,
        "may_agree": there.may_agree,
    }
    return render(request, "office_cases/copy_ask.html", context)


def _names_url(request: Any, code: str) -> str:
    """Where the names of a case are opened, and from there back to here."""
    return f"{address(request, 'case_names', code=code)}?{urlencode({BACK: request.path})}"


def _asking(request: Any, case: Case, reader: str) -> Act:
    who = _(Reader(reader).label) if reader in Reader.values else ""
    return act_on(
        request,
        case,
        _("Afschrift voor: %(who)s") % {"who": who},
        _("Bekijk het afschrift"),
        [
            {
                "text": _("Hiermee gaat nog niets de deur uit. Eerst gaat een collega akkoord."),
                "sign": "users",
            },
            {
                "text": _(
                    "Verandert de zaak daarna? Dan vraag je het opnieuw. Er gaat nooit iets anders mee dan jullie zagen."
                ),
                "sign": "yes",
            },
            {"text": _("Dat je dit bekijkt, vraagt en ophaalt, staat in het logboek."), "sign": "history"},
        ],
        icon="eye",
        place=_PLACE,
    )


def _asked(request: Any, act: Act, form: CopyForm, code: str, *, is_open: bool) -> HttpResponse:
    copy_id = form.cleaned_data["once"] or uuid4()
    with suppress(actions.AlreadyDoneError):
        copies.ask_copy(request.staff, code=code, copy_id=copy_id, wanted=form.wanted(), names_open=is_open)
    drop(request)
    tell(request, _("Gelukt: een collega krijgt de vraag om akkoord te gaan."))
    return redirect(act.back)


@unlocked
def read(request: Any, code: str, copy_id: UUID) -> HttpResponse:
    """One copy, whole, for everybody in the case; with the question for who agrees as a second person."""
    case = case_of(request, code)
    is_open = open_names.until(request.session, case.id) is not None
    with tenant_scope(request.tenant.id):
        found = copies.read_copy(request.staff, code=code, copy_id=copy_id, names_open=is_open)
    act = act_on(
        request,
        case,
        _("Afschrift voor: %(who)s") % {"who": found.view.who},
        _("Leg mijn besluit vast"),
        [
            {
                "text": _("Ga je akkoord, dan kan een collega precies dit ophalen, en niets anders."),
                "sign": "yes",
            },
            {"text": _("Je besluit en je reden staan bij de besluiten van deze zaak."), "sign": "eye"},
        ],
        icon="gavel",
        place=_PLACE,
    )
    context = {
        "act": act,
        "copy": _shown(request, case, found, found.wanted) if found.content else None,
        "shut": _(found.shut) if found.shut else "",
        "found": found,
        "reader": _(Reader(found.view.reader).label),
        "parts": [_(LABELS[one]) for one in Part if one in found.wanted.parts],
        "reasons": sorted(found.reasons.items()),
        "names_open": is_open,
        "names_url": _names_url(request, code) if found.shut == NAMES_SHUT else "",
        "hears": found.view.made_at is None
        and found.objection is None
        and told_when_gone(found.view.reader, found.wanted.parts),
        **_row(request, case.code, found.view, {}),
    }
    if not found.view.for_me:
        return render(request, "office_cases/copy_read.html", context)
    return _decide(request, code, found, act, context, is_open=is_open)


def _decide(
    request: Any, code: str, found: CopyRead, act: Act, context: dict[str, Any], *, is_open: bool
) -> HttpResponse:
    def done(given: dict[str, Any]) -> str:
        about = {"code": code, "copy_id": found.view.id, "reason": given["reason"]}
        if given["decision"] == "yes":
            copies.agree_copy(
                request.staff,
                **about,
                names_open=is_open,
                was_read=given.get("was_read", False),
                weighed=given.get("weighed", ""),
                seen=seen,
            )
            tell(request, _("Gelukt: wie het vroeg, hoort dat je akkoord bent en kan het ophalen."))
        else:
            copies.refuse_copy(request.staff, **about)
            tell(request, _("Gelukt: wie het vroeg, hoort dat je niet akkoord bent."))
        return act.back

    # What stood on the page that was sent: what the reporter wrote since was not read.
    shown = request.POST.getlist("seen")
    there = found.objection.seen if found.objection else ()
    seen = [one for one in there if str(one) in shown]
    form = DecideForm(request.POST or None, is_erased=found.is_erased, has_written=bool(there))
    return act_page(request, act, form, done, template="office_cases/copy_decide.html", context=context)


@unlocked
def take(request: Any, code: str, copy_id: UUID) -> Any:
    """The archive, made while it is sent. Who takes it, and its hash, stand in the log before the first byte."""
    case = case_of(request, code)
    if request.method != "POST":  # A link of another site, or a look ahead, must not take it.
        return HttpResponseNotAllowed(["POST"])
    is_open = open_names.until(request.session, case.id) is not None
    try:
        archive = copies.take_copy(
            request.staff,
            code=code,
            copy_id=copy_id,
            names_open=is_open,
            lay_out=lambda handed: copy_papers.pieces(handed, _giver(request)),
        )
    except RefusedError as error:
        act = act_on(request, case, _("Haal het afschrift op"), "", [], place=_PLACE)
        return not_yet(request, act, said(error))
    response = StreamingHttpResponse(packed(archive.pieces, archive.signed), content_type="application/zip")
    name = f"afschrift-{safe_name(case.code)}.zip"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def on_case(request: Any, page: CaseFile) -> dict[str, Any]:
    """What `copies.html` shows on the page of the case."""
    found = copies.copies_of(request.staff, page.case, page.keys)
    return {
        "rows": [_row(request, page.case.code, one, page.colleagues) for one in found],
        "ask_url": "" if page.access.until else address(request, "case_copy", code=page.case.code),
    }


def _row(request: Any, code: str, one: CopyView, colleagues: Any) -> dict[str, Any]:
    may_take = bool(one.is_agreed) and not one.is_lapsed
    return {
        "view": one,
        "who": one.who,
        "kind": _(Reader(one.reader).label),
        "asked_by": _first_name(colleagues.get(one.asked_by)),
        "decided_by": _first_name(colleagues.get(one.decided_by)),
        "made_by": _first_name(colleagues.get(one.made_by)),
        "read_url": address(request, "case_copy_read", code=code, copy_id=one.id),
        "take_url": address(request, "case_copy_take", code=code, copy_id=one.id) if may_take else "",
    }


def _first_name(one: Colleague | None) -> str:
    return one.first_name if one else _("iemand")


def _giver(request: Any) -> copy_papers.Giver:
    tenant = request.tenant
    key_page = f"{settings.WEERBAAR_REPORTER_AT}/{tenant.slug}/bewijs-controleren/"
    return copy_papers.Giver(tenant.name, key_page, tenant.phone, tenant.phone_hours)


def _shown(request: Any, case: Case, seen: Preview | CopyRead, wanted: Wanted) -> dict[str, Any]:
    """A copy in the words and the order of the document, for whoever looks before it goes."""
    content = seen.content
    if content is None:
        return {}
    chapters = copy_papers.chapters(content, seen.named, seen.hands, _giver(request))
    ways = dict(_ways(request, case, content))
    opened = seen.opened if isinstance(seen, CopyRead) else {}
    return {
        "title": copy_papers.title(content),
        "objection": seen.objection,
        "made_for": copy_papers.made_for(wanted.reader, wanted.who),
        "chapters": [
            {"title": one.title, "blocks": [_block(block, ways) for block in one.blocks]} for one in chapters
        ],
        "originals": [
            {
                "path": one.original_path,
                "way": ways[one.original_path],
                "why": wanted.originals.get(UUID(one.id), ""),
                "opened_by": ", ".join(opened.get(one.id, ())),
            }
            for one in content.files
            if one.original_path
        ],
        "is_asked": isinstance(seen, CopyRead),
        "for_court": wanted.reader == Reader.COURT,
        "still_there": copy_papers.still_there(
            (one for one in chapters if one.title not in (copy_papers.ABOUT, copy_papers.HOW)), wanted.words
        ),
        "still_in_front": copy_papers.still_there(
            (one for one in chapters if one.title == copy_papers.ABOUT), wanted.words
        ),
        "not_sought": content.not_sought,
        "taken": [
            {"what": one.what, "at": copy_papers.when(one.at), "counted": _counted(one.names, one.words)}
            for one in content.taken
        ],
        "counted": _counted(content.names_taken, content.words_taken),
        "like": content.like,
        "colleagues": content.colleagues,
        "named": sorted(seen.named.items()),
    }


def _counted(names: int, words: int) -> str:
    """How many names and other words were taken out, without what there is nothing of."""
    told = (
        (names, ngettext("%(number)d naam", "%(number)d namen", names)),
        (words, ngettext("%(number)d ander woord", "%(number)d andere woorden", words)),
    )
    return ", ".join(text % {"number": number} for number, text in told if number)


def _ways(request: Any, case: Case, content: CopyContent) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where each file of the archive is opened here, by its path there: each has a line in the log of its own.

    An original beside a cleaned file stands behind a page with a warning; any other file is taken at once.
    """
    for one in content.files:
        about = {"code": case.code, "file_id": one.id}
        yield one.path or one.original_path, {"url": address(request, "case_file", **about), "is_page": False}
        if one.path and one.original_path:
            url = f"{address(request, 'case_original', **about)}?{urlencode({BACK: request.path})}"
            yield one.original_path, {"url": url, "is_page": True}


def _block(one: paper.Block, ways: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(one, paper.Card):
        return {"card": one, "way": ways.get(one.title)}
    if isinstance(one, paper.Entry):
        return {"entry": one}
    if isinstance(one, paper.Table):
        return {"table": one, "rows": [list(zip(one.head, row, strict=True)) for row in one.rows]}
    if isinstance(one, paper.Facts):
        return {"facts": [{"key": key, "value": value} for key, value in one.rows]}
    if isinstance(one, paper.Command):
        return {"command": one.text}
    return {"text": one.text}
