/** Errors foreseen with mutants of specs: one line for a person in `message`, one word for a program in `code`. */
export class SpecMutantError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
    this.name = new.target.name
  }
}

/**
 * The most characters shown of TLC's output, from its first error on; TLC prints the whole behaviour up to an error.
 */
const MOST_SHOWN = 2000
const ERROR = /\*\*\* ?(Parse )?Error|Error: /

/** TLC gave no outcome for some mutant. */
export class NotExploredError extends SpecMutantError {
  constructor(model: string, how: string, output: string) {
    const said = output.slice(Math.max(0, output.search(ERROR))).slice(0, MOST_SHOWN)
    super('NOT_EXPLORED', `${model}: TLC gave no outcome for some mutants (${how}):\n${said}`)
  }
}

/** A control, which mutates nothing, took other steps than the model: the machinery is wrong, not a spec. */
export class ControlStrayedError extends SpecMutantError {
  constructor(model: string, actions: readonly string[]) {
    super(
      'CONTROL_STRAYED',
      `${model}: the unmutated copy took other steps than the model: ${actions.join(', ')}`,
    )
  }
}

/** A name that occurs in no spec whose mutants are tried. */
export class UnknownPlaceError extends SpecMutantError {
  constructor(given: string, known: readonly string[]) {
    super('UNKNOWN_PLACE', `there are no mutants in ${JSON.stringify(given)}; known: ${known.join(', ')}`)
  }
}
