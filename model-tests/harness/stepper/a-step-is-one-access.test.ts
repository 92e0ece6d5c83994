import { expect, test } from 'vitest'
import { nameAccesses, transform } from './transform.ts'

const CLASS = (body: string): string => `class Ring {\n  #next = 0\n  ${body}\n}\n`

test('an access becomes a yield that names its action and hands over fields and locals', () => {
  const source = CLASS('step(n) {\n    const last = n\n    Atomics.store(w, 0, last) // Publish\n  }')
  const stepped = transform('Ring.ts', source)
  expect(stepped).toContain('*step(n)')
  expect(stepped).toContain(
    "yield { action: 'Publish', op: 'store', args: [w, 0, last], fields: this.$fields(), frames: [{ n, last }] }",
  )
  expect(stepped).toContain('$fields() { return { next: this.#next } }')
})

test('a call that reaches an access is delegated, any other is left alone', () => {
  const source = CLASS(
    'outer() { return this.#inner() + this.#other() }\n' +
      '  #inner() {\n    return Atomics.load(w, 0) // Look\n  }\n  #other() { return 1 }',
  )
  const stepped = transform('Ring.ts', source)
  expect(stepped).toContain('*outer() { return (yield* $within({  }, this.#inner())) + this.#other() }')
})

test("a call of a parameter runs the caller's code, which yields as well", () => {
  const source = CLASS('each(handler) {\n    handler(1)\n    Atomics.store(w, 0, 1) // Advance\n  }')
  expect(transform('Ring.ts', source)).toContain(';(yield* $within({ handler }, handler(1)))')
})

test('an await becomes a point where other calls may interleave', () => {
  const source = CLASS(
    'async f() {\n    await this.#g()\n  }\n  async #g() {\n    await Atomics.waitAsync(w, 0, 1).value // Sleep\n  }',
  )
  const stepped = transform('Ring.ts', source)
  expect(stepped).toContain('*f() {\n    $moment(this, (yield* $within({  }, this.#g())))')
  expect(stepped).toContain("$moment(this, ;(yield { action: 'Sleep'".replace(';', ''))
})

test('the branch of a condition stays a branch', () => {
  const source = CLASS(
    'f(a) {\n    if (a) this.#g()\n  }\n  #g() {\n    Atomics.store(w, 0, 1) // Advance\n  }',
  )
  expect(transform('Ring.ts', source)).toContain('if (a) (yield* $within({ a }, this.#g()))')
})

test('an access that names no action throws with its line', () => {
  const source = CLASS('f() {\n    Atomics.store(w, 0, 1)\n  }')
  expect(() => transform('Ring.ts', source)).toThrow('Ring.ts:4: no action is named behind this access')
})

test('naming accesses changes nothing else', () => {
  const source = CLASS('f() {\n    return Math.min(1, Atomics.load(w, 0)) // Look\n  }')
  expect(nameAccesses('Ring.ts', source)).toBe(source.replace('Atomics', "$named('Look')"))
  const silent = CLASS('f() {\n    Atomics.store(w, 0, 1)\n  }')
  expect(() => nameAccesses('Ring.ts', silent)).toThrow('Ring.ts:4: no action is named behind this access')
})

test('a source that does not parse throws with its file', () => {
  expect(() => transform('Ring.ts', 'class {')).toThrow(/^Ring\.ts: /)
})
