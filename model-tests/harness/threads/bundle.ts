// Bundles a thread's module into one text: a worker that need not load TypeScript starts in milliseconds.
import { fileURLToPath } from 'node:url'
import { build, type Plugin, stop } from 'esbuild'

/** Bundles in progress. One esbuild process makes them all, and the last to finish stops it. */
let making = 0

/** Bundles a module; `texts` replace files by their paths. */
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
    // The package declares its modules free of side effects; some test modules have them.
    ignoreAnnotations: true,
    plugins: [replacing(texts)],
  })
  return outputFiles[0]?.text ?? ''
}

function replacing(texts: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'replacing',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const contents = texts[path]
        return contents === undefined ? undefined : { loader: 'ts', contents }
      })
    },
  }
}
