// The package with one change, on this thread: shows that tests find what they are meant to find.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type PluginBuild } from 'esbuild'

const SOURCE = join(import.meta.dirname, '../../src')

/** The package, as far as the judges use it. */
export type Layer = typeof import('../../src/index.ts') &
  typeof import('../../src/disruptor/Voids.ts') &
  typeof import('../../src/disruptor/EventProducer.ts') &
  typeof import('../../src/disruptor/OpenRun.ts') &
  typeof import('../../src/disruptor/Progress.ts') &
  typeof import('../../src/disruptor/Deaths.ts') &
  typeof import('../../src/disruptor/runOf.ts')

const FILES = [
  'index.ts',
  ...['Voids.ts', 'EventProducer.ts', 'OpenRun.ts', 'Progress.ts', 'Deaths.ts', 'runOf.ts'].map(
    (file) => `disruptor/${file}`,
  ),
]

/** A file of the disruptor, and a text in it that becomes another. */
export interface Mutant {
  readonly file: string
  readonly from: string
  readonly to: string
}

/**
 * The package, with this change if there is one.
 *
 * @throws {Error} if the text to be replaced does not occur exactly once, since the change would show nothing then
 */
export async function load(mutant?: Mutant): Promise<Layer> {
  const contents = FILES.map((file) => `export * from './${file}'`).join('\n')
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: SOURCE, loader: 'ts' },
    plugins: mutant ? [{ name: 'changed', setup: await changing(mutant) }] : [],
    ...{ bundle: true, format: 'esm', write: false },
  })
  const code = Buffer.from(outputFiles![0]!.contents).toString('base64')
  return await import(/* @vite-ignore */ `data:text/javascript;base64,${code}`)
}

async function changing({ file, from, to }: Mutant): Promise<(plugin: PluginBuild) => void> {
  const source = await readFile(join(SOURCE, 'disruptor', file), 'utf8')
  const parts = source.split(from)
  if (parts.length !== 2)
    throw new Error(`${file} must have '${from}' once, and has it ${parts.length - 1} times`)
  return ({ onLoad }) => {
    onLoad({ filter: new RegExp(`disruptor/${file}$`) }, () => ({ contents: parts.join(to), loader: 'ts' }))
  }
}

/** A worker's file as one text, with the source it is of: it starts sooner, and a build that goes on does not matter. */
export async function asOne(file: URL): Promise<URL> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(file)],
    alias: { ringproof: join(SOURCE, 'index.ts') },
    ...{ bundle: true, format: 'esm', platform: 'node', write: false, minify: true },
  })
  const code = Buffer.from(outputFiles![0]!.contents).toString('base64')
  return new URL(`data:text/javascript;base64,${code}`)
}
