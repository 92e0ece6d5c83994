import { JavaMissingError } from './errors.ts'
import { findJar, findJava } from './jar.ts'

/** Java and the jar; or, without Java, why the tests that need it are skipped. */
export type Tools = { readonly java: string; readonly jar: string } | { readonly skip: string }

/** Finds what a test needs to run TLC. A jar that can't be had fails the tests instead of skipping them. */
export async function findTools(): Promise<Tools> {
  const java = await findJava().catch((error: unknown) => {
    if (error instanceof JavaMissingError) return null
    throw error
  })
  return java === null ? { skip: 'skipped: no Java here' } : { java, jar: await findJar() }
}
