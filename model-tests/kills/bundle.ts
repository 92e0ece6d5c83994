// A thread's module with all that it imports as one text: a worker that need not learn TypeScript starts in some ms.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin, stop } from 'esbuild'

/** How many bundles are being made, all by one process of esbuild: who is last ends it, or it would be left. */
let making = 0

/** Bundles a module; `texts` replace those of files of the core, by their names. */
export async function bundle(module: URL, texts: Readonly<Record<string, string>> = {}): Promise<string> {
  making++
  try {
    return await textOf(module, texts)
  } finally {
    making--
    if (making === 0) await stop()
  }
}

async function textOf(module: URL, texts: Readonly<Record<string, string>>): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(module)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'es2022',
    // The package says that its modules do nothing by themselves; some of a test's do.
    ignoreAnnotations: true,
    plugins: [replacing(texts)],
  })
  return outputFiles[0]?.text ?? ''
}

function replacing(texts: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'replacing',
    setup({ onLoad }) {
      onLoad({ filter: /src\/core\/\w+\.ts$/ }, async ({ path }) => {
        return { loader: 'ts', contents: texts[basename(path)] ?? (await readFile(path, 'utf8')) }
      })
    },
  }
}
