// The contestants in JavaScript, bundled with the built package, so that nothing is compiled or resolved while a sample
// runs.
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { packageFrom } from '../core/build.ts'

const SOURCES = join(import.meta.dirname, 'contestants/javascript')

/**
 * Bundles the contestants into a folder, ours with what dist/ holds.
 *
 * @param ringbuf the folder in which ringbuf.js was installed; without it that contestant cannot run
 */
export async function bundle(folder: string, ringbuf: string | undefined): Promise<void> {
  await build({
    entryPoints: ['run.ts', 'thread.ts'].map((file) => join(SOURCES, file)),
    outdir: folder,
    // In this order, since the second resolves every package.
    plugins: [peerFrom(ringbuf), packageFrom('dist/index.js')],
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  })
}

function peerFrom(folder: string | undefined): Plugin {
  return {
    name: 'ringbuf.js',
    setup({ onResolve }) {
      onResolve({ filter: /^ringbuf\.js$/ }, () =>
        folder === undefined
          ? { external: true }
          : { path: join(folder, 'node_modules/ringbuf.js/dist/index.mjs'), sideEffects: false },
      )
    },
  }
}
