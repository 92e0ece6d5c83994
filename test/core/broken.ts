// The source with one change: shows that tests find what they are meant to find.
import { readFile } from 'node:fs/promises'
import { sourcePath } from '../../model-tests/core/load.ts'

/** Texts that replace files, by name, as `loadCore` takes them. */
export type Texts = Readonly<Record<string, string>>

/**
 * The text of `file` with one place replaced.
 *
 * @throws {Error} if the text to be replaced does not occur exactly once, since the change would show nothing then
 */
export async function sourceWith(file: string, replace: string, by: string): Promise<Texts> {
  const source = await readFile(sourcePath(file), 'utf8')
  const parts = source.split(replace)
  if (parts.length !== 2)
    throw new Error(`${file} must have '${replace}' once, and has it ${parts.length - 1} times`)
  return { [file]: parts.join(by) }
}
