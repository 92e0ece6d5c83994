// Checks calls.txt: calls on one thread that are no step of a spec, line by line, with what each must come to.
import { readFileSync } from 'node:fs'
import {
  accessesTaken,
  atWarning,
  elapsed,
  passes,
  stand,
  turnsTaken,
} from '../../harness/stepper/bounded.ts'
import { settled } from '../../harness/stepper/settled.ts'
import type { Core } from '../load.ts'

/** A line of the file, and what its call comes to now. */
interface Told {
  readonly number: number
  readonly text: string
  readonly call: string
  /** Missing where a line only sets something up, or has no call. */
  readonly comesTo?: string | undefined
  readonly found: string
}

/** Stands between a call and its outcome. */
const ARROW = ' ⇒ '

const FILE = new URL('./calls.txt', import.meta.url)

const LINES: readonly string[] = readFileSync(FILE, 'utf8').replace(/\n+$/, '').split('\n')

/** Makes the calls in order; a line `# …` begins a story with a scope of its own. */
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

/** The first wrong outcome, or null; the core's loops must be bounded. */
export async function wrongStory(core: Core): Promise<string | null> {
  for await (const { number, call, comesTo, found } of tell(core))
    if (comesTo !== undefined && found !== comesTo)
      return `calls.txt, line ${number}: ${call} comes to ${found} instead of ${comesTo}`
  return null
}

/** The text of the file with the outcomes that this core gives. */
export async function retold(core: Core): Promise<string> {
  const lines: string[] = []
  for await (const { text, call, comesTo, found } of tell(core))
    lines.push(comesTo === undefined ? text : `${call}${ARROW}${found}`)
  return `${lines.join('\n')}\n`
}

/** The outcome of a call: `3`, `undefined`, or what it throws; a call that is only started gives `begun`. */
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

/** A call as a function of its scope; memoized. */
function calling(call: string): (scope: object) => unknown {
  const known =
    calls.get(call) ?? (new Function('$scope', `with ($scope) { return (${call}) }`) as () => unknown)
  calls.set(call, known)
  return known
}

/** Attaches an empty handler, so that a rejection counts as handled until the call is awaited. */
function begun(value: unknown): string {
  if (!(value instanceof Promise)) return shown(value)
  value.catch(() => {})
  return 'begun'
}

function shown(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Counts the turns of loops since its last call. */
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

/** Names are defined by the first assignment to them. */
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
