"""Handing a report on to somebody outside: choose the receiver, put the package together, look at it, take it, mark it (C9)."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header  # pyright: ignore[reportAttributeAccessIssue]
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from weerbaar.cases import referring
from weerbaar.cases.models import Admission, Kind, OutcomeCode, Party, Referral, Sphere, Typology, Urgency
from weerbaar.cases.packages import MAY_HAVE, SEALED_APART, Part, Wanted, is_as_it_came, may_leave
from weerbaar.cases.queries import case_files, keys_to, procedure_of
from weerbaar.cases.rules import LONGEST_REASON, Move
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.vault.uploads import safe_name
from weerbaar.vault.washing import Kind as FileKind
from weerbaar.web.design import dates
from weerbaar.web.design.fields import DayField, ManyChoices
from weerbaar.web.office.act_page import FORM, drop, keep, put_back, refuse
from weerbaar.web.office.cases import open_names, words
from weerbaar.web.office.cases.case_act import BACK, about_a_report, act_on, case_of, not_yet, step_page
from weerbaar.web.office.cases.forms import TOO_LONG
from weerbaar.web.office.errors import said
from weerbaar.web.office.forms import PlainForm
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.gate import unlocked
from weerbaar.web.office.leaving import GOES_TO, elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from weerbaar.cases.queries import CaseFile, FileView
    from weerbaar.cases.referring import Package
    from weerbaar.vault.files import FileDetails

_PARTS = {
    Part.STORY: gettext_lazy("Wat de melder vertelde"),
    Part.WHEN_WHERE: gettext_lazy("Wanneer en waar het was"),
    Part.PEOPLE: gettext_lazy("Over wie het gaat, onder schuilnamen"),
    Part.ASSESSMENT: gettext_lazy("Hoe wij de melding beoordeelden"),
    Part.OUTCOME: gettext_lazy("Wat eruit kwam"),
    Part.FILES: gettext_lazy("Bestanden die je hieronder kiest"),
    Part.NAMES: gettext_lazy("Namen van betrokkenen, getuigen en benadeelden"),
    Part.REPORTER_NAME: gettext_lazy("De naam van de melder"),
}
_HINTS = {
    Part.STORY: gettext_lazy("Lees na of er niets in staat dat de melder verraadt."),
    Part.NAMES: gettext_lazy("Alleen met een reden, en als de namen nu open zijn."),
    Part.REPORTER_NAME: gettext_lazy("Alleen als de melder dat goed vindt."),
}
_ASSESSED = {
    "kind": (gettext_lazy("Soort"), Kind),
    "typology": (gettext_lazy("Waar het over gaat"), Typology),
    "sphere": (gettext_lazy("Sociaal of zakelijk"), Sphere),
    "urgency": (gettext_lazy("Hoe snel"), Urgency),
    "admission": (gettext_lazy("Hoort het hier?"), Admission),
}


def _warning(one: FileView, why: str) -> str:
    """What to know of a file before it leaves as it came: with `why` it stays where names do not go along."""
    if not is_as_it_came(one.details):
        return ""
    told = _(". Let op: niet opgeschoond. Dit bestand kan verraden wie het maakte.")
    return f"{told} {_(why)}" if why else told


class PackageForm(PlainForm):
    """What goes into a package. Only what this receiver may have is a choice."""

    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Wat geef je door?"),
        choices=[],
        help_text=gettext_lazy("Meer dan dit krijgt deze ontvanger niet van ons. Kies zo weinig als kan."),
        error_messages={
            "required": gettext_lazy("Kies wat je doorgeeft."),
            "invalid_choice": gettext_lazy("Dit krijgt deze ontvanger niet van ons."),
        },
    )
    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Welke bestanden?"),
        choices=[],
        required=False,
        help_text=gettext_lazy("De opgeschoonde bestanden gaan mee, nooit het origineel."),
        error_messages={"invalid_choice": gettext_lazy("Kies bestanden uit de lijst.")},
    )
    why_names = forms.CharField(
        label=gettext_lazy("Waarom heeft deze ontvanger de namen nodig?"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        max_length=LONGEST_REASON,
        error_messages=TOO_LONG,
    )
    reporter_agreed = forms.BooleanField(
        label=gettext_lazy("De melder vindt het goed dat zijn of haar naam meegaat"), required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Wat vraag je deze ontvanger?"),
        widget=forms.Textarea({"rows": 3}),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Hier begint het pakket mee. Noem geen namen."),
        error_messages={"required": gettext_lazy("Schrijf op wat je deze ontvanger vraagt."), **TOO_LONG},
    )
    reason = forms.CharField(
        label=gettext_lazy("Waarom geef je dit door?"),
        widget=forms.Textarea({"rows": 3}),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy(
            "Alleen wie een sleutel van deze zaak heeft, leest je reden. De ontvanger niet."
        ),
        error_messages={"required": gettext_lazy("Schrijf op waarom."), **TOO_LONG},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, receiver: str, parts: list[Part], files: list[FileView], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.receiver = receiver
        parts = [one for one in parts if one is not Part.FILES or files]
        # `choices` of a field is a property that also sets those of its widget, so the widget comes first.
        self.fields["parts"].widget = ManyChoices(
            hints={one.value: _HINTS[one] for one in parts if one in _HINTS},
            folds={Part.REPORTER_NAME.value: ("reporter_agreed",), Part.FILES.value: ("chosen",)},
        )
        self.fields["parts"].choices = [(one.value, _PARTS[one]) for one in parts]  # pyright: ignore[reportAttributeAccessIssue]
        why = referring.names_for(files, receiver)
        self.fields["chosen"].widget = ManyChoices()
        self.fields["chosen"].choices = [  # pyright: ignore[reportAttributeAccessIssue]
            (
                str(one.id),
                f"{one.details.name} ({_(FileKind[one.details.kind].label)}){_warning(one, why.get(one.id, ''))}",
            )
            for one in files
        ]
        if not any(one in SEALED_APART for one in parts):
            del self.fields["why_names"]
        if Part.REPORTER_NAME not in parts:
            del self.fields["reporter_agreed"]
        if Part.FILES not in parts:
            del self.fields["chosen"]

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(
            receiver=self.receiver,
            parts=frozenset(given["parts"]),
            files=frozenset(UUID(one) for one in given.get("chosen", [])),
            note=given["note"],
            why_names=given.get("why_names", ""),
            reporter_agreed=given.get("reporter_agreed", False),
        )

    @property
    def mark(self) -> str:
        """What was looked at, so that nothing else is made than what stood in the preview."""
        given = self.cleaned_data
        said_all = [self.receiver, *sorted(given["parts"]), *sorted(given.get("chosen", [])), given["note"]]
        return hashlib.sha256("\0".join(said_all).encode()).hexdigest()


class HandOverForm(PlainForm):
    day = DayField(label=gettext_lazy("Op welke dag gaf je het door?"), not_after_today=True)
    why_quiet = forms.CharField(
        label=gettext_lazy("Mag de melder dit nog niet weten? Schrijf op waarom."),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        max_length=LONGEST_REASON,
        error_messages=TOO_LONG,
    )

    def __init__(self, *args: Any, tells: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not tells:
            del self.fields["why_quiet"]


@require_safe
@unlocked
@about_a_report
def refer(request: Any, code: str) -> HttpResponse:
    """Choose to whom: with what each of them may have at most."""
    case = case_of(request, code)
    receivers = [
        {
            "url": address(request, "case_refer_to", code=code, receiver=one.value),
            "name": _(one.label),
            "verb": _("Maak een pakket"),
            "parts": [_PARTS[part] for part in Part if part in MAY_HAVE[one.value]],
        }
        for one in Referral.Receiver
    ]
    act = act_on(request, case, _("Geef de melding door"), "", [], icon="send", place="#doorgeven")
    return render(request, "office_cases/refer.html", {"act": act, "receivers": receivers})


@unlocked
@about_a_report
def refer_to(request: Any, code: str, receiver: str) -> HttpResponse:
    """Put the package together for one receiver, look at it, and make it."""
    case = case_of(request, code)
    if receiver not in Referral.Receiver.values:
        raise NotAllowedError(_("Deze pagina is er niet"))
    who = _(Referral.Receiver(receiver).label)
    act = act_on(
        request,
        case,
        _("Geef door aan: %(who)s") % {"who": who},
        _("Bekijk het pakket"),
        [
            {
                "text": _("Hiermee gaat nog niets de deur uit: je maakt een pakket dat in de zaak ligt."),
                "sign": "yes",
            },
            {
                "text": _("Je haalt het daarna op als één bestand en geeft het zelf veilig door."),
                "sign": "clock",
            },
            {
                "text": _("Wie een sleutel van de zaak heeft, ziet dat het pakket er is, en waarom."),
                "sign": "eye",
            },
            {"text": _("Dat je het maakt en ophaalt, staat in het logboek."), "sign": "history"},
        ],
        icon="eye",
        place="#doorgeven",
    )
    with tenant_scope(request.tenant.id):
        keys = keys_to(request.staff, case)
        files = [one for one in case_files(case, keys) if may_leave(one.details, receiver)]
        parts = referring.parts_for(receiver, frozenset(keys), has_name=referring.has_reporter_name(case))
    form = PackageForm(request.POST or None, receiver=receiver, parts=parts, files=files)
    if GOES_TO in request.POST and keep(request, form):
        return elsewhere(request, here=request.path, otherwise=act.back)
    is_open = open_names.until(request.session, case.id) is not None
    shown = None
    if request.method == "POST" and GOES_TO not in request.POST and form.is_valid():
        try:
            with tenant_scope(request.tenant.id):
                shown = referring.preview(request.staff, case, form.wanted(), names_open=is_open)
            if "maak" in request.POST and form.cleaned_data["seen"] == form.mark:
                reason = form.cleaned_data["reason"]
                referring.make_package(
                    request.staff, code=code, wanted=form.wanted(), reason=reason, names_open=is_open
                )
                drop(request)
                tell(request, _("Gelukt: het pakket ligt klaar in de zaak."))
                return redirect(act.back)
            form.data = form.data.copy()
            form.data["seen"] = form.mark
        except RefusedError as error:
            refuse(form, error)
    context = {
        "act": act,
        "form": form,
        "package": _shown(shown) if shown else None,
        "names_open": is_open,
        "names_url": f"{address(request, 'case_names', code=code)}?{urlencode({BACK: request.path})}"
        if {"names", "identity"} & set(keys)
        else "",
        "takes_along": FORM,
        "was_kept": request.method != "POST" and put_back(request, form),
        "asks_names": any(one in SEALED_APART for one in parts),
    }
    return render(request, "office_cases/refer_to.html", context)


@require_safe
@unlocked
def package(request: Any, code: str, referral_id: UUID) -> Any:
    """The package as one file. Who takes it stands in the log, before the first byte."""
    case = case_of(request, code)
    is_open = open_names.until(request.session, case.id) is not None
    try:
        found = referring.take_package(request.staff, code=code, referral_id=referral_id, names_open=is_open)
    except RefusedError as error:
        act = act_on(request, case, _("Haal het pakket op"), "", [], place="#doorgeven")
        return not_yet(request, act, said(error))
    letter = render_to_string(
        "office_cases/package.html",
        {"package": _shown(found), "organisation": request.tenant.name, "code": case.code},
        request=None,
    )
    response = StreamingHttpResponse(_zipped(letter, found.files), content_type="application/zip")
    name = f"{safe_name(case.code)}-{found.receiver}.zip"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@unlocked
@about_a_report
def hand_over(request: Any, code: str, referral_id: UUID) -> HttpResponse:
    """Mark on which day a package was handed over."""
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        found = next((one for one in referring.referrals(request.staff, case) if one.id == referral_id), None)
    if found is None:
        raise NotAllowedError(_("Deze pagina is er niet"))
    tells = procedure_of(case).tells_of_referral
    means = [{"text": _("In de zaak staat wanneer en aan wie dit is doorgegeven."), "sign": "yes"}]
    if tells:
        means.append(
            {
                "text": _(
                    "De melder leest aan wie de melding is doorgegeven, tenzij je opschrijft waarom nog niet."
                ),
                "sign": "eye",
            }
        )
    else:
        means.append(
            {"text": _("De melder krijgt hier geen bericht van. Vertel het zelf als dat kan."), "sign": "eye"}
        )
    act = act_on(
        request,
        case,
        _("Leg vast dat je het doorgaf: %(who)s") % {"who": _(Referral.Receiver(found.receiver).label)},
        _("Leg de dag vast"),
        means,
        icon="check",
        place="#doorgeven",
    )
    if request.method != "POST" and found.handed_over_at:
        return not_yet(request, act, _("Er staat al op welke dag dit is overgedragen."))
    form = HandOverForm(request.POST or None, tells=tells, initial={"day": clock.today()})
    return step_page(
        request,
        case,
        act,
        form,
        (
            Move.TALK,
            lambda given: referring.hand_over(
                request.staff,
                code=code,
                referral_id=referral_id,
                day=given["day"],
                why_quiet=given.get("why_quiet", ""),
            ),
        ),
    )


def part(request: Any, page: CaseFile) -> dict[str, Any]:
    """What `referrals.html` shows on the case page."""
    code = page.case.code
    found = referring.referrals(request.staff, page.case, page.keys)
    rows = []
    for one in found:
        by = page.colleagues.get(one.made_by)
        rows.append(
            {
                "who": _(Referral.Receiver(one.receiver).label),
                "by": by.first_name if by else _("iemand"),
                "made_at": one.made_at,
                "handed_over_at": one.handed_over_at,
                "has_names": any(part in one.parts for part in SEALED_APART),
                "url": address(request, "case_package", code=code, referral_id=one.id),
                "done_url": ""
                if one.handed_over_at
                else address(request, "case_hand_over", code=code, referral_id=one.id),
            }
        )
    return {"referrals": {"rows": rows, "refer_url": address(request, "case_refer", code=code)}}


def _shown(one: Package) -> dict[str, Any]:
    """A package in words: the same for who makes it and for who receives it."""
    content = one.content
    answers = dict(content.get(Part.WHEN_WHERE, {}))
    assessed = content.get(Part.ASSESSMENT, {})
    outcome = content.get(Part.OUTCOME, "")
    return {
        "receiver": _(Referral.Receiver(one.receiver).label),
        "made_at": one.made_at,
        "received_on": dates.full_day(date.fromisoformat(content["received_on"])),
        "note": content["note"],
        "story": content.get(Part.STORY, ""),
        "when_where": words.report_rows(answers),
        "people": [
            {"short": row["short"], "role": _(Party.Role(row["role"]).label), "about": row["about"]}
            for row in content.get(Part.PEOPLE, [])
        ],
        "assessment": [
            {"key": label, "value": _(table(assessed[name]).label)}
            for name, (label, table) in _ASSESSED.items()
            if name in assessed
        ],
        "outcome": _(OutcomeCode(outcome).label) if outcome else "",
        "has_outcome": Part.OUTCOME in one.parts,
        "names": sorted(one.named.items()),
        "files": [name for name, _details in _file_names(one.files)],
    }


def _file_names(files: tuple[FileDetails, ...]) -> list[tuple[str, FileDetails]]:
    """A number before each name: two files of one name stay two."""
    found = []
    for number, one in enumerate(files, start=1):
        name, ending = safe_name(one.name), f".{FileKind[one.kind].extension}"
        found.append((f"{number:02d} {name if name.casefold().endswith(ending) else name + ending}", one))
    return found


class _Outflow:
    """What a zip file writes to, and a response reads from: it holds no more than one chunk."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._kept.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        data, self._kept = b"".join(self._kept), []
        return data


def _zipped(letter: str, files: tuple[FileDetails, ...]) -> Iterator[bytes]:
    """One file with the letter and the files in it, made while it is sent: nothing of it is ever on a disk."""
    out: Any = _Outflow()
    # One day for all: when something was changed here says nothing about the report.
    stamp = (1980, 1, 1, 0, 0, 0)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        bundle.writestr(zipfile.ZipInfo("melding.html", stamp), letter.encode())
        yield out.taken()
        for name, details in _file_names(files):
            with bundle.open(zipfile.ZipInfo(f"bestanden/{name}", stamp), "w", force_zip64=True) as entry:
                for chunk in details.current.reader().chunks():
                    entry.write(chunk)
                    yield out.taken()
            yield out.taken()
    yield out.taken()
