// What is printed while a port is driven, and in the end.
import type { TourHead } from '../core/tour.ts'
import { drawParting } from '../report/picture.ts'
import type { Conformed } from './conform.ts'
import type { Followed } from './follow.ts'
import { PARTS } from './parts.ts'
import type { Stored } from './tours.ts'

const count = (n: number): string => n.toLocaleString('en')

/** A tour, as it ends. */
export function sayFollowed({ model, start, steps, divergence }: Followed, seconds: number): string {
  const speed = count(Math.round(steps / seconds))
  const came = divergence ? `diverges after ${count(steps)} steps` : `${count(steps)} steps`
  return `${model} from ${count(start)}: ${came}, ${seconds.toFixed(1)} s, ${speed} steps/s`
}

/** Which claims hold for a port that has followed all that it was given; of one script, only that it has. */
export function saySummary(
  { followed, seconds }: Conformed,
  tours: readonly Stored[],
  only?: number,
): string {
  const steps = followed.reduce((sum, each) => sum + each.steps, 0)
  const has = PARTS.filter((part) => tours.some(({ needs }) => needs.includes(part)))
  const edges = tours.reduce((sum, { head }) => sum + head.edges, 0)
  const models = tours.length === 1 ? 'the model' : `${tours.length} models`
  if (only !== undefined) return `\nThe port follows script ${only} of ${models}: ${count(steps)} steps.`
  return [
    '',
    `The port takes every step of ${models}, and enables no other.`,
    `  parts: ${has.join(', ')}`,
    `  edges: ${count(edges)}`,
    `  steps: ${count(steps)}, ${count(Math.round(steps / seconds))} a second`,
  ].join('\n')
}

/** The first divergence as a picture; null if there is none. */
export function sayDivergence(
  { followed, lines }: Conformed,
  heads: readonly TourHead[],
  command: readonly string[],
): string | null {
  const { model, start, divergence } = followed.at(-1) ?? {}
  const head = heads.find((each) => each.model === model)
  if (!divergence || !head || start === undefined) return null
  const { script, line, what, spec, port } = divergence
  const first = line + 1 - lines.length
  const again = `npm run conform -- --tours ${model} --starts ${start} --script ${script} -- ${command.join(' ')}`
  return `\n${drawParting({
    ...{
      model: head.model,
      where: 'the port',
      start,
      script,
      threads: head.threads,
      what,
      spec,
      source: port,
    },
    lines: lines.map((each, at) => ({ number: first + at, line: each })),
    enabled: { spec: (lines.at(-1) ?? head.initial).offers, source: null },
    command: again,
  })}`
}
