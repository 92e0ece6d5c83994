import { compare } from './compare.ts'
import type { PoolEvent } from './pool.ts'
import type { Progress } from './run.ts'
import { type Colors, resultLine, thousands } from './show.ts'

/** Where text goes: a stream, or a test's own. */
export interface Screen {
  readonly isTTY?: boolean
  /** The terminal's width, in characters. */
  readonly columns?: number
  write(text: string): unknown
}

/** Tells of runs while they run. */
export interface Reporter {
  readonly onEvent: (event: PoolEvent) => void
  /** Stops the clock and clears the line. */
  readonly stop: () => void
}

interface Running {
  readonly name: string
  readonly since: number
  progress: Progress | null
}

const CLEAR = '\r\u001b[K'
const REDRAW_MS = 200
const LONG_MS = 10_000

/** A line that is written again and again, for a terminal; a model that differs gets a line that stays. */
export function liveReporter(screen: Screen, total: number, colors: Colors): Reporter {
  let finished = 0
  const running = new Map<string, Running>()
  const draw = (): void => {
    const line = `[${finished}/${total}] ${[...running.values()].map(describe).join(' · ')}`
    screen.write(CLEAR + line.slice(0, (screen.columns ?? 80) - 1))
  }
  const onEvent = (event: PoolEvent): void => {
    track(running, event)
    if (event.kind === 'finished') finished += 1
    if (event.kind === 'finished' && differs(event)) screen.write(`${CLEAR}${resultLine(event, colors)}\n`)
    draw()
  }
  return withClock(onEvent, draw, REDRAW_MS, () => screen.write(CLEAR))
}

/** A line for each model that finished, and one every `longMs` milliseconds for each that takes long. */
export function plainReporter(screen: Screen, total: number, colors: Colors, longMs = LONG_MS): Reporter {
  const running = new Map<string, Running>()
  const onEvent = (event: PoolEvent): void => {
    track(running, event)
    // A single one is shown in full anyway.
    if (event.kind === 'finished' && total > 1) screen.write(`${resultLine(event, colors)}\n`)
  }
  const tell = (): void => {
    const long = [...running.values()].filter(({ since }) => performance.now() - since >= longMs)
    for (const run of long) screen.write(`${describe(run)}\n`)
  }
  return withClock(onEvent, tell, longMs)
}

function withClock(
  onEvent: Reporter['onEvent'],
  tick: () => void,
  everyMs: number,
  last?: () => void,
): Reporter {
  const clock = setInterval(tick, everyMs)
  const stop = (): void => {
    clearInterval(clock)
    last?.()
  }
  return { onEvent, stop }
}

function track(running: Map<string, Running>, event: PoolEvent): void {
  const { name } = event.model
  if (event.kind === 'finished') running.delete(name)
  else if (event.kind === 'started') running.set(name, { name, since: performance.now(), progress: null })
  else Object.assign(running.get(name) ?? {}, { progress: event.progress })
}

function differs(event: PoolEvent & { kind: 'finished' }): boolean {
  return compare(event.model, event.outcome).length > 0
}

function describe({ name, since, progress }: Running): string {
  const seconds = Math.round((performance.now() - since) / 1000)
  const found = progress
    ? `, ${thousands(progress.distinct)} states, ${thousands(progress.queued)} queued`
    : ''
  return `${name} ${seconds} s${found}`
}
