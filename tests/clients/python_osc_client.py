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

how, port, file = sys.argv[1:]
client: TCPClient | UDPClient
if how == "udp":
    client = UDPClient("127.0.0.1", int(port))
else:
    client = TCPClient("127.0.0.1", int(port), mode=how, timeout=1.0)


def listen() -> None:
    while True:
        heard = client.receive(timeout=1)
        for packet in heard if isinstance(heard, list) else [heard]:
            if packet:
                message = OscMessage(packet)
                print(json.dumps([message.address, *message.params]), flush=True)


first, *rest = json.loads(Path(file).read_text())
for address, arguments in (first, *rest):
    builder = OscMessageBuilder(address)
    for tag, value in arguments:
        builder.add_arg(value, tag)
    client.send(builder.build())
    if address == first[0]:
        threading.Thread(target=listen, daemon=True).start()
    time.sleep(0.01)
time.sleep(60)
