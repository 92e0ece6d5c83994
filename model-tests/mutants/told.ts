// Calls on one thread, line by line, and what each has to come to: what is not a step of any spec.
import { readFileSync } from 'node:fs'
import { accessesTaken, turnsTaken } from '../stepper/bounded.ts'
import type { Core } from '../stepper/load.ts'

/** A line: something made, or a call and what it comes to. */
interface Told {
  readonly number: number
  readonly call: string
  /** Null where something is only made. */
  readonly comesTo: string | null
}

/** Between a call and what it comes to. */
const ARROW = ' ⇒ '

const FILE = new URL('./calls.txt', import.meta.url)

/** The stories of the file: each begins with a line `# …`, and has a scope of its own. */
const STORIES: readonly (readonly Told[])[] = readFileSync(FILE, 'utf8')
  .split('\n')
  .reduce<Told[][]>((stories, line, at) => {
    if (line.startsWith('#')) stories.push([])
    else if (line !== '') stories.at(-1)?.push(told(line, at + 1))
    return stories
  }, [])

function told(line: string, number: number): Told {
  const [call = '', comesTo = null] = line.split(ARROW)
  return { number, call, comesTo }
}

/** What is wrong first, or null; the core has to be one whose loops are bounded. */
export async function wrongStory(core: Core): Promise<string | null> {
  for (const story of STORIES) {
    const scope = scopeOf(core)
    for (const line of story) {
      const found = await comesTo(line.call, scope)
      if (line.comesTo !== null && found !== line.comesTo)
        return `calls.txt, line ${line.number}: ${line.call} comes to ${found} instead of ${line.comesTo}`
    }
  }
  return null
}

/** The file as it is if the core is right. */
export async function retold(core: Core): Promise<string> {
  const lines: string[] = []
  let scope = scopeOf(core)
  for (const line of readFileSync(FILE, 'utf8').replace(/\n+$/, '').split('\n')) {
    if (line.startsWith('#')) scope = scopeOf(core)
    const [call = '', comes] = line.split(ARROW)
    const found = call === '' || line.startsWith('#') ? '' : await comesTo(call, scope)
    lines.push(comes === undefined ? line : `${call}${ARROW}${found}`)
  }
  return `${lines.join('\n')}\n`
}

/** What a call comes to: `3`, `undefined`, or what it throws; calls that are only begun are given a name. */
async function comesTo(call: string, scope: object): Promise<string> {
  try {
    const value: unknown = new Function(
      '$scope',
      `with ($scope) { return (${call.replace(/^await /, '')}) }`,
    )(scope)
    if (!call.startsWith('await ')) return begun(value)
    return shown(await settled(value as Promise<unknown>))
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : `throws ${error}`
  }
}

/** Nobody may hear of it before it is waited for. */
function begun(value: unknown): string {
  if (!(value instanceof Promise)) return shown(value)
  value.catch(() => {})
  return 'begun'
}

function shown(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** All that could wake it runs on this thread: what has not come after so many turns of its events never does. */
async function settled(promise: Promise<unknown>): Promise<unknown> {
  const never = Symbol('never')
  promise.catch(() => {})
  for (let turn = 0; turn < TURNS; turn++) {
    const value = await Promise.race([promise, new Promise((next) => setImmediate(next, never))])
    if (value !== never) return value
  }
  return 'for ever'
}

const TURNS = 2000

/** How often loops have gone round since it was called last. */
function restsOf(): () => number {
  let before = turnsTaken()
  return () => {
    const rested = turnsTaken() - before
    before += rested
    return rested
  }
}

/** Names are made where they are first given something. */
function scopeOf(core: Core): object {
  const handled: number[] = []
  const own: Record<string, unknown> = {
    ...core,
    handled,
    h: (sequence: number, endOfBatch: boolean) => void handled.push(endOfBatch ? sequence : -sequence - 1),
    fails: () => {
      throw new Error('enough')
    },
    take: () => handled.splice(0),
    rests: restsOf(),
    accesses: () => accessesTaken().join(', '),
    held: (ring: { handle: { buffer: SharedArrayBuffer } }) => [...new Int32Array(ring.handle.buffer)],
    UP: { timeout: 0 },
  }
  return new Proxy(own, {
    has: (_, name) => typeof name === 'string' && (name in own || !(name in globalThis)),
  })
}
