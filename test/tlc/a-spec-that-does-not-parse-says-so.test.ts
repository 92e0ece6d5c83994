import { expect, it } from 'vitest'
import { command } from '../../spec/tlc/command.ts'
import { findTools } from '../../spec/tlc/tools.ts'
import { folderWith } from './folders.ts'
import { Recorder } from './screen.ts'
import { model } from './specs.ts'

const tools = await findTools()
const BAD = "---- MODULE Counter ----\nVARIABLE x\nInit == x = 0 /\\\nNext == x' = x\n====\n"

it.skipIf('skip' in tools)(`and where${'skip' in tools ? ` (${tools.skip})` : ''}`, async () => {
  const models = JSON.stringify([model('Bad')])
  const files = { 'core/Counter.tla': BAD, 'core/Bad.cfg': 'INIT Init\nNEXT Next\n', 'models.json': models }
  const specDir = await folderWith(files)
  const [out, err] = [new Recorder(), new Recorder()]
  const exit = await command(['Bad'], { specDir, env: process.env, out, err, colors: false })
  expect({ exit, err: err.text }).toEqual({ exit: 1, err: '' })
  expect(out.text).toContain('***Parse Error***')
  expect(out.text).toContain('at line 4, column 1')
  expect(out.text).toContain('Bad: does not parse, expected: passes (spec/models.json)')
  expect(out.text).not.toContain('Semantic processing')
})
