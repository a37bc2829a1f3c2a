"""The worklist and the file page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext
from django.views.decorators.http import require_safe

from weerbaar.cases import actions, queries
from weerbaar.cases import releasing as releasing_verbs
from weerbaar.cases.desk_news import What
from weerbaar.cases.models import Admission, Kind, Party, Stage
from weerbaar.cases.on_paper import WITHOUT_WORDS
from weerbaar.cases.procedures import Doer, Place, Step, TermName, newest
from weerbaar.cases.rules import Move, missing_for
from weerbaar.cases.worklist import MOST_COUNTED, sent_on, worklist
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.vault.washing import Kept, Reason, Removal, Verdict
from weerbaar.vault.washing import Kind as FileKind
from weerbaar.web.design import dates
from weerbaar.web.office.act_page import PUT_IN, refuse
from weerbaar.web.office.cases import (
    accounts,
    asked,
    assessing,
    choosing,
    communication,
    copies,
    guests,
    how_it_runs,
    keeping_out,
    leaves,
    lessons,
    linking,
    measures,
    notes,
    nothing_yet,
    of_desks,
    on_paper,
    open_names,
    protecting,
    referring,
    register,
    releasing,
    subjects,
    tasks,
    terms,
    text_blocks,
    together,
    unsent,
    words,
)
from weerbaar.web.office.cases.case_act import case_of
from weerbaar.web.office.cases.forms import OnceForm, text_field
from weerbaar.web.office.cases.rows import case_row
from weerbaar.web.office.entry import first_page
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.gate import signed_in, unlocked
from weerbaar.web.office.leaving import GOES_TO, elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django import forms
    from django.http import HttpResponse

    from weerbaar.cases.desk_news import News
    from weerbaar.cases.queries import CaseFile, FileView, PartyView, Said
    from weerbaar.cases.worklist import ConsentToDo, Row, Worklist
    from weerbaar.organisation.queries import Colleague
    from weerbaar.vault.files import FileDetails
    from weerbaar.web.office.act_page import Ready


class AnswerForm(OnceForm):
    body = text_field(
        gettext_lazy("Antwoord aan de melder"),
        gettext_lazy("Schrijf eerst iets op."),
        help_text=gettext_lazy(
            "Schrijf zoals je praat. Noem geen namen: de melder leest dit misschien waar iemand meekijkt."
        ),
    )
    # A style sheet sees by it whether something was typed: an empty box is not printed.
    body.widget.attrs["placeholder"] = " "


# --- the worklist ---


@require_safe
@signed_in
def home(request: Any) -> HttpResponse:
    """The worklist, for whoever works on cases; for others the first page of their own work."""
    if not request.staff.works_on_cases:
        return redirect(first_page(request, request.staff))
    return _worklist(request)


@unlocked
def _worklist(request: Any) -> HttpResponse:
    """What asks for me, and the cases that I have a key to.

    Facts only, and yet behind the key: an administrator can give a person a new telephone, and would see the list.
    """
    staff = request.staff
    wanted = {name: request.GET.get(name, "") for name in ("soort", "stap", "na", "meer")}
    found = worklist(
        staff, kind=wanted["soort"], stage=wanted["stap"], after=wanted["na"], todo_after=wanted["meer"]
    )
    colleagues = colleagues_by_alias(staff.tenant_id)
    asked_me, asked_count = asked.todo_rows(request)
    received, received_count = _received_todo(request)
    own_tasks, task_count = tasks.today_rows(request)
    first = [*asked_me, *received, *own_tasks] if not wanted["meer"] else []
    todo = _todo(request, found, colleagues, first)
    context = {
        "today": clock.today(),
        "heading": _heading(found.todo_count + asked_count + received_count + task_count),
        "todo": todo,
        "todo_part": _part(_things(todo), found, is_first=not wanted["meer"]),
        "todo_next": _other_page(wanted, meer=found.todo_cursor) if found.todo_cursor else "",
        "todo_first": _other_page(wanted, meer="") if wanted["meer"] else "",
        "rows": of_desks.with_desks(request, [case_row(request, one, colleagues) for one in found.rows]),
        "count": _count(found.open_count),
        "advice_count": found.advice_count,
        "shown": len(found.rows),
        "first_due": case_row(request, found.first_due, colleagues) if found.first_due else None,
        "is_filtered": bool(wanted["soort"] or wanted["stap"]),
        "wanted": wanted,
        "kinds": [(one, words.kind(one)) for one in Kind.values],
        "stages": [(one, words.stage(one)) for one in Stage.values],
        "next_url": _other_page(wanted, na=found.next_cursor) if found.next_cursor else "",
        "is_first_page": not wanted["na"],
    }
    return render(request, "office_cases/worklist.html", context)


def _heading(count: int) -> str:
    if not count:
        return _("Niets vraagt je vandaag")
    if count > MOST_COUNTED:
        return _("Meer dan %(number)d dingen vragen je vandaag") % {"number": MOST_COUNTED}
    told = ngettext("%(word)s ding vraagt je vandaag", "%(word)s dingen vragen je vandaag", count)
    word = dates.number_word(count)
    # At the head of a sentence the first accent goes: "Eén", not "Één".
    return told % {"word": "Eén" if word == "één" else word[:1].upper() + word[1:]}


def _things(todo: Iterable[Mapping[str, Any]]) -> int:
    """How many things these lines are: some stand for more that are behind one link, and `counts` says for how many."""
    return sum(one.get("counts", 1) for one in todo)


def _part(shown: int, found: Worklist, *, is_first: bool) -> str:
    """Which of them stand here, where that is not all of them."""
    if is_first and not found.todo_cursor:
        return ""
    word = dates.number_word(shown)
    if is_first:
        return ngettext("Dit is de eerste.", "Dit zijn de eerste %(word)s.", shown) % {"word": word}
    if found.todo_cursor:
        return ngettext("Dit is de volgende.", "Dit zijn de volgende %(word)s.", shown) % {"word": word}
    return ngettext("Dit is de laatste.", "Dit zijn de laatste %(word)s.", shown) % {"word": word}


def _other_page(wanted: Mapping[str, str], **changed: str) -> str:
    """The address of this page with another part of a list."""
    return "?" + urlencode({name: value for name, value in {**wanted, **changed}.items() if value})


def _count(count: int) -> str:
    return _("meer dan %(number)d") % {"number": MOST_COUNTED} if count > MOST_COUNTED else str(count)


def _todo(
    request: Any, found: Worklist, colleagues: Mapping[UUID, Colleague], first: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    rows = first + [_news_todo(request, one, colleagues) for one in found.news]
    rows += [_consent_todo(request, one, colleagues) for one in found.consents]
    elsewhere = sent_on(found.todo)
    rows += [_case_todo(request, one, goes_on=one.case_id in elsewhere) for one in found.todo]
    if rows:
        rows[0]["first"] = True
    return rows


_NEWS = {
    What.ASKED_BACK: (
        gettext_noop("%(who)s vraagt iets terug"),
        gettext_noop("Beantwoord het"),
        "message-circle",
    ),
    What.HANDED_BACK: (
        gettext_noop("%(who)s gaf de vraag terug"),
        gettext_noop("Kies iemand anders"),
        "arrow-back-up",
    ),
    What.DECIDED: (gettext_noop("%(who)s besloot"), gettext_noop("Lees het besluit"), "gavel"),
    What.CHECKED: (gettext_noop("%(who)s toetste de maatregel"), gettext_noop("Lees de toets"), "list-check"),
    What.DETRIMENT: (
        gettext_noop("Iemand meldt nadeel. Kijk vandaag wat er nodig is"),
        gettext_noop("Lees wat er gebeurde"),
        "alert-triangle",
    ),
    What.GUEST_WROTE: (
        gettext_noop("Iemand met eigen woorden schreef"),
        gettext_noop("Lees en antwoord"),
        "message-circle",
    ),
    What.CARE: (
        gettext_noop("Iemand over wie een melding gaat, wil hulp"),
        gettext_noop("Lees hoe je die bereikt"),
        "heart-handshake",
    ),
    What.TO_AGREE: (
        gettext_noop("%(who)s vraagt je akkoord voor een afschrift van het dossier"),
        gettext_noop("Lees en besluit"),
        "users",
    ),
    What.COPY_AGREED: (
        gettext_noop("%(who)s ging akkoord met een afschrift"),
        gettext_noop("Haal het op"),
        "file",
    ),
    What.COPY_REFUSED: (
        gettext_noop("%(who)s ging niet akkoord met een afschrift"),
        gettext_noop("Lees waarom"),
        "file",
    ),
    What.TO_BE_THERE: (
        gettext_noop("%(who)s vraagt of jij contactpersoon wilt zijn"),
        gettext_noop("Lees en zeg ja of nee"),
        "heart-handshake",
    ),
    What.NOT_THERE: (
        gettext_noop("%(who)s wil geen contactpersoon zijn"),
        gettext_noop("Vraag een ander"),
        "user",
    ),
    What.TO_CHECK: (
        gettext_noop("%(who)s vraagt je een maatregel te toetsen"),
        gettext_noop("Lees en toets"),
        "list-check",
    ),
}


_NOT_DONE = gettext_noop("Je las dit. Leg vast wat er gedaan is")


def _news_todo(request: Any, one: News, colleagues: Mapping[UUID, Colleague]) -> dict[str, Any]:
    who = colleagues.get(one.who)
    title, verb, icon = _NEWS[one.what]
    if one.what is What.DETRIMENT and one.is_seen:
        # Whoever read it still has this to do: it stays until somebody says what was done.
        url, verb = address(request, "case_help_given", code=one.code, check_in_id=one.id), _NOT_DONE
    else:
        url = _where(request, one)
    return {
        "title": _(title) % {"who": who.first_name if who else _("Een collega")},
        "about": words.kind_inside(one.kind),
        "code": one.code,
        "url": url,
        "verb": _(verb),
        "icon": icon,
        "when": "",
        "tone": "",
    }


_PLACES = {
    What.CHECKED: "#maatregelen",
    What.TO_CHECK: "#maatregelen",
    What.DETRIMENT: "#bescherming",
    What.CARE: "#betrokkenen",
    What.DECIDED: "#voorgelegd",
    What.COPY_REFUSED: "#besluiten",
}
# What has a page of its own, and the name by which that page knows which one it is.
_OWN_PAGES = {
    What.TO_BE_THERE: ("case_be_contact", "contact_id"),
    What.TO_AGREE: ("case_copy_read", "copy_id"),
    What.COPY_AGREED: ("case_copy_read", "copy_id"),
    What.GUEST_WROTE: ("case_guest", "guest_id"),
    What.ASKED_BACK: ("case_tell_more", "asked_id"),
    What.HANDED_BACK: ("case_ask_another", "asked_id"),
}


def _where(request: Any, one: News) -> str:
    """Where that is done which something asks."""
    if one.what is What.NOT_THERE:
        if one.asked_id:
            return address(request, "case_subject_contact", code=one.code, party_id=one.asked_id)
        return address(request, "case_contact", code=one.code)
    if one.what in _OWN_PAGES:
        name, known_as = _OWN_PAGES[one.what]
        which = one.id if one.what is What.TO_BE_THERE else one.asked_id
        return address(request, name, code=one.code, **{known_as: which})
    return address(request, "case", code=one.code) + _PLACES.get(one.what, "")


def _received_todo(request: Any) -> tuple[list[dict[str, Any]], int]:
    """That something came from outside which was not opened yet; and how much."""
    new = releasing_verbs.unopened_count(request.staff)
    if not new:
        return [], 0
    told = ngettext("Er is iets van buiten gekomen", "Er zijn %(count)d dingen van buiten gekomen", new)
    return [
        {
            "title": told % {"count": new},
            "about": _("Van een partij die jullie meldpunt runt"),
            "code": "",
            "url": address(request, "received"),
            "verb": _("Lees het"),
            "icon": "send",
            "when": "",
            "tone": "",
            "counts": new,
        }
    ], new


def _consent_todo(request: Any, one: ConsentToDo, colleagues: Mapping[UUID, Colleague]) -> dict[str, Any]:
    asker = colleagues.get(one.asked_by)
    return {
        "title": _("%(who)s vraagt jouw tweede akkoord")
        % {"who": asker.first_name if asker else _("Een collega")},
        "about": _("toegang tot namen"),
        "code": one.code,
        "url": address(request, "case_consent", code=one.code, request_id=one.id),
        "verb": _("Lees en besluit"),
        "icon": "users",
        "when": "",
        "tone": "",
    }


def _case_todo(request: Any, one: Row, *, goes_on: bool) -> dict[str, Any]:
    title, verb, icon, url = _what_asks(request, one, goes_on=goes_on)
    when, tone = "", ""
    if one.term:
        when = words.by_when(one.term)
        tone = {"late": "danger", "soon": "warn"}.get(one.term.state, "")
    return {
        "title": title,
        "about": _about(one),
        "code": one.code,
        "url": url,
        "verb": verb,
        "icon": icon,
        "when": when[:1].upper() + when[1:],
        "tone": tone,
    }


def _about(one: Row) -> str:
    """The kind, and what is new in the same words as in the list below."""
    kind = words.kind_inside(one.kind)
    return f"{kind}, {words.news(one.unread)}" if one.unread else kind


def _what_asks(request: Any, one: Row, *, goes_on: bool) -> tuple[str, str, str, str]:
    """Title, verb, icon and address of one thing to do: what is new goes before what ends soon."""
    if one.kind == Kind.ADVICE:
        return _what_a_question_asks(request, one)
    if one.unread:
        return _what_is_new(request, one)
    if one.stage == Stage.RECEIVED:
        url = address(request, "case_acknowledge", code=one.code)
        return _("Bevestig dat de melding binnen is"), _("Stuur bevestiging"), "bell", url
    if goes_on:
        url = address(request, "case_send_elsewhere", code=one.code)
        return _("Vertel de melder waarheen"), _("Schrijf de melder"), "send", url
    if one.term:
        return _what_its_term_asks(request, one)
    talk = f"{address(request, 'case', code=one.code)}#gesprek"
    return _("Beantwoord de vraag van de melder"), _("Geef antwoord"), "message-circle", talk


def _what_a_question_asks(request: Any, one: Row) -> tuple[str, str, str, str]:
    """The same of a question for advice, which is no report: there is nothing to assess and nothing to find out."""
    file_url = address(request, "case", code=one.code)
    if one.unread and one.stage == Stage.RECEIVED:
        return _("Er is een nieuwe vraag om advies"), _("Lees de vraag"), "help-circle", file_url
    if one.unread:
        talk = f"{file_url}#gesprek"
        return _("Wie advies vroeg, stuurde iets nieuws"), _("Lees en antwoord"), "message-circle", talk
    url = address(request, "case_feedback", code=one.code)
    return _("Beantwoord de vraag om advies"), _("Geef antwoord"), "send", url


def _what_is_new(request: Any, one: Row) -> tuple[str, str, str, str]:
    file_url = address(request, "case", code=one.code)
    if one.capacity == "colleague":
        return _("Er is iets nieuws in een zaak waar je meeleest"), _("Lees de zaak"), "eye", file_url
    if one.stage == Stage.RECEIVED:
        return _("Er is een nieuwe melding"), _("Lees de melding"), "bell", file_url
    talk = f"{file_url}#gesprek"
    return _("De melder stuurde iets nieuws"), _("Lees en antwoord"), "message-circle", talk


def _what_its_term_asks(request: Any, one: Row) -> tuple[str, str, str, str]:
    """What meets the term that ends first, where the case stands now."""
    if one.stage == Stage.ACKNOWLEDGED:
        url = address(request, "case", code=one.code)
        return _("Beoordeel de melding"), _("Lees en beoordeel"), "list-check", url
    if one.term and (one.term.name == "decide" or _asks_for_an_outcome(one)):
        url = address(request, "case_decide", code=one.code)
        return _("Leg vast wat eruit kwam"), _("Leg de uitkomst vast"), "gavel", url
    if one.stage == Stage.DECIDED:
        url = address(request, "case_feedback", code=one.code)
        return _("Geef de melder antwoord"), _("Geef antwoord"), "send", url
    url = address(request, "case_inform", code=one.code)
    return _("Vertel de melder hoe het loopt"), _("Schrijf de tussenstand"), "send", url


def _asks_for_an_outcome(one: Row) -> bool:
    """Whether the term of the answer is met by the answer alone, so that it must be known first what came out."""
    move = newest(one.kind).move(Step.INFORM, one.stage)
    return move is not None and one.stage != Stage.DECIDED and TermName.FEEDBACK not in move.meets


# --- the file ---


@require_safe
@unlocked
def file_page(request: Any, code: str) -> HttpResponse:
    """A case, whole. The line that says who read it is written before the page is made."""
    return show_file(request, code)


@unlocked
def answer(request: Any, code: str) -> HttpResponse:
    """Send an answer, send it as a question that waits, or keep it as a draft, also before another page is shown.

    Whoever asks for the address of the form, by reloading what it answered, gets the page on which it stands.
    """
    if request.method != "POST":
        queries.case_head(request.staff, code)  # of a case that one was not let into no address answers
        return redirect(_talk(request, code))
    if request.POST.get(GOES_TO) == PUT_IN:
        stuck = unsent.keep(request, code, _ready_for(request, code))
        return show_file(request, code, form=stuck) if stuck else redirect(_talk(request, code))
    if "bewaar" in request.POST or GOES_TO in request.POST:
        stuck = unsent.keep(request, code)
        if stuck:
            return show_file(request, code, form=stuck)
        return elsewhere(request, here=address(request, "case", code=code), otherwise=_talk(request, code))
    form = AnswerForm(request.POST)
    if form.is_valid():
        send = actions.ask if "vraag" in request.POST else actions.answer
        try:
            send(request.staff, code=code, body=form.cleaned_data["body"], message_id=form.drawn)
            tell(request, _("Gelukt: je bericht aan de melder is verstuurd."))
        except actions.AlreadyDoneError:
            pass
        except RefusedError as error:
            refuse(form, error)
    return show_file(request, code, form=form) if form.errors else redirect(_talk(request, code))


def _ready_for(request: Any, code: str) -> Ready:
    """The sentences that can be put into an answer in this case."""
    return text_blocks.ready(request, case_of(request, code), *text_blocks.USES_IN_TALK)


def _talk(request: Any, code: str) -> str:
    return f"{address(request, 'case', code=code)}#gesprek"


def show_file(request: Any, code: str, *, form: forms.Form | None = None) -> HttpResponse:
    staff = request.staff
    everything = "alles" in request.GET
    page = actions.open_case(staff, code=code, with_reading=everything, places=leaves.places(request))
    # One scope for all that follows: a page that answers a form stands outside the one that a reading page has.
    with tenant_scope(staff.tenant_id):
        context = _shown(request, page, form)
    context["nothing_yet"] = nothing_yet.on_case(request, context)
    return render(request, "office_cases/case.html", context)


def _shown(request: Any, page: CaseFile, form: forms.Form | None) -> dict[str, Any]:
    """What the page of a case shows. Within a tenant scope; a section opens none of its own."""
    staff = request.staff
    opened_until = open_names.until(request.session, page.case.id)
    printed, next_step = on_paper.letters(request, page), _next_step(request, page)
    # What stands there as a button is not said again below it.
    said = {one["url"] for one in (next_step, *next_step.get("others", ()))}
    return {
        "page": page,
        "case": page.case,
        "code": page.case.code,
        "kind": words.kind(page.case.kind),
        "stage": words.stage(page.case.stage),
        "openness": words.openness(page.answers, has_name=_has_name(page)),
        "who": _who_works(page),
        "desk": of_desks.of_case(request, page.case.desk_id),
        "line": _line(page),
        **how_it_runs.part(page),
        **assessing.part(request, page),
        **referring.part(request, page),
        "said": [_said(one) | {"letter": printed.get(one.id)} for one in page.messages],
        "came_in": on_paper.came_in(page.case),
        "story": page.answers.get("story", ""),
        "without_words": page.answers.get(WITHOUT_WORDS, ""),
        "report": words.report_rows(page.answers),
        "form": form or AnswerForm(initial={"body": page.draft}),
        "takes_along": unsent.BOX,
        "ready": text_blocks.ready(request, page.case, *text_blocks.USES_IN_TALK),
        "has_draft": bool(page.draft),
        "parties": _parties(request, page, with_names=opened_until is not None),
        "seals": _seals(request, page, is_open=opened_until is not None),
        "opened_until": opened_until,
        "files": [_file(request, page, one) for one in page.files],
        "decisions": _decisions(staff, page, with_names=opened_until is not None),
        "events": page.events,
        "everything": "alles" in request.GET,
        "leaves": leaves.ways(request, page),
        "asked": [_asked(request, page, one) for one in page.asked],
        "holders": _holders(request, page),
        "terms": terms.section(request, page),
        "next": next_step,
        "acts": [one for one in _acts(request, page) if one["url"] not in said],
        "released": releasing.section(request, page),
        "copies": copies.on_case(request, page),
        "deciding": measures.on_case(request, page),
        "subjects": subjects.on_case(request, page),
        "accounts": accounts.on_case(request, page),
        "protecting": protecting.on_case(request, page),
        "guests": guests.on_case(request, page, with_names=opened_until is not None),
        "registered": register.on_case(request, page),
        "keeping_out": keeping_out.on_case(request, page),
        "notes": notes.on_case(request, page),
        "tasks": tasks.on_case(request, page),
        "links": linking.on_case(request, page),
        "together": together.on_case(request, page),
        "communication": communication.on_case(request, page),
        "lessons": lessons.on_case(request, page),
        "is_report": queries.procedure_of(page.case).is_report,
        "can_work": not missing_for(Move.WORK, page.case.stage),
        "can_let_in": not missing_for(Move.LET_IN, page.case.stage) and not page.access.until,
    }


def _has_name(page: CaseFile) -> bool:
    """Whether the reporter's name lies in the case now."""
    return any(one.has_name for one in page.parties if one.role == Party.Role.REPORTER)


def _who_works(page: CaseFile) -> str:
    names = [
        _("jij") if one.is_me else one.colleague.first_name
        for one in page.holders
        if one.colleague and one.capacity == "handler"
    ]
    return _("Behandelaar: %(names)s.") % {"names": ", ".join(names)} if names else ""


def _line(page: CaseFile) -> list[dict[str, str]]:
    """Where the case is in its procedure: what was done with its day, where it stands, what comes with its term."""
    case, today = page.case, clock.today()
    days = {
        Stage.RECEIVED: case.received_at,
        Stage.ACKNOWLEDGED: case.acknowledged_at,
        Stage.ANSWERED: case.answered_at,
        Stage.CLOSED: case.closed_at,
    }
    due = {
        one.name: _("uiterlijk %(day)s") % {"day": dates.short_day(one.due_on, today)}
        for one in page.terms
        if not one.suspended_on
    }
    promised = {
        Stage.ACKNOWLEDGED: "acknowledge",
        Stage.ASSESSED: "assess",
        Stage.DECIDED: "decide",
        Stage.ANSWERED: "feedback",
    }
    places = queries.procedure_of(case).places
    here = places.index(Place(case.stage))
    passed_by = how_it_runs.passed_by(page)
    rows = []
    for number, place in enumerate(places):
        state = "done" if number < here or case.stage == Stage.CLOSED else "now" if number == here else "next"
        stage = Stage(place.value)
        at = days.get(stage)
        if state == "done" and place in passed_by:
            rows.append({"name": words.stage(stage), "state": "skipped", "note": ""})
            continue
        note = dates.short_day(at, today) if at else due.get(promised.get(stage, ""), "")
        rows.append(
            {"name": words.stage(stage), "state": state, "note": "" if state == "done" and not at else note}
        )
    return rows


def _said(one: Said) -> dict[str, Any]:
    who = _("Melder")
    if one.by_guest:
        who = _("%(who)s, namens de melder") % {"who": words.guest_role(one.by_guest)}
    if not one.from_reporter:
        who = _("Meldpunt, %(name)s") % {"name": one.author.first_name} if one.author else _("Meldpunt")
    return {
        "who": who,
        "at": one.at,
        "text": words.said(one),
        "mine": not one.from_reporter,
        "new": one.is_new,
        "waits": one.kind == "question" and not one.from_reporter and not one.is_answered,
        "is_read": one.is_read and not one.from_reporter,
        "label": {
            "acknowledgement": _("Ontvangstbevestiging"),
            "feedback": _("Antwoord op de melding"),
            "question": _("Vraag"),
        }.get(one.kind, ""),
    }


def _parties(request: Any, page: CaseFile, *, with_names: bool) -> list[dict[str, str]]:
    names: dict[UUID, str] = {}
    if with_names:
        names = queries.names(request.staff, page.case)
    rows = []
    for one in page.parties:
        about = [words.party_about(one)]
        if one.role == "reporter" and not one.has_name:
            about.append(
                _("De naam is ingetrokken.") if one.is_withdrawn else _("Naam niet bekend, ook niet bij ons.")
            )
        rows.append(
            {
                "short": one.short,
                "name": words.party_name(one),
                "about": ". ".join(part.rstrip(".") for part in about if part) + ("." if any(about) else ""),
                "real": names.get(one.id, ""),
                "withdraw_url": _withdraw_url(request, page, one),
            }
        )
    return rows


def _withdraw_url(request: Any, page: CaseFile, one: PartyView) -> str:
    """Where a person whom a handler recorded by mistake is taken off the record; empty for who is not to be."""
    if one.is_withdrawn or not one.by_staff or missing_for(Move.WORK, page.case.stage):
        return ""
    return address(request, "case_withdraw_person", code=page.case.code, party_id=one.id)


def _seals(request: Any, page: CaseFile, *, is_open: bool) -> dict[str, Any]:
    """The compartments with names: what is in them, and whether the reader has a key."""
    named = ["identity" if one.role == "reporter" else "names" for one in page.parties if one.has_name]
    named += ["names"] * page.decided.named
    mine = [kind for kind in named if kind in page.held]
    others = len(named) - len(mine)
    told = ngettext("Naam van 1 persoon", "Namen van %(number)d personen", len(mine)) % {"number": len(mine)}
    return {
        "mine": len(mine),
        "title": told,
        "is_open": is_open and bool(mine),
        "open_url": address(request, "case_names", code=page.case.code),
        "shut_url": address(request, "case_names_shut", code=page.case.code),
        "others": others,
    }


def _file(request: Any, page: CaseFile, one: FileView) -> dict[str, Any]:
    details = one.details
    chips = {
        "cleaned": (_("Opgeschoond"), "ok", "circle-check"),
        "nothing_to_clean": (_("Niets om op te schonen"), "", "circle-check"),
    }
    return {
        "name": details.name,
        "url": address(request, "case_file", code=page.case.code, file_id=one.id),
        "kind": _(FileKind[details.kind].label),
        "size": details.current.size,
        "who": words.whose(details),
        "added_by": _added_by(page, details),
        "at": details.uploaded_at[:10],
        "chip": chips.get(details.state, (_("Niet opgeschoond"), "warn", "alert-triangle")),
        "is_unscanned": details.scan == Verdict.UNSCANNED.name,
        "removed": [_(Removal[code].msgid) for code in details.removed],
        "kept": [_(Kept[code].msgid) for code in details.kept],
        "reason": _(Reason[details.reason].msgid) if details.reason else "",
        "original_url": address(request, "case_original", code=page.case.code, file_id=one.id)
        if details.original
        else "",
    }


def _added_by(page: CaseFile, details: FileDetails) -> str:
    """Who of the desk put a file in the case; empty for what the reporter sent themselves."""
    return next((who.first_name for alias, who in page.colleagues.items() if str(alias) == details.by), "")


def _decisions(staff: Any, page: CaseFile, *, with_names: bool) -> list[dict[str, Any]]:
    names = queries.names_taken_back(staff, page.case) if with_names else {}
    return [_decision(one, names.get(one.id, "")) for one in page.decisions]


def _decision(one: Any, real: str) -> dict[str, Any]:
    who = one.by.first_name if one.by else _("iemand")
    return {
        "real": real,
        "at": one.at,
        "title": words.decision(one.verb, by=one.by, whom=one.about),
        "who": who,
        "reason": one.text,
    }


def _asked(request: Any, page: CaseFile, one: Any) -> dict[str, Any]:
    someone = _("iemand")
    return {
        "by": one.by.first_name if one.by else someone,
        "whom": one.whom.first_name if one.whom else someone,
        "what": words.asked(one.chests),
        "url": address(request, "case_consent", code=page.case.code, request_id=one.id) if one.for_me else "",
    }


def _holders(request: Any, page: CaseFile) -> list[dict[str, str]]:
    code = page.case.code
    return [
        {
            "name": words.holder(one),
            "what": words.keys_of(one.chests, one.until),
            "stands_for": words.stands_for(one),
            "first_name": one.colleague.first_name if one.colleague else "",
            "url": ""
            if one.is_me or one.is_reporter or one.guest or page.access.until
            else address(request, "case_withdraw", code=code, alias=one.alias),
        }
        for one in page.holders
    ]


def _next_step(request: Any, page: CaseFile) -> dict[str, Any]:
    """One thing to do, with its verb; the rest waits under other acts. `others` are the choices beside it."""
    code = page.case.code
    ask = next((one for one in page.asked if one.for_me), None)
    if ask is not None:
        url = address(request, "case_consent", code=code, request_id=ask.id)
        return {
            "text": _("Een collega vraagt jouw tweede akkoord."),
            "url": url,
            "verb": _("Lees en besluit"),
        }
    if page.waits_for_answer and page.case.stage != Stage.RECEIVED:
        return {
            "text": _("De melder wacht op jouw woorden."),
            "url": "#gesprek",
            "verb": _("Beantwoord de melder"),
        }
    procedure = queries.procedure_of(page.case)
    told = _(procedure.stop(page.case.stage).next)
    if page.case.stage == Stage.ASSESSED:
        offered = {step for step in (Step.INQUIRE, Step.DECIDE) if _is_offered(request, page, step)}
        if offered:
            return {"text": told, **choosing.ways_on(request, page, procedure, offered)}
    if page.case.stage == Stage.ACKNOWLEDGED and page.case.admission == Admission.NOT_HERE:
        told = _("Vertel de melder waarom de melding hier niet hoort, en waar wel.")
    for step, name, verb in _NEXT:
        if _is_offered(request, page, step):
            return {"text": told, "url": address(request, name, code=code), "verb": _(verb)}
    return {"text": told, "url": "#gesprek", "verb": _("Schrijf de melder")}


# What the case page offers first: the first of these that the procedure knows from where the case stands.
_NEXT: tuple[tuple[Step, str, str], ...] = (
    (Step.ACKNOWLEDGE, "case_acknowledge", gettext_noop("Stuur bevestiging")),
    (Step.NOT_HERE, "case_send_elsewhere", gettext_noop("Vertel de melder waarheen")),
    (Step.ASSESS, "case_assess", gettext_noop("Beoordeel de melding")),
    (Step.DECIDE, "case_decide", gettext_noop("Leg vast wat eruit kwam")),
    (Step.INQUIRE, "case_inquire", gettext_noop("Begin een onderzoek")),
    (Step.FEEDBACK, "case_feedback", gettext_noop("Geef antwoord")),
    (Step.CLOSE, "case_close", gettext_noop("Sluit de zaak")),
)
# The acts of a step: its page and what the link says.
_STEPS: tuple[tuple[Step, str, str], ...] = (
    (Step.ACKNOWLEDGE, "case_acknowledge", gettext_noop("Stuur bevestiging")),
    (Step.ASSESS, "case_assess", gettext_noop("Beoordeel de melding")),
    (Step.NOT_HERE, "case_send_elsewhere", gettext_noop("Vertel de melder waarheen")),
    (Step.INQUIRE, "case_inquire", gettext_noop("Begin een onderzoek")),
    (Step.DECIDE, "case_decide", gettext_noop("Leg vast wat eruit kwam")),
    (Step.INFORM, "case_inform", gettext_noop("Vertel de melder hoe het loopt")),
    (Step.FEEDBACK, "case_feedback", gettext_noop("Geef antwoord op de melding")),
    (Step.CLOSE, "case_close", gettext_noop("Sluit de zaak")),
)


# What decides who holds keys is offered to nobody whose own key ends by itself.
_LASTING = frozenset({"case_let_in", "case_keep_out", "case_transfer"})
# What is done about a report alone: offered to nobody in a question for advice.
_ABOUT_A_REPORT = frozenset({"case_plan", "case_party", "case_together"})


def _is_offered(request: Any, page: CaseFile, step: Step) -> bool:
    """Whether the procedure knows a step from where the case stands, and gives it to this reader."""
    move = queries.procedure_of(page.case).move(step, page.case.stage)
    if move is None or (step is Step.NOT_HERE and page.case.admission != Admission.NOT_HERE):
        return False
    acts_as = queries.acts_as(request.staff, page.access)
    if measures.only_checks(request.staff, page):
        acts_as -= {Doer.HANDLER}
    return bool(set(move.who) & acts_as)


def _acts(request: Any, page: CaseFile) -> list[dict[str, str]]:
    """The acts that are possible now, those of one part after each other. A step that comes later is not drawn; one that
    waits for something says for what.
    """
    code, stage = page.case.code, page.case.stage
    not_offered = (_LASTING if page.access.until else frozenset()) | (
        frozenset() if queries.procedure_of(page.case).is_report else _ABOUT_A_REPORT
    )
    steps = [
        (_("De zaak verder brengen"), name, _(label))
        for step, name, label in _STEPS
        if _is_offered(request, page, step)
    ]
    write, people = _("Opschrijven en regelen"), _("Mensen en toegang")
    beside = _("Een andere zaak erbij")
    offered = [
        (Move.TALK, write, "case_note", _("Schrijf een notitie")),
        (Move.TALK, write, "case_conversation", _("Schrijf een gesprek op")),
        (Move.TALK, write, "case_task", _("Geef een taak")),
        (Move.TALK, write, "case_plan", _("Plan wie je wat vertelt")),
        (Move.WORK, write, "case_party", _("Voeg een persoon toe")),
        (Move.WORK, write, "case_add_file", _("Voeg een bestand toe")),
        (Move.LET_IN, people, "case_let_in", _("Geef iemand toegang")),
        (Move.TALK, people, "case_guest_new", _("Geef iemand eigen woorden")),
        (Move.TALK, people, "case_contact", _("Noem een contactpersoon voor de melder")),
        (Move.TALK, people, "case_keep_out", _("Zeg wie erbuiten moet blijven")),
        (Move.LET_IN, people, "case_transfer", _("Draag de zaak over")),
        (Move.TALK, people, "case_recuse", _("Ik trek mij terug")),
        (Move.TALK, beside, "case_link", _("Leg een andere zaak hiernaast")),
        (Move.TALK, beside, "case_together", _("Vraag of twee meldingen bij elkaar horen")),
    ]
    others = [
        (part, name, label)
        for move, part, name, label in offered
        if not missing_for(move, stage) and name not in not_offered
    ]
    return [
        {"url": address(request, name, code=code), "label": label, "part": part}
        for part, name, label in [*steps, *others]
    ]
