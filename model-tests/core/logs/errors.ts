/** Expected failures of making or following logs: `message` for people, `code` for programs. */
export class LogError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
    this.name = new.target.name
  }
}

/** A thread of a free run failed: its caller found an impossible result, or the source threw. */
export class ThreadFailedError extends LogError {
  constructor(configuration: string, thread: string, seed: number, error: string) {
    super('THREAD_FAILED', `${configuration}, seed ${seed}: ${thread} failed: ${error}`)
  }
}

/** A free run did not end in time. */
export class RunHungError extends LogError {
  constructor(configuration: string, seed: number, lines: number, seconds: number) {
    super('RUN_HUNG', `${configuration}, seed ${seed}: only ${lines} lines were written in ${seconds} s`)
  }
}

/**
 * A thread has seen a value that the accesses before do not explain: the log is not in the order of what happened.
 */
export class NotTotalError extends LogError {
  constructor(configuration: string, line: number, word: string, seen: number, held: number) {
    super(
      'NOT_TOTAL',
      `${configuration}, line ${line}: ${word} was seen as ${seen}, but the lines before leave ${held}`,
    )
  }
}

/** TLC prints the whole behaviour that leads to an error; a parse error comes before it. */
const MOST_SHOWN = 2000
const ERROR = /\*\*\* ?(Parse )?Error|Error: /

/** TLC has not decided for each log whether it can be followed. */
export class NotAnsweredError extends LogError {
  constructor(configuration: string, how: string, output: string) {
    super(
      'NOT_ANSWERED',
      `${configuration}: TLC did not decide for each log whether it can be followed (${how}):\n` +
        output.slice(Math.max(0, output.search(ERROR))).slice(0, MOST_SHOWN),
    )
  }
}

/** No configuration has that name. */
export class UnknownConfigurationError extends LogError {
  constructor(given: string, known: readonly string[]) {
    super(
      'UNKNOWN_CONFIGURATION',
      `no configuration is called ${JSON.stringify(given)}; known: ${known.join(', ')}`,
    )
  }
}

/** A file to be replayed holds no log. */
export class NoLogError extends LogError {
  constructor(file: string, why: string) {
    super('NO_LOG', `${file} is not a log: ${why}`)
  }
}
