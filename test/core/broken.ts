// The source with one thing changed: tests are shown what they are there to find.
import { readFile } from 'node:fs/promises'
import { corePath } from '../../model-tests/stepper/load.ts'

/** Texts that replace those of files, by their names: what `loadCore` takes. */
export type Texts = Readonly<Record<string, string>>

/**
 * The text of `file` with one place replaced.
 *
 * @throws {Error} if that is not in the file exactly once: then nothing would be shown
 */
export async function sourceWith(file: string, replace: string, by: string): Promise<Texts> {
  const source = await readFile(corePath(file), 'utf8')
  const parts = source.split(replace)
  if (parts.length !== 2)
    throw new Error(`${file} has '${replace}' ${parts.length - 1} times instead of once`)
  return { [file]: parts.join(by) }
}
