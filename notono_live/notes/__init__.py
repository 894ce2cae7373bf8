"""What a note is: values over numpy; no I/O, no clock."""
