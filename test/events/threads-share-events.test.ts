import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const CHILD = join(import.meta.dirname, 'threads.mjs')

test('structs from one thread to another, and messages from two threads to a third, arrive as they were written', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD])
  const { orders, messages } = JSON.parse(stdout)
  expect(orders).toEqual({ handled: 200_000, wrong: 0 })
  expect(messages).toMatchObject({ due: [20_000, 20_000], wrong: 0 })
})
