"""Django's settings: `base` for all, `reporter` and `office` for the two faces, `machine` for the command line."""
