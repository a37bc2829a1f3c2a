"""How the rooms become programs: two faces, one worker and the command line, with settings from the environment.

Promises that each face is a program of its own with its own cookie, that no switch turns the checks off, and that a
secret is read from a file closed to others. It knows every room; no room knows it.
"""
