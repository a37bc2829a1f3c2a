"""The day field, and what a question looks like to who hears the page instead of seeing it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import lxml.html
import pytest
from django import forms
from django.utils.translation import override

from weerbaar.ground import clock
from weerbaar.web.design.fields import Choices, DayField, ManyChoices
from weerbaar.web.design.templatetags import design


class Question(forms.Form):
    when = forms.ChoiceField(
        label="Wanneer?",
        choices=[("day", "Op één dag"), ("later", "Later")],
        widget=Choices(hints={"later": "Dat mag."}, folds={"day": "which_day"}),
    )
    which_day = DayField(label="Welke dag?", help_text="Ongeveer", required=False)
    story = forms.CharField(label="Wat gebeurde er?", help_text="Kort", widget=forms.Textarea)
    place = forms.CharField(label="Waar?", required=False)
    kinds = forms.MultipleChoiceField(
        label="Wat?", choices=[("a", "A"), ("b", "B")], widget=ManyChoices, required=False
    )
    sure = forms.BooleanField(label="Zeker?")
    room = forms.ChoiceField(label="Kamer", choices=[("", "Kies"), ("1", "Een")])
    file = forms.FileField(label="Bestand", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def _day(day: str, month: str, year: str, **kwargs: Any) -> date | None:
    return DayField(**kwargs).clean([day, month, year])


@pytest.mark.parametrize("month", ["4", "04", "april", "April", " APR. ", "apr"])
def test_a_month_may_be_a_number_or_a_name(month: str) -> None:
    assert _day("7", month, "2026") == date(2026, 4, 7)


@pytest.mark.parametrize(
    ("month", "number"),
    [("mrt", 3), ("maart", 3), ("march", 3), ("mei", 5), ("May", 5), ("okt", 10), ("October", 10)],
)
def test_months_in_both_languages(month: str, number: int) -> None:
    assert _day("1", month, "2026") == date(2026, number, 1)


@pytest.mark.parametrize(
    ("boxes", "part", "sentence"),
    [
        (("31", "april", "2026"), "day", "April heeft 30 dagen. Kies een dag van 1 tot en met 30."),
        (("29", "2", "2026"), "day", "Februari heeft 28 dagen. Kies een dag van 1 tot en met 28."),
        (("", "2", "2026"), "day", "Vul ook de dag in."),
        (("1", "", "2026"), "month", "Vul ook de maand in."),
        (("1", "2", ""), "year", "Vul ook het jaar in."),
        (("0", "2", "2026"), "day", "Schrijf de dag in cijfers, van 1 tot en met 31."),
        (("een", "2", "2026"), "day", "Schrijf de dag in cijfers, van 1 tot en met 31."),
        (("1", "13", "2026"), "month", "Schrijf de naam van de maand, of een cijfer van 1 tot en met 12."),
        (("1", "ju", "2026"), "month", "Schrijf de naam van de maand, of een cijfer van 1 tot en met 12."),
        (("1", "2", "26"), "year", "Schrijf het jaar met vier cijfers, bijvoorbeeld 2026."),
        (("1", "2", "9" * 5000), "year", "Schrijf het jaar met vier cijfers, bijvoorbeeld 2026."),
        (("\x00", "\ud800", "\u202e"), "day", "Schrijf de dag in cijfers, van 1 tot en met 31."),
        (("", "", ""), "day", "Vul een dag in, bijvoorbeeld 7 maart 2026."),
    ],
)
def test_a_wrong_day_says_which_box_and_what_to_do(
    boxes: tuple[str, str, str], part: str, sentence: str
) -> None:
    with override("nl"), pytest.raises(forms.ValidationError) as refused:
        _day(*boxes)
    assert refused.value.code == part
    assert refused.value.messages == [sentence]


def test_an_empty_day_may_stay_empty() -> None:
    assert _day("", " ", "", required=False) is None


def test_full_width_figures_are_figures() -> None:
    assert _day("７", "４", "２０２６") == date(2026, 4, 7)


def test_a_day_that_must_be_past() -> None:
    with clock.stopped_at(datetime(2026, 11, 23, 12, tzinfo=UTC)):
        assert _day("23", "11", "2026", not_after_today=True) == date(2026, 11, 23)
        with pytest.raises(forms.ValidationError):
            _day("24", "11", "2026", not_after_today=True)
        assert _day("24", "11", "2026") == date(2026, 11, 24)


def test_a_day_knows_whether_it_changed() -> None:
    with override("nl"):
        same = DayField().has_changed(date(2026, 4, 7), ["7", "april", "2026"])
        other = DayField().has_changed(date(2026, 4, 7), ["8", "april", "2026"])
        fresh = DayField().has_changed(None, ["", "", ""])
    assert (same, other, fresh) == (False, True, False)


def _page(form: forms.Form) -> lxml.html.HtmlElement:
    with override("nl"):
        return lxml.html.fromstring(f"<div>{design.error_summary(form)}{design.fields(form)}</div>")


_WRONG = {
    "when": "day",
    "which_day_day": "31",
    "which_day_month": "april",
    "which_day_year": "2026",
    "room": "9",
}


def test_every_error_is_said_twice_in_the_same_words_and_linked() -> None:
    page = _page(Question(_WRONG))
    links = page.xpath("//*[@role='alert']//a")
    assert {link.get("href") for link in links} == {"#id_which_day_day", "#id_story", "#id_sure", "#id_room"}
    for link in links:
        target = page.get_element_by_id(link.get("href").removeprefix("#"))
        assert target.get("aria-invalid") == "true"
        described = " ".join(
            page.get_element_by_id(id_).text_content() for id_ in target.get("aria-describedby").split()
        )
        assert link.text_content() in described
        assert "Fout:" in described
    assert page.find_class("wb-summary")[0].get("role") == "alert"
    assert "Vier dingen kloppen nog niet" in page.text_content()


def test_only_the_wrong_box_of_a_day_is_marked_and_what_was_typed_stays() -> None:
    page = _page(Question(_WRONG))
    boxes = page.find_class("wb-date")[0].xpath(".//input")
    assert [box.value for box in boxes] == ["31", "april", "2026"]
    assert [box.get("aria-invalid") for box in boxes] == ["true", None, None]


def test_a_field_unfolds_right_after_its_choice_and_nowhere_else() -> None:
    page = _page(Question())
    folds = page.find_class("wb-reveal")
    assert len(folds) == 1
    assert folds[0].getprevious().xpath("./input/@value")[0] == "day"
    assert len(page.xpath("//*[@name='which_day_day']")) == 1
    assert _page(Question(_WRONG)).find_class("wb-reveal--error")


def test_hints_help_and_what_may_be_skipped_stand_in_words() -> None:
    page = _page(Question())
    assert page.xpath("//label/span/small")[0].text_content() == "Dat mag."
    story = page.get_element_by_id("id_story")
    assert page.get_element_by_id(story.get("aria-describedby")).text_content() == "Kort"
    assert "(niet verplicht)" in page.xpath("//label[@for='id_place']")[0].text_content()
    assert "(niet verplicht)" not in page.xpath("//label[@for='id_story']")[0].text_content()
    assert "required" not in story.attrib


def test_every_control_has_a_name_to_be_called_by() -> None:
    page = _page(Question(_WRONG))
    for control in page.xpath("//input[not(@type='hidden')] | //textarea | //select"):
        assert page.xpath("//label[@for=$id]", id=control.get("id")) or control.xpath("ancestor::label")
    ids = [element.get("id") for element in page.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))


def test_a_right_form_has_no_summary_and_no_prefix() -> None:
    right = Question({"when": "later", "story": "Ja", "sure": "on", "room": "1"})
    assert right.is_valid(), right.errors
    assert design.error_summary(right) == ""
    assert design.error_prefix(right) == ""
    with override("nl"):
        assert design.error_prefix(right, Question({})) == "Fout: "


def test_one_error_is_one_thing() -> None:
    page = _page(Question({"when": "later", "story": "", "sure": "on", "room": "1"}))
    assert "Eén ding klopt nog niet" in page.text_content()


def test_what_somebody_typed_never_becomes_markup() -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x>"
    page = design.fields(
        Question({"story": hostile, "place": hostile, "which_day_day": hostile, "when": hostile})
    )
    assert "<script>" not in page
    assert "<img" not in page


def test_an_unknown_icon_or_tone_is_a_mistake_of_the_page() -> None:
    with pytest.raises(KeyError):
        design.icon("eenhoorn")
    with pytest.raises(KeyError):
        design.icon("../eye")
    with pytest.raises(ValueError, match="tone"):
        design.chip("Klaar", "paars")
