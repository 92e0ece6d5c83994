// postMessage: a MessageChannel from each sender to each receiver. A port has no capacity, and one receiver.
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { addTo, folderOf, isStop, payloadFrom, STOP, senderOf, wordsOf, writerOf } from './payload.ts'
import { type Contestant, rolesOf, type Shape, type Stage, type Task } from './task.ts'

type Name = 'producer0' | 'producer1' | 'producer2' | 'reader0' | 'reader1' | 'reader2'

/** Which thread posts to which. */
const CHANNELS: { readonly [S in Shape]?: readonly (readonly [from: Name, to: Name])[] } = {
  '1P1C': [['producer0', 'reader0']],
  '3P1C': [
    ['producer0', 'reader0'],
    ['producer1', 'reader0'],
    ['producer2', 'reader0'],
  ],
  '1P3C': [
    ['producer0', 'reader0'],
    ['producer0', 'reader1'],
    ['producer0', 'reader2'],
  ],
  pipeline: [
    ['producer0', 'reader0'],
    ['reader0', 'reader1'],
    ['reader1', 'reader2'],
  ],
  diamond: [
    ['producer0', 'reader0'],
    ['producer0', 'reader1'],
    ['reader0', 'reader2'],
    ['reader1', 'reader2'],
  ],
  'ping-pong': [
    ['producer0', 'reader0'],
    ['reader0', 'producer0'],
  ],
}

/** The ends of a thread's channels. */
interface Ports {
  readonly from: readonly MessagePort[]
  readonly to: readonly MessagePort[]
}

export const messages: Contestant = {
  parts({ work }) {
    const channels = (CHANNELS[work] ?? []).map(([from, to]) => ({ from, to, channel: new MessageChannel() }))
    return rolesOf(work).map(({ kind, which }): Ports => {
      const name = `${kind}${which}`
      return {
        from: channels.flatMap(({ to, channel }) => (to === name ? channel.port2 : [])),
        to: channels.flatMap(({ from, channel }) => (from === name ? channel.port1 : [])),
      }
    })
  },
  async play(stage) {
    const ports = stage.part as Ports
    await roleOf(stage)(stage, ports)
    for (const port of ports.from) port.close()
  },
}

type Play = (stage: Stage, ports: Ports) => void | Promise<void>

function roleOf({ task: { work }, role: { kind, which } }: Stage): Play {
  if (work === 'ping-pong') return kind === 'producer' ? ping : pong
  if (kind === 'producer') return produce
  if (work === 'diamond' && which === 2) return join
  if (work === '3P1C') return readThree
  return work === 'pipeline' || work === 'diamond' ? stageOf : read
}

/** One word is posted as a number; more words are posted in one array, which is copied. */
type Message = number | Int32Array

function produce({ task, role, first, events }: Stage, { to }: Ports): void {
  const [write, words, batch] = [writerOf(task), wordsOf(task), task.batch]
  const message = new Int32Array(batch * words)
  for (let event = first; event < first + events; event += batch) {
    for (let i = 0; i < batch; i++) write(message, i * words, payloadFrom(role.which, event + i))
    for (const port of to) port.postMessage(message.length === 1 ? message[0] : message)
  }
}

/** Handles a number of messages of each port, by an event for each or, spinning, as soon as they are there. */
async function receive(
  { task }: Stage,
  ports: readonly MessagePort[],
  each: number,
  handle: (message: Message, port: number) => void,
): Promise<void> {
  if (task.wait === 'spin') return poll(ports, each, handle)
  await Promise.all(ports.map((port, p) => listen(port, each, (message) => handle(message, p))))
}

function poll(
  ports: readonly MessagePort[],
  each: number,
  handle: (message: Message, port: number) => void,
): void {
  for (let left = each * ports.length; left > 0; ) {
    for (let p = 0; p < ports.length; p++) {
      const received = receiveMessageOnPort(ports[p]!)
      if (received === undefined) continue
      handle(received.message, p)
      left--
    }
  }
}

function listen(port: MessagePort, each: number, handle: (message: Message) => void): Promise<void> {
  return new Promise((resolve) => {
    let left = each
    port.on('message', (message: Message) => {
      handle(message)
      if (--left === 0) resolve()
    })
  })
}

/** The payload of an event within a message, read whole. */
function readerOf(task: Task): (message: Message, i: number) => number {
  const [fold, words] = [folderOf(task), wordsOf(task)]
  return (message, i) => (typeof message === 'number' ? message : fold(message, i * words))
}

async function read(stage: Stage, { from }: Ports): Promise<void> {
  const { task, events, tally } = stage
  const [fold, batch, { sums }] = [readerOf(task), task.batch, tally]
  await receive(stage, from, events / batch, (message) => {
    for (let i = 0; i < batch; i++) sums[0] = addTo(sums[0]!, fold(message, i))
  })
  tally.count += events
}

async function readThree(stage: Stage, { from }: Ports): Promise<void> {
  const { task, events, tally } = stage
  const [fold, { sums }] = [readerOf(task), tally]
  await receive(stage, from, events, (message) => {
    const sender = senderOf(typeof message === 'number' ? message : message[0]!)
    sums[sender] = addTo(sums[sender]!, fold(message, 0))
  })
  tally.count += events * from.length
}

/** A stage of a pipeline or a side of a diamond: posts one word of what it found. */
async function stageOf(stage: Stage, { from, to }: Ports): Promise<void> {
  const { task, role, events, tally } = stage
  const [fold, { sums }] = [readerOf(task), tally]
  const more = task.work === 'diamond' ? role.which + 1 : 1
  await receive(stage, from, events, (message) => {
    const found = fold(message, 0)
    for (const port of to) port.postMessage((found + more) | 0)
    sums[0] = addTo(sums[0]!, found)
  })
  tally.count += events
}

/** The tip of a diamond: an event is whole once both sides have posted it. */
async function join(stage: Stage, { from }: Ports): Promise<void> {
  const { events, tally } = stage
  const sides = [new Int32Array(events), new Int32Array(events)] as const
  const seen = [0, 0] as [number, number]
  let joined = 0
  await receive(stage, from, events, (message, port) => {
    const side = port as 0 | 1
    sides[side][seen[side]++] = message as number
    for (; joined < Math.min(...seen); joined++) {
      tally.sums[0] = addTo(tally.sums[0]!, (sides[0][joined]! + Math.imul(7, sides[1][joined]!)) | 0)
    }
  })
  tally.count += events
}

async function ping(stage: Stage, { from: [back], to: [there] }: Ports): Promise<void> {
  const { first, tally, trips } = stage
  const [fold, post] = [readerOf(stage.task), posterOf(stage, there)]
  trips.begin()
  post(payloadFrom(0, first))
  await receiveWhile(stage, back, (message) => {
    tally.sums[0] = addTo(tally.sums[0]!, fold(message, 0))
    const goesOn = trips.next()
    post(goesOn ? payloadFrom(0, first + trips.count) : STOP)
    return goesOn
  })
  tally.count += trips.count
}

async function pong(stage: Stage, { from: [there], to: [back] }: Ports): Promise<void> {
  const { tally } = stage
  const [fold, post] = [readerOf(stage.task), posterOf(stage, back)]
  await receiveWhile(stage, there, (message) => {
    const word = typeof message === 'number' ? message : message[0]!
    if (isStop(word)) return false
    post(word)
    tally.sums[0] = addTo(tally.sums[0]!, fold(message, 0))
    tally.count++
    return true
  })
}

/** Handles messages of a port as long as the handler says so. */
function receiveWhile(
  { task }: Stage,
  port: MessagePort | undefined,
  handle: (message: Message) => boolean,
): Promise<void> | undefined {
  if (port === undefined) return undefined
  if (task.wait === 'park') {
    return new Promise((resolve) => port.on('message', (message: Message) => handle(message) || resolve()))
  }
  for (;;) {
    const received = receiveMessageOnPort(port)
    if (received !== undefined && !handle(received.message)) return undefined
  }
}

/** Writes a payload, and posts it. */
function posterOf({ task }: Stage, port: MessagePort | undefined): (payload: number) => void {
  const [write, words] = [writerOf(task), wordsOf(task)]
  const message = new Int32Array(words)
  return (payload) => {
    write(message, 0, payload)
    port?.postMessage(words === 1 ? message[0] : message)
  }
}
