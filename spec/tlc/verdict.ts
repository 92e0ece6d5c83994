const FIXED = [
  'passes',
  'deadlocks',
  'violates a temporal property',
  'violates an action property',
  'violates an initial condition',
  'violates an assumption',
  'fails an assertion',
  'cannot be evaluated',
  'does not parse',
  'is misconfigured',
] as const

/** What TLC finds out about a model; for an invariant it says which one. */
export type Verdict = (typeof FIXED)[number] | `violates ${string}`

/** What a verdict may be, in words. */
export const VERDICTS = `${FIXED.join(', ')}, violates <Invariant>`

/** Tells whether `text` is a verdict. */
export function isVerdict(text: unknown): text is Verdict {
  if (typeof text !== 'string') return false
  return FIXED.some((fixed) => fixed === text) || /^violates \w+(!\w+)*$/.test(text)
}

interface Rule {
  readonly exits: readonly number[]
  readonly says: RegExp
  readonly verdict: Verdict | ((match: RegExpExecArray) => Verdict)
}

// The exit code and the text have to agree; where several rules fit, the first one counts.
const RULES: readonly Rule[] = [
  { exits: [0], says: /^Model checking completed\. No error has been found\.$/m, verdict: 'passes' },
  { exits: [10], says: /^Error: Assumption .* is false\.$/m, verdict: 'violates an assumption' },
  { exits: [11], says: /^Error: Deadlock reached\.$/m, verdict: 'deadlocks' },
  {
    exits: [12],
    says: /^Error: Invariant (\w+(?:!\w+)*) is violated(?: by the initial state:|\.)$/m,
    verdict: (match) => `violates ${match[1] ?? ''}`,
  },
  {
    exits: [13],
    says: /^Error: Temporal properties were violated\.$/m,
    verdict: 'violates a temporal property',
  },
  { exits: [13], says: /^Error: Action property .* is violated\.$/m, verdict: 'violates an action property' },
  {
    exits: [13],
    says: /^Error: Property .* is violated by the initial state:$/m,
    verdict: 'violates an initial condition',
  },
  {
    exits: [14, 75, 76, 77],
    says: /The first argument of Assert evaluated to FALSE/,
    verdict: 'fails an assertion',
  },
  { exits: [75, 76, 77], says: /^Error: /m, verdict: 'cannot be evaluated' },
  { exits: [150], says: /^Error: Parsing or semantic analysis failed\.$/m, verdict: 'does not parse' },
  { exits: [151, 255], says: /configuration file/, verdict: 'is misconfigured' },
]

/** What TLC's exit code and its text say together, or null where they say nothing that is foreseen. */
export function verdictOf(exit: number | null, output: string): Verdict | null {
  for (const { exits, says, verdict } of RULES) {
    const match = exit !== null && exits.includes(exit) ? says.exec(output) : null
    if (match) return typeof verdict === 'string' ? verdict : verdict(match)
  }
  return null
}
