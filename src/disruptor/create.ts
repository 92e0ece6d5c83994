// Makes a disruptor: a ring with its slots, and the threads of its handlers.
import { type AnyEvent, createSlots } from '../events/Slots.ts'
import { createRing } from '../ring/attach.ts'
import type { Shared } from './attach.ts'
import { crewOf, type Starting } from './crews.ts'
import { Disruptor } from './Disruptor.ts'
import { throwUncaught } from './host.ts'
import {
  checkDisruptor,
  type DisruptorOptions,
  type HandledBy,
  type HandlerOptions,
  ringOf,
} from './options.ts'
import type { FailedEvent } from './report.ts'
import { type TapMemory, tapOf } from './Tap.ts'
import { Voids } from './Voids.ts'

/**
 * Makes a disruptor and starts its workers; resolves once all of them have their roles.
 *
 * @throws {ArgumentError} if an option is unknown or out of range, or handlers follow each other in a circle
 * @throws {StartError} if a worker ends before it has its role; then none is left running
 */
export async function createDisruptor<
  Type extends AnyEvent,
  const Name extends string,
  const Producer extends string = 'producer',
>(options: DisruptorOptions<Type, Name, Producer>): Promise<Disruptor<Type, Name, Producer>> {
  checkDisruptor(options)
  const shared = sharedOf(options)
  const crews = crewsOf(shared, options)
  const disruptor = new Disruptor(shared, crews)
  await started(disruptor, crews)
  return disruptor
}

function sharedOf<Type extends AnyEvent, Name extends string, Producer extends string>(
  options: DisruptorOptions<Type, Name, Producer>,
): Shared<Type, Name, Producer> {
  const { event, size, handlers } = options
  const ring = createRing(ringOf(options))
  return { ring, slots: createSlots(event, size), voids: new Voids(size), taps: tapsOf(event, handlers) }
}

function tapsOf(event: AnyEvent, handlers: object): Record<string, TapMemory> {
  const all = Object.entries(handlers) as [string, HandlerOptions<string>][]
  return Object.fromEntries(all.flatMap(([name, { tap }]) => (tap ? [[name, tapOf(event, tap)]] : [])))
}

function crewsOf<Type extends AnyEvent, Name extends string, Producer extends string>(
  shared: Shared<Type, Name, Producer>,
  { handlers, onError = reportUncaught }: DisruptorOptions<Type, Name, Producer>,
): Starting[] {
  const report = (failed: FailedEvent): void => reported(failed, onError)
  const all = Object.entries(handlers) as [Name, HandledBy<Type, Name>][]
  return all.map(([name, given]) => crewOf({ shared, name, report }, given))
}

/** What a report throws must not end the run that reports. */
function reported(failed: FailedEvent, onError: (failed: FailedEvent) => void): void {
  try {
    onError(failed)
  } catch (error) {
    throwUncaught(error)
  }
}

/** Only what fails the ring is left to nobody: without `onError` nothing may be skipped. */
function reportUncaught({ action, error }: FailedEvent): void {
  if (action === 'halt') throwUncaught(error)
}

async function started(disruptor: { stop(): Promise<unknown> }, crews: readonly Starting[]): Promise<void> {
  try {
    await Promise.all(crews.map((crew) => crew.started))
  } catch (error) {
    const stopped = disruptor.stop()
    await Promise.all(crews.map((crew) => crew.terminate()))
    await stopped
    throw error
  }
}
