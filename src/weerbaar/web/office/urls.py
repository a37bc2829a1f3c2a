"""The addresses of the office. `/<tenant>/…` says whose pages they are; the middleware takes that part away."""

from __future__ import annotations

from django.urls import include, path

from weerbaar.web.office import account, desks, entry, keys, leaving, people

handler400 = "weerbaar.web.design.errors.bad_request"
handler500 = "weerbaar.web.design.errors.server_error"

_PERSON = "beheer/mensen/<uuid:person_id>/"
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
    path(_PERSON + "rol/", people.role_give, name="role_give"),
    path(_PERSON + "rol/<slug:role>/weg/", people.role_take, name="role_take"),
    path(_PERSON + "uitnodigen/", people.invite, name="invite"),
    path(_PERSON + "vertrek/", people.leave, name="leave"),
    path(_PERSON + "stilzetten/", people.suspend, name="suspend"),
    path(_PERSON + "toelaten/", people.readmit, name="readmit"),
    path("beheer/meldpunten/", desks.desks, name="desks"),
    path("beheer/meldpunten/nieuw/", desks.desk_add, name="desk_add"),
    path(_DESK, desks.desk, name="desk"),
    path(_DESK + "wijzigen/", desks.desk_change, name="desk_change"),
    path(_DESK + "lezer/", desks.reader_add, name="reader_add"),
    path(_DESK + "lezer/<uuid:person_id>/weg/", desks.reader_remove, name="reader_remove"),
    path("sleutels/", keys.keys, name="keys"),
    path("sleutels/<uuid:holder_id>/", keys.sign_key, name="sign_key"),
    path("", include("weerbaar.web.office.cases.urls")),
]

office = ([path("", entry.front, name="front"), path("<slug:tenant>/", include(pages))], "office")
urlpatterns = [path("", include(office))]
