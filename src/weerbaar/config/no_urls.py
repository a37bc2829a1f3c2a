"""No pages: the command line and the worker answer to nobody."""

urlpatterns: list[object] = []
