// What docs/STYLE.md refuses, found in comments, in strings and in prose.
import { type Comment, parseSync } from 'oxc-parser'

const PATTERNS: Readonly<Record<string, RegExp>> = {
  'headless Who': /^\W*Who(?:ever)?\s(?![^?]*\?$)/,
  whoever: /\bwhoever\b/i,
  'so many': /\bso many\b/i,
  'is told': /\bis told\b/i,
  'all there is': /\ball there is\b/i,
  'one of several': /\bone of several\b/i,
}

/** Characters of a line of prose, or of a comment. */
const LONGEST = 120

/** What is refused in a file, each with the pattern and the sentence or line. */
export function refusedIn(path: string, text: string): readonly string[] {
  const { texts, lines } = readingOf(path, text)
  const sentences = texts.flatMap(sentencesOf)
  const found = Object.entries(PATTERNS).flatMap(([name, pattern]) =>
    sentences.filter((sentence) => pattern.test(sentence)).map((sentence) => `${path}: ${name}: ${sentence}`),
  )
  const long = lines.filter((line) => line.length > LONGEST)
  return [...found, ...long.map((line) => `${path}: ${line.length} characters: ${line}`)]
}

/** The texts of a file that are English, and the lines whose length counts. */
interface Reading {
  readonly texts: readonly string[]
  readonly lines: readonly string[]
}

function readingOf(path: string, text: string): Reading {
  if (/\.[cm]?ts$|\.mjs$/.test(path)) return readingOfSource(path, text)
  if (path.endsWith('.md')) return readingOfPage(text)
  // Markup, whose lines are as long as it needs.
  if (path.endsWith('.eta')) return { ...readingOfPage(text), lines: [] }
  if (path.endsWith('.tla')) return readingOfSpec(text)
  return { texts: text.split(/\n\s*\n/), lines: text.split('\n') }
}

function readingOfSource(path: string, text: string): Reading {
  const { comments } = parseSync(path, text)
  const strings = [...text.matchAll(/'((?:[^'\\\n]|\\.)*)'|`([^`]*)`/g)].map(
    ([, short, long]) => short ?? long,
  )
  const lines = comments.flatMap(({ value }) => value.split('\n'))
  return { texts: [...joined(comments, text), ...strings.filter((each) => each !== undefined)], lines }
}

/** Line comments that stand below each other are one text. */
function joined(comments: readonly Comment[], text: string): readonly string[] {
  const texts: string[] = []
  let end = Number.NaN
  for (const { start, end: next, value } of comments) {
    const continues = /^\s*$/.test(text.slice(end, start)) && start > end
    if (continues) texts.push(`${texts.pop()}\n${value}`)
    else texts.push(value)
    end = next
  }
  return texts.map((each) => each.replace(/^[ \t]*\*/gm, ''))
}

/** Code, tables' width and what is quoted as an example are not prose. */
function readingOfPage(text: string): Reading {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '')
  const lines = prose.split('\n').filter((line) => !line.startsWith('|'))
  const cells = prose.split('\n').flatMap((line) => (line.startsWith('|') ? line.split('|') : []))
  const texts = [...lines.join('\n').split(/\n(?=\s*\n|#|\s*[*-] )/), ...cells]
  return { texts: texts.map((each) => each.replace(/"[^"]*"/g, '')), lines }
}

function readingOfSpec(text: string): Reading {
  const comments = [...text.matchAll(/(?:\\\*[^\n]*\n?[ \t]*)+|\(\*[\s\S]*?\*\)(?:\n\(\*[\s\S]*?\*\))*/g)]
  const texts = comments.map(([comment]) => comment.replace(/\\\*|\(\*|\*\)/g, ''))
  return { texts, lines: text.split('\n') }
}

function sentencesOf(text: string): readonly string[] {
  return text
    .replace(/\s+/g, ' ')
    .split(/(?<=[.!?:;])\s/)
    .map((sentence) => sentence.trim())
}
