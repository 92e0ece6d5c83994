// The struct that all threads import.
import { struct } from '../../../dist/index.js'

export const Job = struct({ id: 'u32' })
