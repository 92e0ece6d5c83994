// Generated mutants that no check of `verify` can notice, by reason: most change nothing observable, the rest have
// tests elsewhere.

/** Why no check can notice them, and their mutated lines, by file. */
export interface Equivalents {
  readonly why: string
  readonly of: Readonly<Record<string, readonly string[]>>
  /** Tests outside of verify notice them, so that they are not harmless together. */
  readonly elsewhere?: true
}

export const EQUIVALENTS: readonly Equivalents[] = [
  {
    why: '`ended` reads the ending anew, so any epoch will do.',
    of: {
      'Consumer.ts': ['throw this.#endError(this.#next, epoch)'],
      'SingleProducer.ts': ['if ((epoch & FAILED) !== 0) throw this.#endError(this.#target, epoch)'],
      'WorkPool.ts': [
        'if ((epoch & FAILED) !== 0 && this.#barrier.isExhausted()) throw this.#endError(this.#ticket, epoch)',
      ],
    },
  },
  {
    why: 'Any value before the first event of the batch will do.',
    of: { 'Consumer.ts': ['for (let end = minds ? next - 2 : last; next <= last; next++) {'] },
  },
  {
    why: 'What a wait asks of its own thread: a-wait-of-a-thread-with-one-role-asks-nothing.',
    elsewhere: true,
    of: {
      'ring/Ring.ts': [
        "without if (this.#here.roles === 1 && !isFull) return ''",
        "if (this.#here.roles === 1 && isFull) return ''",
        'if (this.#here.roles === 1 && !isFull) ;',
      ],
    },
  },
  {
    why: 'When a blocked thread checks itself: a-thread-does-not-wait-for-itself and a-main-thread-that-blocks-…',
    elsewhere: true,
    of: {
      'Waiter.ts': [
        'const RARELY = 1025',
        "if (result === 'retry' || spins % RARELY === 0) this.#blocks(began, until)",
        "if (woken === 'timed-out' && left < slice) until.expire()",
      ],
      'MultiProducer.ts': ['without this.#held.first = word'],
    },
  },
  {
    why: '`ended` reads the ending anew, and the sequence it unwraps near may be up to 2^30 off.',
    of: {
      'MultiProducer.ts': ['if ((epoch & FAILED) !== 0) throw this.#endError(this.#next, epoch)'],
      'ring/Ring.ts': [
        'if (isOver) throw this.#reason(1, this.handle.start)',
        "const isOrderly = reasonOf(this.#ground, 1, () => this.positions()).code === 'ERR_RINGPROOF_CLOSED'",
        'if (isOver) throw this.#reason(this.handle.start, 0)',
      ],
    },
  },
  {
    why: 'Only a crash between the two shows it: programs-find-what-is-broken.test.ts of roles crashes there.',
    elsewhere: true,
    of: {
      'MultiProducer.ts': [
        'if ((wakes & MARK) !== 0) this.#published.wake() this.words[this.#count] = this.#last - last',
        'this.#word = Atomics.add(this.words, CURSOR, 2 * n) // Claim this.words[this.#count] = -n',
        'const found = Atomics.compareExchange(this.words, CURSOR, word, (word + 2 * this.#n) | 0) // Exchange this.words[this.#count] = -this.#n',
      ],
      'WorkPool.ts': [
        'const found = Atomics.compareExchange(this.words, this.#take, ticket, wrap(last + 1)) // Take this.#note(last - next + 1)',
      ],
    },
  },
  {
    why: 'It needlessly claims only where there is room: two more accesses, same outcome.',
    elsewhere: true,
    of: {
      'here.ts': [
        'return roles >= producers.length || producers.some(({ first }) => first !== NOTHING)',
        'return roles > producers.length || producers.some(({ first }) => first === NOTHING)',
      ],
      'MultiProducer.ts': [
        'if (options !== undefined || (here.roles >= 1 && mightWait(here))) return this.#tryFor(timeoutOf(options))',
        'if (options !== undefined || (here.roles > 1 || mightWait(here))) return this.#tryFor(timeoutOf(options))',
      ],
    },
  },
  {
    why: '`undefined` is as falsy as `false`.',
    of: { 'MultiProducer.ts': ['without return false'] },
  },
  {
    why: 'A ring has at least one producer.',
    of: { 'ring/positions.ts': ['return several ? published : unwrap(published, noted[0] ?? 1)'] },
  },
  {
    why: 'Only whole processes show it: a-main-thread-that-blocks-… and who-comes-and-goes-leaves-nothing cover it.',
    elsewhere: true,
    of: {
      'blocked.ts': [
        "\"Nothing else runs on this thread meanwhile: it hears neither 'error' nor 'exit' of a worker that could not start. \" -",
        'without queueMicrotask(() => { throw error })',
        'without throw error',
      ],
      'ring/ownRoles.ts': ['without thread.dropped.register(here, id)'],
      'here.ts': [
        'without if (rings.get(id)?.deref() === undefined) rings.delete(id)',
        'if (rings.get(id)?.deref() !== undefined) rings.delete(id)',
        'if (rings.get(id)?.deref() === undefined) ;',
      ],
    },
  },
  {
    why: 'The warning comes a millisecond sooner, and no clock here stops in between.',
    of: { 'blocked.ts': ['if (untilWarning(began) > 1 || !thread) return'] },
  },
  {
    why: 'A host has both kinds of weak references or neither; and no call here involves several realms on one thread.',
    of: {
      'here.ts': [
        'if (!host.WeakRef && !host.FinalizationRegistry) return undefined',
        "const home: { [KEY]?: Thread } = host.process?.getBuiltinModule?.('node:process') && host",
      ],
    },
  },
  {
    why: 'The index of a role is a sum, which commutes.',
    of: { 'ring/ground.ts': ['return { owner: ownerWordOf(p, CURSOR), kept: hand + KEPT, hand }'] },
  },
  {
    why: '`ended` reads the ending anew, and a drain uses only the class of the error.',
    of: {
      'ring/drain.ts': [
        'if ((epoch & FAILED) !== 0) throw this.#context.endError(this.#context.start, epoch)',
      ],
    },
  },
  {
    why: 'Only without setImmediate or a clock: a-call-that-gives-way-holds-nothing.test.ts has such a host.',
    elsewhere: true,
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
    why: 'Overwritten before it is read: the initial number only gives V8 the representation of the field.',
    of: {
      'Consumer.ts': ['#next = 1', '#kept = 1', '#most = 1', '#found = 1'],
      'MultiProducer.ts': ['#next = 1', '#last = 1', '#word = 1', '#n = 1'],
      'SingleProducer.ts': ['#claimed = 1', '#cursor = 1', '#target = 1'],
      'WorkPool.ts': ['#next = 1', '#taken = 1', '#ticket = 1', '#most = 1'],
    },
  },
  {
    why: 'The reference for unwrapping a word: any sequence less than 2^30 away gives the same result.',
    of: {
      'Barrier.ts': [
        'return unwrap(next + 1, Atomics.load(this.#words, CURSOR)) // LoadCursor',
        'return unwrap(next - 2, Atomics.load(this.#words, CURSOR)) // LoadCursor',
        'available = Math.min(available, unwrap(next + 1, Atomics.load(this.#words, gate))) // LoadUpstream',
        'available = Math.min(available, unwrap(next - 2, Atomics.load(this.#words, gate))) // LoadUpstream',
      ],
      'ring/Ring.ts': [
        'const start = unwrap(context.start + 1, Atomics.load(this.#words, words.gate)) + 1 // setup',
        'const start = unwrap(context.start - 2, Atomics.load(this.#words, words.gate)) + 1 // setup',
        'positions(near = this.handle.start + 1): Positions {',
        'positions(near = this.handle.start - 2): Positions {',
      ],
    },
  },
  {
    why: 'A thread-local field or variable, set before an access or after it: no other thread can see the difference.',
    of: {
      'Barrier.ts': [
        'this.blockedOn = gate available = Math.min(available, unwrap(next - 1, Atomics.load(this.#words, gate))) // LoadUpstream',
      ],
      'Consumer.ts': [],
      'MultiProducer.ts': [
        'this.blockedOn = gate const handled = Atomics.load(this.words, gate) // LoadGate',
        'const known = lapOf(this.#last, this.#size) const lap = Atomics.load(this.words, this.#laps + slot) // LoadLap',
        'this.#next = last + 1 for (let next = first; next <= last; next++) { const slot = slotOf(next, this.#size) wakes |= Atomics.exchange(this.words, this.#laps + slot, wrap(lapOf(next, this.#size))) // Publish }',
      ],
      'SingleProducer.ts': [
        'const cursor = Atomics.exchange(this.words, CURSOR, wrap(last)) // Publish this.#cursor = last',
        'const cursor = Atomics.exchange(this.words, CURSOR, wrap(last)) // Publish if ((cursor & MARK) !== 0) this.#published.wake() this.#cursor = last',
      ],
      'ring/drain.ts': [
        'const final = Atomics.load(this.#context.words, FINAL) // setup const barrier = new Barrier(this.#context)',
      ],
      'ring/positions.ts': [
        'const barrier = new Barrier(context) const handled = recordOf(consumers, ({ gate }) => unwrap(near, Atomics.load(words, gate))) // setup',
      ],
      'WorkPool.ts': [
        'const known = lapOf(this.#next, this.#size) const counted = Atomics.load(this.words, this.#done + slot) // LoadDone',
        'this.#next = front + 1 const counted = Atomics.add(this.words, this.#done + slotOf(front, this.#size), 1) // Finish',
        'if ((gate & MARK) !== 0) this.#consumed.wake() front++',
      ],
    },
  },
  {
    why: 'The bit is shifted out, or masked by slotOf.',
    of: {
      'MultiProducer.ts': ['const slot = slotOf(this.#word >> 1, this.#size)'],
      'ring/ownRoles.ts': ['const slot = slotOf(wanted >> 1, size)'],
      'ring/succession.ts': ['const slot = slotOf(word >> 1, size)'],
      'Sequence.ts': ['return ((a - b) | 1) >> 1'],
    },
  },
  {
    why: 'A role that is dead or left stays so: asking again gives the same answer.',
    of: { 'Barrier.ts': ['without this.#goneUpstream = NO_WORD'] },
  },
  {
    why: 'Nothing is taken: any sequence before the next expresses that.',
    of: { 'WorkPool.ts': ['this.#taken = context.start - 2'] },
  },
  {
    why: 'The index of a word is 0, for none, or beyond the first three lines, so never 1.',
    of: {
      'layout.ts': [
        'for (const take of takes) if (take > 1) words[take] = wrap(start)',
        'if (laps > 1) words.fill(wrap(lap), laps, laps + slot).fill(wrap(lap - 1), laps + slot, laps + size)',
        'for (const done of dones) if (done > 1) initializeCounts(words, done, shape)',
      ],
    },
  },
  {
    why: 'Every name has one: the fallback after ?? is only for the compiler.',
    of: {
      'WorkPool.ts': ['this.words[this.#count] = (this.words[this.#count] ?? 1) + more'],
      'ring/succession.ts': [
        'if (seat !== undefined) words[seat + JOINED] = (isMine ? (words[seat + JOINED] ?? 1) : 0) + 1',
        'const joined = (words[seat + JOINED] ?? 1) - 1',
      ],
      'ring/ground.ts': [
        'producers: new Map(producers.map((name, p) => [name, producerAt(p, hands[p] ?? 1)])),',
        'consumers: new Map(order.map((name, c) => [name, consumerAt(gates[c] ?? 1, seats[c] ?? 0)])),',
        'consumers: new Map(order.map((name, c) => [name, consumerAt(gates[c] ?? 0, seats[c] ?? 1)])),',
      ],
      'ring/Ring.ts': [
        'return names.map((name) => this.#layout.gates[this.#names.indexOf(name)] ?? 1)',
        'const given = { held, stuck, gate, take: takes[c] ?? 1, done: dones[c] ?? 0, hand, leave }',
        'const given = { held, stuck, gate, take: takes[c] ?? 0, done: dones[c] ?? 1, hand, leave }',
      ],
    },
  },
  {
    why: 'One cache line holds one word or two, and `true` counts as 1.',
    of: {
      'layout.ts': [
        'const gates = pools.map(() => place(1, true))',
        'const hands = Array.from({ length: producers }, () => place(1, true))',
        'const hands = Array.from({ length: producers }, () => place(true, 2))',
        'const gates = pools.map(() => place(true, 2))',
        'const takes = pools.map((isPool) => place(isPool, 2))',
      ],
    },
  },
  {
    why: 'The word of a consumer that is no pool is written first, then overwritten by the one that does lie there.',
    of: { 'layout.ts': ['const takes = pools.map((isPool) => place(1, isPool))'] },
  },
  {
    why: 'No word has a negative index, so any will do.',
    of: { 'layout.ts': ['export const NO_WORD = -2'] },
  },
  {
    why: 'A drain that looks for one event and finds two has found the one.',
    of: { 'ring/drain.ts': ['const isHandled = barrier.available(last, 2) >= last'] },
  },
  {
    why: 'A function that ends without `return` returns undefined.',
    of: {
      'ring/succession.ts': ['without return undefined'],
      'ring/handle.ts': ['without return undefined'],
      'ring/positions.ts': ['without return undefined'],
    },
  },
  {
    why: 'A role that pauses between attempts never pauses after a batch.',
    of: {
      'ring/roleOptions.ts': [
        'const [pauseBetweenAttempts, pauseAfterBatch] = usual.betweenAttempts ? [pause, 1] : [0, pause]',
      ],
    },
  },
  {
    why: 'Nothing else runs on this thread in between, and only this thread reads it.',
    of: {
      'MultiProducer.ts': [
        'this.#held.first = last < this.#last ? wrap(last + 1) : NOTHING if ((wakes & MARK) !== 0) this.#published.wake()',
      ],
      'WorkPool.ts': [
        'for (let isSecond = counted & 1; isSecond === 1; ) { const gate = Atomics.exchange(this.words, this.#gate, wrap(front)) // MoveGate front++ if ((gate & MARK) !== 0) this.#consumed.wake() isSecond = Atomics.add(this.words, this.#done + slotOf(front, this.#size), 1) & 1 // Arrive } if (!this.#holds()) drop(this.#here, this.#held) else this.#held.first = wrap(this.#next)',
      ],
    },
  },
  {
    why: 'Before the first clock read, any time long ago will do.',
    of: { 'loop.ts': ['#asked = 1', '#looked = 1'] },
  },
  {
    why: 'The first call and the first event read the clock, which overwrites the initial value.',
    of: { 'loop.ts': ['#passed = 1', '#events = 2'] },
  },
  {
    why: 'The two exclude each other: the ring is finished only if no ending was announced, and that wakes all by itself.',
    of: {
      'ring/Ring.ts': [
        'Atomics.or(this.#words, CONSUMED_EPOCH, ending) // setup if (hasFinal && ending === 0 && isOrderly) new Lifecycle(this.#words).finish()',
        'Atomics.or(this.#words, CONSUMED_EPOCH, ending) // setup for (const epoch of [PUBLISHED_EPOCH, CONSUMED_EPOCH] as const) new Signal(this.#words, epoch).wake() if (hasFinal && ending === 0 && isOrderly) new Lifecycle(this.#words).finish()',
      ],
    },
  },
  {
    why: 'A thread without a role notes nothing: these words are never accessed.',
    of: {
      'ring/Ring.ts': [
        'const nobody = { followed: false, hand: 1, owner: 0, mine: 0, seen: start - 1 }',
        'const nobody = { followed: false, hand: 0, owner: 1, mine: 0, seen: start - 1 }',
        'const nobody = { followed: false, hand: 0, owner: 0, mine: 1, seen: start - 1 }',
      ],
    },
  },
  {
    why: 'Asked once more, it gives the same answer; said once more, it changes nothing.',
    of: {
      'loop.ts': ['return [Math.min(this.#next - 2, last), last]'],
      'ring/Ring.ts': [
        'if (this.#mine.length === 1 || !isKnown) atTheEnd(new Departing(this.#ground, this.#mine))',
      ],
    },
  },
  {
    why: 'Where a thread may be kept for ever, nobody reads when a batch began.',
    of: { 'loop.ts': ['return this.#after === NEVER ? 1 : now()'] },
  },
  {
    why: 'Only a timer that comes early, or waits longer than 2^31 - 1 ms: a-wait-ends-by-the-clock-it-was-given covers them.',
    elsewhere: true,
    of: {
      'loop.ts': [
        'const more = set !== later ? end - now() : rest - LONGEST',
        'const more = set === later ? end - now() : rest + LONGEST',
        'if (more >= 0 && more < rest) arm(more)',
        'if (more > 1 && more < rest) arm(more)',
      ],
    },
  },
  {
    why: 'Either default is a valid time-out.',
    of: {
      'deadline.ts': [
        'function checkWaitOptions({ timeout = 1, signal, ref = true }: AsyncWaitOptions): void {',
      ],
    },
  },
  {
    why: 'A deadline without options never ends, as FOREVER; it only costs an object.',
    of: {
      'callOptions.ts': [
        'without if (timeout === undefined && signal === undefined && ref === undefined) return FOREVER',
        'if (timeout === undefined && signal === undefined && ref === undefined) ;',
      ],
    },
  },
  {
    why: 'The last ticket is found all the same, by a search.',
    of: { 'here.ts': ['if (tickets[tickets.length + 1] === held) tickets.pop()'] },
  },
  {
    why: 'Any letters, hash and text would do: all that attach compute the same, and what differs is refused.',
    of: {
      'ring/identity.ts': [
        'const MAGIC = 1380535880',
        'const ID = IDENTITY + 2',
        'const MADE_WITH = ID + 3',
        'let hash = 2166136262',
        'hash = Math.imul(hash ^ character.codePointAt(0)!, 16777620)',
        'return hash | 1',
        "return [...words.subarray(ID, MADE_WITH)].map((word) => (word >> 0).toString(16).padStart(8, '0')).join('')",
        "return [...words.subarray(ID, MADE_WITH)].map((word) => (word >>> 1).toString(16).padStart(8, '0')).join('')",
        "return [...words.subarray(ID, MADE_WITH)].map((word) => (word >>> 0).toString(17).padStart(8, '0')).join('')",
        "return [...words.subarray(ID, MADE_WITH)].map((word) => (word >>> 0).toString(16).padStart(9, '0')).join('')",
        "return [...words.subarray(ID, MADE_WITH)].map((word) => (word >>> 0).toString(16).padStart('0', 8)).join('')",
      ],
    },
  },
  {
    why: 'The two are independent, and neither touches shared words that change.',
    of: {
      'ring/ownRoles.ts': [
        'const lags = (gate: number): boolean => gate !== own && ahead(Atomics.load(words, gate), upTo(gate)) < 0 // setup const upTo = (gate: number): number => (before.includes(gate) ? wanted : wanted - 2 * size)',
        'const slot = slotOf(wanted >>> 1, size) if (laps === 0) return ahead(Atomics.load(words, CURSOR), wanted) >= 0 // setup',
      ],
      'ring/succession.ts': [
        'let open = held const last = Atomics.load(words, hand + LAST) // setup',
        'const isPublished = (word: number): boolean => { const slot = slotOf(word >>> 1, size) return ahead(sequenceAt(Atomics.load(words, laps + slot), slot, size), word) >= 0 // setup } const wordOfFirst = (): number => (last - 2 * (open - 1)) | 0',
      ],
    },
  },
  {
    why: 'Nobody reads what the only producer of a ring holds: its cursor and its last claim say it.',
    of: {
      'ring/succession.ts': [
        'return { start: published + 1, seen: Math.max(start - 1, published - size), open: 1, first: 0 }',
      ],
    },
  },
  {
    why: 'The sequence that it unwraps near may be up to 2^30 off; a producer that holds nothing has no first sequence.',
    of: {
      'ring/succession.ts': [
        'const published = unwrap(start + 1, Atomics.load(words, CURSOR) & ~MARK) // setup',
        'const published = unwrap(start - 2, Atomics.load(words, CURSOR) & ~MARK) // setup',
        'return { start: published + 1, seen: Math.max(start - 1, published - size), open: 0, first: 1 }',
      ],
    },
  },
  {
    why: 'Counted twice, the thread still has another role.',
    of: {
      'ring/ownRoles.ts': [
        'without if (here.consumers.includes(gate)) return',
        'if (here.consumers.includes(gate)) ;',
      ],
    },
  },
  {
    why: 'How often the list of rings is cleaned, and what a main thread listens to: only a whole process shows it.',
    elsewhere: true,
    of: {
      'ring/thread.ts': [
        'const FEW = 65',
        'without if (threads === undefined || threads.isMainThread) return',
        'if (threads === undefined || threads.isMainThread) ;',
        'without if (departures.length < many) return',
        'if (!(departures.length < many)) return',
        'if (departures.length <= many) return',
        'if (departures.length < many) ;',
        'without many = Math.max(FEW, 2 * departures.length)',
        'many = Math.max(FEW, 3 * departures.length)',
        'many = Math.max(FEW, 2 / departures.length)',
      ],
    },
  },
  {
    why: 'A producer among several caches no gate.',
    of: {
      'ring/succession.ts': [
        'return { start, seen: start + 1, open, first: wordOfFirst() }',
        'return { start, seen: start - 2, open, first: wordOfFirst() }',
      ],
    },
  },
  {
    why: 'Both random words are 0 once in 2^64 rings.',
    of: { 'ring/identity.ts': ['return words.every((word) => word === 1) ? drawn() : words'] },
  },
  {
    why: 'Any word but 0 means stopped, any below 0 means that a reason is being written, and bytes beyond the text are cut off.',
    of: {
      'Roles.ts': ['Atomics.store(this.#words, STOPPED, 2) // SayStopped'],
      'ring/why.ts': [
        'if (Atomics.compareExchange(words, why, 0, -2) !== 0) return // setup',
        'const bytes = new Uint8Array(words.slice(why + 1, why + 2 + WHY).buffer)',
        'const bytes = new Uint8Array(WHY * Int32Array.BYTES_PER_ELEMENT) if (Atomics.compareExchange(words, why, 0, -1) !== 0) return // setup',
      ],
    },
  },
  {
    why: 'Only a thread that reads the text while it is copied would see it: no access lies in between.',
    of: {
      'ring/why.ts': [
        'Atomics.store(words, why, written) // setup words.set(new Int32Array(bytes.buffer), why + 1)',
      ],
    },
  },
  {
    why: 'Every exit code but 0 means that a thread did not end by itself.',
    of: {
      'ring/supervise.ts': ['const UNKNOWN = 2'],
      'ring/bury.ts': [
        'const judged = parts.flatMap((part) => judge(ring, part, thread, end.code && USUAL))',
      ],
    },
  },
  {
    why: 'The deadline allows the same number of attempts whether the count begins at 0 or at 1.',
    of: {
      'ring/supervise.ts': [
        "for (let ms = 1; positions.state === 'closing' && ms < CLOSING_MS && !end.aborted; ms += LOOK_MS) {",
      ],
    },
  },
  {
    why: 'The same word gets the bit `taken` in any case.',
    of: {
      'Roles.ts': [
        'const TURNS = 4093',
        'const mine = thread | OWNER.taken | 1',
        'const mine = thread | ((is + TURN) & TURNS) | OWNER.taken | 1',
      ],
    },
  },
  {
    why: 'There is no power of two between the two quotients.',
    of: { 'ring/options.ts': ['const most = Math.floor(Math.log2((MAX_CLAIMED - 2) / (many + 1)))'] },
  },
  {
    why: 'A larger random number: the bits that a word keeps of it are random as well.',
    of: {
      'ring/identity.ts': [
        'else for (const w of words.keys()) words[w] = Math.random() * 3 ** 32',
        'else for (const w of words.keys()) words[w] = Math.random() * 2 ** 33',
      ],
    },
  },
]

/** Pairs of edits without effect together, by reason: the mutated lines of both, as `nameOf` prints them. */
export const EQUIVALENT_PAIRS: readonly { readonly why: string; readonly of: readonly string[] }[] = []
