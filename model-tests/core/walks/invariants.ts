// All invariants of the specs by name: those checked after each step, and why the others are not.
import { OF_CONTRACT, OF_SLOTS } from './contract.ts'
import type { Look, Looks } from './look.ts'
import { OF_ONE } from './OneProducer.ts'
import { OF_CONSUMERS, OF_ENDINGS, OF_POOLS } from './readers.ts'
import { OF_SEVERAL } from './SeveralProducers.ts'
import { TypeOK } from './types.ts'
import { OF_WAKING } from './wakeups.ts'

const OF_ALL: Looks = { TypeOK, ...OF_SLOTS, ...OF_POOLS }
const LATER: Looks = { ...OF_CONSUMERS, ...OF_ENDINGS, ...OF_WAKING, ...OF_CONTRACT }

/**
 * The invariants of a ring with one producer, and with several. A violation is reported for the first in this order.
 */
export const ONE_PRODUCER: Looks = { ...OF_ALL, ...OF_ONE, ...LATER }
export const SEVERAL_PRODUCERS: Looks = { ...OF_ALL, ...OF_SEVERAL, ...LATER }

/** What a single step cannot show; checked at the end of a walk, when the ring is closed or has failed. */
export const AT_THE_END = {
  ReadersEnd: 'whether each reader ends is known once no thread is enabled',
  ProducersReturn: 'whether each call of a producer ends is known once no thread is enabled',
} as const

/** What even the end of a walk cannot show: that something eventually happens if enabled threads go on. */
export const LIVENESS = {
  ClaimReturns: 'a claim may wait as long as the walk lasts; once the ring ends, ProducersReturn covers it',
  RefinesLive: 'its steps are those of Refines; that they are eventually taken is left to TLC',
  EveryEventIsHandled:
    'an event may wait as long as the walk lasts; once the ring ends, NothingLost covers it',
} as const

/** The names of the invariants that are checked after each step. */
export const INVARIANTS: readonly string[] = [
  ...new Set([...Object.keys(ONE_PRODUCER), ...Object.keys(SEVERAL_PRODUCERS)]),
]

export type Named = readonly [name: string, look: Look]
