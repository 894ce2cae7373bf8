"""Runs a program on two ranks of this machine, as torchrun starts them."""

from __future__ import annotations

import os
import subprocess
import sys

RANKS = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")


def on_two_ranks(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Waits for both, which must end well."""
    line = [sys.executable, *RANKS, *words]
    here = os.environ | environment
    done = subprocess.run(line, capture_output=True, text=True, timeout=240, env=here)
    assert done.returncode == 0, done.stderr[-3000:]
    return done
