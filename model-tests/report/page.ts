// The claims as one page that stands alone.
import { readFileSync } from 'node:fs'
import { Eta } from 'eta'
import type { Run } from './claim.ts'
import type { Extras } from './extras.ts'
import { viewOf } from './view.ts'

const TEMPLATE = new URL('./page.eta', import.meta.url)

// Whatever the template prints with <%= %> is escaped; it prints nothing in any other way.
const eta = new Eta({ autoEscape: true })

/** One HTML page with all claims. It needs no other resource and no script. */
export function runPage(run: Run, extras: Extras = {}): string {
  return eta.renderString(readFileSync(TEMPLATE, 'utf8'), viewOf(run, extras))
}
