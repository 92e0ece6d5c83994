// Imported before the core, which keeps the clock that it finds: time stands still, but where a thread says that it passes.
let time = 0

Object.defineProperty(globalThis, 'performance', { value: { now: () => time } })

/** So many milliseconds later. */
export function passTime(milliseconds: number): void {
  time += milliseconds
}
