// Calls on one thread, line by line, and what each has to come to: what is not a step of any spec.
import { readFileSync } from 'node:fs'
import { accessesTaken, atWarning, elapsed, passes, stand, turnsTaken } from '../stepper/bounded.ts'
import type { Core } from '../stepper/load.ts'
import { settled } from './settled.ts'

/** A line of the file, and what its call comes to now. */
interface Told {
  readonly number: number
  readonly text: string
  readonly call: string
  /** Nothing where something is only made, or where the line has no call. */
  readonly comesTo?: string | undefined
  readonly found: string
}

/** Between a call and what it comes to. */
const ARROW = ' ⇒ '

const FILE = new URL('./calls.txt', import.meta.url)

const LINES: readonly string[] = readFileSync(FILE, 'utf8').replace(/\n+$/, '').split('\n')

/** One call after the other; a line `# …` begins a story, which has a scope of its own. */
async function* tell(core: Core): AsyncGenerator<Told> {
  let scope = scopeOf(core)
  for (const [at, text] of LINES.entries()) {
    const begins = text.startsWith('#')
    if (begins) {
      scope = scopeOf(core)
      atWarning(null)
    }
    const [call = '', expected] = text.split(ARROW)
    const found = begins || call === '' ? '' : await comesTo(call, scope)
    yield { number: at + 1, text, call, comesTo: expected, found }
  }
}

/** What is wrong first, or null; the core has to be one whose loops are bounded. */
export async function wrongStory(core: Core): Promise<string | null> {
  for await (const { number, call, comesTo, found } of tell(core))
    if (comesTo !== undefined && found !== comesTo)
      return `calls.txt, line ${number}: ${call} comes to ${found} instead of ${comesTo}`
  return null
}

/** The file as it is if the core is right. */
export async function retold(core: Core): Promise<string> {
  const lines: string[] = []
  for await (const { text, call, comesTo, found } of tell(core))
    lines.push(comesTo === undefined ? text : `${call}${ARROW}${found}`)
  return `${lines.join('\n')}\n`
}

/** What a call comes to: `3`, `undefined`, or what it throws; calls that are only begun are given a name. */
async function comesTo(call: string, scope: object): Promise<string> {
  try {
    const value = calling(call.replace(/^await /, ''))(scope)
    if (!call.startsWith('await ')) return begun(value)
    return shown(await settled(value as Promise<unknown>))
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : `throws ${error}`
  }
}

const calls = new Map<string, (scope: object) => unknown>()

/** A call as a function of its scope; each is read once. */
function calling(call: string): (scope: object) => unknown {
  const known =
    calls.get(call) ?? (new Function('$scope', `with ($scope) { return (${call}) }`) as () => unknown)
  calls.set(call, known)
  return known
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

/** How often loops have gone round since it was called last. */
function restsOf(): () => number {
  let before = turnsTaken()
  return () => {
    const rested = turnsTaken() - before
    before += rested
    return rested
  }
}

function thrownBy(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    return error
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
    caught: thrownBy,
    names: (many: number) => Array.from({ length: many }, (_, p) => `p${p}`),
    rests: restsOf(),
    passes,
    stand,
    atWarning,
    elapsed,
    accesses: () => accessesTaken().join(', '),
    held: (ring: { handle: { buffer: SharedArrayBuffer } }) => [...new Int32Array(ring.handle.buffer)],
    UP: { timeout: 0 },
  }
  return new Proxy(own, {
    has: (_, name) => typeof name === 'string' && (name in own || !(name in globalThis)),
  })
}
