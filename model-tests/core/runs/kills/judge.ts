// What must hold after threads were killed: all others ended, and handled all events, each once.
import { type Program, VALUES } from './program.ts'
import type { Fate, Remains } from './run.ts'
import { THROWN } from './spoken.ts'

/** The violations of a run, one sentence each. */
export function wrongsOf(program: Program, remains: Remains): string[] {
  return [
    ...endsOf(remains),
    ...outcomesOf(program, remains),
    ...acceptedOf(program, remains),
    ...orderOf(program, remains),
    ...(program.pools.length > 0 ? poolOf(program, remains) : []),
    ...program.readers.flatMap((_, r) => readerOf(program, remains, r)),
  ]
}

export function hasFailed({ positions }: Remains): boolean {
  return positions.state === 'failed'
}

function endsOf({ fates, hung, positions }: Remains): string[] {
  const late = hung.map((thread) => `thread ${thread} had not ended in time`)
  const errors = fates.flatMap(({ error }, thread) =>
    error && !error.includes(THROWN) ? [`thread ${thread}: ${error}`] : [],
  )
  const silent = fates.flatMap(({ ended, killed, error }, thread) =>
    ended || killed !== null || error ? [] : [`thread ${thread} did not report how it ended`],
  )
  const isOver = /closed|failed|stopped/.test(positions.state)
  return [...late, ...errors, ...silent, ...(isOver ? [] : [`the ring is ${positions.state}`])]
}

/** A ring has failed if and only if a death failed it, and it reports the dead roles. */
function outcomesOf(program: Program, remains: Remains): string[] {
  const { fates } = remains
  const deaths = fates.flatMap(({ supervised }) => (supervised?.outcome === 'failed' ? [supervised] : []))
  const named = deaths.flatMap(({ producers, consumers }) => [...producers, ...consumers])
  const wrongs: string[] = []
  // A thread that stops the ring may precede one that is about to fail it.
  if (deaths.length > 0 !== hasFailed(remains) && !(isStopped(remains) && deaths.length > 0))
    wrongs.push(`the ring ${hasFailed(remains) ? 'has' : 'has not'} failed`)
  fates.forEach((fate, thread) => {
    if (fate.supervised?.outcome !== 'unmissed' && !mayBeMissed(program, fate, thread))
      wrongs.push(`thread ${thread} was treated as crashed`)
    const stranger = fate.ended?.dead.find((name) => !named.includes(name))
    const isNobody = fate.ended?.by === 'failed' && fate.ended.dead.length === 0 && named.length > 0
    if (stranger !== undefined || isNobody)
      wrongs.push(`thread ${thread} was given ${fate.ended?.dead} as dead, not ${named}`)
    wrongs.push(...missingOf(fate, thread, remains))
    const isReader = thread >= program.producers.length
    if (isReader && !isStopped(remains) && !hasFailed(remains) && fate.ended && fate.ended.by !== 'closed')
      wrongs.push(`thread ${thread} ended with ${fate.ended.by}`)
  })
  return wrongs
}

function isStopped({ positions }: Remains): boolean {
  return positions.state === 'stopped'
}

/** A thread that was killed, or a producer that may have ended without leaving. */
function mayBeMissed({ producers }: Program, { killed }: Fate, thread: number): boolean {
  // A producer whose claim is refused ends without leaving, whatever its planned end.
  return killed !== null || producers[thread] !== undefined
}

/** The missing sequence of an error is at most the first unpublished one; live producers may publish it later. */
function missingOf({ ended }: Fate, thread: number, { positions }: Remains): string[] {
  const { missing } = ended ?? {}
  if (missing === undefined || missing <= positions.published + 1) return []
  return [
    `thread ${thread} was given ${missing} as missing, but the ring is published up to ${positions.published}`,
  ]
}

/** In a ring that closed without failing, every accepted event is published, and handled by every live reader. */
function acceptedOf(program: Program, remains: Remains): string[] {
  const { positions, accepted, logs, fates } = remains
  if (positions.state !== 'closed') return []
  const { claimed, published } = positions
  const wrongs = claimed === published ? [] : [`closed, ${claimed} claimed and ${published} published`]
  const alone = program.producers.length === 1
  logs.forEach((log, r) => {
    const [fate, { name } = { name: '' }] = [fates[program.producers.length + r], program.readers[r]]
    if (fate?.killed !== null || program.pools.includes(name)) return
    accepted.forEach((many, p) => {
      const handled = log.filter((value) => Math.floor(value / VALUES) === p).length
      // The claims of a single producer that crashed are claimed anew by its successor.
      if (handled < many && !(alone && fates[p]?.killed !== null))
        wrongs.push(`${name} handled ${handled} of ${many} events that producer ${p} had claimed`)
    })
  })
  return wrongs
}

/** A consumer handles the events of each producer in order without a gap; a worker leaves some to others. */
function orderOf({ readers, pools }: Program, { logs }: Remains): string[] {
  return logs.flatMap((log, r) => {
    const isPool = pools.includes(readers[r]!.name)
    const next = new Map<number, number>()
    for (const value of log) {
      const [p, event] = [Math.floor(value / VALUES), value % VALUES]
      const expected = next.get(p) ?? 0
      if (value < 0 || (isPool ? event < expected : event !== expected))
        return [`reader ${r} handled ${value}, next was ${p * VALUES + expected}: ${log}`]
      next.set(p, event + 1)
    }
    return []
  })
}

/** The events that must be handled: all, or in a failed ring those published at the first death. */
function leastOf(program: Program, remains: Remains): number {
  const { fates, positions } = remains
  // A thread that ends by itself fails the ring before its state can be recorded.
  const isByItself = fates.some(
    ({ killed, supervised }) => killed === null && supervised?.outcome === 'failed',
  )
  if (isByItself || isStopped(remains)) return 0
  const first = fates.find(({ supervised }) => supervised?.outcome === 'failed')
  return (first ? first.published : positions.published) - program.start + 1
}

/**
 * The missing sequence is the one after those a reader handled. Beside a live producer it may be a later one, published
 * between the reader's last attempt and its error; see `missingOf` for the bound above.
 */
function isOff(missing: number | undefined, next: number, { producers }: Program): boolean {
  if (missing === undefined) return false
  return producers.length > 1 ? missing < next : missing !== next
}

function readerOf(program: Program, remains: Remains, r: number): string[] {
  const { name } = program.readers[r]!
  const thread = program.producers.length + r
  const fate = remains.fates[thread]!
  const handled = remains.logs[r]!.length
  if (program.pools.includes(name)) return []
  const most = remains.positions.published - program.start + 1
  const wrongs = handled > most ? [`${name} handled ${handled} of ${most} events`] : []
  if (fate.killed !== null) return [...wrongs, ...discardsOf(program, remains, fate, name, handled)]
  if (isOff(fate.ended?.missing, program.start + handled, program))
    wrongs.push(`${name} was given ${fate.ended?.missing} as missing after ${handled} events`)
  const least = leastFor(program, remains, name)
  const isTaken = (program.consumers[name] ?? []).some((u) => isTakenOver(program, remains, u))
  const isWrong = follows(program, name) && !isTaken ? handled !== least : handled < least && !isTaken
  return isWrong ? [...wrongs, `${name} handled ${handled} of ${least} events`] : wrongs
}

/** Whether a successor may have gone on in its place, even after others had ended. */
function isTakenOver({ producers, readers, onDeath }: Program, { fates }: Remains, name: string): boolean {
  const r = readers.findIndex((each) => each.name === name)
  return onDeath === 'vacate' && fates[producers.length + r]?.killed !== null
}

export function follows({ consumers }: Program, name: string): boolean {
  return (consumers[name]?.length ?? 0) > 0
}

/** The events a consumer must handle; a follower exactly as many as all its upstream. */
function leastFor(program: Program, remains: Remains, name: string): number {
  if (!follows(program, name)) return leastOf(program, remains)
  const upstream = program.consumers[name] ?? []
  return Math.min(...upstream.map((other) => remains.positions.handled[other] ?? 0)) - program.start + 1
}

/** The gate moves after the batch, so a killed consumer's last batch is both handled and discarded. */
function discardsOf(program: Program, remains: Remains, fate: Fate, name: string, handled: number): string[] {
  const gate = fate.handled - program.start + 1
  const { limit } = program.readers.find((each) => each.name === name)!
  const wrongs =
    handled < gate || handled > gate + limit ? [`${name} handled ${handled}, its gate ${gate}`] : []
  if (hasFailed(remains) || isStopped(remains)) return wrongs
  const next = fate.succeeded.findIndex((sequence, n) => sequence !== fate.handled + 1 + n)
  if (next >= 0) return [...wrongs, `${name}: its successor handled ${fate.succeeded} after ${fate.handled}`]
  const isWhole = fate.handled + fate.succeeded.length === remains.positions.published
  if (fate.supervised?.outcome === 'unmissed' && !isWhole)
    return [
      ...wrongs,
      `${name}: up to ${fate.handled}, and ${fate.succeeded.length} by its successor, are not all`,
    ]
  if (fate.supervised?.outcome !== 'discarded') return wrongs
  const all = remains.positions.published - program.start + 1
  const discarded = fate.supervised.discarded[name] ?? 0
  return gate + discarded === all
    ? wrongs
    : [...wrongs, `${name}: ${gate} handled and ${discarded} discarded are not all ${all} events`]
}

/** A pool handles each event at most once, and all but those taken by workers that were killed. */
function poolOf(program: Program, remains: Remains): string[] {
  const [pool] = program.pools
  const workers = program.readers.flatMap((each, r) => (each.name === pool ? [{ ...each, r }] : []))
  const handled = workers.flatMap(({ r }) => remains.logs[r]!)
  const killed = workers.filter(({ r }) => remains.fates[program.producers.length + r]!.killed !== null)
  const lost = killed.reduce((sum, { limit }) => sum + limit, 0)
  const doubled = handled.length - new Set(handled).size
  const wrongs = doubled > 0 ? [`the pool handled ${doubled} events twice: ${handled}`] : []
  const least = killed.length < workers.length ? leastFor(program, remains, pool!) - lost : 0
  if (handled.length < least) wrongs.push(`the pool handled ${handled.length} of ${least} events`)
  return wrongs
}
