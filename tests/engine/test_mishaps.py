"""Memory that is full and devices that go: the real exceptions, in the real process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from stumbles import no_runtime_loader, stumbling_loader
from tiny import tiny_inpainter

from notono_live.config import Model
from notono_live.engine import jobs
from notono_live.engine.worker import State, Worker
from notono_live.errors import ModelFailed
from notono_live.notes.conditioning import Conditioning
from notono_live.notes.constraint import Constraint
from notono_live.notes.note import Note, Sampling

PATIENCE_SECONDS = 120.0
C = Conditioning(60)


@dataclass
class Machine:
    """A worker on a machine whose misfortunes are written in a file."""

    script: Path
    worker: Worker
    heard: asyncio.Queue[jobs.Heard]

    async def next(self, *kinds: type[jobs.Heard]) -> jobs.Heard:
        while True:
            message = await asyncio.wait_for(self.heard.get(), PATIENCE_SECONDS)
            if isinstance(message, kinds):
                return message

    async def outcome(self) -> jobs.Heard:
        return await self.next(jobs.Done, jobs.Failed, jobs.Cancelled)

    async def ready(self) -> jobs.Ready:
        message = await self.next(jobs.Ready)
        assert isinstance(message, jobs.Ready)
        return message

    async def do(self, job: jobs.Job) -> jobs.Heard:
        self.worker.submit(job)
        return await self.outcome()

    @property
    def story(self) -> list[str]:
        return self.script.with_suffix(".done").read_text().splitlines()

    def unplug(self) -> None:
        self.script.with_suffix(".gone").touch()


@contextlib.asynccontextmanager
async def machine(
    script: Path, words: str, device: str = "cuda", load: jobs.Loader | None = None
) -> AsyncIterator[Machine]:
    script.write_text(words)
    worker = Worker(
        load or stumbling_loader(script, device), Model(), stumbling_loader(script, "cpu")
    )
    heard: asyncio.Queue[jobs.Heard] = asyncio.Queue()
    task = asyncio.create_task(worker.run(heard.put_nowait))
    it = Machine(script, worker, heard)
    try:
        await it.ready()
        yield it
        await asyncio.sleep(0)
        left = [heard.get_nowait() for _ in range(heard.qsize())]
        assert all(isinstance(m, jobs.Progress) for m in left), "each job ends once"
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def edit(number: int, seed: int = 1) -> jobs.InpaintJob:
    return jobs.InpaintJob(number, None, Constraint.nothing_kept(), C, Sampling(seed=seed))


def notes(number: int) -> jobs.GenerateJob:
    labels = tuple(Conditioning(60 + n) for n in range(3))
    return jobs.GenerateJob(number, labels, Sampling(seed=1))


def drawn() -> Note:
    return tiny_inpainter().inpaint(
        None, Constraint.nothing_kept(), C, Sampling(seed=1), lambda fraction: None
    )


def same(outcome: jobs.Heard, note: Note) -> bool:
    assert isinstance(outcome, jobs.Done), outcome
    return outcome.note.codemaps.same_as(note.codemaps)


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def inside() -> None:
        await work()

    asyncio.run(inside())


@pytest.mark.parametrize(
    ("word", "device"),
    [("no-memory-there", "cuda"), ("no-memory-here", "cpu"), ("no-memory-at-all", "cpu")],
)
def test_a_job_that_finds_no_memory_is_done_again_with_one_note_at_a_time(
    word: str, device: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        async with machine(tmp_path / "script", f"{word} ", device) as it:
            made = await it.do(notes(1))
            assert isinstance(made, jobs.Done)
            assert len(made.notes) == 3
            assert it.worker.device == device
        assert it.story == [
            f"{device} decoding-{word}",
            f"{device} freed",
            *[f"{device} decoding-fine"] * 3,
        ]

    with caplog.at_level(logging.WARNING, "notono"):
        run(work)
    (line,) = [r.getMessage() for r in caplog.records if r.name == "notono.worker"]
    assert line.startswith("job 1 found no memory (")
    assert line.endswith("it begins again, each note by itself")
    assert "documentation" not in line, "torch's advice is for programmers"


def test_a_gpu_that_is_too_small_twice_fails_the_job_and_the_cpu_goes_on(tmp_path: Path) -> None:
    async def work() -> None:
        words = "no-memory-there no-memory-there "
        async with machine(tmp_path / "script", words) as it:
            failed = await it.do(edit(1))
            assert isinstance(failed, jobs.Failed)
            assert (failed.id, failed.code) == (1, "model")
            assert "too little memory" in failed.text
            assert "on the CPU" in failed.text
            ready = await it.ready()
            assert ready.arithmetic["device"] == "cpu"
            assert ready.device.startswith("cpu, since the device has too little memory")
            assert same(await it.do(edit(2)), drawn())

    run(work)


def test_a_computer_that_is_too_small_twice_fails_the_job_and_goes_on(tmp_path: Path) -> None:
    async def work() -> None:
        words = "no-memory-here no-memory-at-all "
        async with machine(tmp_path / "script", words, "cpu") as it:
            failed = await it.do(edit(1))
            assert isinstance(failed, jobs.Failed)
            assert failed.text.startswith("there is too little memory for this")
            assert it.worker.state is State.READY
            assert same(await it.do(edit(2)), drawn())

    run(work)


@pytest.mark.parametrize("word", ["gone", "unplugged"])
def test_a_device_that_is_lost_once_does_its_job_in_another_process(
    word: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        async with machine(tmp_path / "script", f"{word} ") as it:
            assert same(await it.do(edit(1)), drawn())
            assert it.worker.device == "cuda"
        assert it.story == [f"cuda decoding-{word}", "cuda decoding-fine"]

    with caplog.at_level(logging.INFO, "notono"):
        run(work)
    told = [r.getMessage() for r in caplog.records if r.name == "notono.worker"]
    (line,) = [text for text in told if text.startswith("the device was lost")]
    assert line.endswith("the model is being started again, and its job begins again")
    assert sum(text.startswith("the model is ready on cuda (") for text in told) == 2


def test_a_device_lost_by_one_job_twice_fails_it_and_the_cpu_goes_on(tmp_path: Path) -> None:
    async def work() -> None:
        async with machine(tmp_path / "script", "gone gone ") as it:
            failed = await it.do(edit(1))
            assert isinstance(failed, jobs.Failed)
            assert "device-side assert" in failed.text
            assert (await it.ready()).arithmetic["device"] == "cpu"
            assert it.worker.device.startswith("cpu, since the device was lost")
            assert same(await it.do(edit(2)), drawn())

    run(work)


def test_a_device_that_does_not_come_back_leaves_its_job_to_the_cpu(tmp_path: Path) -> None:
    async def work() -> None:
        async with machine(tmp_path / "script", "gone ") as it:
            it.unplug()
            assert same(await it.do(edit(1)), drawn())
            assert it.worker.arithmetic["device"] == "cpu"
            assert "No CUDA GPUs are available" in it.worker.device
        assert it.story == ["cuda decoding-gone", "cpu decoding-fine"]

    run(work)


def test_what_was_to_begin_again_can_be_taken_back(tmp_path: Path) -> None:
    async def work() -> None:
        async with machine(tmp_path / "script", "gone ") as it:
            it.worker.submit(edit(1))
            while it.worker.state is State.READY:
                await asyncio.sleep(0.001)
            it.worker.cancel(1)
            assert await it.outcome() == jobs.Cancelled(1)
            await it.ready()
            assert same(await it.do(edit(2)), drawn())

    run(work)


def test_a_device_that_is_gone_before_the_model_is_there_is_done_without(tmp_path: Path) -> None:
    async def work() -> None:
        tmp_path.joinpath("script.gone").touch()
        async with machine(tmp_path / "script", "") as it:
            assert it.worker.device.startswith("cpu, since the device was lost")
            assert same(await it.do(edit(1)), drawn())

    async def without() -> None:
        worker = Worker(stumbling_loader(tmp_path / "script", "cuda"), Model())
        with pytest.raises(ModelFailed, match="No CUDA GPUs are available"):
            await worker.run(lambda message: None)

    run(work)
    run(without)


def test_without_its_runtime_the_model_says_so_and_draws_the_same_codes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        script = tmp_path / "script"
        async with machine(script, "", load=no_runtime_loader(script)) as it:
            assert it.worker.arithmetic["steps"] == "torch"
            assert same(await it.do(edit(1)), drawn())

    with caplog.at_level(logging.INFO, "notono"):
        run(work)
    told = [r.getMessage() for r in caplog.records if r.name == "notono.worker"]
    assert any("half as fast" in text for text in told)
    assert any("steps torch" in text for text in told)
