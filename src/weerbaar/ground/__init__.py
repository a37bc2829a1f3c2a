"""The ground: what every room stands on, in pure Python.

Clock, references, words and errors. It promises to know nothing of Django, of the database or of any room above it.
"""
