// Imported before the core, which keeps the clock that it finds: time stands still, but where a thread says that it passes.
import { clock } from '../threads/host.ts'

let time = 0

clock.now = () => time

/** So many milliseconds later. */
export function passTime(milliseconds: number): void {
  time += milliseconds
}
