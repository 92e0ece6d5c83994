// Shows a divergence of a log from its spec.
import type { Parting } from './follow.ts'
import type { Line, Log } from './log.ts'

const SHOWN = 15

/** The diverging line, the state of the spec, and the lines before. */
export function showParting(log: Log, parting: Parting): string[] {
  const { line: at } = parting
  const { cast, seed, start, lines } = log
  const first = Math.max(0, at + 1 - SHOWN)
  const line = lines[at]
  if (!line) throw new RangeError(`the log has no line ${at}`)
  return [
    `${cast.configuration.name}, seed ${seed}, from ${start}: log and spec diverge at line ${at} of ${lines.length}`,
    `  the log:  ${showLine(log, line)}`,
    `  the spec: ${showSpec(log, line, parting)}`,
    '  the lines before:',
    ...lines.slice(first, at + 1).map((each, l) => `  ${first + l}  ${showLine(log, each)}`),
  ]
}

function showSpec({ cast: { head } }: Log, { thread, word }: Line, { own, words }: Parting): string {
  const name = head.threads[thread]
  const stands = own.pc === 'Idle' ? `${name} is between calls` : `${name} stands before ${String(own.pc)}`
  const holds = word < 0 ? '' : `; ${head.words[word]} holds ${words[word]}`
  return `${stands}${isAsleep(own) ? ', and sleeps' : ''}${holds}`
}

/** A line as text: the thread, the action, and the access with the value it found and left. */
export function showLine({ cast: { head } }: Pick<Log, 'cast'>, line: Line): string {
  return [head.threads[line.thread], line.action, showAccess(head.words, line), showTold(line)]
    .filter(Boolean)
    .join(' ')
}

function showAccess(words: readonly string[], { op, word, before, after, expected }: Line): string {
  if (op === null) return ''
  const change = before === after ? `= ${after}` : `${before ?? ''} → ${after}`
  return `${op} ${words[word] ?? 'another word'} ${change}${expected === null ? '' : ` (expected ${expected})`}`
}

function showTold({ op, action, told, answer }: Line): string {
  if (action === 'Sleep') return answer ? 'sleeps' : 'goes on'
  if (op === 'notify') return `woke ${told}`
  return told === 0 && !answer ? '' : `(${told}${answer ? ', yes' : ''})`
}

function isAsleep({ wait }: Parting['own']): boolean {
  return typeof wait === 'object' && 'asleep' in wait && wait.asleep === true
}
