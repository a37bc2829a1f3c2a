"""Entering what came in by telephone, visit, post or mail, or what was told in a talk: a few pages, each sent again at will.

Who reads it comes first, as on the web: it is read out before anything is told. What is told may change it; then that page
comes again.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from weerbaar.cases.models import Channel
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.intake import actions, entering, queries, questions
from weerbaar.intake.entering import DealtWithError
from weerbaar.intake.files import to_try_again
from weerbaar.intake.questions import Answer
from weerbaar.intake.rules import AlmostAloneError, ReadersChangedError
from weerbaar.vault.uploads import CLEANED, NOT_CLEANED, NOTHING_TO_CLEAN, Finished
from weerbaar.web.design.dates import full_day
from weerbaar.web.design.templatetags.design import file_size
from weerbaar.web.office.act_page import Act, act_page, refuse
from weerbaar.web.office.errors import said
from weerbaar.web.office.forms import NothingForm
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.intake.forms import (
    EARLIER_ASKED,
    BeginForm,
    CheckForm,
    DeskChoiceForm,
    EntryFilesForm,
    EntryReadersForm,
    RecordForm,
    StoryForm,
)
from weerbaar.web.office.intake.visit import begins, called, hold, let_go, sent, with_entry
from weerbaar.web.office.leaving import GOES_TO, elsewhere

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from weerbaar.intake.files import FileView
    from weerbaar.intake.queries import ReaderChoice
    from weerbaar.organisation.models import Desk

STEPS = 4
_FORM = "invoer"
"""The id of the form: every way to another page is a button of it, so that nothing typed is lost."""
_REMOVES = "verwijder"
_WITHOUT_MAIL = "zonder-mail"


@begins
def begin(request: Any) -> HttpResponse:
    """How it came in, and on which day."""
    with tenant_scope(request.tenant.id):
        if not entering.desks_for(request.staff, Channel.PHONE):
            raise Http404
    act = Act(
        heading=_("Voer een melding in"),
        button=_("Verder"),
        back=address(request, "intake"),
        means=[
            {
                "text": _("Wat je invoert, ligt op slot. Tot je het opslaat, kan alleen jij erbij."),
                "sign": "key",
            },
            {"text": _("Het blijft een dag staan. Daarna is het weg.")},
            {
                "text": _("Eerst kies je wie het leest. Lees dat voor, voordat de melder vertelt."),
                "sign": "eye",
            },
        ],
    )
    return _begun(request, act, BeginForm(request.POST or None))


@begins
def record(request: Any) -> HttpResponse:
    """A talk that an office-holder had with the mayor or the registrar, recorded afterwards by them (R13)."""
    if not entering.may_record(request.staff):
        raise Http404
    act = Act(
        heading=_("Leg een gesprek vast"),
        button=_("Verder"),
        back=address(request, "intake"),
        means=[
            {"text": _("Alleen wie jij kiest, leest het. Verder niemand."), "sign": "lock"},
            {"text": _("Wie het je vertelde, krijgt acht woorden, leest het na en kan het verbeteren.")},
            {"text": _("Jij leest het daarna zelf niet meer terug, tenzij je jezelf kiest."), "sign": "eye"},
        ],
    )
    return _begun(request, act, RecordForm(request.POST or None))


def _begun(request: Any, act: Act, form: BeginForm | RecordForm) -> HttpResponse:
    def perform(given: dict[str, Any]) -> str:
        channel = given.get("channel", Channel.CONVERSATION.value)
        day, kind = given["received_on"], given["kind"]
        hold(request, entering.begin(request.staff, channel=channel, received_on=day, kind=kind))
        return address(request, "intake_readers")

    return act_page(request, act, form, perform)


@with_entry
def story(request: Any) -> HttpResponse:
    """All that a reporter is asked, on one page."""
    content = request.content
    if request.method != "POST" and not content.chosen_readers:
        return redirect(address(request, "intake_readers"))
    with tenant_scope(request.tenant.id):
        desks = _desks(request)
    kinds = sorted({kind for one in desks for kind in one.kinds})
    form = StoryForm(sent(request), answers=content.answers, kinds=kinds)
    leaves = GOES_TO in request.POST
    if request.method == "POST" and (form.is_valid() or (leaves and form.is_only_unfinished())):
        try:
            _keep(request, form)
        except RefusedError as error:
            refuse(form, error)
        else:
            if leaves:
                return elsewhere(request, here=request.path, otherwise=address(request, "intake"))
            return redirect(address(request, _after_story(request)))
    context = {
        "form": form,
        "number": 2,
        "total": STEPS,
        "about": _about(request),
        "is_letter": content.channel in (Channel.POST, Channel.EMAIL),
        "is_advice": questions.is_advice(content.answers),
        "is_of_detriment": questions.is_of_detriment(content.answers),
        "back": address(request, "intake_readers"),
        "takes_along": _FORM,
    }
    return render(request, "office_intake/story.html", context)


def _keep(request: Any, form: StoryForm) -> None:
    """Keep what was told. Raises RefusedError for a case that cannot be the one that a complaint belongs to."""
    given = questions.settled(dict(request.content.answers) | form.answers())
    request.content = actions.answer(request.entry, given)
    if questions.EARLIER in form.fields:
        code = form.cleaned_data.get(questions.EARLIER, "")
        request.content = entering.say_where_it_belongs(request.staff, request.entry, code=code)


def _after_story(request: Any) -> str:
    """Where it goes on: by way of who reads it where that is not said yet, or what was told changed it."""
    content = request.content
    if not content.chosen_readers:
        return "intake_readers"
    choice = _choice(request, content.desk)
    will = {str(one.person_id) for one in choice.chosen}
    if choice.asked or choice.asked_of_office:
        tell(request, _("Er is een naam of functie die op die van een collega lijkt. Zeg of die is bedoeld."))
        return "intake_readers"
    if not will or will - set(content.agreed):
        tell(request, _("Door wat er is verteld, lezen het nu anderen. Kijk nog een keer wie."))
        return "intake_readers"
    return "intake_files"


def _desks(request: Any) -> list[Desk]:
    return entering.desks_of(request.staff, request.content)


def _about(request: Any) -> str:
    """How it came in and when, in one line."""
    day = full_day(date.fromisoformat(request.content.received_on))
    if request.content.channel == Channel.CONVERSATION:
        return _("Jouw gesprek op %(day)s") % {"day": day}
    return _("%(channel)s, %(day)s") % {"channel": _(Channel(request.content.channel).label), "day": day}


@with_entry
def readers(request: Any) -> HttpResponse:
    """Whom it is about and who reads it: before anything is sealed to anybody."""
    with tenant_scope(request.tenant.id):
        desks = _desks(request)
    named = request.GET.get("meldpunt") or request.content.desk or (desks[0].slug if len(desks) == 1 else "")
    if named not in {one.slug for one in desks}:
        return _which_desk(request, desks)
    choice = _choice(request, named)
    form = EntryReadersForm(choice, sent(request), content=request.content, staff=request.staff)
    if request.method == "POST" and form.is_valid():
        try:
            chosen = _choose(request, choice, form)
        except RefusedError as error:
            refuse(form, error)
        else:
            leaves = GOES_TO in request.POST
            if leaves:
                return elsewhere(request, here=request.path, otherwise=address(request, "intake"))
            if chosen.chosen:
                is_told = not questions.missing(request.content.answers)
                return redirect(address(request, "intake_files" if is_told else "intake_story"))
            choice = chosen
            refuse(form, _nobody(chosen))
    context = {
        "form": form,
        "choice": choice,
        "is_shielded": request.content.is_shielded,
        "is_aloud": request.content.channel in (Channel.PHONE, Channel.VISIT),
        "asks_by_whom": _asks_by_whom(request.content.answers),
        "number": 1,
        "total": STEPS,
        "about": _about(request),
        "more_desks": len(desks) > 1,
        "back": address(request, "intake"),
        "takes_along": _FORM,
    }
    return render(request, "office_intake/readers.html", context)


def _asks_by_whom(answers: Mapping[str, Any]) -> bool:
    """Whether the next page still asks by whom a complaint about detriment comes."""
    return questions.is_of_detriment(answers) and questions.WHO_SUBJECT.name not in answers


def _nobody(choice: ReaderChoice) -> RefusedError:
    if choice.is_almost_alone:
        return AlmostAloneError()
    return RefusedError(gettext_noop("Er blijft niemand over die dit mag lezen. Sluit iemand minder uit."))


def _which_desk(request: Any, desks: list[Desk]) -> HttpResponse:
    if not desks:
        raise Http404
    form = DeskChoiceForm(request.POST or None, desks=desks)
    act = Act(heading=_("Kies het meldpunt"), button=_("Verder"), back=address(request, "intake"))

    def perform(given: dict[str, Any]) -> str:
        return f"{address(request, 'intake_readers')}?meldpunt={given['desk']}"

    return act_page(request, act, form, perform)


def _choice(request: Any, desk: str) -> ReaderChoice:
    struck = {UUID(one) for one in request.content.struck}
    with tenant_scope(request.tenant.id):
        found = queries.readers(request.tenant.id, desk, struck, content=request.content)
    if found is None:
        raise Http404
    return found


def _choose(request: Any, choice: ReaderChoice, form: EntryReadersForm) -> ReaderChoice:
    """Keep who reads, and answer with who will: of a talk only whom its recorder names."""
    desk = choice.desk.slug
    if request.content.is_shielded:
        named = {UUID(one) for one in form.cleaned_data["named"]}
        entering.name_readers(request.staff, request.entry, desk=desk, named=named)
    struck = form.kept_out()
    request.content = actions.choose(request.entry, desk=desk, struck=struck, about_whom=form.about_whom())
    return _choice(request, desk)


@with_entry
def files(request: Any) -> HttpResponse:
    """The scan of a letter, and what hung on a mail: washed as a reporter's files are, with the original beside it."""
    form = EntryFilesForm()
    if request.method == "POST":
        if taken := request.POST.get(_REMOVES):
            return _remove(request, taken)
        came = to_try_again([one for one in request.FILES.getlist("bestand") if isinstance(one, Finished)])
        refused = [f"{one.name}: {_(one.sentence)}" for one in came if one.sentence]
        try:
            entering.keep_files(request.staff, request.entry, came)
        except RefusedError as error:
            refused.append(said(error))
        if not refused:
            return _after_files(request)
        form = EntryFilesForm({}, {})
        form.errors["bestand"] = form.error_class(refused)
    with tenant_scope(request.tenant.id):
        there = queries.draft_files(request.entry)
    context = {
        "form": form,
        "files": [_file_row(request, one) for one in there],
        "number": 3,
        "total": STEPS,
        "about": _about(request),
        "back": address(request, "intake_story"),
        "takes_along": _FORM,
        "removes": _REMOVES,
    }
    return render(request, "office_intake/files.html", context)


def _file_row(request: Any, one: FileView) -> dict[str, Any]:
    content = request.content
    return {
        "id": str(one.id),
        "stays": bool(content.mail) and content.mail_file == str(one.id),
        "name": one.name,
        "about": f"{_(one.kind)}, {file_size(one.size)}",
        "state": (_(_STATES[one.state][0]), *_STATES[one.state][1:]),
        "removed": [_(word) for word in one.removed],
        "has_original": one.has_original,
    }


_STATES = {
    CLEANED: (gettext_noop("Opgeschoond, met het origineel erbij"), "ok", "circle-check"),
    NOTHING_TO_CLEAN: (gettext_noop("Hoeft niet te worden opgeschoond"), "ok", "lock"),
    NOT_CLEANED: (gettext_noop("Gaat mee zoals het is"), "warn", "alert-triangle"),
}


def _after_files(request: Any) -> HttpResponse:
    if GOES_TO in request.POST:
        return elsewhere(request, here=request.path, otherwise=address(request, "intake"))
    return redirect(address(request, "intake_files" if "voeg-toe" in request.POST else "intake_check"))


def _remove(request: Any, name: str) -> HttpResponse:
    with suppress(GoneError, ValueError):  # removed in another tab: the list shows what is there
        try:
            entering.take_out(request.staff, request.entry, UUID(name))
        except RefusedError as error:
            tell(request, said(error))
    return redirect(address(request, "intake_files"))


@with_entry
def check(request: Any) -> HttpResponse:
    """Everything once more, where the reporter wants a knock, and then making the case of it."""
    content = request.content
    if not content.chosen_readers:
        return redirect(address(request, "intake_readers"))
    missing = questions.missing(content.answers)
    if missing:
        tell(request, _("Vul eerst in wat nog mist."))
        return redirect(address(request, "intake_story"))
    form = CheckForm(sent(request), initial={"knock_at": content.knock_at})
    is_dealt_with = False
    with tenant_scope(request.tenant.id):
        is_left_out = _WITHOUT_MAIL not in request.POST and entering.is_left_out(content)
    if request.method == "POST" and form.is_valid():
        try:
            if _WITHOUT_MAIL in request.POST:
                entering.go_on_without_mail(request.staff, request.entry)
            entering.leave_mail(request.staff, request.entry, mail_address=form.cleaned_data["knock_at"])
            entering.enter(request.staff, request.entry)
            if is_left_out:
                tell(
                    request,
                    _("De mail zelf ging niet mee. Die ligt nog veertien dagen opzij, bij Binnenkomst."),
                )
        except ReadersChangedError:
            tell(
                request,
                _("Wie het kan lezen, is veranderd. Er is nog niets opgeslagen. Kijk eerst wie het nu zijn."),
            )
            return redirect(address(request, "intake_readers"))
        except DealtWithError as error:
            is_dealt_with = True
            form.add_error(None, said(error))
        except RefusedError as error:
            form.add_error("knock_at" if error.field == "mail" else None, said(error))
        else:
            return redirect(address(request, "intake_receipt"))
    context = {"form": form, "without_mail": _WITHOUT_MAIL if is_dealt_with else ""}
    return render(request, "office_intake/check.html", _to_check(request) | context)


def _to_check(request: Any) -> dict[str, Any]:
    content = request.content
    choice = _choice(request, content.desk)
    reads = {one.person_id for one in choice.chosen}
    with tenant_scope(request.tenant.id):
        there = queries.draft_files(request.entry)
    return {
        "rows": _rows(request),
        "reads": choice.chosen,
        "files": there,
        "sees_it": request.staff.person_id in reads,
        "is_asked": bool(choice.asked or choice.asked_of_office),
        "number": 4,
        "total": STEPS,
        "about": _about(request),
        "back": address(request, "intake_files"),
        "called": called(content),
        "readers_url": address(request, "intake_readers"),
        "discard_url": address(request, "intake_discard"),
    }


def _rows(request: Any) -> list[dict[str, str]]:
    answers, url = request.content.answers, address(request, "intake_story")
    told = [
        (_(one.key(is_own=False)), _in_words(one, str(answers.get(one.name) or "")))
        for one in questions.asked_at_once(answers)
    ]
    if questions.is_of_detriment(answers):
        told.append((str(EARLIER_ASKED), answers.get(questions.EARLIER) or _("Dat is nog niet bekend")))
    return [{"key": key, "value": value, "url": url, "what": key.lower()} for key, value in told if value]


def _in_words(question: questions.Question, value: str) -> str:
    if question.kind is Answer.CHOICE:
        chosen = question.choice(value)
        return _(chosen.label) if chosen else ""
    return full_day(date.fromisoformat(value)) if question.kind is Answer.DAY and value else value


@with_entry
def throw_away(request: Any) -> HttpResponse:
    """Throw away what was entered: it cannot come back. A mail that it was made of waits again."""
    act = Act(
        heading=_("Gooi weg wat je invoerde"),
        button=_("Gooi het weg"),
        back=address(request, "intake_check"),
        danger=True,
        means=[
            {"text": _("Alles wat je invoerde, is dan weg."), "sign": "no"},
            {"text": _("Een mail waarvan je dit maakte, blijft bij de post staan.")},
        ],
    )

    def perform(_given: dict[str, Any]) -> str:
        actions.discard(request.entry)
        let_go(request)
        tell(request, _("Weggegooid. Er is niets opgeslagen."))
        return address(request, "intake")

    return act_page(request, act, NothingForm(request.POST or None), perform)
