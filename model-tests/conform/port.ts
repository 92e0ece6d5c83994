// A port as a process: it reads lines, and answers each with a line.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { DiedError, HungError, NotStartedError, UnaskedError } from './errors.ts'

/** How a port is run. */
export interface PortOptions {
  /** The command and its arguments. */
  readonly command: readonly [string, ...string[]]
  /** How long it may take for an answer, in seconds. */
  readonly patience: number
  /** Called with each line, to keep the dialogue. */
  readonly onLine?: ((side: '>' | '<', line: string) => void) | undefined
}

const STDERR_KEPT = 2000

type Child = ChildProcessByStdio<Writable, Readable, Readable>

/** A running port; close it in the end. */
export class Port {
  readonly #options: PortOptions
  readonly #child: Child
  readonly #answers: AsyncIterator<string>
  /** The lines that it was sent, and those that it has said. */
  #asked = 0
  #said = 0
  #stderr = ''
  /** The last line that was asked for, in words. */
  #at = 'before its first answer'

  private constructor(child: Child, options: PortOptions) {
    this.#options = options
    this.#child = child
    const lines = createInterface({ input: child.stdout })
    this.#answers = lines[Symbol.asyncIterator]()
    lines.on('line', () => this.#said++)
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = `${this.#stderr}${text}`.slice(-STDERR_KEPT)
    })
    // A port that has died answers nothing more; the reader says so.
    child.stdin.on('error', () => {})
  }

  /** @throws {NotStartedError} if there is no such command */
  static async start(options: PortOptions): Promise<Port> {
    const [file, ...args] = options.command
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    const started = new Port(child, options)
    try {
      await once(child, 'spawn')
    } catch (error) {
      throw new NotStartedError(options.command.join(' '), error as Error)
    }
    return started
  }

  /** Sends lines, which it may read later: it waits where the port is far behind. */
  async send(lines: readonly string[]): Promise<void> {
    for (const line of lines) this.#options.onLine?.('>', line)
    this.#asked += lines.length
    const { stdin } = this.#child
    if (!stdin.writable || stdin.write(`${lines.join('\n')}\n`)) return
    await new Promise((resolve) => stdin.once('drain', resolve).once('close', resolve))
  }

  /**
   * The next answer.
   *
   * @param at the line that it answers, in words
   * @throws {HungError} if it does not come in time
   * @throws {DiedError} if the port has ended
   */
  async answer(at: string): Promise<string> {
    this.#at = at
    const { done, value } = await this.#inTime(this.#answers.next())
    if (done) throw new DiedError(at, await this.#ending(), this.#stderr.trim())
    this.#options.onLine?.('<', value)
    return value
  }

  /**
   * Ends its input and waits until it has ended.
   *
   * @throws {UnaskedError} if it still says something
   * @throws {HungError} if it goes on
   * @throws {DiedError} if its exit code is not 0
   */
  async end(): Promise<void> {
    this.#at = 'although its input has ended'
    this.#child.stdin.end()
    const { done, value } = await this.#inTime(this.#answers.next())
    if (!done) throw new UnaskedError(value)
    const how = await this.#inTime(this.#ending())
    if (how !== 'exit code 0') throw new DiedError('after its input had ended', how, this.#stderr.trim())
  }

  /**
   * Ends its input, and hears the rest: an answer that is one too many looks like a divergence at first.
   *
   * @throws {UnaskedError} if it has said more lines than it was sent
   */
  async hearOut(): Promise<void> {
    this.#child.stdin.end()
    const rest = async (): Promise<void> => {
      for (let next = await this.#answers.next(); !next.done; ) next = await this.#answers.next()
    }
    // Whatever else is wrong with it, the divergence comes first.
    await this.#inTime(rest()).catch(() => {})
    if (this.#said > this.#asked) throw new UnaskedError(`${this.#said} lines for ${this.#asked}`)
  }

  /** Kills it, if it still runs. */
  async close(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ending()
  }

  async #ending(): Promise<string> {
    const { exitCode, signalCode } = this.#child
    if (exitCode === null && signalCode === null) await once(this.#child, 'exit')
    return this.#child.signalCode
      ? `killed by ${this.#child.signalCode}`
      : `exit code ${this.#child.exitCode}`
  }

  async #inTime<T>(answer: Promise<T>): Promise<T> {
    const { patience } = this.#options
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new HungError(this.#at, patience)), patience * 1000)
    })
    return await Promise.race([answer, late]).finally(() => clearTimeout(timer))
  }
}
