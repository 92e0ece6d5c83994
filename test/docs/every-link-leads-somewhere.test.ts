import { access } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { allPages, type Page, proseOf, ROOT } from './pages.ts'

const pages = await allPages()

interface Link {
  readonly from: string
  readonly to: string
}

/** Links within the project; those to other sites are not followed. */
function linksOf(page: Page): readonly Link[] {
  const targets = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to)
  return targets.filter((to) => !/^\w+:/.test(to)).map((to) => ({ from: page.path, to }))
}

/** Headings as GitHub names their anchors. */
function anchorsOf(page: Page): readonly string[] {
  const headings = [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

async function leadsSomewhere({ from, to }: Link): Promise<boolean> {
  const [file = '', anchor] = to.split('#')
  const path = file === '' ? from : normalize(join(dirname(from), file)).replaceAll('\\', '/')
  const exists = await access(join(ROOT, path)).then(
    () => true,
    () => false,
  )
  if (!exists || anchor === undefined) return exists
  const page = pages.find((each) => each.path === path)
  return page !== undefined && anchorsOf(page).includes(anchor)
}

const links = pages.flatMap(linksOf)

test('there are some', () => {
  expect(links.length).toBeGreaterThan(40)
})

test('each leads to a file of the project, and to a heading if it names one', async () => {
  const lost: string[] = []
  for (const link of links) if (!(await leadsSomewhere(link))) lost.push(`${link.from}: ${link.to}`)
  expect(lost).toEqual([])
})

test('each page of docs/ is linked from another', () => {
  const targets = links.map(({ from, to }) => normalize(join(dirname(from), to.split('#')[0] ?? '')))
  const docs = pages.map(({ path }) => path).filter((path) => path.startsWith('docs/'))
  expect(docs.filter((path) => !targets.includes(normalize(path)))).toEqual([])
})
