import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cover } from './cover.ts'
import type { Move } from './graph.ts'

/** Graphs in which every state can be reached from state 0: each has an edge from an earlier one. */
const graphs = fc
  .tuple(fc.array(fc.nat(), { maxLength: 30 }), fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 60 }))
  .map(([parents, others]) => {
    const states = parents.length + 1
    const tree = parents.map((parent, child) => [parent % (child + 1), child + 1] as const)
    const edges = [...tree, ...others.map(([from, to]) => [from % states, to % states] as const)]
    const moves: Move[][] = Array.from({ length: states }, () => [])
    edges.forEach(([from, to], edge) => {
      moves[from]?.push({ edge, from, to, action: 'Go', thread: 0, decision: {} })
    })
    return moves
  })

test('walks start at state 0, are connected, and together take every move', () => {
  fc.assert(
    fc.property(graphs, (moves) => {
      const walks = cover(moves)
      for (const walk of walks) {
        expect(walk.map(({ from }) => from)).toEqual([0, ...walk.slice(0, -1).map(({ to }) => to)])
      }
      expect(new Set(walks.flat().map(({ edge }) => edge)).size).toBe(moves.flat().length)
    }),
  )
})

test('an unreachable move throws', () => {
  const stray: Move = { edge: 0, from: 1, to: 0, action: 'Go', thread: 0, decision: {} }
  expect(() => cover([[], [stray]])).toThrow('no way from state 0 to Go from state 1')
})
