import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readTour } from '../core/files.ts'
import { parseTour, type Tour } from '../core/tour.ts'
import { type Followed, followTour } from './follow.ts'
import { brokenSource, goPort, hasGo } from './go.ts'

const folder = mkdtempSync(join(tmpdir(), 'ringproof-go-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A wrong line: its file, what it was and is, and what differs first, behind which line of which tour. */
type Wrong = readonly [how: string, file: string, from: string, to: string, differs: string]

const WRONG: readonly Wrong[] = [
  [
    'has room for one event too many',
    'producer.go',
    'return p.target-p.cached[gate] <= p.size',
    'return p.target-p.cached[gate] <= p.size+1',
    'SingleProducerSize1 0:12 LoadGate: what producer could do next',
  ],
  [
    'moves its gate too far',
    'consumer.go',
    'c.gate, wrap(next-1))',
    'c.gate, wrap(next))',
    'SingleProducerSize1 0:29 Advance: the access',
  ],
  [
    'believes that a gate is one further',
    'barrier.go',
    'available = min(available, unwrap(next-1, b.memory.Load("LoadUpstream", gate)))',
    'available = unwrap(next-1, b.memory.Load("LoadUpstream", gate)) + 1',
    'SingleProducerFollowerSize1 0:7 LoadUpstream: what c2 could do next',
  ],
  [
    'flushes although nothing is kept',
    'consumer.go',
    'c.flush == nil || c.kept == c.next',
    'c.flush == nil',
    'SingleProducerFlushes 0:12 EndRead: the step',
  ],
  [
    'takes the same events twice',
    'consumer.go',
    'c.next = c.found + 1',
    'c.next = c.found',
    'SingleProducerTakes 0:56 Advance: the step',
  ],
  [
    'finds no room where the ring would be full',
    'multi.go',
    'ahead(handled, last) < -int64(p.size)',
    'ahead(handled, last) <= -int64(p.size)',
    'MultiProducerSize1 0:5 LoadGate: what p2 could do next',
  ],
  [
    'does not wait for room once it has claimed',
    'multi.go',
    'return p.hasRoom(), nil',
    'return p.isBound || p.hasRoom(), nil',
    'MultiProducerSize1 0:1 Claim: what p2 could do next',
  ],
  [
    'claims a lap too late',
    'multi.go',
    'after(lap, wrap(known-1))',
    'after(lap, wrap(known-2))',
    'MultiProducerSize1 0:10 EndWrite: slot 0',
  ],
  [
    'believes that it has claimed',
    'multi.go',
    'p.isBound = word == p.word',
    'p.isBound = true',
    'MultiProducerTriesSize1 3:6 LoadGate: what p2 could do next',
  ],
  [
    'claims although the ring is closed',
    'multi.go',
    'if p.word&cursorClosed != 0 {',
    'if p.word&cursorClosed != 0 && p.size == 0 {',
    'LifecycleMultiProducer 0:17 Claim: what p2 could do next',
  ],
  [
    'probes one slot too few',
    'barrier.go',
    'available < end &&',
    'available < end-1 &&',
    'MultiProducerParts 0:20 Probe: what c1 could do next',
  ],
  [
    'compares a lap with its mark',
    'sequence.go',
    '(lap&^mark)*',
    'lap*',
    'SignalMultiProducer 0:1398 Probe: what c1 could do next',
  ],
  [
    'finishes an event for another',
    'worker.go',
    'counted&1 == 1',
    'counted&1 == 0',
    'WorkPoolFollowed 0:23 Finish: what w1 could do next',
  ],
  [
    'trusts its ticket',
    'worker.go',
    'if !w.isConfirmed {',
    'if w.size == 0 {',
    'WorkPoolFollowed 0:19 LoadCursor: what w1 could do next',
  ],
  [
    'takes what is not there',
    'worker.go',
    'return available >= w.last, nil',
    'return available >= w.last-1, nil',
    'WorkPool 805:76 LoadCursor: what w2 could do next',
  ],
  [
    'spins once more',
    'waiter.go',
    'spins < w.spins',
    'spins <= w.spins',
    'SignalSpins 0:7 LoadEpoch: what c1 could do next',
  ],
  [
    'does not wake consumers',
    'producer.go',
    'cursor&mark != 0',
    'cursor&mark > 1',
    'SignalSpins 0:10 Publish: what producer could do next',
  ],
  [
    'never times out',
    'waiter.go',
    'return w.patience(ctx).Err()',
    'return nil',
    'SignalTimed 0:8 LoadCursor: what c1 could do next',
  ],
  [
    'ends one event too early',
    'barrier.go',
    'wrap(next)) <= 0',
    'wrap(next)) <= 1',
    'LifecycleBatches 9:25 LoadFinal: what c1 could do next',
  ],
  [
    'closes without waking anybody',
    'lifecycle.go',
    'memory.Notify("NotifyAll", epoch)',
    '_ = memory',
    'LifecycleSingleProducer 0:593 Tell: what producer could do next',
  ],
  [
    'says only once that the ring has failed',
    'lifecycle.go',
    'before&ending != 0',
    'before&ending > failedBit',
    'LifecycleFollower 16:24 Tell: what supervisor could do next',
  ],
  [
    'ends as soon as the ring has failed',
    'barrier.go',
    '!reader.Pool && slices',
    'reader.Pool && slices',
    'LifecycleFollower 0:17 LoadEpoch: what c2 could do next',
  ],
  [
    'does not say that it leaves',
    'consumer.go',
    'c.leaves = c.kept < c.next; !c.leaves',
    'c.leaves = c.kept < c.next; c.leaves',
    'LifecycleFollower 97:10 LoadCursor: what c1 could do next',
  ],
]

/** The scripts of a tour up to one of them. */
async function upTo(model: string, last: number): Promise<Tour> {
  return parseTour((await readTour(model)) ?? '', (script) => script <= last)
}

function placeIn({ model, scripts }: Tour, { divergence }: Followed): string {
  if (!divergence) return 'nowhere'
  const { script, line, what } = divergence
  const { action = 'the start' } = scripts[script]?.[line] ?? {}
  return `${model} ${script}:${line} ${action}: ${what}`
}

describe.runIf(hasGo())('a port in Go that', () => {
  it.each(WRONG)('%s diverges', async (how, file, from, to, differs) => {
    const source = join(folder, how.replaceAll(' ', '-'))
    brokenSource(source, file, from, to)
    const [, model = '', script] = /^(\w+) (\d+):/.exec(differs) ?? []
    const tour = await upTo(model, Number(script))
    const followed = await followTour(tour, 0, { command: goPort(source, source), patience: 60 })
    expect(placeIn(tour, followed)).toBe(differs)
  })
})
