// Delays in a form that can cross a process boundary.
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import type { Latency } from './task.ts'

/** A minute, in nanoseconds; longer delays count as this. */
const LONGEST = 60e9

/** A histogram of delays in nanoseconds. */
export function latencyOf(delays: Iterable<number>): Latency {
  const histogram = build({ highestTrackableValue: LONGEST, numberOfSignificantValueDigits: 3 })
  for (const nanoseconds of delays) {
    histogram.recordValue(Math.min(LONGEST, Math.max(1, Math.round(nanoseconds))))
  }
  return { histogram: encodeIntoCompressedBase64(histogram) }
}
