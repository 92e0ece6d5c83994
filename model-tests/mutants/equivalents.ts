// Mutants that change nothing anybody could notice, or that only tests outside of verify notice, by the reason: what their lines say.

/** Why they are none, and which they are, by file. */
export interface Equivalents {
  readonly why: string
  readonly of: Readonly<Record<string, readonly string[]>>
}

export const EQUIVALENTS: readonly Equivalents[] = [
  {
    why: 'How the ring has ended is read anew for the reason, whichever it is.',
    of: { 'Consumer.ts': ['throw this.#ended(this.#next, epoch)'] },
  },
  {
    why: 'Any that is before the first event of the batch.',
    of: { 'Consumer.ts': ['for (let end = minds ? next - 2 : last; next <= last; next++) {'] },
  },
  {
    why: 'When, and how often, a blocked thread thinks of itself: a-thread-does-not-wait-for-itself.test.ts and a-main-thread-that-blocks-is-warned-of-once.test.ts.',
    of: {
      'Signal.ts': [
        'const RARELY = 1025',
        "if (turn === 'again' || turns % RARELY === 0) this.#blocks(began, until)",
        "if (woken === 'timed-out' && left < slice) until.expire()",
      ],
      'MultiProducer.ts': ['without this.#held.first = word'],
    },
  },
  {
    why: 'How the ring has ended is read anew for the reason; where it is near only has to be less than 2^30 away.',
    of: {
      'MultiProducer.ts': ['if ((epoch & FAILED) !== 0) throw this.#ended(this.#next, epoch)'],
      'ring.ts': [
        'if (isOver) throw this.#reason(1, this.handle.start)',
        'if (isOver) throw this.#reason(this.handle.start, 0)',
      ],
    },
  },
  {
    why: 'Only a death between the two shows it: of the roles, programs-find-what-is-broken.test.ts kills threads there.',
    of: {
      'MultiProducer.ts': [
        'this.#word = Atomics.add(this.words, CURSOR, 2 * n) // Claim this.words[this.#count] = -n',
        'const found = Atomics.compareExchange(this.words, CURSOR, word, (word + 2 * this.#n) | 0) // Exchange this.words[this.#count] = -this.#n',
      ],
    },
  },
  {
    why: 'It claims only where there is room, though it need not: two accesses more, and it comes to the same.',
    of: {
      'MultiProducer.ts': [
        'if (options !== undefined || (here.roles >= 1 && mightWait(here))) return this.#claimLater(timeOf(options))',
        'if (options !== undefined || (here.roles > 1 || mightWait(here))) return this.#claimLater(timeOf(options))',
      ],
    },
  },
  {
    why: 'Nothing is as false as false is.',
    of: { 'MultiProducer.ts': ['without return false'] },
  },
  {
    why: 'A ring has a producer.',
    of: { 'positions.ts': ['return several ? published : unwrap(published, noted[0] ?? 1)'] },
  },
  {
    why: 'What a warning says in detail, a listener that throws, and memory that was let go, only whole processes show: a-main-thread-that-blocks-is-warned-of-once.test.ts and who-comes-and-goes-leaves-nothing.test.ts have these.',
    of: {
      'blocked.ts': [
        "\"Nothing else runs on this thread meanwhile: it hears neither 'error' nor 'exit' of a worker that could not start. \" -",
        'without queueMicrotask(() => { throw error })',
        'without throw error',
      ],
      'here.ts': [
        'without if (rings.get(id)?.deref() === undefined) rings.delete(id)',
        'if (rings.get(id)?.deref() !== undefined) rings.delete(id)',
        'if (rings.get(id)?.deref() === undefined) ;',
      ],
    },
  },
  {
    why: 'A warning that comes a millisecond sooner: no clock here stands in between.',
    of: { 'blocked.ts': ['if (untilWarning(began) > 1 || !thread) return'] },
  },
  {
    why: 'A host has both kinds of weak references or neither; and of several realms on one thread no story here knows.',
    of: {
      'here.ts': [
        'if (!host.WeakRef && !host.FinalizationRegistry) return undefined',
        "const home: { [KEY]?: Thread } = host.process?.getBuiltinModule?.('node:process') && host",
      ],
    },
  },
  {
    why: 'Where a role lies is a sum, whichever comes first.',
    of: { 'ground.ts': ['return { owner: ownedOf(p, CURSOR), kept: hand + KEPT, hand }'] },
  },
  {
    why: 'How the ring has ended is read anew for the reason, and whoever drains it looks only at which error that is.',
    of: { 'drain.ts': ['if ((epoch & FAILED) !== 0) throw this.#seat.ended(this.#seat.start, epoch)'] },
  },
  {
    why: 'Only a host without setImmediate, or without a clock, comes here: a-call-that-gives-way-holds-nothing.test.ts has one.',
    of: {
      'loop.ts': [
        'const now = clock ? clock.now.bind(clock) : () => 1',
        'const soon = immediate ?? (Messages ? posting(new Messages()) : (then: () => void) => void later?.(0, then))',
        'const soon = immediate ?? (Messages ? posting(new Messages()) : (then: () => void) => void later?.(then, 1))',
        'without return (then) => { port1.onmessage = then port2.postMessage(null) }',
        'without port1.onmessage = then',
        'without port2.postMessage(null)',
      ],
    },
  },
  {
    why: 'Set before it is read: the number stands there only so that V8 knows what the field is.',
    of: {
      'Consumer.ts': ['#next = 1', '#kept = 1', '#most = 1', '#found = 1'],
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
      'ring.ts': [
        'const start = unwrap(seat.start + 1, Atomics.load(this.#words, words.gate)) + 1 // setup',
        'const start = unwrap(seat.start - 2, Atomics.load(this.#words, words.gate)) + 1 // setup',
        'positions(near = this.handle.start + 1): Positions {',
        'positions(near = this.handle.start - 2): Positions {',
      ],
    },
  },
  {
    why: 'A field or local of one thread, set before an access or behind it: nobody sees it in between.',
    of: {
      'Barrier.ts': [
        'this.lacks = gate available = Math.min(available, unwrap(next - 1, Atomics.load(this.#words, gate))) // LoadUpstream',
      ],
      'Consumer.ts': [
        'const gate = Atomics.exchange(this.words, this.#gate, wrap(next - 1)) // Advance this.#kept = next',
        'const gate = Atomics.exchange(this.words, this.#gate, wrap(next - 1)) // Advance if ((gate & MARK) !== 0) this.#consumed.wake() this.#kept = next',
      ],
      'MultiProducer.ts': [
        'this.lacks = gate const handled = Atomics.load(this.words, gate) // LoadGate',
        'const known = lapOf(this.#last, this.#size) const lap = Atomics.load(this.words, this.#laps + slot) // LoadLap',
        'this.#next = last + 1 for (let next = first; next <= last; next++) { const slot = slotOf(next, this.#size) wakes |= Atomics.exchange(this.words, this.#laps + slot, wrap(lapOf(next, this.#size))) // Publish }',
      ],
      'SingleProducer.ts': [
        'const cursor = Atomics.exchange(this.words, CURSOR, wrap(last)) // Publish this.#cursor = last',
        'const cursor = Atomics.exchange(this.words, CURSOR, wrap(last)) // Publish if ((cursor & MARK) !== 0) this.#published.wake() this.#cursor = last',
      ],
      'drain.ts': [
        'const final = Atomics.load(this.#seat.words, FINAL) // setup const barrier = new Barrier(this.#seat)',
      ],
      'positions.ts': [
        'const barrier = new Barrier(seat) const handled = recordOf(consumers, ({ gate }) => unwrap(near, Atomics.load(words, gate))) // setup',
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
    why: 'Where a word lies is 0, for none, or beyond the first three lines: no word lies at 1.',
    of: {
      'words.ts': [
        'for (const take of takes) if (take > 1) words[take] = wrap(start)',
        'if (laps > 1) words.fill(wrap(lap), laps, laps + slot).fill(wrap(lap - 1), laps + slot, laps + size)',
        'for (const done of dones) if (done > 1) initializeCounts(words, done, shape)',
      ],
    },
  },
  {
    why: 'There is one for each name: what stands behind ?? is for the compiler.',
    of: {
      'ground.ts': [
        'producers: new Map(producers.map((name, p) => [name, producerAt(p, hands[p] ?? 1)])),',
        'consumers: new Map(order.map((name, c) => [name, consumerAt(gates[c] ?? 1, seats[c] ?? 0)])),',
        'consumers: new Map(order.map((name, c) => [name, consumerAt(gates[c] ?? 0, seats[c] ?? 1)])),',
      ],
      'ring.ts': ['return names.map((name) => this.#layout.gates[this.#names.indexOf(name)] ?? 1)'],
    },
  },
  {
    why: 'A line has room for one word as for two, and true is one.',
    of: {
      'words.ts': [
        'const gates = pools.map(() => place(1, true))',
        'const gates = pools.map(() => place(true, 2))',
        'const takes = pools.map((isPool) => place(isPool, 2))',
      ],
    },
  },
  {
    why: 'The word of what is no pool is given its value before the words that lie there are given theirs.',
    of: { 'words.ts': ['const takes = pools.map((isPool) => place(1, isPool))'] },
  },
  {
    why: 'No word lies at a negative number, whichever it is.',
    of: { 'words.ts': ['export const NOWHERE = -2'] },
  },
  {
    why: 'Who looks for one event and finds two has found the one.',
    of: { 'drain.ts': ['const isHandled = barrier.available(last, 2) >= last'] },
  },
  {
    why: 'A function that ends returns undefined.',
    of: { 'handle.ts': ['without return undefined'], 'positions.ts': ['without return undefined'] },
  },
  {
    why: 'Who rests between two looks never rests after a batch.',
    of: {
      'ring.ts': ['const [rest, rests] = usual.rests ? [pause, 1] : [0, pause]'],
    },
  },
  {
    why: 'Any exit code but 0 says that a thread has not ended by itself.',
    of: { 'ring/supervise.ts': ['const UNKNOWN = 2'] },
  },
  {
    why: 'The time is looked at before each of so many looks, whether it begins at 0 or at 1.',
    of: {
      'ring/supervise.ts': [
        "for (let ms = 1; positions.state === 'closing' && ms < CLOSING_MS && !end.aborted; ms += LOOK_MS) {",
      ],
    },
  },
  {
    why: 'The bit that says that it is taken is set in the same word.',
    of: {
      'Roles.ts': [
        'const TURNS = 4093',
        'const mine = thread | OWNER.taken | 1',
        'const mine = thread | ((is + TURN) & TURNS) | OWNER.taken | 1',
      ],
    },
  },
  {
    why: 'No power of two lies between the two quotients.',
    of: { 'options.ts': ['const most = 2 ** Math.floor(Math.log2((MAX_CLAIMED - 2) / (many + 1)))'] },
  },
  {
    why: 'A random number that is larger: a word keeps some bits of it, which are random as well.',
    of: {
      'identity.ts': [
        'else for (const w of words.keys()) words[w] = Math.random() * 3 ** 32',
        'else for (const w of words.keys()) words[w] = Math.random() * 2 ** 33',
      ],
    },
  },
]

/** Pairs of edits that come to nothing together, by the reason: what their two places say then. */
export const EQUIVALENT_PAIRS: readonly { readonly why: string; readonly of: readonly string[] }[] = []
