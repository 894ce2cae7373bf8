"""pyliblo: says what the file says, and prints what it hears, one JSON array a line.

usage: liblo_client.py udp|tcp PORT FILE
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(how: str, port: str, file: str) -> None:
    """Over TCP it listens at a UDP port: liblo reads nothing from connections it has made."""
    import pyliblo3 as liblo

    ear = liblo.Server(proto=liblo.UDP)
    ear.add_method(None, None, lambda path, args: print(json.dumps([path, *args]), flush=True))
    there = liblo.Address("127.0.0.1", int(port), {"udp": liblo.UDP, "tcp": liblo.TCP}[how])
    mouth = liblo if how == "tcp" else ear
    commands = json.loads(Path(file).read_text())
    if how == "tcp":
        commands.insert(0, ["/notono/notify", [("i", 1), ("i", ear.port)]])
    for address, arguments in commands:
        mouth.send(there, address, *map(tuple, arguments))
        ear.recv(10)
    while True:
        ear.recv(1000)


if __name__ == "__main__":
    main(*sys.argv[1:])
