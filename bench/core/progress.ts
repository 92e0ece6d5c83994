// The progress of a run: on a terminal in a line that is overwritten, elsewhere a line per round.
import pc from 'picocolors'
import type { Progress } from './rounds.ts'

const CLEAR = '\r\x1b[2K'

/** Writes to stderr, so that the tables can be piped. */
export function showProgress(progress: Progress | undefined): void {
  if (process.stderr.isTTY)
    return void process.stderr.write(CLEAR + (progress ? pc.dim(lineOf(progress)) : ''))
  if (progress?.isFirst) process.stderr.write(`${roundOf(progress)}\n`)
}

/** Writes what is done before the rounds, as a line elsewhere; `undefined` when that is done. */
export function showStep(doing: string | undefined): void {
  if (process.stderr.isTTY) process.stderr.write(CLEAR + (doing ? pc.dim(doing) : ''))
  else if (doing) process.stderr.write(`${doing}\n`)
}

function roundOf({ section, round, rounds }: Progress): string {
  return `${section}: round ${round} of ${rounds}`
}

function lineOf(progress: Progress): string {
  return `${roundOf(progress)}: ${progress.sample}`
}
