// The rings of walks: eight slots, one producer or four, three consumers and sometimes a pool beside them.
import fc from 'fast-check'
import type { Form } from '../callers.ts'
import type { Cast } from '../programs/cast.ts'

const SIZE = 8
/** events after which the lap count wraps */
const LAPS = 2 ** 32 * SIZE

type Readers = Pick<Cast, 'follows' | 'workers' | 'pool'>

const readers: fc.Arbitrary<Readers> = fc.constantFrom<Readers>(
  { follows: [[], [], []], workers: 0 },
  { follows: [[], [], [0, 1]], workers: 0 },
  { follows: [[], [0], [1]], workers: 0 },
  { follows: [[], [], [], []], workers: 3 },
  { follows: [[], [], [0, 1], [0]], workers: 2 },
  { follows: [[], [], [1], [1]], workers: 3, pool: 1 },
)

export const casts: fc.Arbitrary<Cast> = fc
  .record({
    readers,
    size: fc.constant(SIZE),
    producers: fc.constantFrom(4, 4, 4, 1),
    spins: fc.constantFrom(0, 0, 1, 3, null),
    timed: fc.boolean(),
    throws: fc.boolean(),
    form: fc.constantFrom<Form>('blocking', 'blocking', 'asynchronous'),
    mortal: fc.constantFrom(false, false, true),
    steps: fc.constantFrom(50, 200, 1000, 4000),
    start: fc.constantFrom(
      0,
      2 ** 30 - 16,
      2 ** 31 - 16,
      2 ** 32 - 16,
      LAPS / 2 - 16,
      LAPS - 16,
      2 ** 53 - 2 ** 20,
    ),
  })
  .map(({ readers, ...cast }) => ({ ...cast, ...readers }))
