"""The web page, as files: served as they are by `transports/page.py`."""
