import { afterEach, expect, test } from 'vitest'
import { followTour } from './follow.ts'
import { Port } from './port.ts'
import { storedTours } from './tours.ts'

const [smallest] = await storedTours()
if (!smallest) throw new Error('no tours are stored')
const tour = await smallest.read()
const { words, slots, offers } = tour.initial
const INITIAL = JSON.stringify({ offers, words, slots })

/** A port in a line of JavaScript, which sees each line that it is sent. */
function portOf(onLine: string, onEnd = ''): [string, ...string[]] {
  const lines = `require('node:readline').createInterface({ input: process.stdin })`
  const script = `let n = 0; const say = (text) => console.log(text); const initial = '${INITIAL}'
${lines}.on('line', (line) => { n++; ${onLine} }).on('close', () => { ${onEnd} })`
  return [process.execPath, '-e', script]
}

const follow = (command: [string, ...string[]], patience = 60) => followTour(tour, 0, { command, patience })

const FAILS: readonly (readonly [how: string, command: [string, ...string[]], code: string, says: RegExp])[] =
  [
    ['is no command', ['/no/such/port'], 'NOT_STARTED', /^cannot start \/no\/such\/port: .*ENOENT/],
    ['ends at once', ['true'], 'DIED', /^the port ended at the start of script 0: exit code 0$/],
    ['ends with an error', portOf('throw new Error("mine")'), 'DIED', /exit code 1\n[\s\S]*Error: mine/],
    ['is killed', portOf('process.kill(process.pid, "SIGKILL")'), 'DIED', /killed by SIGKILL/],
    [
      'answers too little',
      portOf('if (n === 1) say(initial); else process.exit(0)'),
      'DIED',
      /to 0:0, BeginClaim/,
    ],
    ['answers no JSON', portOf('say("hello")'), 'GARBAGE', /at the start of script 0 is not JSON: hello$/],
    ['answers a list', portOf('say("[]")'), 'GARBAGE', /is not an object: \[\]/],
    ['answers without offers', portOf('say("{}")'), 'GARBAGE', /must have offers of 2 threads/],
    [
      'answers one word',
      portOf('say(initial.replace(/"words":.*?]/, `"words":[1]`))'),
      'GARBAGE',
      /must have 2 words/,
    ],
    [
      'answers no slot',
      portOf('say(initial.replace(/"slots":.*?]/, `"slots":[]`))'),
      'GARBAGE',
      /must have 1 slots/,
    ],
    [
      'says prose for an access',
      portOf('say(initial.replace("{", `{"access":"load",`))'),
      'GARBAGE',
      /has no access/,
    ],
    ['answers too much', portOf('say(initial); say(initial)'), 'UNASKED', /more lines than it was/],
  ]

test.each(FAILS)('one that %s', async (_, command, code, says) => {
  const failing = follow(command)
  await expect(failing).rejects.toMatchObject({
    code: `ERR_PORT_${code}`,
    message: expect.stringMatching(says),
  })
})

test('one that says that it cannot take a step diverges there', async () => {
  const { divergence } = await follow(portOf('say(n === 1 ? initial : `{"error":"no claims"}`)'))
  expect(divergence).toEqual({
    ...{ script: 0, line: 0, what: 'the step', spec: 'BeginClaim of thread 0', port: 'no claims' },
  })
})

test('one that hangs', async () => {
  const says = 'the port has not answered for 0.2 s at the start of script 0'
  await expect(follow(portOf(''), 0.2)).rejects.toMatchObject({ code: 'ERR_PORT_HUNG', message: says })
})

let port: Port | undefined
afterEach(() => port?.close())

test('one that goes on after its input has ended', async () => {
  port = await Port.start({ command: portOf('', 'setInterval(() => {}, 1000)'), patience: 0.2 })
  const says = 'the port has not answered for 0.2 s although its input has ended'
  await expect(port.end()).rejects.toMatchObject({ code: 'ERR_PORT_HUNG', message: says })
})

test('one that ends with an exit code, although all is answered', async () => {
  port = await Port.start({ command: portOf('', 'process.exit(3)'), patience: 60 })
  await expect(port.end()).rejects.toMatchObject({
    code: 'ERR_PORT_DIED',
    message: expect.stringMatching(/exit code 3/),
  })
})

test('one that speaks when its input has ended', async () => {
  port = await Port.start({ command: portOf('', 'say("more")'), patience: 60 })
  await expect(port.end()).rejects.toMatchObject({ code: 'ERR_PORT_UNASKED' })
})
