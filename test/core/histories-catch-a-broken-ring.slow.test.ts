import { describe, expect, it } from 'vitest'
import { sourceWith, type Texts } from './broken.ts'
import { Ensemble, judgeMany, replayOf } from './histories.ts'
import { nameOf, offer, type Program, poll, programOf, type Topology } from './program.ts'

const PROGRAMS = 1000
const SEED = 7
const LIMIT_MS = 60_000

/** One place of the source, and its replacement. */
interface Change {
  readonly file: string
  readonly replace: string
  readonly by: string
}

/** A mutant, a program that shows it on every schedule, and what is seen. */
interface Break extends Change {
  readonly broken: string
  readonly program: Program
  readonly seen: string
}

const ROOM: Change = {
  file: 'SingleProducer.ts',
  replace: 'this.#size = context.size\n',
  by: 'this.#size = context.size + 1\n',
}

// `from` counts half-steps of the other threads: of two threads, 1 is the middle of the other's first operation, 2 its
// end; in the middle an event is half written, or being handled.
const OF_TWO_THREADS: readonly Break[] = [
  {
    broken: 'room for one too many',
    ...ROOM,
    program: programOf({ offers: [[offer(1), offer(1)]], polls: [[]] }),
    seen: 'not linearizable: after the 1 numbered',
  },
  {
    broken: 'a gate that moves before the event is handled',
    file: 'Consumer.ts',
    replace: 'let next = first\n',
    by: 'let next = first\n    Atomics.store(this.words, this.#gate, wrap(this.#found))\n',
    program: programOf({
      offers: [[offer(1), offer(1, { from: 1 })]],
      polls: [[poll(1, { from: 2, lets: 2 })]],
    }),
    seen: 'torn at 0: 1, then 2',
  },
  {
    broken: 'an event that is published when it is claimed',
    file: 'SingleProducer.ts',
    replace: 'const first = this.#claimed + 1\n',
    by: 'const first = this.#claimed + 1\n    Atomics.store(this.words, CURSOR, wrap(this.#target))\n',
    program: programOf({ offers: [[offer(1, { lets: 2 })]], polls: [[poll(1, { from: 1 })]] }),
    seen: 'torn at 0: null, then null',
  },
  {
    broken: 'an event that is skipped',
    file: 'Consumer.ts',
    replace: 'this.#kept = next\n',
    by: 'this.#kept = this.#next = next + 1\n',
    program: programOf({
      offers: [[offer(1), offer(1, { from: 2 })]],
      polls: [[poll(1, { from: 2 }), poll(1, { from: 4 })]],
    }),
    seen: 'not linearizable: after the 3 numbered',
  },
  {
    broken: 'an event that is handled twice',
    file: 'Consumer.ts',
    replace: 'this.#kept = next\n',
    by: 'this.#kept = this.#next = next - 1\n',
    program: programOf({ offers: [[offer(1)]], polls: [[poll(1, { from: 2 }), poll(1)]] }),
    seen: 'handled 0, next was 1',
  },
  {
    broken: 'a gate that is never loaded again',
    file: 'SingleProducer.ts',
    replace: 'Atomics.load(this.words, this.blockedOn)',
    by: 'wrap(this.#cached[c]!)',
    program: programOf({ offers: [[offer(1), offer(1, { from: 2 })]], polls: [[poll(1, { from: 2 })]] }),
    seen: 'not linearizable: after the 2 numbered',
  },
]

const NO_ROOM: Change = {
  file: 'MultiProducer.ts',
  replace: 'if (ahead(handled, last) < -this.#size) return false',
  by: 'if (handled !== handled || last !== last) return false',
}

/** Thread 0 stays in the middle of its event until thread 1 has published the next and thread 2 has polled. */
const HIDDEN = programOf({
  size: 2,
  offers: [[offer(1, { lets: 4 })], [offer(1, { from: 1 })]],
  polls: [[poll(2, { from: 3 })]],
})

const STORE_OF_LAPS = `
    for (let early = first; early <= last; early++) {
      Atomics.store(this.words, this.#laps + slotOf(early, this.#size), wrap(lapOf(early, this.#size)))
    }
`

const OF_SEVERAL_PRODUCERS: readonly Break[] = [
  {
    broken: 'a claim of several producers without room',
    ...NO_ROOM,
    program: programOf({ offers: [[offer(1)], [offer(1, { from: 2 })]], polls: [[]] }),
    seen: 'not linearizable: after the 1 numbered',
  },
  {
    broken: 'an event of several producers that is published when it is claimed',
    file: 'MultiProducer.ts',
    replace: 'this.#next = first\n',
    by: `this.#next = first${STORE_OF_LAPS}`,
    program: programOf({ offers: [[offer(1, { lets: 2 })], []], polls: [[poll(1, { from: 1 })]] }),
    seen: 'torn at 0: null, then null',
  },
  {
    broken: 'a probe that skips what is not published',
    file: 'Barrier.ts',
    replace: 'while (available < furthest && this.#isPublished(available + 1)) available++',
    by: 'for (let next = available + 1; next <= furthest; next++) if (this.#isPublished(next)) available = next',
    program: HIDDEN,
    seen: 'torn at 0: null, then null',
  },
]

const OF_POOLS: readonly Break[] = [
  {
    broken: 'a worker that counts an event before it has handled it',
    file: 'WorkPool.ts',
    replace: 'assertFinished(handler(next, next === last))\n        this.#finish(next)\n',
    by: 'this.#finish(next)\n        assertFinished(handler(next, next === last))\n',
    program: programOf({
      pooled: true,
      offers: [[offer(1), offer(1, { from: 1 })]],
      polls: [[poll(1, { from: 2, lets: 2 })], []],
    }),
    seen: 'torn at 0: 1, then 2',
  },
  {
    broken: 'a gate that moves past an event in the hands of another worker',
    file: 'WorkPool.ts',
    replace: 'let isSecond = counted & 1;',
    by: 'let isSecond = counted | 1;',
    program: programOf({
      size: 2,
      pooled: true,
      offers: [[offer(2), offer(2, { from: 3 })]],
      polls: [[poll(1, { from: 2, lets: 4 })], [poll(1, { from: 3 })]],
    }),
    seen: 'torn at 0: 1, then 3',
  },
  {
    broken: 'a gate that stays behind an event that was done early',
    file: 'WorkPool.ts',
    replace: ' & 1 // Arrive',
    by: ' & 0 // Arrive',
    program: programOf({
      size: 2,
      pooled: true,
      offers: [[offer(2)]],
      polls: [[poll(1, { from: 2, lets: 2 })], [poll(1, { from: 3 })]],
    }),
    seen: 'not linearizable: after the 4 numbered',
  },
]

/** What one thread of two does before it continues: it waits for the other to get as far. */
const bothAt = (word: string): string =>
  `Atomics.add(this.words, ${word}, 1); while (Atomics.load(this.words, ${word}) < 2);`

/** Unused words beside a gate and the ticket. */
const [NEAR_A_GATE, NEAR_THE_TICKET] = ['this.#gates[0]! + 2', 'this.#take + 2']

const [ADD, EXCHANGE, TAKE] = [
  'this.#word = Atomics.add(this.words, CURSOR, 2 * n)',
  'const found = Atomics.compareExchange(this.words, CURSOR, word, (word + 2 * this.#n) | 0)',
  'const found = Atomics.compareExchange(this.words, this.#take, ticket, wrap(last + 1))',
]

/** A mutant that only one schedule shows: the source itself makes the two threads meet right before it. */
interface Met extends Break {
  /** The same meeting without the mutant. */
  readonly sound: string
}

const OF_TWO_THAT_MEET: readonly Met[] = [
  {
    broken: 'a claim made by a load and a store',
    file: 'MultiProducer.ts',
    replace: ADD,
    by: `this.#word = Atomics.load(this.words, CURSOR); ${bothAt(NEAR_A_GATE)}
    Atomics.store(this.words, CURSOR, (this.#word + 2 * n) | 0)`,
    sound: `${bothAt(NEAR_A_GATE)} ${ADD}`,
    program: programOf({ size: 2, waits: true, offers: [[offer(1)], [offer(1)]], polls: [[]] }),
    seen: 'instead of 0 1',
  },
  {
    broken: 'a claim made by a plain store',
    file: 'MultiProducer.ts',
    replace: EXCHANGE,
    by: `${bothAt(NEAR_A_GATE)} Atomics.store(this.words, CURSOR, (word + 2 * this.#n) | 0); const found = word`,
    sound: `${bothAt(NEAR_A_GATE)} ${EXCHANGE}`,
    program: programOf({ size: 2, offers: [[offer(1)], [offer(1)]], polls: [[]] }),
    seen: 'instead of 0 1',
  },
  {
    broken: 'a ticket taken by a plain store',
    file: 'WorkPool.ts',
    replace: TAKE,
    by: `${bothAt(NEAR_THE_TICKET)} Atomics.store(this.words, this.#take, wrap(last + 1)); const found = ticket`,
    sound: `${bothAt(NEAR_THE_TICKET)} ${TAKE}`,
    program: programOf({
      pooled: true,
      offers: [[offer(1)]],
      polls: [[poll(1, { from: 2 })], [poll(1, { from: 2 })]],
    }),
    seen: 'not linearizable: after the 2 numbered',
  },
]

const BREAKS = [...OF_TWO_THREADS, ...OF_SEVERAL_PRODUCERS, ...OF_POOLS, ...OF_TWO_THAT_MEET]

async function withEnsemble<Result>(
  threads: number,
  texts: Texts | undefined,
  use: (ensemble: Ensemble) => Promise<Result>,
): Promise<Result> {
  const ensemble = new Ensemble(threads, texts)
  try {
    return await use(ensemble)
  } finally {
    await ensemble.close()
  }
}

function threadsOf({ offers, polls }: Program): number {
  return offers.length + polls.length
}

async function judgeBroken(program: Program, texts: Texts): Promise<string | null> {
  return await withEnsemble(threadsOf(program), texts, (ensemble) => ensemble.judge(program))
}

describe('the program for', () => {
  it.each(BREAKS)('$broken shows it', { timeout: LIMIT_MS }, async (given) => {
    const { file, replace, by, program, seen } = given
    const texts = await sourceWith(file, replace, by)
    expect(await judgeBroken(program, texts)).toContain(seen)
  })

  it('each finds nothing in the original source', { timeout: LIMIT_MS }, async () => {
    await withEnsemble(
      Math.max(...BREAKS.map(({ program }) => threadsOf(program))),
      undefined,
      async (ensemble) => {
        for (const { program } of BREAKS) expect(await ensemble.judge(program)).toBeNull()
      },
    )
  })

  it.each(OF_TWO_THAT_MEET)(
    '$broken finds nothing where the two threads only meet',
    { timeout: LIMIT_MS },
    async (given) => {
      const texts = await sourceWith(given.file, given.replace, given.sound)
      expect(await judgeBroken(given.program, texts)).toBeNull()
    },
  )
})

const FOUND: readonly (Change & Topology & { readonly what: string })[] = [
  { what: 'room for one too many', ...ROOM, producers: 1, readers: 1, pooled: false },
  { what: 'claims without room', ...NO_ROOM, producers: 2, readers: 1, pooled: false },
]

describe('random programs', () => {
  it.each(FOUND)('find $what, and say how to replay it', { timeout: LIMIT_MS }, async (found) => {
    const texts = await sourceWith(found.file, found.replace, found.by)
    await withEnsemble(found.producers + found.readers, texts, async (ensemble) => {
      const wrong = await judgeMany(ensemble, found, PROGRAMS, { seed: SEED })
      expect(wrong).toMatch(/^program: size 1, start \d+$.*^time +thread 0.*STUCK.*RINGPROOF_SEED=7:/ms)
      const again = replayOf(/RINGPROOF_SEED=(\S+)/.exec(wrong ?? '')?.[1], found) ?? {}
      expect(again.path).toBeDefined()
      expect(await judgeMany(ensemble, found, 1, again)).toContain('not linearizable')
    })
  })

  const [{ what: _, ...topology } = { what: '', producers: 1, readers: 1, pooled: false }] = FOUND

  it.each(['x', '1:', ':0', '1.5', '1:0', '1:@x', '1:0@'])(
    'are not replayed from RINGPROOF_SEED=%s',
    (text) => {
      expect(() => replayOf(text, topology)).toThrow(
        `RINGPROOF_SEED: given ${text}, allowed: seed or seed:path@topology`,
      )
    },
  )

  it('are replayed only in their own topology', () => {
    const other = { ...topology, producers: 2 }
    const text = `7:3:1@${nameOf(topology)}`
    expect(replayOf(text, topology)).toEqual({ seed: 7, path: '3:1' })
    expect(replayOf(text, other)).toBeNull()
    expect(replayOf('7', other)).toEqual({ seed: 7 })
    expect(replayOf(undefined, other)).toEqual({})
  })
})
