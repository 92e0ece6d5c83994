import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { findJava, majorVersion } from '../../spec/tlc/java.ts'
import { program } from './folders.ts'

it.each([
  ['not on the PATH', { PATH: '/nowhere' }],
  ['not in JAVA_HOME', { ...process.env, JAVA_HOME: '/nowhere' }],
])('where Java is %s', async (_, env) => {
  const found = findJava({ env })
  await expect(found).rejects.toMatchObject({ code: 'JAVA_MISSING' })
  await expect(found).rejects.toThrow(/install Java 11 or newer/)
})

it('where the java on the PATH does not start', async () => {
  await expect(findJava({ env: await pathTo('exit 1') })).rejects.toMatchObject({ code: 'JAVA_MISSING' })
})

it('where Java is too old', async () => {
  const env = await pathTo(`echo 'openjdk version "1.8.0_292"' >&2`)
  await expect(findJava({ env })).rejects.toThrow('java is Java 8: ')
})

it('and one that is new enough is accepted', async () => {
  expect(await findJava({ env: await pathTo(`echo 'openjdk version "11" 2018-09-25' >&2`) })).toBe('java')
})

it.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_292"', 8],
  ['openjdk version "25-ea" 2025-09-16', 25],
  ['something else', null],
])('as %s', (told, version) => {
  expect(majorVersion(told)).toBe(version)
})

async function pathTo(script: string): Promise<NodeJS.ProcessEnv> {
  return { PATH: dirname(await program(script, 'java')) }
}
