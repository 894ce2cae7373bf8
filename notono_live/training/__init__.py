"""How models are made; nothing imports it but the command line."""
