"""The addresses of the reporter's side: Dutch under `/<municipality>/`, English under `/en/<municipality>/`."""

from django.urls import include, path

from weerbaar.web.reporter import (
    check,
    coming_back,
    complaining,
    files,
    leaving,
    progress,
    reading_back,
    start,
    wizard,
)

handler400 = "weerbaar.web.design.errors.bad_request"
handler404 = "weerbaar.web.design.errors.not_found"
handler500 = "weerbaar.web.design.errors.server_error"

_pages = [
    path("", start.start, name="start"),
    path("hulp/", start.help_page, name="help"),
    path("veilig-melden/", start.safe, name="safe"),
    path("toegankelijkheid/", start.accessibility, name="accessibility"),
    path("melden/", wizard.begin, name="begin"),
    path("melden/meldpunt/", wizard.desk, name="desk"),
    path("melden/buiten/<uuid:link_id>/", wizard.outside, name="outside"),
    path("melden/wie-leest/", wizard.readers, name="readers"),
    path("melden/bestanden/", files.draft_files, name="files"),
    path("melden/nakijken/", check.check, name="check"),
    path("melden/weggooien/", leaving.throw_away, name="throw_away"),
    path("melden/woorden/", check.receipt, name="receipt"),
    path("melden/woorden/papier/", check.paper, name="paper"),
    path("melden/klaar/", check.done, name="done"),
    path("melden/<slug:page>/", wizard.question, name="question"),
    path("terug/", coming_back.come_back, name="come_back"),
    path("mijn-melding/", progress.overview, name="progress"),
    path("mijn-melding/antwoord/<uuid:asked>/", progress.reply, name="reply"),
    path("mijn-melding/bestanden/", files.more_files, name="more_files"),
    path("mijn-melding/naam/", progress.identity, name="identity"),
    path("mijn-melding/mail/", progress.address, name="address"),
    path("mijn-melding/hoe-het-ging/", progress.rate, name="rate"),
    path("mijn-melding/niet-verstuurd/", progress.unsent, name="unsent"),
    path("mijn-melding/verslag/<uuid:account_id>/", reading_back.account, name="account"),
    path("mijn-melding/klacht/", complaining.complain, name="complain"),
    path("mijn-melding/sluiten/", leaving.close, name="close"),
]

urlpatterns = [
    path("", start.municipalities, name="municipalities"),
    path("weg/", leaving.leave, name="leave"),
    path("en/", start.municipalities, name="municipalities_en"),
    path("en/<slug:tenant>/", include((_pages, "pages"), namespace="en")),
    path("<slug:tenant>/", include((_pages, "pages"), namespace="nl")),
]
