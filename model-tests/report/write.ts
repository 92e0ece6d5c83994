import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Run } from './claim.ts'
import { readExtras } from './extras.ts'
import { readLinks } from './links.ts'
import { runPage } from './page.ts'

const ROOT = join(import.meta.dirname, '../..')

/**
 * Writes claims.json and index.html into the folder, which is made if there is none. The page shows the
 * benchmark and the covered lines as well, if the folder has them, and links each model to its files.
 *
 * A file appears whole or not at all: a reader meanwhile sees the one before.
 */
export async function writeReport(run: Run, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const links = await readLinks(ROOT, folder)
  const page = runPage(run, { ...(await readExtras(folder)), links })
  await writeWhole(join(folder, 'claims.json'), `${JSON.stringify(run, undefined, 2)}\n`)
  await writeWhole(join(folder, 'index.html'), page)
}

async function writeWhole(file: string, text: string): Promise<void> {
  // Beside the file, since a rename is atomic only within one file system.
  const draft = `${file}.${process.pid}.draft`
  try {
    await writeFile(draft, text)
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
