import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Pin } from '../../spec/tlc/jar.ts'

/** The text of each file, by its path. */
export type Files = Readonly<Record<string, string>>

/** A new folder with these files, removed when the test ends. */
export async function folderWith(files: Files): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ringproof-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await fill(folder, files)
  return folder
}

/** Writes files into a folder. */
export async function fill(folder: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

/** A new program that runs `script` in a shell, removed when the test ends. */
export async function program(script: string, name = 'program'): Promise<string> {
  const file = join(await folderWith({ [name]: `#!/bin/sh\n${script}\n` }), name)
  await chmod(file, 0o755)
  return file
}

/** A stand-in for Maven that delivers a jar with this text. */
export async function fakeMaven(jar: string, text: string): Promise<string> {
  return await program(`for flag; do :; done; printf '${text}' > "\${flag#-DoutputDirectory=}/${jar}"`)
}

/** A pin that accepts a file with this text, from Maven. */
export function pinned(file: string, text: string): Pin & { from: 'maven' } {
  const sha256 = createHash('sha256').update(text).digest('hex')
  return { from: 'maven', file, artifact: `an.example:${file}:1`, sha256 }
}
