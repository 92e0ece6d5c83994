// How the contestants that are not JavaScript of our own are built, and what they need.
import { createHash } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError } from '../core/errors.ts'
import type { Recipe } from './build.ts'

const HERE = join(import.meta.dirname, 'contestants')

const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy'
/** LMAX's Disruptor, and the SHA-256 of its jar. */
const ARTIFACT = 'com.lmax:disruptor:4.0.0'
export const JAR = 'disruptor-4.0.0.jar'
const SHA256 = 'c2ba80841541272bc815bcadab910d2d716aa563eca15762450ab4c889440505'

export const LMAX: Recipe = {
  name: 'lmax',
  sources: join(HERE, 'lmax'),
  tools: [
    ['java', '-version'],
    ['javac', '-version'],
    ['mvn', '-v'],
  ],
  async build(run, folder) {
    const flags = ['-q', '-B', PLUGIN, `-Dartifact=${ARTIFACT}`, '-DoutputDirectory=.']
    await run({ command: ['mvn', ...flags], fetches: true })
    await checkJar(join(folder, JAR))
    const sources = (await readdir(folder)).filter((file) => file.endsWith('.java'))
    await run({
      command: ['javac', '--release', '11', '-Xlint:all', '-Werror', '-cp', JAR, '-d', 'classes', ...sources],
    })
  },
}

async function checkJar(file: string): Promise<void> {
  const given = createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
  if (given !== SHA256) throw new BenchError(`${JAR} has the SHA-256 ${given}, expected ${SHA256}`)
}

export const RUST: Recipe = {
  name: 'rust',
  sources: join(HERE, 'rust'),
  tools: [['cargo', '--version']],
  async build(run, folder) {
    await run({ command: ['cargo', 'fetch', '--locked'], fetches: true })
    // What the user has set for other projects must not change what is measured.
    const env = { CARGO_TARGET_DIR: join(folder, 'target'), RUSTFLAGS: '' }
    await run({ command: ['cargo', 'build', '--release', '--locked', '--offline'], env })
    await mkdir(join(folder, 'bin'))
    for (const name of ['disruptor-rs', 'crossbeam']) {
      await copyFile(join(folder, 'target', 'release', programOf(name)), join(folder, 'bin', programOf(name)))
    }
    await rm(join(folder, 'target'), { recursive: true })
  },
}

export const GO: Recipe = {
  name: 'go',
  sources: join(HERE, 'go'),
  tools: [['go', 'version']],
  async build(run) {
    const env = { GOTOOLCHAIN: 'local', GOFLAGS: '', GO111MODULE: 'on' }
    await run({ command: ['go', 'build', '-o', programOf('channels'), '.'], env })
  },
}

export const RINGBUF: Recipe = {
  name: 'ringbuf',
  sources: join(HERE, 'ringbuf'),
  tools: [[process.platform === 'win32' ? 'npm.cmd' : 'npm', '--version']],
  async build(run) {
    const [[npm]] = RINGBUF.tools as [[string]]
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline']
    await run({ command: [npm, 'ci', ...flags], fetches: true })
  },
}

export function programOf(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name
}
