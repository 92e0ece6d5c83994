import { type ChildProcess, spawn } from 'node:child_process'
import { said } from './errors.ts'
import { own } from './temporary.ts'

/** A Java program to be run. */
export interface Command {
  readonly java: string
  readonly flags: readonly string[]
  /** The folder in which it runs. */
  readonly cwd: string
}

/** How a Java program ended. */
export interface Ended {
  /** The exit code; null where it was killed or did not start. */
  readonly exit: number | null
  /** The same in words. */
  readonly how: string
  /** What it wrote, to both streams. */
  readonly output: string
  readonly seconds: number
}

/** How far a running TLC is, as it says itself, about once a minute. */
export interface Progress {
  readonly generated: number
  readonly distinct: number
  /** States found whose successors are still to be computed. */
  readonly queued: number
}

/** What a run may be given. */
export interface Watching {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

/** Runs TLC to its end. It is killed when `signal` is aborted or this process ends. */
export function runJava({ java, flags, cwd }: Command, { signal, onProgress }: Watching): Promise<Ended> {
  const started = performance.now()
  return new Promise((resolve) => {
    const stopped = signal ? { signal, killSignal: 'SIGKILL' as const } : {}
    const child = spawn(java, flags, { cwd, stdio: ['ignore', 'pipe', 'pipe'], ...stopped })
    own(child)
    const output = listen(child, onProgress)
    const end = (exit: number | null, how: string): void =>
      resolve({ exit, how, output: output.join(''), seconds: (performance.now() - started) / 1000 })
    child.once('close', (exit, by) => end(exit, by ? `killed by ${by}` : `exit code ${exit}`))
    // Also emitted for an abort: then it did start, and closes soon.
    child.on('error', (error) => child.pid === undefined && end(null, `Java did not start: ${said(error)}`))
  })
}

function listen({ stdout, stderr }: ChildProcess, onProgress?: (progress: Progress) => void): string[] {
  const output: string[] = []
  for (const stream of [stdout, stderr]) stream?.setEncoding('utf8').on('data', (text) => output.push(text))
  stdout?.on('data', (text: string) => {
    const progress = parseProgress(text)
    if (progress) onProgress?.(progress)
  })
  return output
}

/** What a line like `Progress(9) at …: 1,204 states generated (…), 310 distinct states found (…), …` says. */
export function parseProgress(line: string): Progress | null {
  const pattern =
    /^Progress\(.*?: ([\d,]+) states generated.*? ([\d,]+) distinct states found.*? ([\d,]+) states left/m
  const [, ...counts] = pattern.exec(line) ?? []
  const [generated, distinct, queued] = counts.map((count) => Number(count.replaceAll(',', '')))
  if (generated === undefined || distinct === undefined || queued === undefined) return null
  return { generated, distinct, queued }
}
