/** Base of the errors of a port that cannot be driven; `code` says how it failed. */
export class PortError extends Error {
  static override readonly name: string = 'PortError'
  readonly code: `ERR_PORT_${string}`

  constructor(code: PortError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PortError'
    this.code = code
  }
}

/** The command could not be started. */
export class NotStartedError extends PortError {
  constructor(command: string, cause: Error) {
    super('ERR_PORT_NOT_STARTED', `cannot start ${command}: ${cause.message}`, { cause })
  }
}

/** The port did not answer in time, or did not end once its input had. */
export class HungError extends PortError {
  constructor(after: string, seconds: number) {
    super('ERR_PORT_HUNG', `the port has not answered for ${seconds} s ${after}`)
  }
}

/** The port ended before it had answered everything, or with an exit code other than 0. */
export class DiedError extends PortError {
  constructor(after: string, how: string, stderr: string) {
    super('ERR_PORT_DIED', `the port ended ${after}: ${how}${stderr && `\n${stderr}`}`)
  }
}

/** An answer that is not what the protocol allows. */
export class GarbageError extends PortError {
  constructor(after: string, line: string, why: string) {
    super('ERR_PORT_GARBAGE', `the port's answer ${after} ${why}: ${line.slice(0, 200)}`)
  }
}

/** More lines were said than were sent. */
export class UnaskedError extends PortError {
  constructor(what: string) {
    super('ERR_PORT_UNASKED', `the port has said more lines than it was sent: ${what.slice(0, 200)}`)
  }
}
