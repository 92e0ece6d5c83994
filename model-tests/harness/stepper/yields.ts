/** A thread that stands before an atomic access of the source. */
export interface Access {
  readonly kind?: undefined
  /** the action of the spec that the source names on this line */
  readonly action: string
  readonly op: AtomicOp
  readonly args: readonly [words: Int32Array, index: number, ...operands: number[]]
  /** the private fields of the object */
  readonly fields: Locals
  /** the locals of the frames on the stack, innermost last */
  frames?: Locals[]
  /** actions that the caller may take first, while this call stands aside; before a sleep, only once it is asleep */
  also?: readonly string[]
}

/** A thread in its caller's code, which may take several actions next. */
export interface Choice {
  readonly kind: 'choice'
  /** the enabled actions; an action of the source starts a call of it */
  readonly offers: readonly string[]
  readonly own: Locals
  frames?: Locals[]
}

export type Pending = Access | Choice
export type Locals = Readonly<Record<string, unknown>>

/** The operations on shared words that the machine supports. */
export type AtomicOp =
  | 'load'
  | 'store'
  | 'add'
  | 'sub'
  | 'or'
  | 'and'
  | 'xor'
  | 'exchange'
  | 'compareExchange'
  | 'wait'
  | 'waitAsync'
  | 'notify'

/** The caller's choice for a step: how many to claim, whether to wait, whether to throw. */
export type Decision = Readonly<Record<string, number | boolean>> & { readonly action?: never }

/** What a thread resumes with: the result of its access, or its caller's choice. */
export type Answer = number | { readonly action: string; readonly decision: Decision }

/** A thread under the machine's control. */
export type Thread<Result = void> = Generator<Pending, Result, Answer>

/** Runs a callee and adds the calling frame's locals to whatever it yields. */
export function* within<Result>(frame: Locals, callee: Thread<Result> | Result): Thread<Result> {
  if (!isThread(callee)) return callee
  let step = callee.next()
  while (!step.done) {
    step.value.frames = [frame, ...(step.value.frames ?? [])]
    step = callee.next(yield step.value)
  }
  return step.value
}

/** Drives a call of the stepped core; a call of the plain core has already returned. */
export function* call<Result>(result: Thread<Result> | Result): Thread<Result> {
  return isThread(result) ? yield* result : result
}

function isThread<Result>(value: Thread<Result> | Result): value is Thread<Result> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && 'next' in value
}

/** The methods that `moment` may call, on whichever class. */
interface Callable {
  tryClaim?(n: number): unknown
  poll?(handler: () => void): unknown
}

/**
 * An asynchronous call has its result but has not returned: another call of the same object must be refused before
 * its first access. Objects without such a method are not tried.
 *
 * @throws {Stuck} if the call is not refused
 */
export function moment<Value>(self: Callable | undefined, value: Value): Value {
  if (!self?.tryClaim && !self?.poll) return value
  const refusal = refusalOf(self)
  if (refusal !== 'HandlerError') throw new Stuck(`a call within another was not refused: ${refusal}`)
  return value
}

function refusalOf(self: Callable): string {
  try {
    const begun = self.tryClaim ? self.tryClaim(1) : self.poll?.(() => {})
    if (!isThread(begun)) return `${begun}`
    const { value, done } = begun.next()
    return done ? `${value}` : `${(value as Access).action}`
  } catch (error) {
    return error instanceof Error ? error.name : `${error}`
  }
}

let stirring: ((index: number) => void) | null = null

/** Sets the listener for an abort that notifies the sleepers on a word; null removes it. */
export function whenStirred(hears: typeof stirring): void {
  stirring = hears
}

/** The `Atomics` of files that are not stepped: the machine gets their notifications. */
export const stirringAtomics: typeof Atomics = Object.assign(Object.create(Atomics), {
  notify(_: Int32Array, index: number): number {
    stirring?.(index)
    return 0
  },
})

/** A thread could not take the step it was given. */
export class Stuck extends Error {}

/** `within` as the stepped source calls it. */
export function withinSource<Result>(frame: Locals, callee: Thread<Result> | Result): Thread<Result> {
  turned()
  return within(frame, callee)
}

const MANY = 200_000
let turns = 0

/**
 * Counts a loop iteration or a call of stepped source.
 *
 * @throws {Stuck} if there are too many without an access
 */
export function turned(): void {
  turns++
  if (turns <= MANY) return
  turns = 0
  throw new Stuck(`runs without an access for ${MANY} calls or iterations`)
}

/** Resets the count at an access. */
export function accessed(): void {
  turns = 0
}
