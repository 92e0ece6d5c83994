// All invariants of the specs, by name: those that are looked at after each step, and why the others are not.
import { OF_CONTRACT, OF_SLOTS } from './contract.ts'
import type { Look, Looks } from './look.ts'
import { OF_ONE } from './OneProducer.ts'
import { OF_CONSUMERS, OF_ENDINGS, OF_POOLS } from './readers.ts'
import { OF_SEVERAL } from './SeveralProducers.ts'
import { TypeOK } from './types.ts'
import { OF_WAKING } from './wakeups.ts'

const OF_ALL: Looks = { TypeOK, ...OF_SLOTS, ...OF_POOLS }
const LATER: Looks = { ...OF_CONSUMERS, ...OF_ENDINGS, ...OF_WAKING, ...OF_CONTRACT }

/** What is looked at in a ring of one producer, and in one of several, in this order: of what is wrong the first is named. */
export const ONE_PRODUCER: Looks = { ...OF_ALL, ...OF_ONE, ...LATER }
export const SEVERAL_PRODUCERS: Looks = { ...OF_ALL, ...OF_SEVERAL, ...LATER }

/** What a single step does not show, and so is judged at the end of a walk, when the ring is closed or has failed. */
export const AT_THE_END = {
  ReadersEnd: 'that each reader ends is known once nobody goes on',
  ProducersReturn: 'that each call of a producer ends is known once nobody goes on',
} as const

/** What no end of a walk shows either: that something happens in the end, if threads that can go on do. */
export const LIVENESS = {
  ClaimReturns: 'a claim may wait as long as its walk goes on; where the ring ends it is ProducersReturn',
  RefinesLive: 'its steps are those of Refines; that they are taken in the end is for TLC',
  EveryEventIsHandled: 'an event may wait as long as its walk goes on; where the ring ends it is NothingLost',
} as const

/** The names of those that are looked at. */
export const INVARIANTS: readonly string[] = [
  ...new Set([...Object.keys(ONE_PRODUCER), ...Object.keys(SEVERAL_PRODUCERS)]),
]

/** An invariant by its name. */
export type Named = readonly [name: string, look: Look]
