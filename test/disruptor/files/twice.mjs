import { handler } from 'ringproof'
import { Tick } from '../tick.mjs'

handler(Tick, { onEvent() {} })
handler(Tick, { onEvent() {} })
