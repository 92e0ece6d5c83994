// Imported before the core: roles then do no more than the specs say, and calls run on the script's clock.
declare const process: { getBuiltinModule?: unknown }

process.getBuiltinModule = undefined

const real = performance

/** The clock of the source; the real one until it is replaced. */
export const clock = { now: (): number => real.now() }

Object.defineProperty(globalThis, 'performance', { value: { now: () => clock.now() } })
