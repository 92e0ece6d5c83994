import { expect, test } from 'vitest'
import { findJar, findJava } from '../../spec/tlc/jar.ts'
import { checkSpecMutants, specMutantsTable } from './index.ts'

test('each guard of the contract is needed, and so is each UNCHANGED', async () => {
  const tools = { java: await findJava(), jar: await findJar() }
  const claims = await checkSpecMutants({ tools, only: ['Sequencer'] })
  expect(claims.total).toBeGreaterThan(15)
  expect(claims).toMatchObject({ killed: claims.total, survivors: [], wrong: [] })
  expect(specMutantsTable(claims)).toContain(`${claims.total} of ${claims.total} mutants of the specs killed`)
})

test('a name that is nowhere is refused', async () => {
  const tools = { java: 'java', jar: '' }
  await expect(checkSpecMutants({ tools, only: ['Nowhere'] })).rejects.toMatchObject({
    code: 'UNKNOWN_PLACE',
  })
})
