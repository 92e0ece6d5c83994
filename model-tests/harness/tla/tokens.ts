// Tokens of a spec: enough of TLA+ for the modules of this project.

/** A word or sign of a module, with its position. */
export interface Token {
  readonly text: string
  /** The extent in the module's text. */
  readonly start: number
  readonly end: number
  /** From 0. */
  readonly column: number
  /** Whether only blanks precede it on its line. */
  readonly leads: boolean
}

/** Comments first, since they can hold anything. */
const TOKEN =
  /\\\*.*|\(\*[\s\S]*?\*\)|"[^"]*"|-{4,}|={4,}|\/\\|\\\/|\\[A-Za-z]+|\|->|->|=>|==|<=|>=|<<|>>|~>|\.\.|@@|\w+|\S/g

const COMMENT = /^(?:\\\*|\(\*)/

/** The tokens of a module, without comments. */
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

/** The change of bracket depth at this token. */
export function deeper({ text }: Token): number {
  return Number(OPENS.has(text)) - Number(CLOSES.has(text))
}

/** Whether it is a name: of an operator, a variable, or a field. */
export function isName(token: Token | undefined): token is Token {
  return token !== undefined && /^[A-Za-z]\w*$/.test(token.text) && !KEYWORDS.has(token.text)
}

const KEYWORDS = new Set(
  [
    'IF THEN ELSE LET IN CASE OTHER EXCEPT UNCHANGED CHOOSE LAMBDA DOMAIN SUBSET UNION ENABLED TRUE FALSE BOOLEAN',
    'EXTENDS CONSTANT CONSTANTS VARIABLE VARIABLES ASSUME INSTANCE WITH MODULE STRING',
  ].flatMap((words) => words.split(' ')),
)

/** The index of the bracket that closes the one at `from`. */
export function closing(tokens: readonly Token[], from: number): number {
  let depth = 0
  for (let at = from; at < tokens.length; at++) {
    depth += deeper(tokens[at]!)
    if (depth === 0) return at
  }
  return tokens.length - 1
}

/** The first of these tokens outside of brackets, and of any IF or LET that began after `from`. */
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
