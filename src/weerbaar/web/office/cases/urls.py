"""The addresses of the case pages, below `/<tenant>/`. `office/urls.py` includes them."""

from __future__ import annotations

from django.urls import path

from weerbaar.web.office.cases import (
    acts,
    asked,
    asking,
    assessing,
    files,
    measures,
    pages,
    received,
    releasing,
    steps,
    terms,
)

_MEASURE = "zaken/<slug:code>/maatregel/<uuid:measure_id>/"
_QUESTION = "zaken/<slug:code>/voorleggen/<uuid:asked_id>/"

urlpatterns = [
    path("", pages.home, name="home"),
    path("ontvangen/", received.received, name="received"),
    path("ontvangen/<uuid:released_id>/", received.one, name="received_one"),
    path("ontvangen/<uuid:released_id>/sleutel/", received.let_in, name="received_let_in"),
    path("ontvangen/<uuid:released_id>/bestand/<uuid:file_id>/", received.read, name="received_file"),
    path("zaken/<slug:code>/", pages.file_page, name="case"),
    path("zaken/<slug:code>/loslaten/", releasing.release, name="case_release"),
    path("zaken/<slug:code>/antwoord/", pages.answer, name="case_answer"),
    path("zaken/<slug:code>/bevestigen/", acts.acknowledge, name="case_acknowledge"),
    path("zaken/<slug:code>/terugkoppelen/", acts.give_feedback, name="case_feedback"),
    path("zaken/<slug:code>/beoordelen/", assessing.assess, name="case_assess"),
    path("zaken/<slug:code>/plicht/<slug:duty>/", assessing.settle_duty, name="case_duty"),
    path("zaken/<slug:code>/elders/", steps.send_elsewhere, name="case_send_elsewhere"),
    path("zaken/<slug:code>/onderzoeken/", steps.inquire, name="case_inquire"),
    path("zaken/<slug:code>/tussenstand/", steps.inform, name="case_inform"),
    path("zaken/<slug:code>/uitkomst/", measures.outcome, name="case_decide"),
    path("termijnen/", terms.overview, name="terms"),
    path("zaken/<slug:code>/termijn/<slug:term>/stilzetten/", terms.suspend, name="case_suspend_term"),
    path("zaken/<slug:code>/termijn/<slug:term>/hervatten/", terms.resume, name="case_resume_term"),
    path("zaken/<slug:code>/termijn/<slug:term>/verlengen/", terms.extend, name="case_extend_term"),
    path("zaken/<slug:code>/sluiten/", acts.close, name="case_close"),
    path("zaken/<slug:code>/les/", measures.learn, name="case_learn"),
    path("zaken/<slug:code>/maatregel/", measures.propose, name="case_measure"),
    path(_MEASURE + "toetsen/", measures.check, name="case_measure_check"),
    path(_MEASURE + "besluiten/", measures.decide, name="case_measure_decide"),
    path(_MEASURE + "laten-vallen/", measures.drop, name="case_measure_drop"),
    path("zaken/<slug:code>/voorleggen/", asking.ask, name="case_ask_decision"),
    path(_QUESTION, asking.question, name="case_question"),
    path(_QUESTION + "aanvullen/", asking.tell_more, name="case_tell_more"),
    path(_QUESTION + "intrekken/", asking.withdraw, name="case_withdraw_question"),
    path(_QUESTION + "ander/", asking.ask_another, name="case_ask_another"),
    path("gevraagd/", asked.asked, name="asked"),
    path("gevraagd/<uuid:asked_id>/", asked.paper, name="asked_paper"),
    path("gevraagd/<uuid:asked_id>/meer/", asked.more, name="asked_more"),
    path("gevraagd/<uuid:asked_id>/terug/", asked.hand_back, name="asked_hand_back"),
    path("gevraagd/<uuid:asked_id>/geheim/", asked.secrecy, name="asked_secrecy"),
    path("gevraagd/<uuid:asked_id>/geheim/<uuid:secrecy_id>/", asked.lift, name="asked_lift"),
    path("zaken/<slug:code>/namen/", acts.open_names, name="case_names"),
    path("zaken/<slug:code>/namen/dicht/", acts.shut_names, name="case_names_shut"),
    path("zaken/<slug:code>/toegang/", acts.let_in, name="case_let_in"),
    path("zaken/<slug:code>/toegang/<uuid:alias>/intrekken/", acts.withdraw, name="case_withdraw"),
    path("zaken/<slug:code>/akkoord/<uuid:request_id>/", acts.consent, name="case_consent"),
    path("zaken/<slug:code>/terugtrekken/", acts.recuse, name="case_recuse"),
    path("zaken/<slug:code>/persoon/", acts.add_party, name="case_party"),
    path("zaken/<slug:code>/bestand/", files.add, name="case_add_file"),
    path("zaken/<slug:code>/bestand/<uuid:file_id>/", files.read, name="case_file"),
    path("zaken/<slug:code>/bestand/<uuid:file_id>/origineel/", files.read_original, name="case_original"),
]
