"""The program that gunicorn runs for the reporter's side: public pages, no staff session."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from weerbaar.config.receiving import receiving

os.environ["DJANGO_SETTINGS_MODULE"] = "weerbaar.config.settings.reporter"
application = receiving("reporter", get_wsgi_application())
# Read the addresses now: what is wrong with them must stop the start, not meet the first visitor.
import_module("weerbaar.web.reporter.urls")
