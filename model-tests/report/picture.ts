// Where spec and source parted, as plain text: a column per thread, a line per step.
import type { PartingPicture } from './claims.ts'
import { type EnabledRow, enabledRows, sayStep, whereParted } from './wording.ts'

type Step = PartingPicture['lines'][number]

const WIDTH = 110
const SHOWN = 20
/** Before the first thread's column: a mark and the number of the step. */
const GUTTER = 9
const GAP = 3

/**
 * Draws a replay up to the step where spec and source parted.
 *
 * Below the steps: what differs, what each thread could do next on either side, and how to replay it.
 */
export function drawParting(picture: PartingPicture): string {
  return [
    whereParted(picture),
    '',
    ...drawSteps(picture.threads, picture.lines.slice(-SHOWN)),
    '',
    ...drawDifference(picture),
    '',
    ...drawEnabled(enabledRows(picture)),
    '',
    `to replay it: ${picture.command}`,
  ].join('\n')
}

function drawSteps(threads: readonly string[], steps: readonly Step[]): string[] {
  if (steps.length === 0) return ['  They parted at the start, before the first step.']
  const lanes = lanesOf(threads, steps)
  const heading = lanes.reduce((row, at, thread) => `${row.padEnd(at)}${threads[thread]}`, '   step')
  const rows = steps.map((step, index) => drawStep(step, lanes, index === steps.length - 1))
  return [heading, ...rows]
}

/** The other threads are bars: only one moves at a time, so a long text may run over columns behind it. */
function drawStep({ number, line }: Step, lanes: readonly number[], parted: boolean): string {
  const gutter = `${parted ? '>' : ' '} ${String(number).padStart(5)}`
  return lanes.reduce((row, at, thread) => {
    if (thread === line.thread) return row.padEnd(at) + sayStep(line)
    return row.length < at ? `${row.padEnd(at)}│` : row
  }, gutter)
}

/** Where the columns begin: as wide as their texts, or else so that every text ends within the width. */
function lanesOf(threads: readonly string[], steps: readonly Step[]): number[] {
  const widths = threads.map((name, thread) => Math.max(name.length, ...widthsOf(thread, steps)))
  const room = WIDTH - GUTTER - Math.max(...widths)
  const share = Math.max(10, Math.floor(room / Math.max(1, threads.length - 1)))
  const fits = GUTTER + widths.reduce((sum, width) => sum + width + GAP, 0) - GAP <= WIDTH
  let at = GUTTER
  return widths.map((width) => {
    const begins = at
    at += fits ? width + GAP : Math.min(width + GAP, share)
    return begins
  })
}

function widthsOf(thread: number, steps: readonly Step[]): number[] {
  return steps.filter(({ line }) => line.thread === thread).map(({ line }) => sayStep(line).length)
}

function drawDifference({ what, spec, source }: PartingPicture): string[] {
  return [`they differ in ${what}`, `  spec    ${indented(spec)}`, `  source  ${indented(source)}`]
}

function indented(text: string): string {
  return text.split('\n').join(`\n${' '.repeat(10)}`)
}

function drawEnabled(rows: readonly EnabledRow[]): string[] {
  const all = [{ thread: 'what could come next', spec: 'spec', source: 'source', differs: false }, ...rows]
  const threads = Math.max(...all.map(({ thread }) => thread.length))
  const specs = Math.max(...all.map(({ spec }) => spec.length))
  return all.map(({ thread, spec, source, differs }, index) => {
    const name =
      index === 0 ? thread.padEnd(threads + 4) : `  ${thread.padEnd(threads)}${differs ? ' ≠' : '  '}`
    return `${name} ${spec.padEnd(specs)}   ${source}`
  })
}
