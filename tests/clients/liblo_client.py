"""pyliblo: says what the file says, and prints what it hears, one JSON array a line.

usage: liblo_client.py udp|tcp PORT FILE
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyliblo3 as liblo

how, port, file = sys.argv[1:]
protocol = {"udp": liblo.UDP, "tcp": liblo.TCP}[how]
server = liblo.Server(proto=protocol)
there = liblo.Address("127.0.0.1", int(port), protocol)
server.add_method(None, None, lambda path, args: print(json.dumps([path, *args]), flush=True))
if how == "tcp":  # liblo's server does not read what comes back on a connection it made
    server = liblo.Server(proto=liblo.UDP)
    server.add_method(None, None, lambda path, args: print(json.dumps([path, *args]), flush=True))
    liblo.send(there, "/notono/notify", 1, server.port)
for address, arguments in json.loads(Path(file).read_text()):
    if how == "tcp":
        liblo.send(there, address, *[tuple(argument) for argument in arguments])
    else:
        server.send(there, address, *[tuple(argument) for argument in arguments])
    server.recv(10)
while True:
    server.recv(1000)
