// The struct of the tests, for the files that threads run: scene.ts has the same.
import { oneOf, struct } from 'ringproof'

const ACTS = ['go', 'throw', 'exit', 'leave', 'hang', 'timer', 'async', 'uncloneable', 'textless']
export const Tick = struct({ n: 'u32', act: oneOf(...ACTS), times: 'u8' })
