// The books of a ring that has ended: what was accepted, published, handled and reported must agree. The order of what is
// handled is checked by the readers themselves.
import { follows, habitsOf, readerOf, type Scenario } from '../scenario.ts'
import type { Claims } from './memory.ts'
import type { Fate, Plan, Remains } from './start.ts'
import type { Outcome } from './task.ts'

/** The violations, one sentence each. */
export function bookErrorsOf(plan: Plan, remains: Remains): string[] {
  const { scenario } = plan
  const { consumers, readers, producers } = scenario
  return [
    ...(isClosed(remains) ? unpublishedOf(remains) : []),
    ...claimsOf(scenario, remains),
    ...Object.keys(consumers).flatMap((name) => handledOf(plan, remains, name)),
    ...readers.flatMap((_, r) => readingOf(scenario, remains, producers.length + r)),
    ...(isClosed(remains) ? sumsOf(scenario, remains) : []),
  ]
}

export function hasFailed({ positions }: Remains): boolean {
  return positions.state === 'failed'
}

function isClosed({ positions }: Remains): boolean {
  return positions.state === 'closed'
}

export function isStopped({ positions }: Remains): boolean {
  return positions.state === 'stopped'
}

/** The number of events published without a gap. */
export function publishedOf({ start }: Scenario, { positions }: Remains): number {
  return positions.published - start + 1
}

/** In a closed ring every accepted event is published. */
function unpublishedOf({ positions: { claimed, published } }: Remains): string[] {
  return claimed === published ? [] : [`closed, ${claimed} claimed and ${published} published`]
}

/**
 * Compares the counts of producers with the ring. Events claimed but not counted belong to a producer that died in
 * between, or whose accepted claim ended with the ring; events published but not counted belong to one that died.
 */
function claimsOf(scenario: Scenario, remains: Remains): string[] {
  const unsure = heldBy(scenario, remains, ({ killed }) => killed !== null)
  const isHole = remains.positions.firstAfterGap !== undefined
  const published = countOf(remains, 'published')
  const [all, most] = [publishedOf(scenario, remains), published + unsure]
  const wrongs = within('published', all, isHole ? 0 : published, most)
  // A single producer does not share its claims.
  if (scenario.producers.length === 1) return wrongs
  const refused = isClosed(remains) ? 0 : heldBy(scenario, remains, ({ outcome }) => isRefused(outcome))
  const [found, accepted] = [remains.positions.claimed - scenario.start + 1, countOf(remains, 'accepted')]
  return [...wrongs, ...within('claimed', found, accepted, accepted + unsure + refused)]
}

function countOf({ claims }: Remains, which: keyof Claims): number {
  return claims.reduce((sum, each) => sum + each[which], 0)
}

function isRefused(outcome: Outcome | null): boolean {
  return outcome !== null && outcome.by !== 'itself'
}

/** The most events that these producers may hold. */
function heldBy({ producers }: Scenario, { fates }: Remains, isOne: (fate: Fate) => boolean): number {
  return producers.reduce((sum, { batch }, p) => sum + (isOne(fates[p]!) ? batch : 0), 0)
}

function within(what: string, found: number, least: number, most: number): string[] {
  if (found >= least && found <= most) return []
  return [`${what} according to the ring: ${found} events, to its producers: ${range(least, most)}`]
}

function range(least: number, most: number): string {
  return least === most ? `${least}` : `${least} … ${most}`
}

/** Every slot must be handled once for each of its events. */
function handledOf(plan: Plan, remains: Remains, name: string): string[] {
  const handled = total(remains, name)
  const [least, most] = boundsOf(plan, remains, name)
  const isRight = handled >= least && handled <= most
  const isWhole = !plan.scenario.pools.includes(name) || isClosed(remains)
  return [
    ...(isRight ? [] : [`${name} handled ${handled} of ${range(least, most)} events`]),
    ...(isWhole ? slotsOf(plan.scenario, remains, name, handled) : []),
    ...leftOf(plan.scenario, remains, name),
    ...(isRoleOfKilled(plan.scenario, remains, name) ? successionOf(plan.scenario, remains, name) : []),
  ]
}

function total({ counts }: Remains, name: string): number {
  return counts[name]!.reduce((sum, count) => sum + count, 0)
}

function slotsOf({ size }: Scenario, { counts }: Remains, name: string, handled: number): string[] {
  const wrong = counts[name]!.findIndex((count, slot) => count !== Math.ceil((handled - slot) / size))
  return wrong < 0 ? [] : [`${name} handled slot ${wrong} ${counts[name]![wrong]} times in ${handled} events`]
}

/** The threads of a consumer or pool. */
function threadsOf({ producers, readers }: Scenario, name: string): number[] {
  return readers.flatMap((each, r) => (each.name === name ? [producers.length + r] : []))
}

function killedOf(scenario: Scenario, { fates }: Remains, name: string): number[] {
  return threadsOf(scenario, name).filter((thread) => fates[thread]!.killed !== null)
}

/** Whether the thread of a consumer, which is no pool, was killed. */
function isRoleOfKilled(scenario: Scenario, remains: Remains, name: string): boolean {
  return !scenario.pools.includes(name) && killedOf(scenario, remains, name).length > 0
}

/** The most events that a reader may hold; with a batch of 0 it may be a whole ring. */
function batchOf(scenario: Scenario, thread: number): number {
  return habitsOf(scenario, thread)?.batch || scenario.size
}

/** The bounds of the events handled. A consumer whose thread was killed has no lower one. */
function boundsOf(plan: Plan, remains: Remains, name: string): readonly [least: number, most: number] {
  const { scenario } = plan
  const all = publishedOf(scenario, remains)
  const killed = killedOf(scenario, remains, name)
  if (killed.length === threadsOf(scenario, name).length) return [0, all]
  if (isClosed(remains)) return [all, all]
  const [least, most] = boundsWhenFailed(plan, remains, name)
  const lost = killed.reduce((sum, thread) => sum + batchOf(scenario, thread), 0)
  return [least - lost, most]
}

/** At least the events published at the death; a follower exactly as many as its upstream. */
function boundsWhenFailed(plan: Plan, remains: Remains, name: string): readonly [number, number] {
  const { scenario } = plan
  const all = publishedOf(scenario, remains)
  if (!follows(scenario, name)) return [publishedAtDeath(scenario, remains), all]
  const upstream = scenario.consumers[name]!
  const gates = upstream.map((other) => remains.positions.handled[other]! - scenario.start + 1)
  const most = Math.min(all, ...gates)
  return [upstream.some((other) => mayGoOn(plan, remains, other)) ? 0 : most, most]
}

/**
 * Whether a consumer may handle more after its followers have ended: its successor may, and a pool, for which they do
 * not wait, since they cannot know whether it goes on.
 */
function mayGoOn({ scenario, onDeath }: Plan, remains: Remains, name: string): boolean {
  if (scenario.pools.includes(name)) return true
  return onDeath === 'vacate' && killedOf(scenario, remains, name).length > 0
}

/** The events published when the ring failed. A thread that ends by itself fails it before that can be recorded. */
function publishedAtDeath({ start }: Scenario, remains: Remains): number {
  const deaths = remains.fates.filter(({ supervised }) => supervised?.outcome === 'failed')
  if (isStopped(remains) || deaths.some(({ killed }) => killed === null)) return 0
  return Math.max(0, (deaths[0]?.last?.published ?? start - 1) - start + 1)
}

/** A ring reports as left the events claimed and not handled; a failed ring of one producer, those published. */
function leftOf(scenario: Scenario, remains: Remains, name: string): string[] {
  if (isStopped(remains)) return []
  const { positions, left: reported } = remains
  const isShared = scenario.pools.includes(name) || isRoleOfKilled(scenario, remains, name)
  const handled = isShared ? positions.handled[name]! - scenario.start + 1 : total(remains, name)
  const left = positions.claimed - scenario.start + 1 - handled
  return reported[name] === left ? [] : [`${name} has ${left} events left, reported: ${reported[name]}`]
}

/**
 * What became of the events of a consumer whose thread was killed. The gate moves after the batch, so its last batch is
 * both handled and discarded, or handled again by its successor.
 */
function successionOf(scenario: Scenario, remains: Remains, name: string): string[] {
  const [thread = 0] = threadsOf(scenario, name)
  const { last, supervised, succeeded } = remains.fates[thread]!
  const [first, handled] = [last!.handled[name]! + 1, total(remains, name)]
  const gate = first - scenario.start
  const isBetween = handled >= gate && handled <= gate + batchOf(scenario, thread)
  const wrongs = isBetween ? [] : [`${name} handled ${handled}, its gate ${gate}`]
  if (!isClosed(remains)) return wrongs
  if (succeeded.some((sequence, n) => sequence !== first + n))
    wrongs.push(`${name}: its successor handled ${succeeded} from ${first}`)
  const by = supervised?.outcome === 'discarded' ? (supervised.discarded[name] ?? 0) : succeeded.length
  const all = publishedOf(scenario, remains)
  if (gate + by !== all) wrongs.push(`${name}: ${gate} handled, and ${by} of ${all} events after its death`)
  return wrongs
}

/**
 * The missing sequence is the one after those a reader handled. Beside a live producer it may be a later one, published
 * between the reader's last attempt and its error.
 */
function isOff(missing: number | undefined, next: number, { producers }: Scenario): boolean {
  if (missing === undefined) return false
  return producers.length === 1 ? missing !== next : missing < next
}

/** A live consumer: its missing event is none of those it handled, and it has come as far with each producer. */
function readingOf(scenario: Scenario, remains: Remains, thread: number): string[] {
  const { name } = readerOf(scenario, thread)!
  const { outcome } = remains.fates[thread]!
  if (!outcome || scenario.pools.includes(name)) return []
  const handled = total(remains, name)
  const wrongs = outcome.next.reduce((sum, n) => sum + n, 0) === handled ? [] : [`${name} has miscounted`]
  if (isOff(outcome.missing, scenario.start + handled, scenario))
    wrongs.push(`${name} was given ${outcome.missing} as missing after ${handled} events`)
  const lost = isClosed(remains) && outcome.next.some((n, p) => !isAllOf(scenario, remains, p, n))
  return lost ? [...wrongs, `${name}: ${outcome.next} of ${JSON.stringify(remains.claims)} events`] : wrongs
}

/**
 * Whether these are all events of a producer in a closed ring. What one had claimed when it was killed, its successor
 * publishes; the claims of a single producer are claimed anew.
 */
function isAllOf({ producers }: Scenario, { claims, fates }: Remains, p: number, n: number): boolean {
  const { accepted, published } = claims[p]!
  if (fates[p]!.killed === null) return n === published && n === accepted
  return n >= (producers.length === 1 ? published : accepted)
}

/**
 * In a closed ring, each consumer or pool has handled the very events that were published. The sum of a killed thread
 * is gone with it: then only counts and order are known.
 */
function sumsOf(scenario: Scenario, remains: Remains): string[] {
  const many = scenario.producers.length
  if (remains.fates.slice(0, many).some(({ killed }) => killed !== null)) return []
  const sumOf = (fates: readonly Fate[]) =>
    fates.reduce((sum, { outcome }) => (sum + (outcome?.sum ?? 0)) | 0, 0)
  const published = sumOf(remains.fates.slice(0, many))
  return Object.keys(scenario.consumers).flatMap((name) => {
    const fates = threadsOf(scenario, name).map((thread) => remains.fates[thread]!)
    const isRight = fates.some(({ killed }) => killed !== null) || sumOf(fates) === published
    return isRight ? [] : [`${name} handled other events than were published`]
  })
}
