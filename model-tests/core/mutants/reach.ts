// Which tours reach which statement, and how soon: a mutant is noticed where it runs.
import { readFile } from 'node:fs/promises'
import MagicString from 'magic-string'
import { type Node, parseSync } from 'oxc-parser'
import { children } from '../../harness/stepper/syntax.ts'
import { replayTour } from '../edges/replay.ts'
import { loadCore, sourcePath } from '../load.ts'
import type { Tour } from '../tour.ts'

/** A statement of a file, by the offset of its first character. */
export type Place = `${string} ${number}`

/** The number of tour lines before each statement first runs; statements that never run are missing. */
export type Reach = ReadonlyMap<Place, number>

/**
 * Replays a tour and records which statements run.
 *
 * @throws {Error} if the source diverges from the tour, since its reach would mean nothing then
 */
export async function reachOf(tour: Tour, files: readonly string[], start: number): Promise<Reach> {
  const places: Place[] = []
  const counted = await Promise.all(
    files.map(async (file) => [file, await countedText(file, places)] as const),
  )
  const reach = new Map<Place, number>()
  let lines = 0
  const hit = (place: number): void => {
    const known = places[place]
    if (known && !reach.has(known)) reach.set(known, lines)
  }
  const core = await loadCore({ stepped: true, text: Object.fromEntries(counted), hit })
  for (const script of tour.scripts) {
    const { parting } = replayTour({ ...tour, scripts: [script] }, core, start)
    if (parting) throw new Error(`${tour.model}: the source diverges from its tour in line ${parting.line}`)
    lines += script.length
  }
  return reach
}

/** The first `most` lines of a tour. */
export function cut(tour: Tour, most: number): Tour {
  let left = most
  const scripts = tour.scripts.flatMap((script) => {
    const part = script.slice(0, left)
    left -= part.length
    return part.length > 0 ? [part] : []
  })
  return { ...tour, scripts }
}

async function countedText(file: string, places: Place[]): Promise<string> {
  const source = await readFile(sourcePath(file), 'utf8')
  const edit = new MagicString(source)
  for (const { start } of statementsOf(file, source)) {
    edit.appendLeft(start, `$hit(${places.length});`)
    places.push(`${file} ${start}`)
  }
  return edit.toString()
}

const known = new Map<string, readonly Node[]>()

/** The statements within blocks, outer before inner; memoized by source text. */
function statementsOf(file: string, source: string): readonly Node[] {
  const statements = known.get(source) ?? collected(file, source)
  known.set(source, statements)
  return statements
}

function collected(file: string, source: string): readonly Node[] {
  const statements: Node[] = []
  const visit = (node: Node): void => {
    if (node.type === 'BlockStatement') statements.push(...node.body)
    for (const child of children(node)) visit(child)
  }
  visit(parseSync(file, source).program)
  return statements.sort((a, b) => a.start - b.start)
}

/** The innermost statement around an offset; null outside of blocks, where code runs whenever the file is loaded. */
export function placeOf(file: string, source: string, at: number): Place | null {
  const around = statementsOf(file, source).findLast(({ start, end }) => start <= at && at < end)
  return around ? `${file} ${around.start}` : null
}
