/** What is foreseen to go wrong with logs: one line for a person in `message`, one word for a program in `code`. */
export class LogError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
    this.name = new.target.name
  }
}

/** A thread of a free run failed: its caller found something that can't be, or the source threw. */
export class ThreadFailedError extends LogError {
  constructor(configuration: string, thread: string, seed: number, error: string) {
    super('THREAD_FAILED', `${configuration}, seed ${seed}: ${thread} failed: ${error}`)
  }
}

/** A free run did not come to its end. */
export class RunHungError extends LogError {
  constructor(configuration: string, seed: number, lines: number, seconds: number) {
    super('RUN_HUNG', `${configuration}, seed ${seed}: after ${seconds} s only ${lines} lines were written`)
  }
}

/** Threads have seen words that the accesses before do not explain: the order in the log is not what happened. */
export class NotTotalError extends LogError {
  constructor(configuration: string, line: number, word: string, seen: number, held: number) {
    super(
      'NOT_TOTAL',
      `${configuration}, line ${line}: ${word} was seen as ${seen}, after the lines before it holds ${held}`,
    )
  }
}

/** TLC shows the whole behaviour up to an error; what does not parse comes before that. */
const MOST_SHOWN = 2000
const ERROR = /\*\*\* ?(Parse )?Error|Error: /

/** TLC has not said of each log whether it can be followed. */
export class NotAnsweredError extends LogError {
  constructor(configuration: string, how: string, output: string) {
    super(
      'NOT_ANSWERED',
      `${configuration}: TLC did not say whether each log can be followed (${how}):\n${output.slice(Math.max(0, output.search(ERROR))).slice(0, MOST_SHOWN)}`,
    )
  }
}

/** A name that no configuration has. */
export class UnknownConfigurationError extends LogError {
  constructor(given: string, known: readonly string[]) {
    super(
      'UNKNOWN_CONFIGURATION',
      `no configuration is called ${JSON.stringify(given)}; known: ${known.join(', ')}`,
    )
  }
}

/** A file that is to be followed again is no log. */
export class NoLogError extends LogError {
  constructor(file: string, why: string) {
    super('NO_LOG', `${file} is no log: ${why}`)
  }
}
