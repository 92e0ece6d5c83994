/** What the runner foresees going wrong: one line for a person in `message`, one word for a program in `code`. */
export class TlcError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
    this.name = new.target.name
  }
}

/** A jar that is none of those whose behaviour is known. */
export class WrongChecksumError extends TlcError {
  readonly file: string
  readonly given: string
  readonly allowed: readonly string[]

  constructor(file: string, given: string, allowed: readonly string[], advice: string) {
    super('WRONG_CHECKSUM', `${file} has the SHA-256 ${given}, allowed: ${allowed.join(' or ')}. ${advice}`)
    this.file = file
    this.given = given
    this.allowed = allowed
  }
}

/** $TLA2TOOLS_JAR names something that is not a file. */
export class JarNotAFileError extends TlcError {
  readonly file: string

  constructor(file: string) {
    super('JAR_NOT_A_FILE', `TLA2TOOLS_JAR is ${JSON.stringify(file)}, which is not a file`)
    this.file = file
  }
}

/** One source that was asked for the jar, and its answer. */
export interface Attempt {
  readonly source: string
  readonly said: string
}

/** No source gave the jar. */
export class JarUnreachableError extends TlcError {
  readonly attempts: readonly Attempt[]

  constructor(attempts: readonly Attempt[]) {
    const tried = attempts.map(({ source, said }) => `${source} (${said})`).join('; ')
    const advice = 'Set TLA2TOOLS_JAR to the file of a tla2tools.jar that is already here'
    super('JAR_UNREACHABLE', `no source gave the TLA+ tools; tried ${tried}. ${advice}`)
    this.attempts = attempts
  }
}

/** The cache folder can't be written. */
export class CacheUnwritableError extends TlcError {
  readonly folder: string

  constructor(folder: string, said: string) {
    super(
      'CACHE_UNWRITABLE',
      `the cache folder ${folder} can't be written: ${said}. Set XDG_CACHE_HOME to another`,
    )
    this.folder = folder
  }
}

/** No Java, or one that is too old. */
export class JavaMissingError extends TlcError {
  constructor(found: string) {
    super(
      'JAVA_MISSING',
      `${found}: TLC needs a Java runtime, install Java 11 or newer (set JAVA_HOME or PATH)`,
    )
  }
}

/** models.json is missing, or isn't a JSON array. */
export class MalformedListError extends TlcError {
  constructor(file: string, said: string) {
    super('MALFORMED_LIST', `${file} is not a list of models: ${said}`)
  }
}

/** A field of an entry of models.json that can't be what it is. */
export class MalformedModelError extends TlcError {
  readonly field: string
  readonly given: unknown
  readonly allowed: string

  constructor(entry: string, field: string, given: unknown, allowed: string) {
    const value = given === undefined ? 'missing' : JSON.stringify(given)
    super('MALFORMED_MODEL', `spec/models.json, ${entry}: "${field}" is ${value}, allowed: ${allowed}`)
    this.field = field
    this.given = given
    this.allowed = allowed
  }
}

/** Two entries of models.json share a name. */
export class DoubledModelError extends TlcError {
  readonly names: readonly string[]

  constructor(names: readonly string[]) {
    super('DOUBLED_MODEL', `spec/models.json names more than one model ${names.join(', ')}`)
    this.names = names
  }
}

/** An entry of models.json whose module or config is not there. */
export class MissingFileError extends TlcError {
  readonly files: readonly string[]

  constructor(missing: readonly { readonly model: string; readonly file: string }[]) {
    const each = missing.map(({ model, file }) => `spec/${file} (${model})`).join(', ')
    super('MISSING_FILE', `spec/models.json lists files that do not exist: ${each}`)
    this.files = missing.map(({ file }) => file)
  }
}

/** A config that no entry of models.json lists, so that nothing would ever run it. */
export class UnlistedConfigError extends TlcError {
  readonly configs: readonly string[]

  constructor(configs: readonly string[]) {
    const each = configs.map((config) => `spec/${config}`).join(', ')
    super('UNLISTED_CONFIG', `spec/models.json does not list ${each}: add an entry for each, or delete it`)
    this.configs = configs
  }
}

/** A name that no model has. */
export class UnknownModelError extends TlcError {
  readonly given: string
  readonly near: readonly string[]

  constructor(given: string, near: readonly string[], known: readonly string[]) {
    const hint =
      near.length > 0 ? `did you mean ${near.join(' or ')}?` : `known: ${known.join(', ') || 'none'}`
    super('UNKNOWN_MODEL', `no model is called ${JSON.stringify(given)}; ${hint}`)
    this.given = given
    this.near = near
  }
}

/** Text that isn't a value as TLC prints it. */
export class MalformedValueError extends TlcError {
  readonly text: string
  /** Where it stops being one: an index into `text`, from 0. */
  readonly at: number

  constructor(text: string, at: number, wanted: string) {
    const from = Math.max(0, at - 20)
    const near = JSON.stringify(text.slice(from, at + 20))
    super('MALFORMED_VALUE', `not a value of TLC's: expected ${wanted} at character ${at}, near ${near}`)
    this.text = text
    this.at = at
  }
}

/** A dump that isn't a state graph as TLC writes it. */
export class MalformedGraphError extends TlcError {
  constructor(said: string) {
    super('MALFORMED_GRAPH', `not a state graph of TLC's: ${said}`)
  }
}

/** A graph with edges that don't say which action was taken. */
export class UnnamedActionError extends TlcError {
  /** How many edges there are without a name. */
  readonly edges: number
  /** What they are labelled instead. */
  readonly labels: readonly string[]

  constructor(edges: number, labels: readonly string[]) {
    const why =
      "TLC loses an action's name where it is reached through LET, a guard, or \\E over a set that is not"
    const how = 'let Next reach every action through \\/, operators and \\E over constant sets only'
    const instead = `${edges} edges are labelled ${labels.join(', ')} instead of an action`
    super('UNNAMED_ACTION', `${instead}. ${why} constant: ${how}`)
    this.edges = edges
    this.labels = labels
  }
}

/** A run that was stopped before TLC had an answer. */
export class AbortedError extends TlcError {
  constructor(model: string) {
    super('ABORTED', `${model}: stopped before TLC had an answer`)
  }
}

/** A file that a run was to write, and can't. */
export class DumpUnwritableError extends TlcError {
  constructor(file: string, said: string) {
    super('DUMP_UNWRITABLE', `the graph can't be written to ${file}: ${said}`)
  }
}

/** One file was to hold the graphs of several models. */
export class DumpOfManyError extends TlcError {
  constructor(models: number) {
    super('DUMP_OF_MANY', `--dump writes the graph of one model, given: ${models}; name the one`)
  }
}

/** What a thrown thing says, for a sentence of one's own. */
export function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
