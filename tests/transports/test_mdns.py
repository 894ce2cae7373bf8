"""A server can be found by name, on a network with multicast; here that is the loopback."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest
from ears import house, run
from zeroconf import ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from notono_live.transports import mdns
from notono_live.transports.mdns import OSC, OSCQUERY, Advertiser, reachable

LOOPBACK = ["127.0.0.1"]


async def found(kind: str, count: int) -> set[tuple[str, int]]:
    """The names and ports of so many services of a kind."""
    names: asyncio.Queue[str] = asyncio.Queue()

    def hear(
        zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        if state_change is ServiceStateChange.Added:
            names.put_nowait(name)

    browser = AsyncZeroconf(interfaces=LOOPBACK)
    listening = AsyncServiceBrowser(browser.zeroconf, kind, handlers=[hear])
    services = set()
    try:
        while len(services) < count:
            info = AsyncServiceInfo(kind, await asyncio.wait_for(names.get(), 20))
            assert await info.async_request(browser.zeroconf, 5000)
            assert info.parsed_addresses() == LOOPBACK
            services.add((info.name, info.port or 0))
    finally:
        await listening.async_cancel()
        await browser.async_close()
    return services


def test_two_servers_are_found_under_two_names() -> None:
    async def work() -> None:
        one = Advertiser("0.0.0.0", {OSC: 9700, OSCQUERY: 9702})
        two = Advertiser("0.0.0.0", {OSC: 9800})
        await one.open(LOOPBACK)
        await two.open(LOOPBACK)
        try:
            services = await found(OSC, 2)
            assert {port for _, port in services} == {9700, 9800}
            assert all(name.startswith("notono-live ") for name, _ in services)
            assert {port for _, port in await found(OSCQUERY, 1)} == {9702}
        finally:
            await one.close()
            await two.close()

    run(work)


def test_trouble_is_a_line_of_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_multicast(interfaces: list[str]) -> None:
        raise OSError(19, "No such device")

    monkeypatch.setattr(mdns, "AsyncZeroconf", no_multicast)

    async def work() -> None:
        advertiser = Advertiser("0.0.0.0", {OSC: 9700})
        await advertiser.open(LOOPBACK)
        await advertiser.close()

    with caplog.at_level(logging.WARNING, "notono"):
        run(work)
    assert "not advertised on the network: OSError" in caplog.text


def test_a_server_on_the_loopback_tells_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Advertiser] = []

    async def note(advertiser: Advertiser) -> None:
        opened.append(advertiser)

    monkeypatch.setattr(Advertiser, "open", note)

    async def work() -> None:
        async with house(tmp_path, warm=False) as (_, client):
            assert await client.silent()

    run(work)
    assert not opened
    assert reachable("127.0.0.1") == []
    assert reachable("192.0.2.7") == ["192.0.2.7"]
    assert all(not address.startswith("127.") for address in reachable("0.0.0.0"))
