"""The program that gunicorn runs for the office: the pages of the people who work on cases."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from weerbaar.config.receiving import receiving

os.environ["DJANGO_SETTINGS_MODULE"] = "weerbaar.config.settings.office"
application = receiving("office", get_wsgi_application())
# Read the addresses now: what is wrong with them must stop the start, not meet the first visitor.
import_module("weerbaar.web.office.urls")
