import { expect, test } from 'vitest'
import { findTools } from '../../../spec/tlc/tools.ts'
import { checkSpecMutants } from './index.ts'

const tools = await findTools()
const why = 'skip' in tools ? ` (${tools.skip})` : ''

test.skipIf(why)(`every guard of the contract is needed, and so is every UNCHANGED${why}`, async () => {
  if ('skip' in tools) return
  const claims = await checkSpecMutants({ tools, only: ['Sequencer'] })
  expect(claims.total).toBeGreaterThan(15)
  expect(claims).toMatchObject({ killed: claims.total, survivors: [], wrong: [] })
})

test('an unknown name is refused', async () => {
  const none = { java: 'java', jar: '' }
  await expect(checkSpecMutants({ tools: none, only: ['Nowhere'] })).rejects.toMatchObject({
    code: 'UNKNOWN_PLACE',
  })
})
