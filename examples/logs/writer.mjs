// logs/writer.mjs
import { appendFileSync } from 'node:fs'
import { handler } from 'ringproof'
import { Line } from './line.mjs'

let file
let text = ''

handler(Line, {
  onStart(data) {
    file = data.file
  },
  onEvent({ level, text: what }) {
    text += `${level} ${what}\n`
  },
  onBatchEnd() {
    appendFileSync(file, text) // one write for each batch
    text = ''
  },
})
