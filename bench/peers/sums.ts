// What the readers of a work must have read. A sample whose counts or sums are wrong ends the run.
import { addTo, addUnordered, payloadFrom } from '../core/samples/payload.ts'
import type { Shape } from './contestants/javascript/task.ts'

/** What one reader has read, over all phases. */
export interface Read {
  readonly count: number
  /** by producer, each 32 bits, signed; those that a work does not use are 0 or absent */
  readonly sums: readonly number[]
}

/** The part of a sample that is checked. */
export interface Reading {
  readonly shape: Shape
  readonly bytes: number
  /** the events of all producers, over all phases */
  readonly total: number
  readonly readers: readonly Read[]
}

/** The sum of a payload's words. */
function foldOf(payload: number, bytes: number): number {
  const words = bytes / 4
  return (Math.imul(words, payload) + (words * (words - 1)) / 2) | 0
}

type Seen = (fold: number) => number

const all: Seen = (fold) => fold

/** What a stage sees of an event, by the sum of its payload. */
const STAGES: { readonly [S in Shape]?: readonly Seen[] } = {
  '1P1C': [all],
  '1P3C': [all, all, all],
  pipeline: [all, (fold) => fold + 1, (fold) => fold + 2],
  diamond: [all, all, (fold) => (fold + 1 + Math.imul(7, fold + 2)) | 0],
  // Both ends read what they are sent.
  'ping-pong': [all, all],
}

/**
 * What is wrong with a sample's counts and sums, in words; nothing if they are right.
 *
 * It costs a multiplication or two for each event.
 */
export function faultOf({ shape, bytes, total, readers }: Reading): string | undefined {
  if (shape === 'pool') return poolFault(bytes, total, readers)
  const wanted = shape === 'store' ? [lastStored(total)] : wantedOf(shape, bytes, total)
  if (readers.length !== wanted.length) return `${readers.length} readers, expected ${wanted.length}`
  return wanted
    .map((read, r) => differenceOf(`reader ${r}`, readers[r], read))
    .find((fault) => fault !== undefined)
}

function lastStored(total: number): Read {
  return { count: total, sums: [(total - 1) | 0] }
}

function wantedOf(shape: Shape, bytes: number, total: number): readonly Read[] {
  if (shape === '3P1C') {
    const sums = [0, 1, 2].map((sender) => sumOf(sender, total / 3, (payload) => foldOf(payload, bytes)))
    return [{ count: total, sums }]
  }
  const seens = STAGES[shape] ?? []
  const sumOfSeen = (seen: Seen): number => sumOf(0, total, (payload) => seen(foldOf(payload, bytes)))
  const sums = new Map([...new Set(seens)].map((seen) => [seen, sumOfSeen(seen)]))
  return seens.map((seen) => ({ count: total, sums: [sums.get(seen) ?? 0] }))
}

function sumOf(sender: number, events: number, seen: Seen): number {
  let sum = 0
  for (let event = 0; event < events; event++) sum = addTo(sum, seen(payloadFrom(sender, event)))
  return sum
}

/** Which worker took which event is not known, but each was taken once: counts and sums add up. */
function poolFault(bytes: number, total: number, readers: readonly Read[]): string | undefined {
  let sum = 0
  for (let event = 0; event < total; event++) sum = addUnordered(sum, foldOf(payloadFrom(0, event), bytes))
  const together = {
    count: readers.reduce((count, read) => count + read.count, 0),
    sums: [readers.reduce((of, { sums }) => (of + (sums[0] ?? 0)) | 0, 0)],
  }
  return differenceOf('all workers', together, { count: total, sums: [sum] })
}

function differenceOf(name: string, read: Read | undefined, wanted: Read): string | undefined {
  if (read?.count !== wanted.count)
    return `${name} has counted ${read?.count} events, expected ${wanted.count}`
  const wrong = wanted.sums.findIndex((sum, s) => read.sums[s] !== sum)
  if (wrong < 0) return undefined
  return `${name} has the wrong checksum ${read.sums[wrong]}, expected ${wanted.sums[wrong]}`
}
