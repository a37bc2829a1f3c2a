"""The faces: pages, and what they are drawn with. Each is thin, and neither knows the other."""
