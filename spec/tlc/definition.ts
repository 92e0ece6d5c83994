import { readFile } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'

/** A module that TLC has read, or the model's config. */
export interface Source {
  /** Relative to the spec folder, with forward slashes. */
  readonly file: string
  readonly text: string
}

/** A piece of a module. */
export interface Passage {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly lines: readonly string[]
}

/** Reads the modules that TLC has read, in its order, except the standard ones, which are not in `specDir`. */
export async function readSources(output: string, specDir: string): Promise<Source[]> {
  const parsed = [...output.matchAll(/^Parsing file (.+\.tla)$/gm)].map(([, path = '']) =>
    relative(specDir, path),
  )
  const own = parsed.map((path) => path.split(sep).join('/')).filter((path) => !path.startsWith('..'))
  return await Promise.all(
    own.map(async (file) => ({ file, text: await readFile(join(specDir, file), 'utf8') })),
  )
}

/** The definition of a name in the first module that has one: its first line, and those that are indented. */
export function findDefinition(name: string, sources: readonly Source[]): Passage | null {
  for (const { file, text } of sources) {
    const lines = text.split('\n')
    const at = lines.findIndex((line) => line.startsWith(name) && /^\s*==/.test(line.slice(name.length)))
    const rest = lines.slice(at + 1)
    const end = rest.findIndex((line) => !/^\s+\S/.test(line))
    if (at >= 0) return { file, line: at + 1, lines: lines.slice(at, end < 0 ? undefined : at + 1 + end) }
  }
  return null
}

const PLACE = /^line (\d+), col (\d+) to line (\d+), col (\d+) of module (\w+)$/

/** The expression at a place as TLC names it: `line 77, col 20 to line 77, col 48 of module Sequencer`. */
export function findExpression(place: string, sources: readonly Source[]): Passage | null {
  const [, ...found] = PLACE.exec(place) ?? []
  const [from = 0, start = 0, to = 0, end = 0] = found.slice(0, 4).map(Number)
  const source = sources.find(({ file }) => basename(file) === `${found[4]}.tla`)
  if (!source) return null
  const lines = source.text.split('\n').slice(from - 1, to)
  lines.push(lines.pop()?.slice(0, end) ?? '')
  return { file: source.file, line: from, lines: [lines[0]?.slice(start - 1) ?? '', ...lines.slice(1)] }
}
