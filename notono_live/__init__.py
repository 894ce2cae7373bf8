"""Redraw parts of instrument notes with neural networks, live. Importing this loads nothing heavy."""

__version__ = "0.1.0"
