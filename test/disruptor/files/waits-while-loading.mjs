import { handler } from 'ringproof'
import { Tick } from '../tick.mjs'

handler(Tick, { onEvent: () => later() })
await undefined
const later = () => {}
