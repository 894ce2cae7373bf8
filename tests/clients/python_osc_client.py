"""python-osc: says what the file says, and prints what it hears, one JSON array a line.

usage: python_osc_client.py udp|1.0|1.1 PORT FILE
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.tcp_client import TCPClient
from pythonosc.udp_client import UDPClient


def listen(client: TCPClient | UDPClient) -> None:
    while True:
        heard = client.receive(timeout=1)
        for packet in heard if isinstance(heard, list) else [heard]:
            if packet:
                message = OscMessage(packet)
                print(json.dumps([message.address, *message.params]), flush=True)


def main(how: str, port: str, file: str) -> None:
    """A UDP socket has a port to hear at once it has sent something."""
    here = ("127.0.0.1", int(port))
    client = UDPClient(*here) if how == "udp" else TCPClient(*here, mode=how, timeout=1.0)
    for number, (address, arguments) in enumerate(json.loads(Path(file).read_text())):
        builder = OscMessageBuilder(address)
        for tag, value in arguments:
            builder.add_arg(value, tag)
        client.send(builder.build())
        if number == 0:
            threading.Thread(target=listen, args=(client,), daemon=True).start()
        time.sleep(0.01)
    time.sleep(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
