// Mutants that change nothing anybody could notice, by the reason: what their lines say then.

/** Why they are none, and which they are, by file. */
export interface Equivalents {
  readonly why: string
  readonly of: Readonly<Record<string, readonly string[]>>
}

export const EQUIVALENTS: readonly Equivalents[] = [
  {
    why: 'Set before it is read: the number stands there only so that V8 knows what the field is.',
    of: {
      'Consumer.ts': ['#next = 1', '#most = 1', '#found = 1'],
      'MultiProducer.ts': ['#next = 1', '#last = 1', '#word = 1', '#n = 1'],
      'SingleProducer.ts': ['#claimed = 1', '#cursor = 1', '#wanted = 1'],
      'WorkPool.ts': ['#next = 1', '#taken = 1', '#ticket = 1', '#most = 1'],
    },
  },
  {
    why: 'A sequence that is only near what a word holds: any that is less than 2^30 away gives the same.',
    of: {
      'Barrier.ts': [
        'return unwrap(next + 1, Atomics.load(this.#words, CURSOR)) // LoadCursor',
        'return unwrap(next - 2, Atomics.load(this.#words, CURSOR)) // LoadCursor',
        'available = Math.min(available, unwrap(next + 1, Atomics.load(this.#words, gate))) // LoadUpstream',
        'available = Math.min(available, unwrap(next - 2, Atomics.load(this.#words, gate))) // LoadUpstream',
      ],
      'MultiProducer.ts': ['this.#last = seat.start - 2'],
    },
  },
  {
    why: 'A field or local of one thread, set before an access or behind it: nobody sees it in between.',
    of: {
      'Barrier.ts': [
        'this.lacks = gate available = Math.min(available, unwrap(next - 1, Atomics.load(this.#words, gate))) // LoadUpstream',
      ],
      'Consumer.ts': [
        'const gate = Atomics.exchange(this.words, this.#gate, wrap(next - 1)) // Advance this.#next = next',
      ],
      'MultiProducer.ts': [
        'this.#word = Atomics.add(this.words, CURSOR, 2 * n) // Claim this.#claims = true',
        'this.lacks = gate const handled = Atomics.load(this.words, gate) // LoadGate',
        'const known = lapOf(this.#last, this.#size) const lap = Atomics.load(this.words, this.#laps + slot) // LoadLap',
        'this.#next = last + 1 for (let next = first; next <= last; next++) { const slot = slotOf(next, this.#size) wakes |= Atomics.exchange(this.words, this.#laps + slot, wrap(lapOf(next, this.#size))) // Publish }',
        'if ((wakes & MARK) !== 0) this.#published.wake() this.#next = last + 1',
      ],
      'SingleProducer.ts': [
        'const cursor = Atomics.exchange(this.words, CURSOR, wrap(last)) // Publish this.#cursor = last',
      ],
      'WorkPool.ts': [
        'const known = lapOf(this.#next, this.#size) const counted = Atomics.load(this.words, this.#done + slot) // LoadDone',
        'this.#next = front + 1 const counted = Atomics.add(this.words, this.#done + slotOf(front, this.#size), 1) // Finish',
        'if ((gate & MARK) !== 0) this.#consumed.wake() front++',
      ],
    },
  },
  {
    why: 'A bit that is shifted out, or that slotOf leaves out, is not looked at.',
    of: {
      'MultiProducer.ts': ['const slot = slotOf(this.#word >> 1, this.#size)'],
      'Sequence.ts': ['return ((a - b) | 1) >> 1'],
    },
  },
  {
    why: 'An owner that is dead or has left stays so: to ask again gives the same answer.',
    of: { 'Barrier.ts': ['without this.#gone = NOWHERE'] },
  },
  {
    why: 'Nothing is taken: any sequence before the next says so.',
    of: { 'WorkPool.ts': ['this.#taken = seat.start - 2'] },
  },
  {
    why: 'How long a thread rests between two looks is nothing that others see.',
    of: {
      'Signal.ts': ['without this.#pause = seat.rest', "if (turn === 'again') ;"],
    },
  },
]
