import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import type * as core from '../../src/core/index.ts'
import type * as lifecycle from '../../src/core/Lifecycle.ts'
import type * as sequences from '../../src/core/Sequence.ts'
import type * as words from '../../src/core/words.ts'
import { machineTime } from './time.ts'
import { reachingNames, transform } from './transform.ts'
import { withinSource } from './yields.ts'

/** The core as it is, or with its shared accesses under the machine's control. */
export type Core = typeof core & typeof lifecycle & typeof words & typeof sequences

/** How to build it: `text` replaces the text of files, by name (`Consumer.ts`); `stepped` transforms the twins. */
export interface LoadOptions {
  readonly stepped: boolean
  readonly text?: Readonly<Record<string, string>>
}

/** The files whose accesses are actions of a spec: each has a twin there. */
export const TWINS: ReadonlySet<string> = new Set([
  'SingleProducer.ts',
  'MultiProducer.ts',
  'Barrier.ts',
  'Consumer.ts',
  'WorkPool.ts',
  'Signal.ts',
  'Lifecycle.ts',
])

const FOLDER = fileURLToPath(new URL('../../src/core/', import.meta.url))
const ENTRY = ['index', 'Lifecycle', 'words', 'Sequence']
  .map((file) => `export * from './${file}.ts'`)
  .join('\n')

/**
 * Loads src/core from its source files, in memory: nothing is written.
 *
 * @throws {SyntaxError} if an access of a twin names no action
 */
export async function loadCore(options: LoadOptions): Promise<Core> {
  const twins = options.stepped ? await textsOf(TWINS, options.text) : []
  const reaching = reachingNames(twins)
  const bundle = await build({
    stdin: { contents: ENTRY, resolveDir: FOLDER, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'cjs',
    target: 'es2022',
    logLevel: 'silent',
    plugins: [sources(options, reaching)],
  })
  const module: { exports?: Core } = {}
  const { performance, setInterval, clearInterval } = options.stepped ? machineTime : globalThis
  // Where it is stepped there is nobody to warn.
  const others = options.stepped ? { globalThis: {} } : {}
  const host = { module, $within: withinSource, performance, setInterval, clearInterval, ...others }
  new Function(...Object.keys(host), bundle.outputFiles[0]?.text ?? '')(...Object.values(host))
  if (!module.exports) throw new Error(`${FOLDER} exports nothing`)
  return module.exports
}

/** The path of a file of the core. */
export function corePath(name: string): string {
  return `${FOLDER}${name}`
}

async function textsOf(names: Iterable<string>, text: LoadOptions['text'] = {}): Promise<[string, string][]> {
  return await Promise.all(
    [...names].map(
      async (name): Promise<[string, string]> => [
        name,
        text[name] ?? (await readFile(corePath(name), 'utf8')),
      ],
    ),
  )
}

function sources({ stepped, text = {} }: LoadOptions, reaching: ReadonlySet<string>): Plugin {
  return {
    name: 'sources',
    setup(hooks) {
      hooks.onLoad({ filter: /src\/core\/\w+\.ts$/ }, async ({ path }) => {
        const name = basename(path)
        const source = text[name] ?? (await readFile(path, 'utf8'))
        return {
          loader: 'ts',
          contents: stepped && TWINS.has(name) ? transform(path, source, reaching) : source,
        }
      })
    },
  }
}
