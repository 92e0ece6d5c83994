// The pages of the project: what a reader finds from the README on.
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

/** A page of Markdown, by its path from the root. */
export interface Page {
  readonly path: string
  readonly text: string
}

export async function pageOf(path: string): Promise<Page> {
  return { path, text: await readFile(join(ROOT, path), 'utf8') }
}

/** All pages of Markdown: those of the root, and below docs/, spec/ and model-tests/. */
export async function allPages(): Promise<readonly Page[]> {
  const below = await Promise.all(
    ['docs', 'spec', 'model-tests'].map((folder) => filesIn(join(ROOT, folder))),
  )
  const top = (await readdir(ROOT)).map((name) => join(ROOT, name))
  const paths = [...top, ...below.flat()].filter((path) => path.endsWith('.md'))
  return await Promise.all(paths.map((path) => pageOf(relative(ROOT, path).split(sep).join('/'))))
}

/** All files below a folder, but for what was installed or generated there. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const own = entries.filter(({ name }) => name !== 'node_modules' && name !== 'html')
  const found = own.map((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesIn(path) : [path]
  })
  return (await Promise.all(found)).flat()
}

/** The text without its code, whose links and words are not prose. */
export function proseOf({ text }: Page): string {
  return text.replace(/^```[\s\S]*?^```/gm, '')
}
