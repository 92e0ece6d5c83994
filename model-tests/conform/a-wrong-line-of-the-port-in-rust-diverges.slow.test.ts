import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTour } from '../core/files.ts'
import { parseTour, type Tour } from '../core/tour.ts'
import { followTour } from './follow.ts'
import { brokenRust, copyRust, hasCargo, testRust, type Wrong } from './rust.ts'

const folder = mkdtempSync(join(tmpdir(), 'ringproof-rust-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A wrong line, and the line of a tour at which it is noticed: `WorkPool 3:14` is line 14 of script 3. */
interface Noticed extends Wrong {
  readonly how: string
  readonly at: string
}

const WRONG: readonly Noticed[] = [
  {
    how: 'has room for one event too many',
    file: 'single_producer.rs',
    from: 'if self.target - seen.get() <= self.size {',
    to: 'if self.target - seen.get() <= self.size + 1 {',
    at: 'SingleProducerSize1 0:7',
  },
  {
    how: 'publishes one event too few',
    file: 'single_producer.rs',
    from: 'CURSOR, wrap(last)',
    to: 'CURSOR, wrap(last - 1)',
    at: 'SingleProducerSize1 0:6',
  },
  {
    how: 'wakes nobody as it publishes',
    file: 'single_producer.rs',
    from: 'if cursor & MARK != 0',
    to: 'if false && cursor & MARK != 0',
    at: 'SignalSingleProducer 0:8',
  },
  {
    how: 'finds an event that is not there',
    file: 'consumer.rs',
    from: 'self.call.found.get() >= next',
    to: 'self.call.found.get() >= next - 1',
    at: 'SingleProducerSize1 0:4',
  },
  {
    how: 'moves its gate too far',
    file: 'consumer.rs',
    from: 'wrap(next - 1)',
    to: 'wrap(next)',
    at: 'SingleProducerSize1 0:29',
  },
  {
    how: 'flushes what nobody has kept',
    file: 'consumer.rs',
    from: 'self.kept.get() < next && handler.flushes()',
    to: 'handler.flushes()',
    at: 'SingleProducerFlushes 0:12',
  },
  {
    how: 'takes again what it has taken',
    file: 'consumer.rs',
    from: 'self.next.set(last + 1)',
    to: 'self.next.set(last)',
    at: 'MultiProducerTakes 0:1975',
  },
  {
    how: 'waits for consumers that others follow',
    file: 'ring.rs',
    from: '.filter(|(c, _)| !self.is_followed(*c))',
    to: '',
    at: 'WorkPoolFollowed 0:10',
  },
  {
    how: 'has room for one event too few beside others',
    file: 'multi_producer.rs',
    from: 'ahead(handled, last) < -i64::from(self.size)',
    to: 'ahead(handled, last) < 1 - i64::from(self.size)',
    at: 'MultiProducerSize1 0:5',
  },
  {
    how: 'takes the lap before for its own',
    file: 'multi_producer.rs',
    from: 'known + after(lap, wrap(known - 1))',
    to: 'known + after(lap, wrap(known))',
    at: 'MultiProducerSize1 0:10',
  },
  {
    how: 'trusts a ticket from a wrap-around ago',
    file: 'worker.rs',
    from: 'self.confirmed.set(false)',
    to: 'self.confirmed.set(true)',
    at: 'WorkPoolFollowed 0:19',
  },
  {
    how: 'moves the gate as the first of two',
    file: 'worker.rs',
    from: 'while counted & 1 == 1',
    to: 'while counted & 1 == 0',
    at: 'WorkPoolFollowed 0:23',
  },
  {
    how: 'sleeps past its mark without a last attempt',
    file: 'waiter.rs',
    from: `if self.attempt().await? {
            return Ok(Spun::Found);`,
    to: `if marked.is_none() && self.attempt().await? {
            return Ok(Spun::Found);`,
    at: 'SignalSingleProducer 0:6',
  },
  {
    how: 'never times out',
    file: 'waiter.rs',
    from: 'memory.now() >= time',
    to: 'memory.now() < time',
    at: 'SignalTimed 0:8',
  },
  {
    how: 'ends one event too late',
    file: 'barrier.rs',
    from: 'wrap(next)) <= 0',
    to: 'wrap(next)) < 0',
    at: 'LifecycleBatches 0:230',
  },
  {
    how: 'ends the ring for producers first',
    file: 'lifecycle.rs',
    from: '[PUBLISHED_EPOCH, CONSUMED_EPOCH]',
    to: '[CONSUMED_EPOCH, PUBLISHED_EPOCH]',
    at: 'LifecycleBatches 0:201',
  },
  {
    how: 'fails a ring without a word to those about to sleep',
    file: 'lifecycle.rs',
    from: 'if previous & ending != 0',
    to: 'if false && previous & ending != 0',
    at: 'LifecycleFollower 16:24',
  },
]

/** A stored tour with some of its scripts: the others are not even parsed. */
async function tourOf(model: string, keeps: (script: number) => boolean): Promise<Tour> {
  const [head = '', ...scripts] = ((await readTour(model)) ?? '').split('\n\n')
  return parseTour([head, ...scripts.filter((_, number) => keeps(number))].join('\n\n'))
}

describe.runIf(hasCargo())('a port in Rust that', () => {
  beforeAll(() => copyRust(folder))

  it.each(WRONG)('$how diverges at $at', async ({ at, ...wrong }) => {
    const [model = '', place = ''] = at.split(' ')
    const [script = 0, line = 0] = place.split(':').map(Number)
    const command = brokenRust(folder, wrong)
    const tour = await tourOf(model, (number) => number <= script)
    const { divergence } = await followTour(tour, 0, { command, patience: 60 })
    expect(divergence).toMatchObject({ script, line })
  })
})

it.runIf(hasCargo())('the port in Rust passes its own tests, on threads', () => testRust())
