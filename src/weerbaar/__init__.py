"""Weerbaar: the chain by which a Dutch municipality lets people raise what is wrong and be safe doing it."""
