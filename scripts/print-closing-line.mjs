import { closingLine, readSummary } from './lib/summary.mjs'

const summary = readSummary()
console.log(closingLine(summary))
process.exitCode = summary.failed > 0 ? 1 : 0
