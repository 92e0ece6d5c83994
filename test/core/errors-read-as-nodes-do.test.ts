// Messages, names and codes of errors. See it fail: return String(value) for any object in `printed` of
// src/core/errors.ts; or leave out a static name.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { build, type Plugin } from 'esbuild'
import fc from 'fast-check'
import { beforeAll, describe, expect, it, test } from 'vitest'
import * as source from '../../src/index.ts'

type Source = typeof source

const root = join(import.meta.dirname, '../..')

function caught(call: () => unknown): Error & Record<string, unknown> {
  try {
    call()
  } catch (error) {
    return error as Error & Record<string, unknown>
  }
  throw new Error('nothing was thrown')
}

function refusalOf(size: unknown): Error & Record<string, unknown> {
  return caught(() => source.createRing({ size: size as number, consumers: { a: [] } }))
}

describe('what was received', () => {
  it.each([
    3,
    -1.5,
    Number.NaN,
    10n,
    true,
    null,
    undefined,
    '8',
    'a "name"',
    'two\nlines',
    Symbol('s'),
    [],
    ['a', 1, null, undefined, true, 10n],
  ])('is printed as Node prints it: %o', (size) => {
    expect(refusalOf(size)['given']).toBe(inspect(size))
  })

  it.each<readonly [unknown, string]>([
    [{ timeout: 1 }, 'an instance of Object'],
    [Object.create(null), 'an instance of Object'],
    [new Map(), 'an instance of Map'],
    [Promise.resolve(), 'an instance of Promise'],
    [() => {}, 'an instance of Function'],
    [[[1]], '[ an instance of Array ]'],
  ])('is named by its class: %o', (size, given) => {
    expect(refusalOf(size)['given']).toBe(given)
  })

  it('is on one line and short, whatever it is', () => {
    const one = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSparseArray: true,
      withTypedArray: true,
      withUnicodeString: true,
    } as fc.ObjectConstraints)
    fc.assert(
      fc.property(fc.oneof(one, fc.string({ minLength: 100, maxLength: 300 })), (size) => {
        fc.pre(![1, 2, 4, 8, 16].includes(size as number) && !isPowerOfTwo(size))
        const { message, given } = refusalOf(size)
        expect(message).toMatch(/^The "size" option must be a power of two from 1 to 2\^28\. Received ./)
        expect(message.endsWith(`Received ${given}`)).toBe(true)
        expect(given).not.toMatch(/\[object |[\n\r]/)
        expect(String(given).length).toBeLessThanOrEqual(128 + '...'.length)
      }),
    )
  })

  it('is cut where it is long, and so is what is allowed', () => {
    const producers = Array.from({ length: 31 }, (_, p) => `producer ${p}`)
    const ring = source.createRing<string, string>({ size: 2, producers, consumers: { a: [] } })
    const { given, allowed } = caught(() => ring.producer('x'.repeat(10_000)))
    expect(given).toBe(`'${'x'.repeat(127)}...`)
    expect(allowed).toMatch(/^one of 'producer 0', .*\.{3}$/)
    expect(String(allowed).length).toBe(128 + '...'.length)
    const [first, last] = ['x'.repeat(100) as never, 'y'.repeat(100) as never]
    const published = caught(() => ring.producer('producer 0').publish(first, last))
    expect(published['given']).toBe(`'${'x'.repeat(100)}' to '${'y'.repeat(21)}...`)
  })

  it('is not looked into', () => {
    const trap = Object.defineProperty({}, 'size', { get: () => expect.unreachable() })
    expect(refusalOf(trap)['given']).toBe('an instance of Object')
    const circle: unknown[] = []
    circle.push(circle)
    expect(refusalOf(circle)['given']).toBe('[ an instance of Array ]')
  })
})

function isPowerOfTwo(size: unknown): boolean {
  return typeof size === 'number' && size > 0 && Number.isInteger(Math.log2(size))
}

/** One error of each class, and its code. */
function errorsOf({ createRing, attachRing, ...core }: Source): Record<string, Error & { code?: unknown }> {
  const ring = createRing({ size: 2, consumers: { a: [] } })
  const producer = ring.producer()
  const consumer = ring.consumer('a')
  const WaitError = caught(() => consumer.consume(() => {}))
  producer.claim(2)
  const StateError = caught(() => producer.leave())
  const PublishError = caught(() => producer.publish(1))
  const ClaimError = caught(() => producer.claim())
  producer.publish(0, 1)
  return {
    ...{ WaitError, StateError, PublishError, ClaimError },
    ArgumentError: caught(() => consumer.poll(3 as never)),
    FieldError: caught(() =>
      core
        .createSlots(core.struct({ side: core.oneOf('buy', 'sell') }), 1)
        .writer()
        .at(0)
        .set({ side: 1 as never }),
    ),
    HandleError: caught(() => attachRing(null as never)),
    RoleError: caught(() => ring.producer()),
    HandlerError: caught(() => consumer.poll((async () => {}) as never)),
    TimeoutError: new core.TimeoutError(5),
    AbortError: new core.AbortError(new Error('enough')),
    ClosedError: new core.ClosedError(),
    StoppedError: new core.StoppedError(),
    FailedError: new core.FailedError({ dead: ['a', 'b'], missing: 1, suspects: ['c'] }),
    StartError: new core.StartError('a', 'Exit code 1'),
  }
}

test('every class has an error here, and each message is a sentence without its stop', () => {
  const abstract = ['MisuseError', 'RingproofError']
  const classes = Object.keys(source).filter((name) => name.endsWith('Error') && !abstract.includes(name))
  const errors = errorsOf(source)
  expect(Object.keys(errors).sort()).toEqual(classes.sort())
  for (const { message } of Object.values(errors)) expect(message).toMatch(/^(?:[A-Z]|[\w.]+\(\) ).*[^.]$/)
})

test('errors about a value are ArgumentErrors, and those about a state have no such fields', () => {
  const { ArgumentError, MisuseError, RingproofError } = source
  const errors = Object.values(errorsOf(source))
  const are = (of: typeof RingproofError | typeof MisuseError | typeof ArgumentError) =>
    errors.filter((error) => error instanceof (of as never)).map(({ name }) => name)
  const values = ['PublishError', 'ClaimError', 'ArgumentError', 'FieldError', 'HandleError']
  expect(are(ArgumentError)).toEqual(values)
  expect(errors.filter((error) => 'given' in error && 'allowed' in error).map(({ name }) => name)).toEqual(
    values,
  )
  expect(are(MisuseError).sort()).toEqual(
    [...values, 'HandlerError', 'RoleError', 'StateError', 'WaitError'].sort(),
  )
  expect(are(RingproofError)).toHaveLength(errors.length)
})

test('the cause is kept', () => {
  const cause = new Error('enough')
  expect(new source.AbortError(cause).cause).toBe(cause)
  expect(new source.FailedError({ dead: [], cause }).cause).toBe(cause)
  expect('cause' in new source.FailedError({ dead: [] })).toBe(false)
})

/** Strips the static names, to show that the test notices. */
const NAMELESS: Plugin = {
  name: 'nameless',
  setup({ onLoad }) {
    onLoad({ filter: /(?:errors|StartError)\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      return { contents: text.replace(/^ *static override readonly name.*\n/gm, ''), loader: 'ts' }
    })
  },
}

async function minified(plugins: Plugin[] = []): Promise<Source> {
  const folder = await mkdtemp(join(tmpdir(), 'ringproof-'))
  const [entryPoints, outfile] = [[join(root, 'src/index.ts')], join(folder, 'bundle.mjs')]
  try {
    await build({ entryPoints, outfile, bundle: true, minify: true, format: 'esm', plugins })
    return await import(pathToFileURL(outfile).href)
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe('in a minified bundle', () => {
  let bundle: Source

  beforeAll(async () => {
    bundle = await minified()
  })

  it.each(Object.entries(errorsOf(source)))(
    '%s has its name, code and message',
    (name, { message, code }) => {
      const error = errorsOf(bundle)[name]
      expect([error?.name, error?.constructor.name]).toEqual([name, name])
      expect([error?.message, error?.code]).toEqual([message, code])
      expect(error?.stack?.startsWith(`${name}: ${message}\n`)).toBe(true)
      expect(inspect(error).startsWith(`${name}: ${message}\n`)).toBe(true)
    },
  )

  it('errors without static names have none', async () => {
    const nameless = errorsOf(await minified([NAMELESS]))
    for (const [name, error] of Object.entries(nameless)) expect(error.name).not.toBe(name)
  })
})
