"""The measurements: `python -m bench` takes all of them on a database and a server of their own, and destroys both.

Each module measures one thing and gives back figures by name. A figure is worth little without another of the same
run beside it, so each stands next to what it is compared with: an empty page, bare libsodium.
"""
