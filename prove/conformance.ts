/**
 * Every plugin of this project against the cases that its declared abilities select; the report as JSON with
 * `npm run prove -- conformance --json FILE`.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type ConformanceReport, reportOf } from '@feedloom/testkit/conformance'
import { pluginPackages, unheld } from './parts/first-party.ts'

const { values } = parseArgs({ options: { json: { type: 'string' } } })
const reports: ConformanceReport[] = []
let failures = 0
for (const found of await pluginPackages()) {
  for (const missing of unheld(found)) {
    failures++
    console.log(`NOT HELD  ${missing}: ${found.name} has no conformance suite for it`)
  }
  for (const suite of found.suites) reports.push(await reportOf(suite))
}
for (const { plugin, examines, passed, failed, skipped, cases } of reports) {
  failures += failed
  const kind = examines === 'plugin' ? 'manifest' : examines
  console.log(
    `${failed === 0 ? 'holds ' : 'BROKEN'}  ${plugin.padEnd(30)} ${kind.padEnd(11)} ${passed} passed, ${failed} failed, ${skipped} skipped`,
  )
  for (const one of cases) if (one.outcome !== 'passed') console.log(`          ${one.id} ${one.outcome}: ${one.message ?? ''}`)
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(reports, undefined, 2)}\n`)
process.exit(failures === 0 ? 0 : 1)
