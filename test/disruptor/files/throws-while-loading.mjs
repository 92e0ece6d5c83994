import { handler } from 'ringproof'
import { Tick } from '../tick.mjs'

handler(Tick, { onEvent() {} })
throw new RangeError('while loading')
