import type { Check, Mutant } from './mutant.ts'

/** The bugs that have to be noticed, by file: [what it does, what stands there, what stands there instead, check]. */
const BUGS: Readonly<Record<string, readonly (readonly [string, string, string, Check?])[]>> = {
  'SingleProducer.ts': [
    ['no room check', 'if (last - this.#cached[c]! <= this.#size) return true', 'return true'],
    ['room for one too many, as cached', '<= this.#size) return true', '<= this.#size + 1) return true'],
    ['room for one too few, as cached', '<= this.#size) return true', '< this.#size) return true'],
    [
      'room for one too many, as loaded',
      'return last - this.#cached[c]! <= this.#size',
      'return last - this.#cached[c]! <= this.#size + 1',
    ],
    [
      'room for one too few, as loaded',
      'return last - this.#cached[c]! <= this.#size',
      'return last - this.#cached[c]! < this.#size',
    ],
    [
      'a stale cache',
      'this.#cached[c] = unwrap(this.#cached[c]!, gate)',
      'if (this.#cached[c]! < 3) this.#cached[c] = unwrap(this.#cached[c]!, gate)',
    ],
    [
      'a cache that is never filled',
      'this.#cached[c] = unwrap(this.#cached[c]!, gate)',
      'return last - unwrap(this.#cached[c]!, gate) <= this.#size',
    ],
    [
      'a gate that is not unwrapped',
      'this.#cached[c] = unwrap(this.#cached[c]!, gate)',
      'this.#cached[c] = gate',
    ],
    [
      'a plain load of the gate',
      'Atomics.load(this.#words, this.#gates[c]!) // LoadGate',
      'this.#words[this.#gates[c]!]!',
    ],
    ['the wrong gate', 'this.#gates[c]!) // LoadGate', 'this.#gates[0]!) // LoadGate'],
    [
      'a plain store of the cursor',
      'Atomics.store(this.#words, CURSOR, wrap(last)) // Publish',
      'this.#words[CURSOR] = wrap(last)',
    ],
    ['no store of the cursor', 'Atomics.store(this.#words, CURSOR, wrap(last)) // Publish', ''],
    [
      'the cursor stored twice',
      'Atomics.store(this.#words, CURSOR, wrap(last)) // Publish',
      'Atomics.store(this.#words, CURSOR, wrap(last)) // Publish\n    Atomics.store(this.#words, CURSOR, wrap(last)) // Publish',
    ],
    ['publishes the first only', 'CURSOR, wrap(last)) // Publish', 'CURSOR, wrap(first)) // Publish'],
    ['publishes one too many', 'CURSOR, wrap(last)) // Publish', 'CURSOR, wrap(last + 1)) // Publish'],
    [
      'publishes in the claim (LMAX)',
      'const first = this.#claimed + 1',
      'Atomics.store(this.#words, CURSOR, wrap(this.#claimed)) // Publish\n    const first = this.#claimed + 1',
    ],
    ['forgets what it published', 'this.#cursor = last\n', '\n'],
    [
      'waits for one consumer only',
      'c < this.#gates.length; c++) {\n      while',
      'c < 1; c++) {\n      while',
    ],
    ['tries with one consumer only', 'c < this.#gates.length; c++) {\n      if', 'c < 1; c++) {\n      if'],
    [
      'a claim that does not wait',
      'while (!this.#hasRoom(last, c)) pause(this.#pause)',
      'this.#hasRoom(last, c)',
    ],
    [
      'a try that goes on without room',
      'if (!this.#hasRoom(last, c)) return undefined',
      'this.#hasRoom(last, c)',
    ],
    ['claims one only', 'this.#claimed += n', 'this.#claimed += 1'],
    ['returns the one before', 'const first = this.#claimed + 1', 'const first = this.#claimed'],
    [
      'refuses a claim of the ring',
      'last - this.#cursor > this.#size ||',
      'last - this.#cursor >= this.#size ||',
    ],
    ['lets a claim wait for itself', 'last - this.#cursor > this.#size || ', '', 'misuse'],
    ['claims nothing', 'n < 1', 'n < 0', 'misuse'],
    ['claims parts of sequences', '!Number.isInteger(n) || ', '', 'misuse'],
    ['claims beyond 2^53 - 1', ' || last > Number.MAX_SAFE_INTEGER', '', 'misuse'],
    ['publishes again', 'first === this.#cursor + 1', 'first <= this.#cursor + 1', 'misuse'],
    ['publishes out of order', 'first === this.#cursor + 1', 'first >= this.#cursor + 1', 'misuse'],
    ['publishes what is not claimed', ' && last <= this.#claimed', '', 'misuse'],
    ['publishes backwards', ' && last >= first', '', 'misuse'],
    ['publishes parts of sequences', ' && Number.isInteger(last)', '', 'misuse'],
  ],
  'Consumer.ts': [
    [
      'a plain load of the cursor',
      'Atomics.load(this.#words, CURSOR)) // LoadCursor',
      'this.#words[CURSOR]!)',
    ],
    [
      'a plain load of a gate upstream',
      'Atomics.load(this.#words, gate))) // LoadUpstream',
      'this.#words[gate]!))',
    ],
    ['follows the cursor past those upstream', 'if (this.#upstream.length === 0)', 'if (true)'],
    [
      'the furthest of those upstream',
      'available = Math.min(available, unwrap',
      'available = Math.max(handled, unwrap',
    ],
    [
      'the last of those upstream',
      'available = Math.min(available, unwrap(handled, Atomics.load(this.#words, gate)))',
      'available = unwrap(handled, Atomics.load(this.#words, gate))',
    ],
    ['a batch of one too many', 'this.#next - 1 + limit)', 'this.#next + limit)'],
    ['a batch without a limit', 'Math.min(this.#available(), this.#next - 1 + limit)', 'this.#available()'],
    ['consumes nothing', 'while (last < this.#next) last', 'while (last < this.#next - 1) last'],
    ['waits for two', 'while (last < this.#next) last', 'while (last <= this.#next) last'],
    ['looks twice', 'while (last < this.#next) last', 'if (last < this.#next) last'],
    ['leaves out the last event', 'next <= last; next++', 'next < last; next++'],
    ['ends the batch at its first event', 'next === last)', 'next === first)'],
    ['ends no batch', 'next === last)', 'false)'],
    [
      'moves its gate before it reads',
      'this.#handling = true\n',
      'this.#handling = true\n    if (last >= first) this.#advance(last + 1)\n',
    ],
    [
      'moves its gate after each event',
      'if (outcome instanceof Promise)',
      'if (next < last) this.#advance(next + 1)\n        if (outcome instanceof Promise)',
    ],
    [
      'moves its gate when nothing was handled',
      'if (next > first) this.#advance(next)',
      'this.#advance(next)',
    ],
    [
      'moves its gate past an event that threw',
      'if (next > first) this.#advance(next)',
      'if (last >= first) this.#advance(last + 1)',
    ],
    ['never moves its gate', 'if (next > first) this.#advance(next)', ''],
    ['a gate one too far', 'wrap(next - 1)) // Advance', 'wrap(next)) // Advance'],
    ['a gate one short', 'wrap(next - 1)) // Advance', 'wrap(next - 2)) // Advance'],
    [
      'a plain store of the gate',
      'Atomics.store(this.#words, this.#gate, wrap(next - 1)) // Advance',
      'this.#words[this.#gate] = wrap(next - 1)',
    ],
    ['forgets what it handled', 'this.#next = next\n', '\n'],
    ['counts one too many', 'return next - first\n', 'return next - first + 1\n'],
    ['may be called from its handler', 'this.#handling = true\n', '\n', 'misuse'],
    ['never ends a batch', 'this.#handling = false\n      if', 'if'],
    ['waits for no promise', 'if (outcome instanceof Promise)', 'if (false)', 'misuse'],
    [
      'takes any limit',
      'limit !== Number.POSITIVE_INFINITY && !(Number.isInteger(limit) && limit >= 1)',
      'false',
      'misuse',
    ],
    ['takes parts of events', 'Number.isInteger(limit) && limit >= 1', 'true', 'misuse'],
  ],
  'Sequence.ts': [
    ['differences that do not wrap', 'return (a - b) | 0', 'return a - b'],
    ['differences without a sign', 'return (a - b) | 0', 'return (a - b) >>> 0', 'sequences'],
    ['near is not wrapped', 'ahead(word, wrap(near))', 'ahead(word, near)', 'sequences'],
    ['the word instead of the sequence', 'return near + ahead(word, wrap(near))', 'return word'],
    ['slots that overlap', 'sequence & (size - 1)', 'sequence & (size - 2)'],
  ],
  'words.ts': [['gates that lie on the cursor', 'return (consumer + 1) * LINE', 'return consumer * LINE']],
  'ring.ts': [
    ['the cursor begins at 0', '[CURSOR, ...names', '[...names'],
    ['gates begin at 0', ', ...names.map((_, c) => gateOf(c))]) words', ']) words'],
    [
      'producers wait for those in front',
      '!this.#isFollowed(name)',
      'this.handle.consumers[name as Name].length === 0',
    ],
    ['follows whom there is not', '!before.includes(other) || ', '', 'misuse'],
    [
      'a start that may be left out',
      'if (!isInteger(start, 0)) throw',
      'if (start !== undefined && !isInteger(start, 0)) throw',
      'misuse',
    ],
    [
      'roles that can be taken twice',
      'if (Atomics.exchange(this.#words, ownedOf(word), 1) !== 0)',
      'if (false)',
      'misuse',
    ],
  ],
}

/** All of them. */
export const MUTANTS: readonly Mutant[] = Object.entries(BUGS).flatMap(([file, bugs]) =>
  bugs.map(([name, from, to, check = 'tours']) => ({ name, file, from, to, check })),
)
