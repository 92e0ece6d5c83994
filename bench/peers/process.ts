// Runs a command to its end, with all the processes that it starts.
import { type ChildProcess, spawn } from 'node:child_process'

export interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** after how many milliseconds it is killed */
  readonly milliseconds: number
  /** kills it */
  readonly interrupt: AbortSignal
}

/** How a command ended. */
export interface Ended {
  /** whether it could be started: false if there is no such command */
  readonly started: boolean
  readonly code: number | null
  readonly late: boolean
  readonly stdout: string
  readonly stderr: string
}

/** A group of its own can be killed at once; Windows has none. */
const HAS_GROUPS = process.platform !== 'win32'

/**
 * Runs a command; resolves when it has ended, and has been killed with its children if it was late or interrupted.
 *
 * Its standard input stays open as long as this process lives, so that it can end when that dies.
 */
export async function runCommand({
  command,
  args,
  milliseconds,
  interrupt,
  ...rest
}: Command): Promise<Ended> {
  interrupt.throwIfAborted()
  const child = spawn(command, args, { ...rest, detached: HAS_GROUPS, stdio: 'pipe' })
  const limit = AbortSignal.timeout(milliseconds)
  const either = AbortSignal.any([interrupt, limit])
  const kill = (): void => killAll(child)
  either.addEventListener('abort', kill)
  process.once('exit', kill)
  try {
    return { ...(await listen(child)), late: limit.aborted }
  } finally {
    either.removeEventListener('abort', kill)
    process.removeListener('exit', kill)
    interrupt.throwIfAborted()
  }
}

function killAll(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(HAS_GROUPS ? -child.pid : child.pid, 'SIGKILL')
  } catch (error) {
    // It has ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function listen(child: ChildProcess): Promise<Omit<Ended, 'late'>> {
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)]
  return new Promise((resolve, reject) => {
    const ended = { stdout, stderr }
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') return reject(error)
      resolve({ started: false, code: null, stdout: '', stderr: error.message })
    })
    child.once('close', (code) =>
      resolve({ started: true, code, stdout: ended.stdout(), stderr: ended.stderr() }),
    )
  })
}

function textOf(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: string[] = []
  stream?.setEncoding('utf8').on('data', (text: string) => chunks.push(text))
  return () => chunks.join('')
}
