import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { reportOf } from './report.ts'
import { runSuite } from './suite.ts'
import { mixedSuite } from './test/mixed-suite.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const fixture = fileURLToPath(new URL('test/node-test-run.ts', import.meta.url))

describe('a report', () => {
  it('says of each case how it ended and why, in the order of ids, as JSON', async () => {
    const report = await reportOf(mixedSuite({ holds: false }))
    expect(JSON.parse(JSON.stringify(report))).toEqual({
      plugin: 'cache mixed',
      examines: 'cache',
      abilities: ['ttl'],
      passed: 1,
      failed: 1,
      skipped: 2,
      cases: [
        { id: 'MIX-01', title: 'holds', outcome: 'passed' },
        { id: 'MIX-02', title: 'may hold', outcome: 'failed', message: 'it does not hold' },
        { id: 'MIX-03', title: 'is about scans', outcome: 'skipped', message: 'scan is not declared' },
        { id: 'MIX-04', title: 'needs reference values', outcome: 'skipped', message: 'none were given' },
      ],
    })
  })
})

describe('a suite', () => {
  runSuite(mixedSuite({ holds: true }), { describe, it }, 'runs under Vitest')

  it('runs under node:test, and fails there when a case does not hold', async () => {
    const run = (holds: string): Promise<{ stdout: string }> =>
      promisify(execFile)(
        process.execPath,
        ['--conditions=@feedloom/source', '--import', './scripts/ts-loader.mjs', '--test-reporter=tap', '--test', fixture],
        {
          cwd: root,
          env: { ...process.env, NODE_OPTIONS: '--conditions=@feedloom/source --import ./scripts/ts-loader.mjs', MIXED_HOLDS: holds },
        },
      )
    const { stdout } = await run('1')
    expect(stdout).toMatch(/ok \d+ - MIX-01 holds/)
    expect(stdout).toMatch(/ok \d+ - MIX-03 is about scans # SKIP scan is not declared/)
    await expect(run('')).rejects.toMatchObject({ stdout: expect.stringMatching(/not ok \d+ - MIX-02 may hold/) as unknown })
  })
})
