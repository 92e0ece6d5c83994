/** What is foreseen to go wrong with mutants of specs: one line for a person in `message`, one word for a program in `code`. */
export class SpecMutantError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
    this.name = new.target.name
  }
}

/** TLC shows the whole behaviour up to an error; what does not parse comes before that. */
const MOST_SHOWN = 2000
const ERROR = /\*\*\* ?(Parse )?Error|Error: /

/** TLC has not said of each mutant what came of it. */
export class NotExploredError extends SpecMutantError {
  constructor(model: string, how: string, output: string) {
    const said = output.slice(Math.max(0, output.search(ERROR))).slice(0, MOST_SHOWN)
    super('NOT_EXPLORED', `${model}: TLC did not say of each mutant what came of it (${how}):\n${said}`)
  }
}

/** What is never broken has strayed: the machinery is wrong, not a spec. */
export class ControlStrayedError extends SpecMutantError {
  constructor(model: string, actions: readonly string[]) {
    super(
      'CONTROL_STRAYED',
      `${model}: nothing was broken, and yet there were other steps: ${actions.join(', ')}`,
    )
  }
}

/** A name that no model of a spec has where mutants are tried. */
export class UnknownPlaceError extends SpecMutantError {
  constructor(given: string, known: readonly string[]) {
    super('UNKNOWN_PLACE', `no mutant is in ${JSON.stringify(given)}; known: ${known.join(', ')}`)
  }
}
