// Asks TLC what becomes of mutants: all of them in one run, beside the model that is not broken.
import { writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { runJava } from '../../spec/tlc/jvm.ts'
import { withFolder } from '../../spec/tlc/temporary.ts'
import { ControlStrayedError, NotExploredError } from './errors.ts'
import { configOf, type Explored, moduleOf, type Numbered } from './generate.ts'
import type { SpecMutant } from './rules.ts'

/** What is needed to run TLC. */
export interface Tools {
  readonly java: string
  readonly jar: string
}

/** A model in which mutants are tried. */
export interface Place extends Omit<Explored, 'tried'> {
  readonly name: string
  /** The folder of its modules. */
  readonly folder: string
  /** The text of its configuration. */
  readonly config: string
}

/** What noticed each mutant that was noticed: a property, or that its steps are not the model's. */
export type Kills = ReadonlyMap<SpecMutant, string>

/**
 * Explores mutants in a model, next to each other.
 *
 * @throws {NotExploredError} if TLC does not say of each what came of it
 * @throws {ControlStrayedError} if where nothing is broken there are other steps
 */
export async function explore(place: Place, mutants: readonly SpecMutant[], tools: Tools): Promise<Kills> {
  const kills = new Map<SpecMutant, string>()
  for (;;) {
    const left = mutants.filter((mutant) => !kills.has(mutant))
    if (left.length === 0) return kills
    const error = await exploreOnce(place, numbered(left), tools, kills)
    if (error === null) return kills
    kills.set(...error)
  }
}

/** For each definition there is one more that breaks nothing: the others are compared with it. */
function numbered(mutants: readonly SpecMutant[]): Numbered[] {
  const actions = [...new Set(mutants.map(({ action }) => action))]
  const controls = actions.map((action) => ({ action, mutant: null }))
  const all = [...controls, ...mutants.map((mutant) => ({ action: mutant.action, mutant }))]
  return all.map((each, at) => ({ number: at + 1, ...each }))
}

/** An error ends the whole run: then the mutant at which it happened is the one that is killed by it. */
async function exploreOnce(
  place: Place,
  tried: readonly Numbered[],
  tools: Tools,
  kills: Map<SpecMutant, string>,
): Promise<[SpecMutant, string] | null> {
  const { exit, how, output, seconds } = await run(place, tried, tools)
  const told = tellingsIn(output)
  if (process.env['SM_DEBUG']) console.log(place.name, 'exit', exit, tried.length, seconds.toFixed(1), 's', output.match(/^\d+ states generated.*/m)?.[0])
  for (const { number, mutant } of tried) {
    const killed = told.killed.get(number)
    if (mutant !== null && killed !== undefined) kills.set(mutant, killed)
  }
  if (exit === 0) return conclude(place, tried, told, output, kills)
  const number = Number([...output.matchAll(/^\/\\ mutant = (\d+)$/gm)].at(-1)?.[1] ?? 0)
  const mutant = tried.find((each) => each.number === number)?.mutant
  if (!mutant || !/^Error: /m.test(output)) throw new NotExploredError(place.name, how, output)
  return [mutant, `TLC: ${complaint(output)}`]
}

interface Told {
  readonly killed: ReadonlyMap<number, string>
  /** Those that have taken a step that the model has not, and those that have not taken one that it has. */
  readonly strayed: ReadonlySet<number>
  readonly missing: ReadonlySet<number>
}

const TOLD = /^<<"(KILLED|STRAYED|MISSING)", (\d+)(?:, "(\w+)")?>>$/gm

function tellingsIn(output: string): Told {
  const told = [...output.matchAll(TOLD)].map(([, what, number, by = '']) => ({ what, number: Number(number), by }))
  const those = (kind: string) => told.filter(({ what }) => what === kind)
  return {
    killed: new Map(those('KILLED').map(({ number, by }) => [number, by])),
    strayed: new Set(those('STRAYED').map(({ number }) => number)),
    missing: new Set(those('MISSING').map(({ number }) => number)),
  }
}

/** Whom no property has noticed is noticed all the same where it has other steps than the model, or not all of them. */
function conclude(
  { name }: Place,
  tried: readonly Numbered[],
  { killed, strayed, missing }: Told,
  output: string,
  kills: Map<SpecMutant, string>,
): null {
  if (!/^<<"WHOLE", \d+>>$/m.test(output)) throw new NotExploredError(name, 'not all states of the model', output)
  const controls = tried.filter(({ mutant }) => mutant === null)
  const bad = controls.filter(({ number }) => strayed.has(number) || killed.has(number))
  if (bad.length > 0) throw new ControlStrayedError(name, bad.map(({ action }) => action))
  for (const { number, mutant } of tried) {
    if (mutant === null || killed.has(number)) continue
    if (strayed.has(number)) kills.set(mutant, 'count: a step more')
    else if (missing.has(number)) kills.set(mutant, 'count: a step less')
  }
  return null
}

function complaint(output: string): string {
  const [, text = 'an error'] = /^Error: (?!The behavior|TLC threw|The error occurred)(.*)$/m.exec(output) ?? []
  return text
}

async function run(place: Place, tried: readonly Numbered[], tools: Tools) {
  return await withFolder(async (folder) => {
    const text = moduleOf({ ...place, tried })
    await writeFile(join(folder, 'Mutants.tla'), text)
    await writeFile(join(folder, 'Mutants.cfg'), configOf(place.config))
    if (process.env['SM_DEBUG']) { await writeFile('/tmp/sm/Mutants.tla', text); await writeFile('/tmp/sm/Mutants.cfg', configOf(place.config)) }
    return await runJava({ java: tools.java, flags: flagsOf(place, tools, folder), cwd: folder }, {})
  })
}

function flagsOf(place: Place, { jar }: Tools, folder: string): string[] {
  return [
    ...['-XX:-UsePerfData', '-Duser.language=en', '-Dfile.encoding=UTF-8', '-XX:+UseSerialGC', '-Xss16m'],
    ...(process.env['SM_C1'] ? ['-XX:TieredStopAtLevel=1'] : []),
    ...[`-Djava.io.tmpdir=${folder}`, `-DTLA-Library=${[place.folder, folder].join(delimiter)}`],
    ...['-cp', jar, 'tlc2.TLC', '-workers', '1', '-fp', '0', '-checkpoint', '0'],
    ...['-metadir', join(folder, 'meta'), '-config', 'Mutants.cfg', 'Mutants.tla'],
  ]
}
