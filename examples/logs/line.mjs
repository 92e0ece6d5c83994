// logs/line.mjs
import { oneOf, struct, utf8 } from 'ringproof'

export const Line = struct({ level: oneOf('info', 'warn'), text: utf8(100) })
