import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import type { Layer } from './model.ts'
import { judgeMessages, judgeStructs } from './properties.ts'

const SOURCE = join(import.meta.dirname, '../../src/events')
const SEED = 7
const RUNS = 2000

interface Mutant {
  readonly file: string
  readonly from: string
  readonly to: string
}

/** Changes of the source that the properties of structs must notice. */
const STRUCTS: readonly Mutant[] = [
  { file: 'scalars.ts', from: "typeof value !== 'number' || value !== (value & 0xff)", to: 'false' },
  { file: 'scalars.ts', from: 'value !== (value << 24) >> 24', to: 'value !== (value << 23) >> 23' },
  {
    file: 'scalars.ts',
    from: "typeof value !== 'number' || value !== value >>> 0",
    to: 'value !== (value | 0)',
  },
  {
    file: 'scalars.ts',
    from: 'value !== BigInt.asIntN(64, value)',
    to: 'value !== BigInt.asIntN(63, value)',
  },
  {
    file: 'scalars.ts',
    from: 'this.$f64[(this.$at + at) >> 3] = value + 0',
    to: 'this.$f64[this.$at >> 3] = value + 0',
  },
  {
    file: 'scalars.ts',
    from: 'return this.$i16[(this.$at + at) >> 1]!',
    to: 'return this.$u16[(this.$at + at) >> 1]!',
  },
  { file: 'fits.ts', from: 'value === (value << 16) >> 16', to: 'value === value << 0' },
  { file: 'fits.ts', from: 'size >= INFINITE', to: 'size > INFINITE' },
  { file: 'fits.ts', from: 'Number.isSafeInteger(value)', to: 'Number.isInteger(value)' },
  { file: 'oneOf.ts', from: 'indexes.get(value) ?? no(value)', to: 'indexes.get(value) ?? 0' },
  { file: 'oneOf.ts', from: 'this.#indexes.has(value) ?', to: 'value !== null ?' },
  { file: 'utf8.ts', from: 'bytes <= this.form.most ? bytes : -1', to: 'bytes >= 0 ? bytes : -1' },
  {
    file: 'utf8.ts',
    from: 'to.$u16[(to.$at + offset) >> 1] = length',
    to: 'to.$u16[(to.$at + offset) >> 1] = text.length',
  },
  { file: 'text.ts', from: 'ignoreBOM: true', to: 'ignoreBOM: false' },
  { file: 'text.ts', from: 'text.charCodeAt(i) < 0xdc00 && ', to: '' },
  { file: 'text.ts', from: 'text.charCodeAt(i + 1) >> 10 === 0x37', to: 'true' },
  { file: 'text.ts', from: 'point < 0x800 ? 1', to: 'point < 0x700 ? 1' },
  { file: 'bytes.ts', from: 'if (length > most) refuse', to: 'if (length > most + 1) refuse' },
  {
    file: 'bytes.ts',
    from: 'this.$u8.set(bytes, this.$at + LENGTH)',
    to: 'this.$u8.set(bytes, this.$at)',
  },
  { file: 'items.ts', from: 'this.$at + this.$in(index) * this.$step', to: 'this.$at + this.$in(index)' },
  {
    file: 'items.ts',
    from: 'if (values.length !== length) refuse',
    to: 'if (values.length < length) refuse',
  },
  { file: 'items.ts', from: 'aligned(of.form.bytes, of.align)', to: 'of.form.bytes' },
  {
    file: 'record.ts',
    from: 'this.$checked(values)',
    to: 'Object.entries(values).map(([name, value]) => ({ name, value }))',
  },
  { file: 'record.ts', from: 'slotOf(sequence, this.$size)', to: 'slotOf(sequence, this.$size / 2)' },
  { file: 'record.ts', from: 'slotOf(sequence, this.$size)', to: 'sequence % this.$size + 0.5' },
  { file: 'Struct.ts', from: 'part.$at = this.$at + offset', to: 'part.$at = this.$at' },
  { file: 'Struct.ts', from: 'end = offset + field.type.form.bytes', to: 'end = offset + field.type.align' },
  { file: 'Struct.ts', from: 'const offset = aligned(end, field.type.align)', to: 'const offset = end' },
  { file: 'Struct.ts', from: 'field.type.checked(value, under(path, name))', to: 'value' },
  { file: 'Slots.ts', from: 'viewsOf(buffer, HEADER)', to: 'viewsOf(buffer, 0)' },
  { file: 'forms.ts', from: 'Math.ceil(bytes / align)', to: 'Math.floor(bytes / align)' },
]

/** Changes of the source that the properties of messages must notice. */
const MESSAGES: readonly Mutant[] = [
  {
    file: 'message.ts',
    from: 'this.$size * this.$stride - at - HEADER',
    to: 'this.$size * this.$stride - at',
  },
  { file: 'message.ts', from: 'this.$u8.set(bytes.subarray(rest), 0)', to: '' },
  {
    file: 'message.ts',
    from: 'bytes.subarray(0, rest), at + HEADER',
    to: 'bytes.subarray(0, rest), at + HEADER - 1',
  },
  { file: 'message.ts', from: 'aligned(HEADER + bytes, stride)', to: 'aligned(bytes, stride)' },
  { file: 'message.ts', from: 'Math.max(end - all, 0)', to: 'Math.max(end - all - 1, 0)' },
  { file: 'message.ts', from: '(first ^ MAGIC) >>> 0', to: 'first ^ MAGIC' },
  { file: 'message.ts', from: 'return this.next - 1 <= last', to: 'return this.next - 1 < last' },
]

/** The layer with one place changed. */
async function broken({ file, from, to }: Mutant): Promise<Layer> {
  const source = await readFile(join(SOURCE, file), 'utf8')
  const parts = source.split(from)
  if (parts.length !== 2)
    throw new Error(`${file} must have '${from}' once, and has it ${parts.length - 1} times`)
  const changed = { name: 'changed', setup }
  function setup({
    onLoad,
  }: Parameters<NonNullable<Parameters<typeof build>[0]['plugins']>[0]['setup']>[0]): void {
    onLoad({ filter: new RegExp(`events/${file}$`) }, () => ({ contents: parts.join(to), loader: 'ts' }))
  }
  return await load([changed])
}

async function load(plugins: Parameters<typeof build>[0]['plugins'] = []): Promise<Layer> {
  const entryPoints = [join(SOURCE, 'index.ts')]
  const { outputFiles } = await build({ entryPoints, plugins, bundle: true, format: 'esm', write: false })
  const code = Buffer.from(outputFiles[0]!.contents).toString('base64')
  return await import(/* @vite-ignore */ `data:text/javascript;base64,${code}`)
}

/** What the judge says of it; a change that no longer loads is noticed as well. */
async function judged(mutant: Mutant, judge: typeof judgeStructs): Promise<string | null> {
  return judge(await broken(mutant), { seed: SEED, numRuns: RUNS })
}

it('the source itself passes', async () => {
  const events = await load()
  expect([judgeStructs, judgeMessages].map((judge) => judge(events, { seed: SEED, numRuns: 200 }))).toEqual([
    null,
    null,
  ])
})

describe('noticed', () => {
  it.each(STRUCTS)('in structs: $file: $from becomes $to', async (mutant) => {
    expect(await judged(mutant, judgeStructs)).toMatch(/^RINGPROOF_SEED=7/)
  })

  it.each(MESSAGES)('in messages: $file: $from becomes $to', async (mutant) => {
    expect(await judged(mutant, judgeMessages)).toMatch(/^RINGPROOF_SEED=7/)
  })
})
