"""The files in patches/, written from the protocol's table. Runs on the command line only."""
