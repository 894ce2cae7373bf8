"""Ears and mouth: bytes and devices, no decisions."""
