"""What decides: asyncio, on the event loop."""
