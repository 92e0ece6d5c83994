import { handler, struct } from 'ringproof'

handler(struct({ n: 'u32' }), { onBatchEnd() {} })
