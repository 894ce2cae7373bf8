"""Redraw parts of instrument notes with neural networks, live; importing it is light."""

__version__ = "0.1.0"
