// Shortens a failed walk.
import type { Run, Turn } from './run.ts'

/** The remaining steps, and the violation after the last. */
export interface Shortened<Taken> {
  readonly steps: readonly Taken[]
  readonly wrong: string
}

/** Begins the same run again; its steps are added to `steps`, if given. */
export type Start<Taken> = (steps: Taken[] | null) => Run

/** The error message of a walk, or null. */
export function wrongIn(walk: () => void): string | null {
  try {
    walk()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/**
 * The shortest walk found that violates the same invariant: without all choices of a thread, then without halves,
 * quarters and so on down to single choices.
 */
export function shortest<Taken>(
  start: Start<Taken>,
  turns: readonly Turn[],
  wrong: string,
): Shortened<Taken> {
  const isWrong = (some: readonly Turn[]): boolean => nameOf(again(start, some) ?? '') === nameOf(wrong)
  const effective = turns.filter(isTaken(start, turns))
  let short = withoutThreads(start, isWrong(effective) ? effective : turns, isWrong)
  for (let chunk = Math.ceil(short.length / 2); chunk >= 1; chunk = chunk === 1 ? 0 : Math.ceil(chunk / 2))
    short = withoutChunks(short, chunk, isWrong)
  const steps: Taken[] = []
  return { steps, wrong: again(start, short, steps) ?? wrong }
}

type IsWrong = (turns: readonly Turn[]) => boolean

/** The name of the invariant, or the whole message of another error. */
function nameOf(wrong: string): string {
  return wrong.split(':')[0] ?? ''
}

function again<Taken>(
  start: Start<Taken>,
  turns: readonly Turn[],
  steps: Taken[] | null = null,
): string | null {
  return wrongIn(() => {
    const walk = start(steps)
    for (const turn of turns) walk.take(turn)
    walk.finish()
  })
}

/** Whether a choice was effective: many are of threads that are not enabled. */
function isTaken(start: Start<never>, turns: readonly Turn[]): (turn: Turn, at: number) => boolean {
  const taken = new Set<number>()
  wrongIn(() => {
    const walk = start(null)
    for (const [at, turn] of turns.entries()) {
      taken.add(at)
      if (!walk.take(turn) && turn[0] >= 0) taken.delete(at)
    }
  })
  return (_, at) => taken.has(at)
}

function withoutThreads(start: Start<never>, turns: readonly Turn[], isWrong: IsWrong): readonly Turn[] {
  const many = start(null).threads
  let short = turns
  for (let thread = 0; thread < many; thread++) {
    const without = short.filter(([who]) => who < 0 || who % many !== thread)
    if (without.length < short.length && isWrong(without)) short = without
  }
  return short
}

function withoutChunks(turns: readonly Turn[], chunk: number, isWrong: IsWrong): readonly Turn[] {
  let short = turns
  for (let at = 0; at < short.length; ) {
    const without = short.toSpliced(at, chunk)
    if (isWrong(without)) short = without
    else at += chunk
  }
  return short
}
