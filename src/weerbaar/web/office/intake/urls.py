"""The addresses of what comes in beside the web, below those of the office."""

from __future__ import annotations

from django.urls import path

from weerbaar.web.office.intake import entering, mail, mailboxes, receipt

_MAIL = "binnen/post/<uuid:mail_id>/"
_MAILBOX = "beheer/meldpunten/<slug:desk>/mailbox/"

urlpatterns = [
    path("binnen/", mail.overview, name="intake"),
    path("binnen/nieuw/", entering.begin, name="intake_new"),
    path("binnen/gesprek/", entering.record, name="intake_record"),
    path("binnen/vragen/", entering.story, name="intake_story"),
    path("binnen/lezers/", entering.readers, name="intake_readers"),
    path("binnen/bestanden/", entering.files, name="intake_files"),
    path("binnen/nakijken/", entering.check, name="intake_check"),
    path("binnen/weggooien/", entering.throw_away, name="intake_discard"),
    path("binnen/woorden/", receipt.words, name="intake_receipt"),
    path("binnen/woorden/niet/", receipt.cannot_give, name="intake_no_words"),
    path("binnen/woorden/papier/", receipt.paper, name="intake_paper"),
    path("binnen/woorden/bewijs/", receipt.proof, name="intake_proof"),
    path(_MAIL, mail.read, name="intake_mail"),
    path(_MAIL + "invoeren/", mail.enter, name="intake_mail_enter"),
    path(_MAIL + "weg/", mail.turn_away, name="intake_mail_away"),
    path(_MAIL + "terug/", mail.put_back, name="intake_mail_back"),
    path(_MAILBOX, mailboxes.mailbox, name="desk_mailbox"),
    path(_MAILBOX + "instellen/", mailboxes.set_up, name="desk_mailbox_set"),
    path(_MAILBOX + "proberen/", mailboxes.try_it, name="desk_mailbox_try"),
    path(_MAILBOX + "weg/", mailboxes.remove, name="desk_mailbox_remove"),
]
