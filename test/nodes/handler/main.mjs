// Runs the program with the worker that stands behind this file's name: worker.mjs, or worker.js once it is built.
import { outcomeOf } from './program.mjs'

const [, , file = import.meta.url.replace(/main(\.m?js)$/, 'worker$1')] = process.argv
console.log(await outcomeOf(new URL(file, import.meta.url)))
