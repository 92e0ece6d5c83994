// Asks TLC for the outcome of mutants: all of them in one run, beside the original model.
import { writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { runJava } from '../../../../spec/tlc/jvm.ts'
import { withFolder } from '../../../../spec/tlc/temporary.ts'
import { ControlStrayedError, NotExploredError } from './errors.ts'
import { configOf, type Explored, moduleOf, type Numbered } from './generate.ts'
import { nameOf, type SpecMutant } from './rules.ts'

/** The tools needed to run TLC. */
export interface Tools {
  readonly java: string
  readonly jar: string
}

/** A model in which mutants are tried. */
export interface Place extends Omit<Explored, 'tried'> {
  readonly name: string
  /** The folders of its modules. */
  readonly folders: readonly string[]
  /** The text of its configuration. */
  readonly config: string
}

/** What killed each mutant that was killed: a property, or steps other than the model's. */
export type Kills = ReadonlyMap<SpecMutant, string>

/**
 * Explores mutants in a model, side by side.
 *
 * @throws {NotExploredError} if TLC gives no outcome for some of them
 * @throws {ControlStrayedError} if an unmutated copy takes other steps than the model
 */
export async function explore(place: Place, mutants: readonly SpecMutant[], tools: Tools): Promise<Kills> {
  const kills = new Map<SpecMutant, string>()
  for (;;) {
    const left = mutants.filter((mutant) => !kills.has(mutant))
    const failed = left.length === 0 ? null : await exploreOnce(place, left, tools, kills)
    if (failed === null) return kills
    const alone = await exploreOnce(place, [failed.mutant], tools, kills)
    if (alone === null)
      throw new NotExploredError(place.name, `not ${nameOf(failed.mutant)}`, failed.complaint)
    kills.set(failed.mutant, alone.complaint)
  }
}

/** A TLC error ends the whole run; the suspected mutant is then run alone to see whether it causes the error. */
interface Failed {
  readonly mutant: SpecMutant
  readonly complaint: string
}

/** Adds a control for each definition: an unmutated copy that its mutants are compared with. */
function numbered(mutants: readonly SpecMutant[]): Numbered[] {
  const actions = [...new Set(mutants.map(({ action }) => action))]
  const controls = actions.map((action) => ({ action, mutant: null }))
  const all = [...controls, ...mutants.map((mutant) => ({ action: mutant.action, mutant }))]
  return all.map((each, at) => ({ number: at + 1, ...each }))
}

async function exploreOnce(
  place: Place,
  mutants: readonly SpecMutant[],
  tools: Tools,
  kills: Map<SpecMutant, string>,
): Promise<Failed | null> {
  const tried = numbered(mutants)
  const { exit, how, output } = await run(place, tried, tools)
  const told = tellingsIn(output)
  keepKilled(tried, told, kills)
  if (exit === 0) return conclude(place, tried, told, output, kills)
  const mutant = mutants.length === 1 ? mutants[0] : tried[failedAt(output) - 1]?.mutant
  if (!mutant || !BEGUN.test(output)) throw new NotExploredError(place.name, how, output)
  return { mutant, complaint: `TLC: ${complaint(output)}` }
}

function keepKilled(tried: readonly Numbered[], { killed }: Told, kills: Map<SpecMutant, string>): void {
  for (const [number, by] of killed) {
    const mutant = tried[number - 1]?.mutant
    if (mutant) kills.set(mutant, by)
  }
}

/**
 * The mutant at which TLC failed: TLC prints the behaviour up to a step that it can't evaluate, but not one it can't
 * check.
 */
function failedAt(output: string): number {
  const shown = [...output.matchAll(/^\/\\ mutant = (\d+)$/gm)].at(-1)
  const checked = [...output.matchAll(/^<<"STRAYED", (\d+)>>$/gm)].at(-1)
  return Number((shown ?? checked)?.[1] ?? 0)
}

/** TLC has begun to take steps, so an error is in these. */
const BEGUN = /^Finished computing initial states: 1 distinct state generated/m

interface Told {
  readonly killed: ReadonlyMap<number, string>
  /** Mutants that took a step which the model does not have, and those that lack a step which it has. */
  readonly strayed: ReadonlySet<number>
  readonly missing: ReadonlySet<number>
}

const TOLD = /^<<"(KILLED|STRAYED|MISSING)", (\d+)(?:, "(\w+)")?>>$/gm

function tellingsIn(output: string): Told {
  const told = [...output.matchAll(TOLD)].map(([, what, number, by = '']) => ({
    what,
    number: Number(number),
    by,
  }))
  const those = (kind: string) => told.filter(({ what }) => what === kind)
  return {
    killed: new Map(those('KILLED').map(({ number, by }) => [number, by])),
    strayed: new Set(those('STRAYED').map(({ number }) => number)),
    missing: new Set(those('MISSING').map(({ number }) => number)),
  }
}

/**
 * A mutant that no property notices is still killed if it has steps that the model lacks, or lacks some of its steps.
 */
function conclude(
  place: Place,
  tried: readonly Numbered[],
  told: Told,
  output: string,
  kills: Map<SpecMutant, string>,
): null {
  refuseStrayed(place, tried, told)
  for (const { number, mutant } of tried) {
    if (mutant === null || told.killed.has(number)) continue
    if (told.strayed.has(number)) kills.set(mutant, 'count: a step more')
    else if (told.missing.has(number)) kills.set(mutant, 'count: a step less')
  }
  const alive = tried.some(({ mutant }) => mutant !== null && !kills.has(mutant))
  if (alive && place.distinct > 0 && !/^<<"WHOLE", \d+>>$/m.test(output))
    throw new NotExploredError(place.name, 'not all states of the model', output)
  return null
}

function refuseStrayed({ name }: Place, tried: readonly Numbered[], { strayed, killed }: Told): void {
  const controls = tried.filter(({ mutant }) => mutant === null)
  const bad = controls.filter(({ number }) => strayed.has(number) || killed.has(number))
  if (bad.length === 0) return
  const actions = bad.map(({ action }) => action)
  throw new ControlStrayedError(name, actions)
}

function complaint(output: string): string {
  const [, text = 'an error'] =
    /^(?:Error|: util\.Assert\$TLCRuntimeException): (?!The behavior|TLC threw|The error occurred|Failed to recover)(.*)$/m.exec(
      output,
    ) ?? []
  return text
}

async function run(place: Place, tried: readonly Numbered[], tools: Tools) {
  return await withFolder(async (folder) => {
    const text = moduleOf({ ...place, tried })
    await writeFile(join(folder, 'Mutants.tla'), text)
    await writeFile(join(folder, 'Mutants.cfg'), configOf(place.config))
    return await runJava({ java: tools.java, flags: flagsOf(place, tools, folder), cwd: folder }, {})
  })
}

function flagsOf(place: Place, { jar }: Tools, folder: string): string[] {
  return [
    ...['-XX:-UsePerfData', '-Duser.language=en', '-Dfile.encoding=UTF-8', '-XX:+UseSerialGC', '-Xss16m'],
    '-XX:TieredStopAtLevel=1',
    ...[`-Djava.io.tmpdir=${folder}`, `-DTLA-Library=${[...place.folders, folder].join(delimiter)}`],
    ...['-cp', jar, 'tlc2.TLC', '-workers', '1', '-fp', '0', '-checkpoint', '0'],
    ...['-metadir', join(folder, 'meta'), '-config', 'Mutants.cfg', 'Mutants.tla'],
  ]
}
