// The tours on real threads, which run the unmodified source.

import { Riders } from '../core/edges/ride.ts'
import { readTour } from '../core/files.ts'
import { parseTour } from '../core/tour.ts'
import { START_ON_THREADS } from '../harness/tour/starts.ts'
import { type Claim, claim, columns, type Picture } from '../report/claim.ts'
import type { Check, Context } from './check.ts'
import { drawn } from './drawn.ts'
import type { Toured } from './jobs.ts'

/** A tour of more lines is taken by the stepper only. */
const MOST_LINES = { quick: 30_000, whole: 100_000 }

export const threads: Check = {
  name: 'threads',
  says: 'Every edge on real threads, which run the unmodified source, where the graph is small enough.',
  tier: 'quick',
  when: 'beside',
  takes: 'models',
  async run(context) {
    const most = MOST_LINES[context.isWhole ? 'whole' : 'quick']
    const tours = context.toured.length > 0 ? context.toured : await storedTours(context)
    // A thread that is blocked in a call cannot advance meanwhile: those tours are taken by the stepper only.
    const isOnThreads = (text: string): boolean => text !== '' && !parseTour(text).callers.meanwhile
    const taken = tours.filter(({ text, lines }) => isOnThreads(text) && lines <= most)
    const ridden = await rideAll(taken, context)
    return ridden.length === 0 ? [] : [claimOf(ridden)]
  },
}

type Tour = Pick<Toured, 'model' | 'text' | 'edges' | 'lines'>

interface Ridden extends Tour {
  readonly picture: Picture | null
}

/** By itself, the check takes the stored tours. */
async function storedTours({ models }: Context): Promise<readonly Tour[]> {
  const tours: Tour[] = []
  for (const { name } of models.filter(({ tour }) => tour)) {
    const text = (await readTour(name)) ?? ''
    if (text === '') continue
    const { edges, count } = parseTour(text)
    tours.push({ model: name, text, edges, lines: count.lines })
  }
  return tours
}

/** One tour after another: each takes all the cores there are. */
async function rideAll(tours: readonly Tour[], { screen, signal }: Context): Promise<Ridden[]> {
  const riders = new Riders()
  const ridden: Ridden[] = []
  try {
    for (const tour of tours) {
      if (signal.aborted) break
      const since = performance.now()
      const { parting } = await riders.replay(tour.text, START_ON_THREADS)
      const where = { start: START_ON_THREADS, ...parting }
      const picture =
        parting && drawn(`threads (${parting.thread})`, parseTour(tour.text), { ...where, ...parting })
      ridden.push({ ...tour, picture })
      const took = ((performance.now() - since) / 1000).toFixed(1)
      const went = parting ? 'diverged' : `${tour.lines.toLocaleString('en')} steps`
      screen.write(`${tour.model} on threads: ${went}, ${took} s\n`)
    }
    return ridden
  } finally {
    await riders.close()
  }
}

function claimOf(ridden: readonly Ridden[]): Claim {
  const sum = (some: readonly Ridden[]): number => some.reduce((all, { edges }) => all + edges, 0)
  const diverged = ridden.filter(({ picture }) => picture !== null)
  return claim({
    check: 'threads',
    says: 'The unmodified source takes them on real threads, where graphs are small enough.',
    ...{ command: 'npm run check -- threads NAME', unit: 'edges on threads' },
    ...{ done: sum(ridden.filter(({ picture }) => picture === null)), of: sum(ridden) },
    pictures: diverged.flatMap(({ picture }) => picture ?? []),
    failures: diverged.map(({ model, picture }) => ({ says: `${model} on threads: ${picture?.what}` })),
    tables: [
      {
        title: 'Edges on threads',
        on: 'page',
        columns: columns('model', '#edges', '#steps', 'on threads'),
        rows: ridden.map(({ model, edges, lines, picture }) => [
          { kind: 'model', name: model, says: '' },
          ...[edges, lines],
          picture ? { kind: 'bad', text: 'diverged' } : { kind: 'good', text: 'all' },
        ]),
      },
    ],
  })
}
