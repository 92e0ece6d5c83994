"""Makes a process of ring.py that takes a step a line, as docs/driver.md says: python3 port.py"""

import json
import sys

from ring import Ring, consumer, producer


class Stage:
    """A ring with its threads, each stopped before its next step."""

    def __init__(self, given):
        self.ring = Ring(**given)
        callers = given["callers"]
        self.threads = [
            consumer(self.ring, name)
            if name in given["consumers"]
            else producer(self.ring, callers["claims"], callers["habits"])
            for name in given["threads"]
        ]
        self.offers = [next(thread) for thread in self.threads]

    def step(self, thread, action, decision):
        if action not in self.offers[thread]:
            raise ValueError(f"{action} is not enabled for thread {thread}, only {self.offers[thread]}")
        self.ring.words.access = None
        self.offers[thread] = self.threads[thread].send((action, decision))

    def answer(self):
        words = self.ring.words
        return {
            "access": words.access,
            "offers": self.offers,
            "words": list(words.held.values()),
            "slots": self.ring.slots,
        }


def main():
    stage = None
    for line in sys.stdin:
        message = json.loads(line)
        try:
            if "ring" in message:
                stage = Stage(message["ring"])
            else:
                stage.step(*message["step"])
            answer = stage.answer()
        except ValueError as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), flush=True)


main()
