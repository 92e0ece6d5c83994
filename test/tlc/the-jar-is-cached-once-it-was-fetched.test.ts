import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findJar } from '../../spec/tlc/jar.ts'
import { fakeMaven, folderWith, pinned, program } from './folders.ts'

const JAR = pinned('a.jar', 'the tools')
const RELEASE = { from: 'url', file: 'r.jar', url: 'https://r.example/r.jar', sha256: JAR.sha256 } as const
const OFFLINE: typeof globalThis.fetch = async () => {
  throw new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND r.example') })
}
const NEVER: typeof globalThis.fetch = async () => {
  throw new Error('asked although the jar is here')
}

it('comes from Maven, and the next time from the cache', async () => {
  const cacheDir = join(await folderWith({}), 'made', 'here')
  const maven = await fakeMaven('a.jar', 'the tools')
  const options = { env: process.env, cacheDir, pins: [JAR], fetch: NEVER }
  const found = await findJar({ ...options, maven })
  expect(await readFile(found, 'utf8')).toBe('the tools')
  expect(await readdir(cacheDir)).toEqual(['a.jar'])
  expect(await findJar({ ...options, maven: 'no-such-maven' })).toBe(found)
})

it('comes from the release where Maven fails', async () => {
  const cacheDir = await folderWith({})
  const fetch: typeof globalThis.fetch = async () => new Response('the tools')
  const found = await findJar({ env: {}, cacheDir, pins: [JAR, RELEASE], maven: 'no-such-maven', fetch })
  expect(found).toBe(join(cacheDir, 'r.jar'))
})

it('is taken from TLA2TOOLS_JAR before anything else is asked', async () => {
  const file = join(await folderWith({ 'mine.jar': 'the tools' }), 'mine.jar')
  const cacheDir = await folderWith({ 'a.jar': 'corrupt' })
  expect(await findJar({ env: { TLA2TOOLS_JAR: file }, cacheDir, pins: [JAR] })).toBe(file)
})

it('is looked for below XDG_CACHE_HOME', async () => {
  const home = await folderWith({ 'ringproof/a.jar': 'the tools' })
  expect(await findJar({ env: { XDG_CACHE_HOME: home }, pins: [JAR] })).toBe(join(home, 'ringproof', 'a.jar'))
})

it('may be fetched by several processes at once', async () => {
  const cacheDir = await folderWith({})
  const maven = await fakeMaven('a.jar', 'the tools')
  const options = { env: process.env, cacheDir, pins: [JAR], maven }
  const found = await Promise.all([1, 2, 3, 4].map(() => findJar(options)))
  expect(new Set(found)).toEqual(new Set([join(cacheDir, 'a.jar')]))
  expect(await readdir(cacheDir)).toEqual(['a.jar'])
})

it('is never visible to others before it is complete', async () => {
  const size = 30_000_000
  const cacheDir = await folderWith({})
  const maven = await program(
    `for flag; do :; done; head -c ${size} /dev/zero > "\${flag#-DoutputDirectory=}/a.jar"`,
  )
  const options = { env: process.env, cacheDir, pins: [pinned('a.jar', '\0'.repeat(size))] }
  let fetching = true
  const fetched = findJar({ ...options, maven }).finally(() => {
    fetching = false
  })
  while (fetching) {
    const seen = await findJar({ ...options, maven: 'no-such-maven' }).catch((error: unknown) => error)
    if (typeof seen !== 'string') expect(seen).toMatchObject({ code: 'JAR_UNREACHABLE' })
  }
  expect(await fetched).toBe(join(cacheDir, 'a.jar'))
})

it('is an error that names each source and its answer if none has it', async () => {
  const cacheDir = await folderWith({})
  const maven = await program('echo "[ERROR] Failed to execute goal: offline"; exit 1')
  const found = findJar({ env: process.env, cacheDir, pins: [JAR, RELEASE], maven, fetch: OFFLINE })
  await expect(found).rejects.toMatchObject({
    code: 'JAR_UNREACHABLE',
    attempts: [
      { source: 'an.example:a.jar:1 with Maven', said: 'Failed to execute goal: offline' },
      { source: 'https://r.example/r.jar', said: 'getaddrinfo ENOTFOUND r.example' },
    ],
  })
  await expect(found).rejects.toThrow(/ENOTFOUND.*Set TLA2TOOLS_JAR/)
  expect(await readdir(cacheDir)).toEqual([])
})

it('is an error that says so if Maven is missing, gives nothing, or the server refuses', async () => {
  const cacheDir = await folderWith({})
  const refused: typeof globalThis.fetch = async () => new Response('', { status: 404 })
  const options = { env: process.env, cacheDir, pins: [JAR, RELEASE], fetch: refused }
  const missing = findJar({ ...options, maven: 'no-such-maven' })
  await expect(missing).rejects.toThrow(/no no-such-maven here.*HTTP 404/)
  await expect(findJar({ ...options, maven: await program('exit 0') })).rejects.toThrow(/it gave no file/)
})

it('is an error where TLA2TOOLS_JAR is not a file', async () => {
  const folder = await folderWith({})
  for (const file of [folder, join(folder, 'missing.jar')]) {
    const found = findJar({ env: { TLA2TOOLS_JAR: file } })
    await expect(found).rejects.toMatchObject({ code: 'JAR_NOT_A_FILE', file })
    await expect(found).rejects.toThrow(`TLA2TOOLS_JAR is "${file}", which is not a file`)
  }
})

it('is an error where the cache is not a folder', async () => {
  const folder = await folderWith({ file: '' })
  const found = findJar({ env: {}, cacheDir: join(folder, 'file', 'cache') })
  await expect(found).rejects.toMatchObject({ code: 'CACHE_UNWRITABLE' })
})
