import { describe, expect, it } from 'vitest'
import { sourceWith, type Texts } from './broken.ts'
import { Duet, judgeMany, replayOf } from './histories.ts'
import { offer, type Program, poll } from './program.ts'

const PROGRAMS = 1000
const SEED = 7
const LIMIT_MS = 60_000

/** One thing that is broken, a program that shows it on every schedule, and what is seen. */
interface Break {
  readonly broken: string
  readonly file: string
  readonly replace: string
  readonly by: string
  readonly offers: Program['offers']
  readonly polls: Program['polls']
  readonly seen: string
}

const ROOM = {
  file: 'SingleProducer.ts',
  replace: 'this.#size = seat.size',
  by: 'this.#size = seat.size + 1',
}

// All rings have a single slot. `from` counts half-steps of the other thread: 1 is the middle of its first
// operation, 2 its end; the middle is where an event is half written, or is being handled.
const BREAKS: readonly Break[] = [
  {
    broken: 'room for one more',
    ...ROOM,
    offers: [offer(1), offer(1)],
    polls: [],
    seen: 'not linearizable: after the 1 numbered',
  },
  {
    broken: 'a gate that moves before the event is handled',
    file: 'Consumer.ts',
    replace: 'const first = this.#next\n',
    by: 'const first = this.#next\n    Atomics.store(this.#words, this.#gate, wrap(last))\n',
    offers: [offer(1), offer(1, { from: 1 })],
    polls: [poll(1, { from: 2, lets: 2 })],
    seen: 'torn at 0: 1, then 2',
  },
  {
    broken: 'an event that is published when it is claimed',
    file: 'SingleProducer.ts',
    replace: 'const first = this.#claimed + 1\n',
    by: 'const first = this.#claimed + 1\n    Atomics.store(this.#words, CURSOR, wrap(this.#claimed + n))\n',
    offers: [offer(1, { lets: 2 })],
    polls: [poll(1, { from: 1 })],
    seen: 'torn at 0: null, then null',
  },
  {
    broken: 'an event that is passed over',
    file: 'Consumer.ts',
    replace: 'this.#next = next\n',
    by: 'this.#next = next + 1\n',
    offers: [offer(1), offer(1, { from: 2 })],
    polls: [poll(1, { from: 2 }), poll(1, { from: 4 })],
    seen: 'not linearizable: after the 3 numbered',
  },
  {
    broken: 'an event that is handled twice',
    file: 'Consumer.ts',
    replace: 'this.#next = next\n',
    by: 'this.#next = next - 1\n',
    offers: [offer(1)],
    polls: [poll(1, { from: 2 }), poll(1)],
    seen: 'handled 0, next was 1',
  },
  {
    broken: 'a gate that is never looked at again',
    file: 'SingleProducer.ts',
    replace: 'Atomics.load(this.#words, this.#gates[c]!)',
    by: 'wrap(this.#cached[c]!)',
    offers: [offer(1), offer(1, { from: 2 })],
    polls: [poll(1, { from: 2 })],
    seen: 'not linearizable: after the 2 numbered',
  },
]

async function withDuet<Result>(
  texts: Texts | undefined,
  use: (duet: Duet) => Promise<Result>,
): Promise<Result> {
  const duet = new Duet(texts)
  try {
    return await use(duet)
  } finally {
    await duet.close()
  }
}

describe('the program for', () => {
  it.each(BREAKS)('$broken shows it', { timeout: LIMIT_MS }, async (given) => {
    const { file, replace, by, offers, polls, seen } = given
    const program = { size: 1, start: 0, offers, polls }
    const texts = await sourceWith(file, replace, by)
    expect(await withDuet(texts, (duet) => duet.judge(program))).toContain(seen)
  })

  it('each of them has no fault on the source as it is', { timeout: LIMIT_MS }, async () => {
    await withDuet(undefined, async (duet) => {
      for (const { offers, polls } of BREAKS) {
        expect(await duet.judge({ size: 1, start: 0, offers, polls })).toBeNull()
      }
    })
  })
})

describe('random programs', () => {
  it('find room for one more, and say how to see it again', { timeout: LIMIT_MS }, async () => {
    const texts = await sourceWith(ROOM.file, ROOM.replace, ROOM.by)
    await withDuet(texts, async (duet) => {
      const wrong = await judgeMany(duet, PROGRAMS, { seed: SEED })
      expect(wrong).toMatch(/^program: size 1, start \d+$.*^time +thread 0.*STUCK.*RINGPROOF_SEED=7:/ms)
      const again = replayOf(/RINGPROOF_SEED=(\S+)/.exec(wrong ?? '')?.[1])
      expect(again.path).toBeDefined()
      expect(await judgeMany(duet, 1, again)).toContain('not linearizable')
    })
  })

  it.each(['x', '1:', ':0', '1.5'])('are not replayed from RINGPROOF_SEED=%s', (text) => {
    expect(() => replayOf(text)).toThrow(`given ${text}, allowed: seed or seed:path`)
  })
})
