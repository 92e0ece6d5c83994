// The accesses of shared words in the core that are not actions of a spec, and why.

/** Why an access is not a step of any model. */
export type Reason = keyof typeof REASONS

export const REASONS = {
  alone: 'Done before another thread can have the memory.',
  gone: 'Words written only by a thread that is gone: they are constant now. Roles.tla reads them in Judge.',
  grows: 'A word that only grows, or is set once: an older value leads to what an earlier load would have.',
  looks: 'Read for observers, which know that the ring goes on meanwhile; nothing is decided by it.',
  waiting:
    'Read before a wait, for an error: what it finds belongs to this very thread, which does nothing meanwhile.',
  text: 'A text for people; the first compare-exchange decides which thread writes it.',
  stirs: 'Wakes a thread that finds nothing new and sleeps again: SignalStirs.tla lets any sleeper wake.',
  told: 'Stored once by a supervisor, before the supervised thread can have ended.',
  compared: 'Read for the compare-exchange behind it, which fails if the word has changed since.',
  own: 'Written plainly by one thread; others read it once that thread is gone, or as a hint: `hand` in Roles.tla.',
} as const

/** By file: a piece of the line, and the reason. */
export const EXEMPT: Readonly<Record<string, readonly (readonly [piece: string, reason: Reason])[]>> = {
  'ring/bury.ts': [
    ['Atomics.load(ring.words, owner)', 'compared'],
    ['Atomics.load(words, part.owner)', 'compared'],
    ['Atomics.load(words, owner)', 'grows'],
    ['Atomics.load(words, CURSOR)', 'gone'],
  ],
  'ring/drain.ts': [['Atomics.load(this.#context.words, FINAL)', 'grows']],
  'ring/ownRoles.ts': [
    ['ahead(Atomics.load(words, gate), upTo(gate))', 'waiting'],
    ['ahead(Atomics.load(words, CURSOR), wanted)', 'waiting'],
    ['Atomics.load(words, laps + slot)', 'waiting'],
    ['isGone(Atomics.load(words, owner))', 'waiting'],
  ],
  'ring/identity.ts': [
    ['words.set(drawn(), ID)', 'alone'],
    ['words.set(', 'alone'],
    ['words[IDENTITY] = MAGIC', 'alone'],
    ['words[w] = Math.random()', 'alone'],
  ],
  'deadline.ts': [['Atomics.notify(words, epoch)', 'stirs']],
  'ring/parts.ts': [
    ['Atomics.load(words, seat + HELD) > 0', 'gone'],
    ['return Atomics.load(words, hand + HELD)', 'gone'],
    ['const published = Atomics.load(words, CURSOR)', 'gone'],
    ['Atomics.load(words, hand + LAST), published)', 'gone'],
    ['Atomics.load(words, kept) === PLACE.kept', 'told'],
    ['Atomics.load(words, kept) !== PLACE.unwatched', 'told'],
    ['return Atomics.load(words, PUBLISHED_EPOCH)', 'grows'],
    ['isCursorClosed(Atomics.load(ring.words, CURSOR))', 'grows'],
    ['Atomics.load(ring.words, FINAL)', 'grows'],
    ['Atomics.load(ring.words, gate)', 'grows'],
    ['stateOf(Atomics.load(words, seat)) === OWNER.taken', 'looks'],
    ['threadOf(Atomics.load(words, seat)) === thread', 'compared'],
    ['Atomics.load(words, seat + HELD) === 0', 'gone'],
  ],
  'ring/positions.ts': [
    ['unwrap(near, Atomics.load(words, gate))', 'looks'],
    ['const cursor = Atomics.load(words, CURSOR)', 'looks'],
    ['ownerStateOf(Atomics.load(words, owner))', 'looks'],
    ['Atomics.load(words, STOPPED)', 'looks'],
    ['Atomics.load(words, FINAL)', 'looks'],
    ['Atomics.load(words, hand + LAST)', 'looks'],
  ],
  'ring/reason.ts': [
    ['Atomics.load(ring.words, STOPPED)', 'grows'],
    ['stateOf(Atomics.load(words, owner)) === OWNER.dead', 'looks'],
    ['stateOf(Atomics.load(ring.words, words.owner))', 'looks'],
  ],
  'ring/Ring.ts': [
    ['Atomics.load(this.#words, STOPPED)', 'grows'],
    ['Atomics.load(this.#words, words.gate)', 'gone'],
    ['[owner, Atomics.load(this.#words, owner)]', 'compared'],
    ['Atomics.store(this.#words, kept, place)', 'told'],
    ['Atomics.load(this.#words, FINAL)', 'grows'],
    ['Atomics.or(this.#words, CONSUMED_EPOCH, ending)', 'grows'],
    ['Atomics.add(this.#words, SPINNING, 1)', 'looks'],
  ],
  'ring/succession.ts': [
    ['Atomics.load(words, CURSOR) & ~MARK', 'gone'],
    ['const last = Atomics.load(words, hand + LAST)', 'gone'],
    ['Atomics.load(words, laps + slot)', 'grows'],
    ['ring.words[hand + HELD] = open', 'own'],
    ['ring.words[hand + LAST] = wrap(start - 1)', 'own'],
    ['words[seat + JOINED] = (isMine', 'own'],
    ['words[seat + JOINED] = joined', 'own'],
  ],
  'ring/why.ts': [
    ['Atomics.compareExchange(words, why, 0, -1)', 'text'],
    ['words.set(new Int32Array(bytes.buffer), why + 1)', 'text'],
    ['Atomics.store(words, why, written)', 'text'],
    ['const length = Atomics.load(words, why)', 'text'],
  ],
  'layout.ts': [
    ['Atomics.add(words, done + slot, 1)', 'alone'],
    ['words[CURSOR] =', 'alone'],
    ['words[FINAL] =', 'alone'],
    ['words[hand + LAST] =', 'alone'],
    ['words[gate] =', 'alone'],
    ['words[take] =', 'alone'],
    ['words.fill(wrap(lap), laps', 'alone'],
    ['words.fill(wrap(lap + 1), done', 'alone'],
  ],
  'MultiProducer.ts': [
    ['this.words[this.#count] = -n', 'own'],
    ['this.words[this.#count] = -this.#n', 'own'],
    ['this.words[this.#count] = open', 'own'],
    ['this.words[this.#count] = 0', 'own'],
    ['this.words[this.#noted] = wrap(last)', 'own'],
    ['this.words[this.#count] = this.#n', 'own'],
    ['this.words[this.#count] = this.#last - last', 'own'],
  ],
  'SingleProducer.ts': [
    ['this.words[this.#noted] = wrap(this.#claimed)', 'own'],
    ['this.words[this.#noted] = wrap(this.#claimed)', 'own'],
  ],
  'WorkPool.ts': [['this.words[this.#count] = ', 'own']],
}
