"""notono-slot~.pd: one slot of the server as an instrument. Plain values, any thread.

Its subpatches speak over names with $0: path, root, frames, rate, mix, struck, voice.
"""

from __future__ import annotations

from notono_live.patches.pd import Patch
from notono_live.patches.pd_voice import VOICES, course, press
from notono_live.protocol.controls import NOTE_SECONDS

SWAP_MS = 15  # the crossfade from the old note to the new one, while it sounds
REST_MS = 30  # between two loads: the array that fades out is not written to


def slot() -> Patch:
    """notono-slot~.pd: two arrays, of which one sounds and the other may be loaded."""
    p = Patch(640, 320)
    p.text(20, 10, "notono-slot~: a slot of the server, to be played. Arguments: slot, seconds.")
    struck = p.sub(20, 90, press(), "press")
    p.chain(p.obj(20, 60, "inlet"), struck)
    p.wire(struck, p.sub(120, 130, _verb(), "verb"), 0)
    p.sub(220, 90, _row(), "row")
    p.sub(290, 90, _queue(), "queue")
    p.sub(370, 90, _load(), "load")
    p.sub(440, 90, _arrays(), "arrays")
    sound = p.sub(20, 180, _sound(), "sound")
    p.chain(sound, p.obj(20, 240, "outlet~"))
    news = p.sub(220, 180, _news(), "news")
    p.chain(news, p.obj(220, 240, "outlet"))
    return p


def _row() -> Patch:
    """Rows of list/slots tell where the file is; a new revision is a new path."""
    p = Patch(520, 420)
    parts = p.obj(20, 140, "unpack s f f f f s")
    mine = p.obj(20, 110, "route $1")
    p.chain(
        p.obj(20, 20, "r notono-told"), p.obj(20, 50, "route list"),
        p.obj(20, 80, "route slots.reply"), mine, parts,
    )  # fmt: skip
    p.wire(mine, p.obj(120, 80, "s $0-row"))
    path = p.obj(300, 230, "symbol")
    p.wire(parts, path, 5, 1)
    p.wire(parts, p.obj(380, 170, "s $0-revision"), 3)
    fresh = p.obj(200, 180, "change -1")
    p.wire(parts, fresh, 3)
    p.chain(fresh, p.obj(200, 210, "t b"), path, p.obj(300, 270, "s $0-path"))
    p.text(300, 20, "another server, or the same one anew: what was known is forgotten", 26)
    p.chain(p.obj(300, 80, "r notono-light"), p.msg(300, 110, "set -1"), fresh)
    known = p.obj(60, 210, "moses 0")
    root = p.obj(60, 290, "s $0-root")
    p.wire(parts, known, 1)
    p.chain(known, p.msg(60, 240, "60"), root)
    p.wire(known, root, 1)
    return p


def _queue() -> Patch:
    """A load that comes too soon after the last one waits, and the newest wins."""
    p = Patch(560, 420)
    some = p.obj(20, 50, "sel none")
    p.chain(p.obj(20, 20, "r $0-path"), some)
    p.chain(some, p.msg(20, 80, "0"), p.obj(20, 110, "s $0-frames"))
    come = p.obj(120, 80, "t b b a")
    p.wire(some, come, 1)
    wanted = p.obj(120, 330, "symbol")
    waits, busy = p.obj(300, 200, "f 0"), p.obj(120, 200, "f 0")
    p.wire(come, wanted, 2, 1)
    one = p.msg(300, 140, "1")
    p.wire(come, one, 1)
    p.wire(one, waits, 0, 1)
    p.wire(come, busy)
    free = p.obj(120, 230, "sel 0")
    go = p.obj(120, 260, "t b b b b")
    p.chain(busy, free, go, wanted, p.obj(120, 370, "s $0-load"))
    taken, clear = p.msg(200, 140, "1"), p.msg(340, 140, "0")
    p.wire(go, taken, 3)
    p.wire(taken, busy, 0, 1)
    p.wire(go, clear, 2)
    p.wire(clear, waits, 0, 1)
    rest = p.obj(420, 260, f"delay {REST_MS}")
    p.wire(go, rest, 1)
    over = p.obj(420, 290, "t b b")
    p.wire(rest, over)
    done = p.msg(460, 140, "0")
    p.wire(over, done, 1)
    p.wire(done, busy, 0, 1)
    p.wire(over, waits)
    p.chain(waits, p.obj(300, 230, "sel 1"), busy)
    return p


def _load() -> Patch:
    """Into the array that is silent; then it is that which sounds. A file that cannot be read
    gives 0 frames, and nothing is turned over."""
    p = Patch(620, 460)
    use = p.obj(20, 50, "t a b")
    p.chain(p.obj(20, 20, "r $0-load"), use)
    sounding = p.obj(260, 50, "f 0")
    p.wire(use, sounding, 1)
    to_b, to_a = p.obj(260, 80, "== 0"), p.obj(340, 110, "== 0")
    p.chain(sounding, to_b, to_a)
    read = p.obj(20, 180, "list prepend read")
    for x, letter, chosen in ((20, "b", to_b), (140, "a", to_a)):
        gate = p.obj(x, 120, "spigot")
        p.wire(use, gate)
        p.wire(chosen, gate, 0, 1)
        p.chain(gate, p.obj(x, 150, f"list append $0-{letter}"), read)
    load = p.obj(20, 240, "soundfiler")
    p.chain(read, p.obj(20, 210, "list trim"), load)
    first = p.obj(140, 270, "list split 1")
    p.wire(load, first, 1)
    p.chain(first, p.obj(140, 300, "s $0-rate"))
    any_frames = p.obj(20, 270, "sel 0")
    p.chain(load, any_frames)
    got = p.obj(20, 330, "t b f")
    p.wire(any_frames, got, 1)
    p.wire(got, p.obj(140, 360, "s $0-frames"), 1)
    turned = p.obj(20, 360, "f 0")
    flip = p.obj(20, 390, "== 0")
    now = p.obj(20, 420, "t f f")
    p.chain(got, turned, flip, now, p.obj(20, 450, "s $0-mix"))
    p.wire(now, turned, 1, 1)
    p.wire(now, sounding, 1, 1)
    return p


def _verb() -> Patch:
    """Any other message is the slot's: undo, regenerate top 1 2 ..."""
    p = Patch(420, 320)
    both = p.obj(20, 50, "t a a")
    p.chain(p.obj(20, 20, "inlet"), both)
    word, rest = p.obj(160, 80, "list split 1"), p.obj(20, 80, "list split 1")
    p.wire(both, word, 1)
    p.wire(both, rest)
    full = p.obj(160, 140, "makefilename slot/%s")
    p.chain(word, p.obj(160, 110, "symbol"), full)
    numbered = p.obj(20, 140, "list prepend $1")
    p.wire(rest, numbered, 1)
    said = p.obj(20, 180, "list prepend")
    p.wire(full, said, 0, 1)
    p.chain(numbered, said, p.obj(20, 210, "list trim"), p.obj(20, 240, "s notono"))
    return p


def _sound() -> Patch:
    """The voices' sum, from the array that sounds; from both while one is faded into the other."""
    p = Patch(620, 320)
    p.sub(360, 20, course(), "course")
    voices = p.obj(20, 90, f"clone -s 1 notono-voice~ {VOICES} $0")
    p.chain(p.obj(20, 20, "r $0-voice"), voices)
    mix = p.obj(240, 20, "r $0-mix")
    against = p.obj(240, 50, "== 0")
    p.wire(mix, against)
    out = p.obj(20, 260, "outlet~")
    for index, share in enumerate((against, mix)):
        x = 20 + 220 * index
        gain, faded = p.obj(x + 80, 180, "line~"), p.obj(x, 220, "*~")
        p.chain(share, p.msg(x + 80, 150, f"$1 {SWAP_MS}"), gain)
        p.wire(voices, faded, index)
        p.wire(gain, faded, 0, 1)
        p.wire(faded, out)
    return p


def _news() -> Patch:
    """loaded FRAMES REVISION; note FAMILY PITCH SECONDS."""
    p = Patch(420, 260)
    out = p.obj(20, 200, "outlet")
    both = p.obj(20, 80, "pack f f")
    p.wire(p.obj(120, 50, "r $0-revision"), both, 0, 1)
    p.chain(p.obj(20, 20, "r $0-frames"), both, p.obj(20, 110, "list prepend loaded"),
            p.obj(20, 140, "list trim"), out)  # fmt: skip
    p.chain(p.obj(220, 20, "r $0-row"), p.obj(220, 80, "list split 3"),
            p.obj(220, 110, "list prepend note"), p.obj(220, 140, "list trim"), out)  # fmt: skip
    return p


def _arrays() -> Patch:
    """Two of one size, made once: as long as $2 s at 48000 Hz, or at Pd's rate if it is higher."""
    p = Patch(460, 360)
    both = p.obj(20, 50, "t b b")
    p.chain(p.obj(20, 20, "loadbang"), both)
    given = p.obj(20, 110, "moses 0.001")
    many = p.obj(20, 200, "*")
    p.chain(both, p.obj(20, 80, "f $2"), given, p.msg(20, 150, f"{NOTE_SECONDS}"), many)
    p.wire(given, many, 1)
    rate = p.obj(180, 80, "samplerate~")
    p.wire(both, rate, 1)
    fastest = p.obj(180, 110, "max 48000")
    p.wire(rate, fastest)
    p.wire(fastest, many, 0, 1)
    more = p.obj(20, 230, "+ 8")
    p.wire(many, more)
    for x, letter in ((20, "a"), (220, "b")):
        p.wire(more, p.obj(x, 270, f"array size $0-{letter}"))
        p.obj(x, 310, f"array define $0-{letter} 196616")
    return p
