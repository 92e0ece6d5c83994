// The contestants that are written in JavaScript, by name.
import type { Contestant } from './task.ts'

const LOADERS: Readonly<Record<string, () => Promise<Contestant>>> = {
  ours: async () => (await import('./ours.ts')).ours,
  corked: async () => (await import('./ours.ts')).corked,
  bare: async () => (await import('./bare.ts')).bare,
  messages: async () => (await import('./messages.ts')).messages,
  ringbuf: async () => (await import('./ringbuf.ts')).ringbuf,
}

/** Loads a contestant alone, since what another would load could change what is measured. */
export async function contestantOf(name: string): Promise<Contestant> {
  const load = LOADERS[name]
  if (load === undefined)
    throw new Error(`no contestant ${name}; there are ${Object.keys(LOADERS).join(', ')}`)
  return await load()
}
