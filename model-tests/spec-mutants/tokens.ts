// A spec's text as tokens: enough of TLA+ for how the modules of this project are written.

/** A word or a sign of a module, and where it stands. */
export interface Token {
  readonly text: string
  /** Where it begins and ends in the module's text. */
  readonly start: number
  readonly end: number
  /** From 0. */
  readonly column: number
  /** Whether nothing but blanks is before it on its line. */
  readonly leads: boolean
}

/** Comments first, for they may hold anything. */
const TOKEN =
  /\\\*.*|\(\*[\s\S]*?\*\)|"[^"]*"|-{4,}|={4,}|\/\\|\\\/|\\[A-Za-z]+|\|->|->|=>|==|<=|>=|<<|>>|~>|\.\.|@@|\w+|\S/g

const COMMENT = /^(?:\\\*|\(\*)/

/** The tokens of a module, without its comments. */
export function tokensOf(text: string): Token[] {
  const found = [...text.matchAll(TOKEN)].filter(([token]) => !COMMENT.test(token))
  return found.map(({ 0: token, index: start }) => {
    const line = text.lastIndexOf('\n', start - 1) + 1
    const leads = text.slice(line, start).trim() === ''
    return { text: token, start, end: start + token.length, column: start - line, leads }
  })
}

const OPENS = new Set(['(', '[', '{', '<<'])
const CLOSES = new Set([')', ']', '}', '>>'])

/** How much deeper in brackets it is behind this token. */
export function deeper({ text }: Token): number {
  return Number(OPENS.has(text)) - Number(CLOSES.has(text))
}

/** Tells whether it is a name: of an operator, a variable, a field. */
export function isName(token: Token | undefined): token is Token {
  return token !== undefined && /^[A-Za-z]\w*$/.test(token.text) && !KEYWORDS.has(token.text)
}

const KEYWORDS = new Set(
  [
    'IF THEN ELSE LET IN CASE OTHER EXCEPT UNCHANGED CHOOSE LAMBDA DOMAIN SUBSET UNION ENABLED TRUE FALSE BOOLEAN',
    'EXTENDS CONSTANT CONSTANTS VARIABLE VARIABLES ASSUME INSTANCE WITH MODULE STRING',
  ].flatMap((words) => words.split(' ')),
)

/** Where the bracket that stands at `from` is closed. */
export function closing(tokens: readonly Token[], from: number): number {
  let depth = 0
  for (let at = from; at < tokens.length; at++) {
    depth += deeper(tokens[at]!)
    if (depth === 0) return at
  }
  return tokens.length - 1
}

/** The first token of these texts that stands in no bracket, and in no IF or LET that began after `from`. */
export function ahead(tokens: readonly Token[], from: number, texts: readonly string[]): number {
  const ends: Readonly<Record<string, string>> = { IF: 'ELSE', LET: 'IN' }
  const open: string[] = []
  let depth = 0
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at]!
    if (depth === 0 && open.length === 0 && texts.includes(token.text)) return at
    depth += deeper(token)
    const end = depth === 0 ? ends[token.text] : undefined
    if (end !== undefined) open.push(end)
    else if (depth === 0 && token.text === open.at(-1)) open.pop()
  }
  return -1
}
