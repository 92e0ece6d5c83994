/** A thread stands before one atomic access of the source. */
export interface Access {
  readonly kind?: undefined
  /** The action of the spec that the source names on this line. */
  readonly action: string
  readonly op: AtomicOp
  readonly args: readonly [words: Int32Array, index: number, ...operands: number[]]
  /** The private fields of the object. */
  readonly fields: Locals
  /** The locals of the frames on the stack, the innermost last. */
  frames?: Locals[]
}

/** A thread stands in its caller's code, which may go on in one of several ways. */
export interface Choice {
  readonly kind: 'choice'
  /** The actions that it offers; those of the source are called next. */
  readonly offers: readonly string[]
  readonly own: Locals
  frames?: Locals[]
}

export type Pending = Access | Choice
export type Locals = Readonly<Record<string, unknown>>

/** The operations on shared words that the machine knows. */
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

/** What a caller decides: how many to claim, whether to wait, whether to throw. */
export type Decision = Readonly<Record<string, number | boolean>> & { readonly action?: never }

/** What a thread is told when it goes on: the result of its access, or the way its caller goes. */
export type Answer = number | { readonly action: string; readonly decision: Decision }

/** A thread under the machine's control. */
export type Thread<Result = void> = Generator<Pending, Result, Answer>

/** Runs what a frame calls, and adds the frame's locals to whatever the callee yields. */
export function* within<Result>(frame: Locals, callee: Thread<Result> | Result): Thread<Result> {
  if (!isThread(callee)) return callee
  let step = callee.next()
  while (!step.done) {
    step.value.frames = [frame, ...(step.value.frames ?? [])]
    step = callee.next(yield step.value)
  }
  return step.value
}

/** Calls of the real core return at once, those of the stepped one have to be driven. */
export function* call<Result>(result: Thread<Result> | Result): Thread<Result> {
  return isThread(result) ? yield* result : result
}

function isThread<Result>(value: Thread<Result> | Result): value is Thread<Result> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && 'next' in value
}

/** What an object of the source can be asked for, whichever it is. */
interface Callable {
  tryClaim?(n: number): unknown
  poll?(handler: () => void): unknown
}

/**
 * An asynchronous call has what it waited for, and has not returned: its thread may make another call of the same
 * object, which has to be refused before it takes a step. What can't be called so is not asked.
 *
 * @throws {Stuck} if it is not
 */
export function moment<Value>(self: Callable | undefined, value: Value): Value {
  if (!self?.tryClaim && !self?.poll) return value
  const refusal = refusalOf(self)
  if (refusal !== 'HandlerError') throw new Stuck(`a call within another came to ${refusal}`)
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

/** Says who hears of it when somebody who is aborted notifies all who sleep on a word; null: nobody. */
export function whenStirred(hears: typeof stirring): void {
  stirring = hears
}

/** The `Atomics` of those files that are not stepped: what they notify is heard by the machine. */
export const stirringAtomics: typeof Atomics = Object.assign(Object.create(Atomics), {
  notify(_: Int32Array, index: number): number {
    stirring?.(index)
    return 0
  },
})

/** A thread could not go on as it was told. */
export class Stuck extends Error {}

/** `within` as the stepped source calls it. */
export function withinSource<Result>(frame: Locals, callee: Thread<Result> | Result): Thread<Result> {
  turned()
  return within(frame, callee)
}

const MANY = 200_000
let turns = 0

/**
 * The stepped source has gone round a loop once more, or has called something.
 *
 * @throws {Stuck} if it does only that, without an access
 */
export function turned(): void {
  turns++
  if (turns <= MANY) return
  turns = 0
  throw new Stuck(`goes on without an access, ${MANY} calls or turns long`)
}

/** An access has been made. */
export function accessed(): void {
  turns = 0
}
