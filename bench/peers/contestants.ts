// The contestants: in which works each takes part, and how a sample of it is started.
import { join } from 'node:path'
import type { Recipe } from './build.ts'
import { GO, JAR, LMAX, programOf, RINGBUF, RUST } from './recipes.ts'
import type { Work } from './works.ts'

/** The command of a sample, without its task. */
export interface Launch {
  readonly command: string
  readonly args: readonly string[]
}

export interface Contestant {
  readonly name: string
  /** what a reader is shown */
  readonly title: string
  /** what must be built or fetched first */
  readonly recipe?: Recipe
  /** The command, by the folder of what was built and that of the bundled JavaScript. */
  readonly launch: (built: string, javascript: string) => Launch
  /** Why it does not take part in a work; undefined if it does. */
  readonly absence: (work: Work) => string | undefined
}

const PAIR = new Set(['1P1C', 'ping-pong'])

function javascript(name: string): Contestant['launch'] {
  return (_, folder) => ({ command: process.execPath, args: [join(folder, 'run.mjs'), name] })
}

/** Names a reason for the works that a contestant does not do. */
function except(isOut: (work: Work) => boolean, reason: string): Contestant['absence'] {
  return (work) => (isOut(work) ? reason : undefined)
}

export const OURS = 'ours'

export const CONTESTANTS: readonly Contestant[] = [
  { name: OURS, title: 'ringproof', launch: javascript('ours'), absence: () => undefined },
  {
    name: 'corked',
    title: 'ringproof, corked',
    launch: javascript('corked'),
    absence: except(({ batch, shape }) => batch > 1 || shape === 'ping-pong', 'a cork is for single events'),
  },
  {
    name: 'lmax',
    title: 'LMAX Disruptor, Java',
    recipe: LMAX,
    launch: (built) => ({ command: 'java', args: ['-cp', classPath(built), 'Main'] }),
    absence: except(({ shape }) => shape === 'pool', 'version 4 has no worker pool'),
  },
  {
    name: 'disruptor-rs',
    title: 'disruptor-rs, Rust',
    recipe: RUST,
    launch: (built) => ({ command: join(built, 'bin', programOf('disruptor-rs')), args: [] }),
    absence: ({ name, shape }) => {
      if (shape === 'pool') return 'it has no worker pool'
      return name === 'ping-pong-parked' ? 'it cannot park' : undefined
    },
  },
  {
    name: 'crossbeam',
    title: 'crossbeam-channel, Rust',
    recipe: RUST,
    launch: (built) => ({ command: join(built, 'bin', programOf('crossbeam')), args: [] }),
    absence: () => undefined,
  },
  {
    name: 'go',
    title: 'Go channels',
    recipe: GO,
    launch: (built) => ({ command: join(built, programOf('channels')), args: [] }),
    absence: () => undefined,
  },
  {
    name: 'ringbuf',
    title: 'ringbuf.js',
    recipe: RINGBUF,
    launch: javascript('ringbuf'),
    absence: ({ name, shape }) => {
      if (!PAIR.has(shape)) return 'it has one producer and one consumer'
      return name === 'ping-pong-parked' ? 'it cannot park' : undefined
    },
  },
  {
    name: 'messages',
    title: 'postMessage',
    launch: javascript('messages'),
    absence: except(({ shape }) => shape === 'pool', 'a port has one receiver'),
  },
  {
    name: 'bare',
    title: 'bare ring by hand, JavaScript',
    launch: javascript('bare'),
    absence: except(({ shape }) => !PAIR.has(shape), 'it is a floor for one producer and one consumer'),
  },
]

function classPath(built: string): string {
  return ['classes', JAR].map((part) => join(built, part)).join(process.platform === 'win32' ? ';' : ':')
}
