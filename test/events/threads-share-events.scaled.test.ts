import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { scaled } from '../scaled.ts'

const EVENTS = scaled(200_000, 50_000)
const CHILD = join(import.meta.dirname, 'threads.mjs')

test('structs from one thread to another, and messages from two threads to a third, arrive as they were written', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, `${EVENTS}`])
  const { orders, messages } = JSON.parse(stdout)
  expect(orders).toEqual({ handled: EVENTS, wrong: 0 })
  expect(messages).toMatchObject({ due: [EVENTS / 10, EVENTS / 10], wrong: 0 })
})
