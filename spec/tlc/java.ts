import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { JavaMissingError } from './errors.ts'

const OLDEST = 11

/** Where to look for Java. */
export interface JavaOptions {
  /** The environment whose JAVA_HOME and PATH count; the process's own unless given. */
  readonly env?: NodeJS.ProcessEnv
}

/**
 * Finds the command that starts Java: in $JAVA_HOME, else on the PATH.
 * @throws JavaMissingError when there is none, it doesn't start, or it is older than Java 11.
 */
export async function findJava({ env = process.env }: JavaOptions = {}): Promise<string> {
  const java = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : 'java'
  const told = await tell(java, env)
  if (told === null) throw new JavaMissingError(`${java} does not start`)
  const version = majorVersion(told)
  if (version !== null && version < OLDEST) throw new JavaMissingError(`${java} is Java ${version}`)
  return java
}

/** The number in Java's own words about its version ("1.8.0_292" is 8), or null where it says none. */
export function majorVersion(told: string): number | null {
  const match = /version "(?:1\.)?(\d+)/.exec(told)
  return match ? Number(match[1]) : null
}

function tell(java: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(java, ['-version'], { env }, (error, stdout, stderr) => resolve(error ? null : stdout + stderr))
  })
}
