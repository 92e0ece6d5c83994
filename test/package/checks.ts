// What is wrong with the package as npm would publish it: each check resolves to a sentence for each problem.
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core'
import { build } from 'esbuild'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

export const ROOT = join(import.meta.dirname, '../..')

/** Bytes of everything the package exports, bundled, minified and compressed by gzip. */
const BUDGET = 36_000

const run = promisify(execFile)

/** The tarball that `npm publish` would send; npm builds the package first. */
export async function pack(root = ROOT): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'ringproof-'))
  try {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    await run(npm, ['pack', '--silent', '--pack-destination', folder], { cwd: root })
    const [name = ''] = await readdir(folder)
    return await readFile(join(folder, name))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** publint: what package.json says, and whether the files it names are there. */
export async function publishing(tarball: Buffer): Promise<string[]> {
  const bytes = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength)
  const { messages, pkg } = await publint({ pack: { tarball: bytes as ArrayBuffer }, strict: true })
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`)
}

/** attw: whether each entry resolves to types that fit. The package is ES modules alone, so CommonJS is not asked. */
export async function types(tarball: Buffer): Promise<string[]> {
  const result = await checkPackage(createPackageFromTarballData(tarball))
  if (result.types === false) return ['attw: the package has no types']
  return result.problems.filter(isOfModules).map((problem) => `attw: ${JSON.stringify(problem)}`)
}

function isOfModules(problem: Problem): boolean {
  return !('resolutionKind' in problem && ['node10', 'node16-cjs'].includes(problem.resolutionKind))
}

/** esbuild: whether the whole package, as an application would bundle it, is within its budget. */
export async function size(budget = BUDGET): Promise<string[]> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'src/index.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  })
  const bytes = outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0)
  return bytes <= budget ? [] : [`size: ${bytes} bytes, minified and compressed; the budget is ${budget}`]
}

/** typedoc: whether each type that a signature names is documented, and each link leads somewhere. */
export async function reference(): Promise<string[]> {
  const folder = join(ROOT, 'docs/api')
  const typedoc = dirname(createRequire(join(folder, 'package.json')).resolve('typedoc/package.json'))
  const args = [join(typedoc, 'bin/typedoc'), '--emit', 'none', '--logLevel', 'Warn']
  return await run(process.execPath, args, { cwd: folder }).then(
    () => [],
    ({ stdout, stderr }: { stdout: string; stderr: string }) => [`typedoc: ${stdout}${stderr}`],
  )
}
