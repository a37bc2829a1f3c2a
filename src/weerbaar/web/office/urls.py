"""The addresses of the office. `/<tenant>/…` says whose pages they are; the middleware takes that part away."""

from __future__ import annotations

from django.urls import include, path

from weerbaar.web.office import account, contact, desks, entry, keys, leaving, links, people, procedures

handler400 = "weerbaar.web.design.errors.bad_request"
handler404 = "weerbaar.web.design.errors.not_found"
handler500 = "weerbaar.web.design.errors.server_error"

_PERSON = "beheer/mensen/<uuid:person_id>/"
_TERM = "beheer/procedures/<slug:procedure>/termijn/<slug:term>/"
_LETTER = "beheer/procedures/<slug:procedure>/brief/<slug:letter>/"
_DESK = "beheer/meldpunten/<slug:desk>/"

pages = [
    path("aanmelden/", entry.sign_in, name="sign_in"),
    path("ontgrendelen/", entry.unlock, name="unlock"),
    path("afmelden/", leaving.sign_out, name="sign_out"),
    path("taal/<str:language>/", entry.language, name="language"),
    path("activeren/", entry.activate, name="activate"),
    path("activeren/telefoon/", entry.activate_codes, name="activate_codes"),
    path("activeren/wachtzin/", entry.activate_passphrase, name="activate_passphrase"),
    path("activeren/klaar/", entry.activate_done, name="activate_done"),
    path("ik/", account.account, name="account"),
    path("ik/wachtzin/", account.change_passphrase, name="change_passphrase"),
    path("ik/seintje/", account.leave_knock, name="leave_knock"),
    path("ik/seintje/weg/", account.forget_knock, name="forget_knock"),
    path("beheer/mensen/", people.people, name="people"),
    path("beheer/mensen/nieuw/", people.person_add, name="person_add"),
    path(_PERSON, people.person, name="person"),
    path(_PERSON + "wijzigen/", people.person_change, name="person_change"),
    path(_PERSON + "werkgever/", people.person_place, name="person_place"),
    path(_PERSON + "rol/", people.role_give, name="role_give"),
    path(_PERSON + "rol/<slug:role>/weg/", people.role_take, name="role_take"),
    path(_PERSON + "uitnodigen/", people.invite, name="invite"),
    path(_PERSON + "vertrek/", people.leave, name="leave"),
    path(_PERSON + "stilzetten/", people.suspend, name="suspend"),
    path(_PERSON + "toelaten/", people.readmit, name="readmit"),
    path("beheer/bellen/", contact.contact, name="contact"),
    path("beheer/meldpunten/", desks.desks, name="desks"),
    path("beheer/meldpunten/nieuw/", desks.desk_add, name="desk_add"),
    path(_DESK, desks.desk, name="desk"),
    path(_DESK + "wijzigen/", desks.desk_change, name="desk_change"),
    path(_DESK + "dagen/", desks.schedule, name="desk_schedule"),
    path(_DESK + "vragen/", desks.own_questions, name="desk_questions"),
    path(_DESK + "aanbieden/", links.offer, name="desk_offer"),
    path("beheer/aanbod/<uuid:offer_id>/weg/", links.withdraw, name="offer_withdraw"),
    path("beheer/van-anderen/<uuid:link_id>/", links.accept, name="link_accept"),
    path("beheer/van-anderen/<uuid:link_id>/weg/", links.end, name="link_end"),
    path(_DESK + "lezer/", desks.reader_add, name="reader_add"),
    path(_DESK + "lezer/<uuid:person_id>/weg/", desks.reader_remove, name="reader_remove"),
    path("beheer/procedures/", procedures.procedures, name="procedures"),
    path("beheer/procedures/<slug:procedure>/", procedures.procedure, name="procedure"),
    path(_TERM, procedures.own_term, name="procedure_term"),
    path(_LETTER, procedures.own_letter, name="procedure_letter"),
    path(_LETTER + "weg/", procedures.drop_letter, name="procedure_letter_drop"),
    path("beheer/vrije-dagen/", procedures.free_days, name="free_days"),
    path("beheer/vrije-dagen/nieuw/", procedures.free_day_add, name="free_day_add"),
    path("beheer/vrije-dagen/<uuid:day_id>/weg/", procedures.free_day_remove, name="free_day_remove"),
    path("sleutels/", keys.keys, name="keys"),
    path("sleutels/<uuid:holder_id>/", keys.sign_key, name="sign_key"),
    path("", include("weerbaar.web.office.cases.urls")),
]

office = ([path("", entry.front, name="front"), path("<slug:tenant>/", include(pages))], "office")
urlpatterns = [path("", include(office))]
