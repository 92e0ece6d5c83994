// What a field of an event costs, relative to a typed array.
import type { Sample } from './child.ts'
import type { EventsRow } from './report.ts'
import { type Run, runRounds } from './rounds.ts'
import type { EventsTask } from './samples/task.ts'
import { showSpread, spreadOf } from './spread.ts'
import { tableOf } from './table.ts'
import { showTarget } from './target.ts'

/** The most that a field may cost, relative to an element of a typed array, where a loop meets one struct. */
const TARGET = 1.3

/** The rings that one loop goes round, and the structs that they have. */
const LOOPS: readonly (EventsTask & { readonly name: string })[] = [
  { name: '1 ring', rings: 1, structs: 1 },
  { name: '8 rings of a struct', rings: 8, structs: 1 },
  { name: '4 rings, each of a struct of its own', rings: 4, structs: 4 },
  { name: '8 rings, each of a struct of its own', rings: 8, structs: 8 },
]

/** Measures each loop in processes of its own. */
export async function measureEvents(run: Run): Promise<EventsRow[]> {
  const samples = LOOPS.map(({ name, ...task }): Sample<'events'> => ({ name, kind: 'events', task }))
  const results = await runRounds('events', samples, run)
  return LOOPS.map(({ name, structs }, l) => {
    const rounds = results[l] ?? []
    const spread = (of: 'write' | 'read' | 'writeRaw' | 'readRaw') => spreadOf(rounds.map((each) => each[of]))
    const nanoseconds = { writeRaw: spread('writeRaw'), readRaw: spread('readRaw') }
    return { name, structs, ...nanoseconds, write: spread('write'), read: spread('read') }
  })
}

/** Prints the section, with the targets. */
export function showEvents(rows: readonly EventsRow[]): string {
  const title =
    'Fields of an event: ns/field of typed arrays, and the ratio of fields to them, median (min … max)'
  const head = ['one loop over', 'write, typed array', 'read, typed array', 'write, ×', 'read, ×']
  const cells = rows.map(({ name, writeRaw, readRaw, write, read }) => [
    name,
    ...[writeRaw, readRaw, write, read].map((spread) => showSpread(spread)),
  ])
  const targets = rows
    .filter(({ structs }) => structs === 1)
    .map(({ name, write, read }) => {
      const isMet = write.median <= TARGET && read.median <= TARGET
      return showTarget(`${name}: at most ${TARGET} ×`, isMet, `${showSpread(write)} and ${showSpread(read)}`)
    })
  return [tableOf(title, head, cells), ...targets].join('\n')
}
