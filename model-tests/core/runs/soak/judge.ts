// What must hold of a ring that has ended: events claimed, handled and reported agree.
import { follows, type Plan } from './plan.ts'
import type { Fate, Remains } from './run.ts'
import { CLAIMED, PUBLISHED } from './words.ts'

/** The allowed growth of a thread's heap: a dozen bytes for each of a hundred thousand events would exceed it. */
const MOST_GROWN = 2 ** 20

/** The violations, one sentence each. */
export function wrongsOf(plan: Plan, remains: Remains): string[] {
  return [
    ...remains.defects,
    ...endsOf(remains),
    ...outcomesOf(plan, remains),
    ...offersOf(plan, remains),
    ...Object.keys(plan.consumers).flatMap((name) => handledOf(plan, remains, name)),
    ...plan.readers.flatMap((_, r) => readerOf(plan, remains, r)),
    ...(hasFailed(remains) ? [] : sumsOf(plan, remains)),
  ]
}

export function hasFailed({ positions }: Remains): boolean {
  return positions.state === 'failed'
}

/** The number of events published without a gap. */
export function publishedOf({ start }: Plan, { positions }: Remains): number {
  return positions.published - start + 1
}

function endsOf({ fates, hung, positions }: Remains): string[] {
  const late = hung.map((thread) => `thread ${thread} has not ended in time`)
  const errors = fates.flatMap(({ error }, thread) => (error ? [`thread ${thread}: ${error}`] : []))
  const silent = fates.flatMap(({ end, killed, error }, thread) =>
    end || killed || error ? [] : [`thread ${thread} did not report how it ended`],
  )
  const grown = fates.flatMap(({ end }, thread) =>
    end && end.grown > MOST_GROWN ? [`the heap of thread ${thread} has grown by ${end.grown} bytes`] : [],
  )
  const isOver = positions.state === 'closed' || positions.state === 'failed'
  return [...late, ...errors, ...silent, ...grown, ...(isOver ? [] : [`the ring is ${positions.state}`])]
}

/**
 * A ring has failed if and only if a death was to fail it; it reports the dead roles, and only then a missing event.
 */
function outcomesOf(plan: Plan, remains: Remains): string[] {
  const deaths = remains.fates.flatMap(({ supervised }) =>
    supervised?.outcome === 'failed' ? [...supervised.producers, ...supervised.consumers] : [],
  )
  const isFailed = deaths.length > 0
  const said = isFailed === hasFailed(remains) ? [] : [`the ring has ${isFailed ? 'not ' : ''}failed`]
  return [
    ...said,
    ...drainedOf(remains),
    ...remains.fates.flatMap((fate, thread) => fateOf(plan, fate, thread, deaths)),
  ]
}

/** A failed ring counts as drained too if nothing was left. */
function drainedOf(remains: Remains): string[] {
  const { drained, left } = remains
  const isEmpty = Object.values(left).every((many) => many === 0)
  const isRight = hasFailed(remains)
    ? drained === 'failed' || (drained === 'drained' && isEmpty)
    : drained === 'drained'
  return isRight ? [] : [`the drain ended as ${drained}, with ${JSON.stringify(left)} left`]
}

function fateOf(plan: Plan, fate: Fate, thread: number, deaths: readonly string[]): string[] {
  const wrongs: string[] = []
  const { killed, end, supervised } = fate
  if (!killed && supervised?.outcome !== 'unmissed') wrongs.push(`thread ${thread} was treated as crashed`)
  if (end?.by === 'failed' && `${end.dead}` !== `${deaths}`)
    wrongs.push(`thread ${thread} was given ${end.dead} as dead, not ${deaths}`)
  const isReader = thread >= plan.producers.length
  if (isReader && end && end.by !== (deaths.length > 0 ? 'failed' : 'closed'))
    wrongs.push(`thread ${thread} ended with ${end.by}`)
  return wrongs
}

/**
 * Compares the counts of producers with the ring. Events claimed but not counted belong to a producer that died in
 * between, or whose accepted claim ended with the failed ring; events published but not counted belong to one that
 * died.
 */
function offersOf(plan: Plan, remains: Remains): string[] {
  const countOf = (which: number) => remains.offers.reduce((sum, each) => sum + each[which]!, 0)
  const [claimed, published] = [countOf(CLAIMED), countOf(PUBLISHED)]
  const unsure = heldBy(plan, remains, ({ killed }) => killed)
  const refused = heldBy(plan, remains, ({ end }) => end?.by === 'failed')
  const isHole = remains.positions.firstAfterGap !== undefined
  const all = publishedOf(plan, remains)
  const wrongs = within('published', all, isHole ? 0 : published, published + unsure)
  // A single producer does not share its claims.
  if (plan.producers.length === 1) return wrongs
  const found = remains.positions.claimed - plan.start + 1
  return [...wrongs, ...within('claimed', found, claimed, claimed + unsure + refused)]
}

/** The most events that these producers may hold. */
function heldBy({ producers }: Plan, { fates }: Remains, isOne: (fate: Fate) => boolean): number {
  return producers.reduce((sum, { batch }, p) => sum + (isOne(fates[p]!) ? batch : 0), 0)
}

function within(what: string, found: number, least: number, most: number): string[] {
  if (found >= least && found <= most) return []
  const counted = least === most ? `${least}` : `${least} … ${most}`
  return [`${what} according to the ring: ${found} events, to its producers: ${counted}`]
}

/** Every slot must be handled once for each of its events; the order is checked by the reader itself. */
function handledOf(plan: Plan, remains: Remains, name: string): string[] {
  const handled = total(remains, name)
  const [least, most] = boundsOf(plan, remains, name)
  const wrongs =
    handled >= least && handled <= most ? [] : [`${name} handled ${handled} of ${least} … ${most} events`]
  const isWhole = !plan.pools.includes(name) || !hasFailed(remains)
  const uneven = isWhole ? slotsOf(plan, remains, name, handled) : []
  return [...wrongs, ...uneven, ...leftOf(plan, remains, name), ...discardsOf(plan, remains, name, handled)]
}

function total({ counts }: Remains, name: string): number {
  return counts[name]!.reduce((sum, count) => sum + count, 0)
}

function slotsOf({ size }: Plan, { counts }: Remains, name: string, handled: number): string[] {
  const wrong = counts[name]!.findIndex((count, slot) => count !== Math.ceil((handled - slot) / size))
  return wrong < 0 ? [] : [`${name} handled slot ${wrong} ${counts[name]![wrong]} times in ${handled} events`]
}

/** The bounds of the events handled. A consumer that was killed has no lower one. */
function boundsOf(plan: Plan, remains: Remains, name: string): readonly [least: number, most: number] {
  const all = publishedOf(plan, remains)
  const victim = victimOf(plan, remains)
  const isKilled = victim?.name === name
  if (isKilled && !plan.pools.includes(name)) return [0, all]
  if (!hasFailed(remains)) return [all, all]
  const [least, most] = boundsWhenFailed(plan, remains, name)
  return [least - (isKilled ? victim.batch : 0), most]
}

/** At least the events published at the death; a follower exactly as many as its upstream. */
function boundsWhenFailed(plan: Plan, remains: Remains, name: string): readonly [number, number] {
  const all = publishedOf(plan, remains)
  const dead = remains.fates.find(({ supervised }) => supervised?.outcome === 'failed')
  const upstream = plan.consumers[name]!
  if (!follows(plan, name)) return [(dead?.last?.published ?? plan.start - 1) - plan.start + 1, all]
  const gates = upstream.map((other) => remains.positions.handled[other]! - plan.start + 1)
  const most = Math.min(all, ...gates)
  // A follower does not wait for a pool, since it cannot know whether the pool goes on.
  return [upstream.some((other) => plan.pools.includes(other)) ? 0 : most, most]
}

/** The reader that was killed; with a batch of 0 it may have held a whole ring. */
function victimOf({ victim, producers, readers, size }: Plan, { fates }: Remains) {
  if (!victim || !fates[victim.thread]!.killed || victim.thread < producers.length) return null
  const { name, batch } = readers[victim.thread - producers.length]!
  return { name, batch: batch === 0 ? size : batch, fate: fates[victim.thread]! }
}

/** A ring reports as left the events claimed and not handled; a failed ring of one producer, those published. */
function leftOf(plan: Plan, remains: Remains, name: string): string[] {
  const { positions, left: reported } = remains
  const isKilled = victimOf(plan, remains)?.name === name
  const isPool = plan.pools.includes(name)
  const handled = isKilled || isPool ? positions.handled[name]! - plan.start + 1 : total(remains, name)
  const left = positions.claimed - plan.start + 1 - handled
  return reported[name] === left ? [] : [`${name} has ${left} events left, reported: ${reported[name]}`]
}

/** The gate moves after the batch, so a killed consumer's last batch is both handled and discarded. */
function discardsOf(plan: Plan, remains: Remains, name: string, handled: number): string[] {
  const victim = victimOf(plan, remains)
  if (victim?.name !== name || plan.pools.includes(name)) return []
  const { last, supervised } = victim.fate
  const gate = last!.handled[name]! - plan.start + 1
  const isBetween = handled >= gate && handled <= gate + victim.batch
  const wrongs = isBetween ? [] : [`${name} handled ${handled}, its gate ${gate}`]
  if (supervised?.outcome !== 'discarded') return wrongs
  const discarded = supervised.discarded[name] ?? 0
  const all = publishedOf(plan, remains)
  return gate + discarded === all
    ? wrongs
    : [...wrongs, `${name}: ${gate} handled and ${discarded} discarded of ${all} events`]
}

/**
 * The missing sequence is the one after those a reader handled. Beside a live producer it may be a later one, published
 * between the reader's last attempt and its error, but none beyond the first unpublished one.
 */
function isOff(missing: number | undefined, next: number, plan: Plan, { positions }: Remains): boolean {
  if (missing === undefined) return false
  if (plan.producers.length === 1) return missing !== next
  return missing < next || missing > positions.published + 1
}

/** A live consumer: its missing event is none of those it handled, and it has come as far with each producer. */
function readerOf(plan: Plan, remains: Remains, r: number): string[] {
  const { name } = plan.readers[r]!
  const { end } = remains.fates[plan.producers.length + r]!
  if (!end || plan.pools.includes(name)) return []
  const handled = total(remains, name)
  const wrongs = end.next.reduce((sum, n) => sum + n, 0) === handled ? [] : [`${name} has miscounted`]
  if (isOff(end.missing, plan.start + handled, plan, remains))
    wrongs.push(`${name} was given ${end.missing} as missing after ${handled} events`)
  if (hasFailed(remains)) return wrongs
  const published = remains.offers.map((each) => each[1])
  return `${end.next}` === `${published}`
    ? wrongs
    : [...wrongs, `${name}: ${end.next} of ${published} events`]
}

/**
 * In a closed ring, each consumer or pool has handled the very events that were published. The sum of a killed thread
 * is gone with it: then only counts and order are known.
 */
function sumsOf(plan: Plan, remains: Remains): string[] {
  if (remains.fates.slice(0, plan.producers.length).some(({ killed }) => killed)) return []
  const sumOf = (fates: readonly Fate[]) => fates.reduce((sum, { end }) => (sum + (end?.sum ?? 0)) | 0, 0)
  const many = plan.producers.length
  const offered = sumOf(remains.fates.slice(0, many))
  return Object.keys(plan.consumers).flatMap((name) => {
    const fates = remains.fates.slice(many).filter((_, r) => plan.readers[r]!.name === name)
    const isRight = fates.some(({ killed }) => killed) || sumOf(fates) === offered
    return isRight ? [] : [`${name} handled other events than were published`]
  })
}
