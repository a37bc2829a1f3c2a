"""The addresses of the office. `/<tenant>/…` says whose pages they are; the middleware takes that part away."""

from __future__ import annotations

from django.urls import include, path

from weerbaar.web.office import (
    account,
    button,
    contact,
    desks,
    doors,
    entry,
    keys,
    leaving,
    links,
    people,
    procedures,
    signals,
)

handler400 = "weerbaar.web.design.errors.bad_request"
handler404 = "weerbaar.web.design.errors.not_found"
handler500 = "weerbaar.web.design.errors.server_error"

_PERSON = "beheer/mensen/<uuid:person_id>/"
_TERM = "beheer/procedures/<slug:procedure>/termijn/<slug:term>/"
_LETTER = "beheer/procedures/<slug:procedure>/brief/<slug:letter>/"
_DESK = "beheer/meldpunten/<slug:desk>/"
_DOOR = "beheer/wie-kan-helpen/<uuid:door_id>/"

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
    path("signalen/", signals.overview, name="signals"),
    path("signalen/nieuw/", signals.write, name="signal_new"),
    path("signalen/woorden/", signals.words, name="signal_words"),
    path("signalen/<uuid:signal_id>/", signals.signal, name="signal"),
    path("signalen/<uuid:signal_id>/doorgeven/", signals.pass_on, name="signal_pass"),
    path("signalen/<uuid:signal_id>/later/", signals.later, name="signal_later"),
    path("signalen/<uuid:signal_id>/afgehandeld/", signals.settle, name="signal_settle"),
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
    path("beheer/wie-kan-helpen/", doors.doors, name="doors"),
    path("beheer/wie-kan-helpen/begin/", doors.begin, name="doors_begin"),
    path("beheer/wie-kan-helpen/nieuw/", doors.door_add, name="door_add"),
    path(_DOOR, doors.door, name="door"),
    path(_DOOR + "tekst/<str:language>/", doors.door_text, name="door_text"),
    path(_DOOR + "bereiken/", doors.door_ways, name="door_ways"),
    path(_DOOR + "plaats/", doors.door_place, name="door_place"),
    path(_DOOR + "nagekeken/", doors.door_check, name="door_check"),
    path(_DOOR + "weg/", doors.door_remove, name="door_remove"),
    path("beheer/knop/", button.button, name="button"),
    path("beheer/knop/nieuw/", button.button_allow, name="button_allow"),
    path("beheer/knop/<uuid:origin_id>/weg/", button.button_refuse, name="button_refuse"),
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
    path("", include("weerbaar.web.office.intake.urls")),
    path("", include("weerbaar.web.office.cases.urls")),
]

office = ([path("", entry.front, name="front"), path("<slug:tenant>/", include(pages))], "office")
urlpatterns = [path("", include(office))]
