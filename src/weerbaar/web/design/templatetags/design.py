"""The components of the look: `{% load design %}`. `/ontwerp/` shows each of them in its states.

Words in an argument are marked for translation as in `{% submit _("Volgende vraag") %}`. Every tag escapes what it is
given; text between a block tag and its end is the page's own HTML. A *row* is a dict (or
an object) with the keys named here; keys in [brackets] may be left out. A *tone* is "", "accent", "ok", "warn",
"danger" or "line". Icon names are Tabler's; an unknown name raises. `design.fields` has the form fields and widgets
(`DayField`, `Choices`, `ManyChoices`).

Pages: `{% extends "design/base_reporter.html" %}` or `"design/base_office.html"`; the blocks and what they read from
the context stand at the top of those files. In a page: `<p class="utrecht-paragraph">`,
`<h1 class="utrecht-heading-1">`, `<a class="utrecht-link utrecht-link--html-a">`; air comes from `wb-stack`.

Small things
    {% icon "eye" %}  {% icon "eye" "s" %}         an icon; stands beside words, always
    {% chip "Opgeschoond" "ok" "circle-check" %}   text, tone, icon: a state in words
    {% submit "Volgende vraag" %}                  [kind="primary"|"secondary"|"subtle"|"danger"] [icon=] [after=]
                                                   [name=] [value=]
    {% go url "Begin je melding" %}                a link drawn as a button; the same arguments as submit
    {% link url "Lees meer" %}                     an ordinary link; [hidden=] adds words for who does not see
    {% back_link url "Vorige vraag" %}             the way back, above the heading
    {% onward url "wb-brand" %}…{% endonward %}    a link with the page's own HTML in it; [current=True] where you are
    On a page that names a form in `takes_along`, these four are buttons of that form: what was typed in it goes along,
    and `naar` holds the address. They look and are read out as the links that they stand in for.
    {% step 3 6 "wat er gebeurde" %}               where you are in a row of questions

Forms (give every form the attribute novalidate: the sentences are ours)
    {% error_summary form %}                       all errors, above the form, linked to the fields
    {% error_prefix form %}                        "Fout: " for the title of a page with errors
    {% field form.story %}                         label, help, error and control, by the kind of widget;
                                                   [heading=True] makes the label the h1 of the page; [rows=]
    {% fields form %}                              every visible field; one that unfolds, under its choice only

Parts
    {% notice "info" %}…{% endnotice %}            kind: info, ok, warning, error; [icon=]
    {% more "Waarom vragen wij dit?" %}…{% endmore %}   help that waits until it is wanted
    {% card %}…{% endcard %}                       a sheet; [title=] [tone="tint"|"tray"] [id=]
    {% who_reads %}…{% endwho_reads %}             who will read this; [title=]
    {% seal "Namen van 3 personen" %}…{% endseal %}     a sealed compartment; [opened=True] once it is open
    {% empty "Alle termijnen zijn op tijd" %}…{% endempty %}   an empty state
    {% file_row "foto.jpg" "Foto, 3,1 MB" "photo" %}…{% endfile_row %}   name, kind, icon; [warn=True]; an li
    {% means rows %}                               "Wat dit betekent"; row: text, [sign: "yes", "no" or an icon];
                                                   [title=] [danger=True]
    {% progress_line rows %}                       row: name, state ("done", "now", "next"), [note];
                                                   [slim=True] in a file
    {% term "Antwoord aan melder" "5 februari" 20 %}    what, when, share of the time gone in per cent;
                                                   [state="soon"|"late"] [basis="Eigen regeling, 3 maanden"]
    {% talk rows %}                                row: who, text, [at: date or moment], [mine], [new]
    {% timeline rows %}                            row: at, text, [title], [big]: newest first, as given
    {% keys rows %}                                row: name, what
    {% people rows %}                              row: short ("B1"), name, [about]
    {% facts rows %}                               row: key, value; [wide=True]
    {% check_answers rows %}                       row: key, value, [url], [what: end of the link's hidden words]
    {% receipt_words words %}                      the words of a receipt, numbered
    {% todo rows %}                                row: title, about, when, url, verb, [icon], [tone], [code],
                                                   [first: True for the one primary button]

Filters
    {{ at|full_day }} vrijdag 5 februari 2027      {{ at|short_day }} 5 november
    {{ at|week_day }} maandag 30 november
    {{ at|distance }} morgen, over 4 dagen         {{ at|day_and_time }} 19 november, 21.14 uur
    {{ at|iso }} for <time datetime>               {{ octets|file_size }} 3,1 MB
    {{ count|number_word }} vier                   {{ "W-kade-47"|code }} never breaks over a line
    {{ phone|tel }} for a tel: link                {{ at|told }} a day short, a moment with its time
    {{ one|opening }} ma tot en met vr van …       {{ minutes|at_time }} 17.00 uur
    {{ text|breakable }} in a cell: a hash or another word without an end may break, any other word not
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from weerbaar.ground import clock
from weerbaar.organisation.hours import Opening
from weerbaar.web.design import dates, hours, icons
from weerbaar.web.design.fields import DayWidget, is_needed

register = template.Library()
_block_tag = register.simple_block_tag  # pyright: ignore[reportAttributeAccessIssue] - newer than the stubs

_TONES = frozenset({"", "accent", "ok", "warn", "danger", "line"})
_KINDS = {
    "primary": "utrecht-button--primary-action",
    "secondary": "utrecht-button--secondary-action",
    "subtle": "utrecht-button--subtle",
    "danger": "utrecht-button--primary-action utrecht-button--danger",
}
_NOTICE_ICONS = {
    "info": "info-circle",
    "ok": "circle-check",
    "warning": "alert-triangle",
    "error": "alert-triangle",
}
_LINK = "utrecht-link utrecht-link--html-a"
_WIDTH = 100
_LONG_WORD = 24
_HASH = re.compile(r"[0-9a-f]{64}")
_PIECE = re.compile(r"\w{1,12}\W*|\W+")


def _part(part: str, /, **context: Any) -> SafeString:
    return SafeString(_template(part).render(context))


@cache
def _template(part: str) -> Any:
    """A page holds some sixty parts: looked up once, and not each time through all the loaders."""
    return get_template(f"design/parts/{part}.html")


# --- small things ---------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon that follows the colour of the text. `size` is "" (1.5 em) or "s" (1.25 em)."""
    classes = "wb-i wb-i--s" if size == "s" else "wb-i"
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        classes,
        mark_safe(icons.outline(name)),  # noqa: S308 - our own file, chosen by the page
    )


@register.simple_tag
def chip(text: str, tone: str = "", icon: str = "") -> SafeString:
    """A state in words."""
    if tone not in _TONES:
        raise ValueError(f"There is no tone {tone!r}.")
    return _part("chip", text=text, tone=tone, icon=icon)


@register.simple_tag
def submit(
    text: str, kind: str = "primary", *, icon: str = "", after: str = "", name: str = "", value: str = "1"
) -> SafeString:
    """A button that sends its form. Its text says what will happen."""
    return _part("button", text=text, kind=_KINDS[kind], icon=icon, after=after, name=name, value=value)


def _form_of(context: Mapping[str, Any], url: str) -> str:
    """The form that is kept before going to `url`: none for a place on this page or an address of somebody else."""
    return context.get("takes_along", "") if url.startswith("/") else ""


def _onward(
    context: Mapping[str, Any], url: str, classes: str, content: str, *, current: bool = False
) -> SafeString:
    return _part(
        "onward", form=_form_of(context, url), url=url, classes=classes, content=content, current=current
    )


@_block_tag(takes_context=True)
def onward(
    context: Mapping[str, Any], content: str, url: str, classes: str = "", current: bool = False
) -> SafeString:
    """A way to another page that loses nothing of a form."""
    return _onward(context, url, classes, content, current=current)


@register.simple_tag(takes_context=True)
def go(
    context: Mapping[str, Any], url: str, text: str, kind: str = "primary", *, icon: str = "", after: str = ""
) -> SafeString:
    """A link that looks like a button: to a page, never an act by itself."""
    form = _form_of(context, url)
    return _part("button", url=url, form=form, text=text, kind=_KINDS[kind], icon=icon, after=after)


@register.simple_tag(takes_context=True)
def link(context: Mapping[str, Any], url: str, text: str, hidden: str = "") -> SafeString:
    """An ordinary link; `hidden` is added for who hears the page."""
    more = format_html('<span class="wb-hidden"> {}</span>', hidden) if hidden else ""
    return _onward(context, url, _LINK, format_html("{}{}", text, more))


@register.simple_tag(takes_context=True)
def back_link(context: Mapping[str, Any], url: str, text: str) -> SafeString:
    """The way back, above the heading."""
    return _onward(
        context, url, f"{_LINK} wb-back", format_html("{}<span>{}</span>", icon("arrow-left", "s"), text)
    )


@register.simple_tag
def step(number: int, total: int, about: str = "") -> SafeString:
    """Where you are in a row of questions."""
    states = ["done"] * (number - 1) + ["now"] + ["next"] * (total - number)
    return _part("step", number=number, total=total, about=about, states=states)


# --- forms ----------------------------------------------------------------------------------------------------------


def _describing(bound: BoundField) -> str:
    ids = []
    if bound.help_text:
        ids.append(f"{bound.auto_id}_helptext")
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def _wrong_part(bound: BoundField) -> str:
    """Which box of a day is wrong: "day", "month" or "year"; empty when none is."""
    data = bound.form.errors.as_data().get(bound.name, []) if bound.errors else []
    code = str(data[0].code) if data else ""
    return code if code in DayWidget.parts else ("day" if data else "")


def _control_id(bound: BoundField) -> str:
    """The id of the control that a link to this field must reach."""
    widget = bound.field.widget
    if isinstance(widget, DayWidget):
        return f"{bound.auto_id}_{_wrong_part(bound) or 'day'}"
    if isinstance(widget, forms.RadioSelect):
        options = bound.subwidgets
        return str(options[0].id_for_label) if options else bound.auto_id
    return bound.id_for_label or bound.auto_id


@register.simple_tag
def error_summary(*filled: forms.BaseForm, focus: bool = True, heading: str = "") -> SafeString:
    """What does not add up yet, each line a link to its field; nothing when all is well. It takes the focus.

    `heading` is for where nothing is wrong and something is asked.
    """
    lines: list[dict[str, str]] = []
    for form in filled:
        lines += [{"sentence": str(sentence), "target": ""} for sentence in form.non_field_errors()]
        for bound in form:
            lines += [{"sentence": str(sentence), "target": _control_id(bound)} for sentence in bound.errors]
    return _part("error_summary", lines=lines, focus=focus, heading=heading) if lines else SafeString("")


@register.simple_tag
def error_prefix(*filled: forms.BaseForm) -> str:
    """What a title begins with when the page has errors."""
    return gettext("Fout:") + " " if any(form.errors for form in filled) else ""


@register.simple_tag
def field(bound: BoundField, heading: bool = False, rows: int = 0) -> SafeString:
    """One question: label, help, error and control."""
    widget = bound.field.widget
    if widget.is_hidden:
        return SafeString(bound.as_hidden())
    shared = {
        "field": bound,
        "heading": heading,
        "optional": not bound.field.required and not is_needed(bound.field),
        "help_id": f"{bound.auto_id}_helptext",
        "error_id": f"{bound.auto_id}_error",
        "described_by": _describing(bound),
    }
    if isinstance(widget, DayWidget):
        return _part("field_day", boxes=_boxes(bound), **shared)
    if isinstance(widget, forms.RadioSelect):
        return _part("field_choices", options=_options(bound), **shared)
    if isinstance(widget, forms.CheckboxInput):
        return _part("field_tick", **shared)
    if isinstance(widget, forms.FileInput):
        return _part("field_file", **shared)
    return _part("field_control", control=_control(bound, rows), **shared)


@register.simple_tag
def fields(form: forms.BaseForm) -> SafeString:
    """Every visible field in turn. A field that unfolds under a choice stands under that choice only."""
    folded = {
        name
        for bound in form
        for names in getattr(bound.field.widget, "folds", {}).values()
        for name in names
    }
    hidden = "".join(str(bound) for bound in form.hidden_fields())
    shown = "".join(field(bound) for bound in form.visible_fields() if bound.name not in folded)
    return mark_safe(hidden + shown)  # noqa: S308 - both are rendered by templates that escape


def _control(bound: BoundField, rows: int) -> SafeString:
    widget: Any = bound.field.widget
    part = "textbox utrecht-textbox--html-input"
    if isinstance(widget, forms.Textarea):
        part = "textarea utrecht-textarea--html-textarea"
    elif isinstance(widget, forms.Select):
        part = "select utrecht-select--html-select"
    classes = f"utrecht-{part} utrecht-form-field__input"
    if bound.errors:
        classes += f" utrecht-{part.split()[0]}--invalid"
    own = str(widget.attrs.get("class", ""))
    attrs: dict[str, Any] = {"class": f"{classes} {own}".strip()}
    if isinstance(widget, forms.Textarea):
        attrs["rows"] = rows or widget.attrs.get("rows", 4)
    attrs = bound.build_widget_attrs({**attrs, "id": bound.auto_id}, widget)
    # The browser paints an empty required control as wrong before anybody typed, so the words "(niet verplicht)" at
    # the other questions carry it instead.
    attrs.pop("required", None)
    return SafeString(widget.render(bound.html_name, bound.value(), attrs, bound.form.renderer))


def _boxes(bound: BoundField) -> list[dict[str, Any]]:
    values = bound.value()
    if not isinstance(values, list | tuple):
        values = DayWidget().decompress(values)
    wrong = _wrong_part(bound)
    words = {"day": gettext("Dag"), "month": gettext("Maand"), "year": gettext("Jaar")}
    return [
        {
            "part": part,
            "label": words[part],
            "id": f"{bound.auto_id}_{part}",
            "name": f"{bound.html_name}_{part}",
            "value": "" if values[number] is None else values[number],
            "wrong": part == wrong,
        }
        for number, part in enumerate(DayWidget.parts)
    ]


def _options(bound: BoundField) -> list[dict[str, Any]]:
    widget = bound.field.widget
    hints = {str(value): hint for value, hint in getattr(widget, "hints", {}).items()}
    folds = {str(value): names for value, names in getattr(widget, "folds", {}).items()}
    options = []
    for option in bound.subwidgets:
        value = str(option.data["value"])
        folded = [bound.form[name] for name in folds.get(value, ())]
        options.append(
            {
                "type": option.data["type"],
                "name": option.data["name"],
                "value": value,
                "id": option.id_for_label,
                "label": option.choice_label,
                "checked": option.data["selected"],
                "hint": hints.get(value, ""),
                "fold": mark_safe("".join(field(one) for one in folded)),  # noqa: S308 - templates that escape
                "fold_error": any(one.errors for one in folded),
            }
        )
    return options


# --- parts ----------------------------------------------------------------------------------------------------------


@_block_tag
def notice(content: str, kind: str = "info", icon: str = "") -> SafeString:
    """Something to know before going on."""
    return _part("notice", content=content, kind=kind, icon=icon or _NOTICE_ICONS[kind])


@_block_tag
def more(content: str, summary: str, opened: bool = False) -> SafeString:
    """Help, or further choices, that wait until they are wanted."""
    return _part("more", content=content, summary=summary, opened=opened)


@_block_tag
def card(content: str, title: str = "", tone: str = "", id: str = "") -> SafeString:  # noqa: A002 - the name in HTML
    """A sheet, with or without a heading."""
    return _part("card", content=content, title=title, tone=tone, id=id)


@_block_tag
def who_reads(content: str, title: str = "") -> SafeString:
    """Who will read this: in the source before the question."""
    return _part("who_reads", content=content, title=title or gettext("Wie leest dit?"))


@_block_tag
def seal(content: str, title: str, opened: bool = False) -> SafeString:
    """A compartment that is closed but not hidden: what it holds, and whom to ask or what opening means."""
    return _part("seal", content=content, title=title, opened=opened)


@_block_tag
def empty(content: str, title: str) -> SafeString:
    """Nothing there: a true sentence, what comes next, one or two things to do."""
    return _part("empty", content=content, title=title)


@_block_tag
def file_row(content: str, name: str, kind: str, icon: str = "file", warn: bool = False) -> SafeString:
    """A file: its name may break anywhere, its state stands in words."""
    return _part("file_row", content=content, name=name, kind=kind, icon=icon, warn=warn)


@register.simple_tag
def means(rows: Iterable[Any], title: str = "", danger: bool = False) -> SafeString:
    """What an act will do, before its button."""
    return _part("means", rows=rows, title=title or gettext("Wat dit betekent"), danger=danger)


@register.simple_tag
def progress_line(rows: Iterable[Any], slim: bool = False) -> SafeString:
    """The drawn procedure: an ordered list whose states are in words too."""
    steps = list(rows)
    now = next((number for number, row in enumerate(steps, start=1) if _of(row, "state") == "now"), 0)
    current = steps[now - 1] if now else None
    return _part("progress_line", rows=steps, slim=slim, number=now, current=current)


@register.simple_tag
def term(what: str, when: str, share: float, state: str = "", basis: str = "") -> SafeString:
    """A term: words with a day first, then the share of the time that is gone, 0 to 100."""
    gone = max(0, min(_WIDTH, round(float(share))))
    return _part("term", what=what, when=when, gone=gone, state=state, basis=basis)


@register.simple_tag
def talk(rows: Iterable[Any]) -> SafeString:
    """Messages back and forth, oldest first."""
    return _part("talk", rows=rows)


@register.simple_tag
def timeline(rows: Iterable[Any]) -> SafeString:
    """What happened, newest first."""
    return _part("timeline", rows=rows)


@register.simple_tag
def keys(rows: Iterable[Any]) -> SafeString:
    """Who holds a key, and to what."""
    return _part("keys", rows=rows)


@register.simple_tag
def people(rows: Iterable[Any]) -> SafeString:
    """The people of a case under their cover names."""
    return _part("people", rows=rows)


@register.simple_tag
def facts(rows: Iterable[Any], wide: bool = False) -> SafeString:
    """Keys and values; on a phone the key stands above its value."""
    return _part("facts", rows=rows, wide=wide)


@register.simple_tag
def check_answers(rows: Iterable[Any]) -> SafeString:
    """Everything that was answered, each with the way to change it."""
    return _part("check_answers", rows=rows)


@register.simple_tag
def receipt_words(words: Iterable[str]) -> SafeString:
    """The words of a receipt, numbered; a translator in the browser must leave them alone."""
    return _part("receipt_words", words=words)


@register.simple_tag
def todo(rows: Iterable[Any]) -> SafeString:
    """What needs me: one line, one thing, one verb."""
    return _part("todo", rows=rows)


def _of(row: Any, key: str) -> Any:
    return row.get(key) if isinstance(row, Mapping) else getattr(row, key, None)


# --- filters --------------------------------------------------------------------------------------------------------


@register.filter
def full_day(moment: date | datetime | None) -> str:
    """ "vrijdag 5 februari 2027"."""
    return dates.full_day(moment) if moment else ""


@register.filter
def short_day(moment: date | datetime | None) -> str:
    """ "5 november"."""
    return dates.short_day(moment, clock.today()) if moment else ""


@register.filter
def week_day(moment: date | datetime | None) -> str:
    """ "maandag 30 november"."""
    return dates.week_day(moment, clock.today()) if moment else ""


@register.filter
def day_and_time(moment: datetime | None) -> str:
    """ "19 november, 21.14 uur"."""
    return dates.day_and_time(moment, clock.today()) if moment else ""


@register.filter
def told(moment: date | datetime | None) -> str:
    """A day as "5 november", a moment as "19 november, 21.14 uur"."""
    return day_and_time(moment) if isinstance(moment, datetime) else short_day(moment)


@register.filter
def distance(moment: date | datetime | None) -> str:
    """ "morgen", "over 4 dagen"."""
    return dates.distance(moment, clock.today()) if moment else ""


@register.filter
def iso(moment: date | datetime | None) -> str:
    """A day or moment as a machine reads it."""
    return moment.isoformat() if moment else ""


@register.filter
def opening(openings: Opening) -> str:
    """ "maandag tot en met vrijdag van 9.00 tot 17.00 uur"."""
    return hours.in_words(openings)


@register.filter
def typed_hours(text: str) -> str:
    """Hours as an organisation typed them, in the language of the page."""
    return hours.as_typed(text)


@register.filter
def breakable(text: str) -> SafeString:
    """A text in which a very long word may go on on the next line, where others stay whole: for the cells of a table."""
    pieces = (_PIECE.findall(one) if len(one) >= _LONG_WORD else [one] for one in text.split(" "))
    words = (format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in one)) for one in pieces)
    return format_html_join(" ", "{}", ((one,) for one in words))


@register.filter
def in_groups(text: str) -> SafeString | str:
    """A hash in groups of eight, that is compared sign by sign and copied as one word; any other text as it is."""
    if not _HASH.fullmatch(text):
        return text
    groups = (text[at : at + 8] for at in range(0, len(text), 8))
    return format_html(
        '<code class="wb-hash">{}</code>', format_html_join("", "<span>{}</span>", ((one,) for one in groups))
    )


@register.filter
def at_time(minutes: int) -> str:
    """ "17.00 uur", of minutes after midnight."""
    return hours.at_time(minutes)


@register.filter
def file_size(octets: int) -> str:
    """ "3,1 MB"."""
    return dates.file_size(octets)


@register.filter
def number_word(number: int) -> str:
    """ "vier"."""
    return dates.number_word(number)


@register.filter
def tel(phone: str) -> str:
    """A telephone number as a link wants it: digits, and a plus in front when it has one."""
    digits = "".join(sign for sign in str(phone) if sign.isascii() and sign.isdigit())
    return f"+{digits}" if str(phone).strip().startswith("+") else digits


@register.filter
def code(reference: str) -> SafeString:
    """A code that never breaks over a line."""
    return format_html('<span class="wb-nowrap">{}</span>', reference)
