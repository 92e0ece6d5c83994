// Formulas as data: written as on paper, parsed into terms, printed as SMT-LIB, and evaluated.

/** A name with its sort: `s: Sequence`. */
export interface Variable {
  readonly name: string
  readonly sort: string
}

/** A formula, or a part of one. Operators are calls under their SMT-LIB names. */
export type Term =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Term[] }
  | {
      readonly kind: 'forall' | 'exists'
      readonly variables: readonly Variable[]
      /** The terms whose instances make a solver instantiate this formula; empty if it may choose. */
      readonly triggers: readonly (readonly Term[])[]
      readonly body: Term
    }

/** A name with its parameters and its sort: `gate(c: Consumer): Sequence`. */
export interface Signature extends Variable {
  readonly params: readonly Variable[]
}

/**
 * Parses a formula: `forall s: Sequence {slot(s)} . gate(c) < s and pub(s) => slots(slot(s)) = s`.
 *
 * @throws {SyntaxError} with the place, if it is not a formula
 */
export function parseTerm(text: string): Term {
  const reader = new Reader(text)
  const term = reader.term()
  reader.end()
  return term
}

/** Parses `gate(c: Consumer): Sequence`; throws as `parseTerm` does. */
export function parseSignature(text: string): Signature {
  const reader = new Reader(text)
  const signature = reader.signature()
  reader.end()
  return signature
}

/** A call of a name or an operator. */
export function call(name: string, ...args: readonly Term[]): Term {
  return { kind: 'call', name, args }
}

/** All names that a term calls, including bound ones. */
export function namesIn(term: Term): ReadonlySet<string> {
  const names = new Set<string>()
  const visit = (part: Term): void => {
    if (part.kind === 'number') return
    if (part.kind === 'call') names.add(part.name)
    for (const inner of part.kind === 'call' ? part.args : [part.body]) visit(inner)
  }
  visit(term)
  return names
}

/** The same term with other names. */
export function renamed(term: Term, rename: (name: string) => string): Term {
  if (term.kind === 'number') return term
  const inner = (part: Term): Term => renamed(part, rename)
  if (term.kind === 'call') return { ...term, name: rename(term.name), args: term.args.map(inner) }
  const triggers = term.triggers.map((trigger) => trigger.map(inner))
  return { ...term, triggers, body: inner(term.body) }
}

const TOKEN = /\s*(?:([A-Za-z][\w.]*)|(\d+)|(=>|<=|>=|[()=#<>+\-,:.{}]))/y

/** Comparisons, by their SMT-LIB names. */
const COMPARISONS: Readonly<Record<string, string>> = {
  '=': '=',
  '#': 'distinct',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}

class Reader {
  readonly #text: string
  readonly #tokens: readonly string[]
  #at = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokensOf(text)
  }

  end(): void {
    if (this.#at < this.#tokens.length) this.#refuse('the end')
  }

  signature(): Signature {
    const name = this.#name()
    const params = this.#skipped('(') ? this.#variables(')') : []
    this.#expect(':')
    return { name, params, sort: this.#name() }
  }

  /** Implications bind weakest, and to the right. */
  term(): Term {
    const left = this.#chain('or', () => this.#chain('and', () => this.#negation()))
    return this.#skipped('=>') ? call('=>', left, this.term()) : left
  }

  #chain(operator: string, part: () => Term): Term {
    const parts = [part()]
    while (this.#skipped(operator)) parts.push(part())
    return parts.length === 1 && parts[0] ? parts[0] : call(operator, ...parts)
  }

  #negation(): Term {
    return this.#skipped('not') ? call('not', this.#negation()) : this.#comparison()
  }

  /** `a <= b < c` means `a <= b and b < c`. */
  #comparison(): Term {
    let left = this.#sum()
    const pairs: Term[] = []
    for (let sign = COMPARISONS[this.#next()]; sign; sign = COMPARISONS[this.#next()]) {
      this.#at++
      const right = this.#sum()
      pairs.push(call(sign, left, right))
      left = right
    }
    const [only = left, ...more] = pairs
    return more.length === 0 ? only : call('and', ...pairs)
  }

  #sum(): Term {
    let sum = this.#skipped('-') ? call('-', this.#primary()) : this.#primary()
    for (;;) {
      const sign = this.#next()
      if (sign !== '+' && sign !== '-') return sum
      this.#at++
      sum = call(sign, sum, this.#primary())
    }
  }

  #primary(): Term {
    if (this.#skipped('(')) return this.#until(')', this.term())
    if (/^\d/.test(this.#next())) return { kind: 'number', value: Number(this.#take()) }
    if (this.#skipped('if')) return this.#choice()
    for (const kind of ['forall', 'exists'] as const) if (this.#skipped(kind)) return this.#quantified(kind)
    const name = this.#name()
    return call(name, ...(this.#skipped('(') ? this.#list(')') : []))
  }

  #choice(): Term {
    const condition = this.term()
    this.#expect('then')
    const chosen = this.term()
    this.#expect('else')
    return call('ite', condition, chosen, this.term())
  }

  #quantified(kind: 'forall' | 'exists'): Term {
    const variables = this.#variables('')
    const triggers: Term[][] = []
    while (this.#skipped('{')) triggers.push(this.#list('}'))
    this.#expect('.')
    return { kind, variables, triggers, body: this.term() }
  }

  #variables(close: string): Variable[] {
    const variables: Variable[] = []
    do {
      const name = this.#name()
      this.#expect(':')
      variables.push({ name, sort: this.#name() })
    } while (this.#skipped(','))
    if (close) this.#expect(close)
    return variables
  }

  #list(close: string): Term[] {
    const terms = [this.term()]
    while (this.#skipped(',')) terms.push(this.term())
    this.#expect(close)
    return terms
  }

  #until<T>(close: string, value: T): T {
    this.#expect(close)
    return value
  }

  #name(): string {
    return /^[A-Za-z]/.test(this.#next()) ? this.#take() : this.#refuse('a name')
  }

  #next(): string {
    return this.#tokens[this.#at] ?? ''
  }

  #take(): string {
    return this.#tokens[this.#at++] ?? ''
  }

  #skipped(token: string): boolean {
    const found = this.#next() === token
    if (found) this.#at++
    return found
  }

  #expect(token: string): void {
    if (!this.#skipped(token)) this.#refuse(token)
  }

  #refuse(wanted: string): never {
    const before = this.#tokens.slice(0, this.#at).join(' ')
    throw new SyntaxError(
      `after "${before}": expected ${wanted}, received "${this.#next()}"; in ${this.#text}`,
    )
  }
}

function tokensOf(text: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (!match) throw new SyntaxError(`no token at "${text.slice(at)}"`)
    tokens.push(match[0].trim())
  }
  return tokens
}
