import { handler, struct } from 'ringproof'

handler(struct({ n: 'u16' }), { onEvent() {} })
