"""One producer and its consumers, a port of src/core.

Every atomic access is preceded by a `yield` of its name, so that a driver says which thread goes next: drop the yields
and put real atomics in Words, and it is the ring.
"""

HALF = 1 << 30  # sequences have 31 bits in a word, so this is half their range
MASK = (1 << 32) - 1


def word_of(sequence):
    """A word holds twice the sequence: its lowest bit marks that a thread is parked on it."""
    return 2 * sequence & MASK


def sequence_in(word, near):
    """The sequence that a word holds: the one less than half the range from another that is known."""
    return near + ((word >> 1) - near + HALF) % (2 * HALF) - HALF


class Words:
    """The shared words, by name. Each method is one atomic access."""

    def __init__(self, names, start):
        self.held = {name: word_of(start - 1) for name in names}
        self.access = None

    def load(self, name):
        held = self.held.get(name, 0)  # nobody parks, so epochs stay as they are
        self.access = ["load", name, [], held]
        return held

    def exchange(self, name, word):
        self.access = ["exchange", name, [word], self.held[name]]
        self.held[name] = word


class Ring:
    """What the threads of a ring share."""

    def __init__(self, size, start, consumers, words, **_):
        self.size, self.start, self.consumers = size, start, consumers
        self.words = Words(words, start)
        self.slots = [None] * size
        followed = {name for upstream in consumers.values() for name in upstream}
        self.gating = [name for name in consumers if name not in followed]


def producer(ring, claims, habits):
    """Claims, writes and publishes, as its caller decides."""
    claimed = written = published = ring.start - 1
    cached = {name: ring.start - 1 for name in ring.gating}
    while True:
        offers = []
        may_claim = claimed == published or "ahead" in habits
        if may_claim and any(claimed + n - published <= ring.size for n in claims):
            offers.append("BeginClaim")
        if written < claimed:
            offers.append("BeginWrite")
        if written > published and (written == claimed or "parts" in habits):
            offers.append("Publish")
        action, decision = yield offers
        if action == "BeginClaim":
            last = claimed + decision["n"]
            if (yield from room(ring, cached, last, decision["waits"])):
                claimed = last
        elif action == "BeginWrite":
            slot = (written + 1) % ring.size
            ring.slots[slot] = None
            yield ["EndWrite"]
            written += 1
            ring.slots[slot] = written
        else:
            ring.words.exchange("cursor", word_of(written))  # Publish
            published = written


def room(ring, cached, last, waits):
    """Whether `last` is at most a ring ahead of every gate. A cached gate can only have grown since."""
    for name in ring.gating:
        while last - cached[name] > ring.size:
            yield ["LoadGate"]
            cached[name] = sequence_in(ring.words.load(f"gate {name}"), cached[name])
            if last - cached[name] > ring.size:
                if not waits:
                    return False
                yield ["LoadEpoch"]
                ring.words.load("epoch consumed")
    return True


def consumer(ring, name):
    """Polls and handles batches; the gate moves once all of a batch is handled."""
    next_ = ring.start
    while True:
        _, decision = yield ["BeginPoll"]
        available = yield from attempt(ring, name, next_, decision["waits"])
        if available is None:
            continue
        last = min(available, next_ - 1 + decision["limit"])
        while next_ <= last:
            yield ["BeginRead"]
            _, outcome = yield ["EndRead"]
            if outcome.get("throws"):
                break  # the same event again at the next poll; until then its handler keeps the batch so far
            next_ += 1
        else:
            yield ["Advance"]
            ring.words.exchange(f"gate {name}", word_of(next_ - 1))


def attempt(ring, name, next_, waits):
    """The last sequence that may be handled, from `next_` on; None if there is none, and the call does not wait."""
    upstream = ring.consumers[name]
    while True:
        available = next_ - 1 + ring.size
        for word in [f"gate {u}" for u in upstream] or ["cursor"]:
            yield ["LoadUpstream" if upstream else "LoadCursor"]
            available = min(available, sequence_in(ring.words.load(word), next_ - 1))
            if available < next_:
                break
        else:
            return available
        if not waits:
            return None
        yield ["LoadEpoch"]
        ring.words.load("epoch consumed" if upstream else "epoch published")
