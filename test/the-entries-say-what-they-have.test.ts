import { expect, test } from 'vitest'

/** What users call or catch: a name that goes, or is new, is a change of the package. */
const CORE = [
  ...[
    'AbortError',
    'ArgumentError',
    'ClaimError',
    'ClosedError',
    'FailedError',
    'HandleError',
    'HandlerError',
  ],
  ...[
    'MisuseError',
    'PublishError',
    'RingproofError',
    'RoleError',
    'StateError',
    'StoppedError',
    'TimeoutError',
    'WaitError',
  ],
]
const EVENTS = [
  ...[
    'FieldError',
    'array',
    'attachSlots',
    'bytes',
    'checkSame',
    'createSlots',
    'message',
    'oneOf',
    'struct',
    'utf8',
  ],
]
const RING = ['DEFAULT_SPINS', 'DEFAULT_YIELD_AFTER', 'attachRing', 'createRing', 'monitor', 'supervise']
const DISRUPTOR = ['StartError', 'attachDisruptor', 'createDisruptor', 'handler']

test.each([
  ['ringproof', [...CORE, ...EVENTS, ...RING, ...DISRUPTOR]],
  ['ringproof/core', CORE],
])('%s', async (entry, names) => {
  expect(Object.keys(await import(entry)).toSorted()).toEqual(names.toSorted())
})

test('what both entries have is the same', async () => {
  const [whole, core] = await Promise.all(['ringproof', 'ringproof/core'].map((entry) => import(entry)))
  for (const name of CORE) expect(core[name]).toBe(whole[name])
})
