import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isPlugin } from '@feedloom/core'
import { z } from 'zod'
import { afterAll, describe, expect, it } from 'vitest'
import { importModule } from './import-module.ts'

const folder = mkdtempSync(join(tmpdir(), 'feedloom-plugin-'))
afterAll(() => rmSync(folder, { recursive: true }))

const plugin = `
import { definePlugin, type Sink } from '@feedloom/core'
import { z } from 'zod'
import { summary } from './summary.ts'
export { z }
export const sink = definePlugin({
  apiVersion: 1, kind: 'sink', type: 'acme-sink', summary, stability: 'beta', configSchema: z.strictObject({}),
  create(): Sink { return undefined as unknown as Sink },
})
`

describe('importModule', () => {
  it("gives a plugin file in a folder without packages the host's copies", async () => {
    writeFileSync(join(folder, 'acme.ts'), plugin)
    writeFileSync(join(folder, 'summary.ts'), "export const summary: string = 'Keeps it'\n")
    const module = (await importModule(pathToFileURL(join(folder, 'acme.ts')).href)) as Record<string, unknown>
    expect(isPlugin(module['sink'])).toBe(true)
    expect(module['z']).toBe(z)
  })

  it('reads plain JavaScript plugin files too', async () => {
    writeFileSync(join(folder, 'plain.mjs'), "import { isPlugin } from '@feedloom/core'\nexport const found = isPlugin({})\n")
    const module = (await importModule(pathToFileURL(join(folder, 'plain.mjs')).href)) as Record<string, unknown>
    expect(module['found']).toBe(false)
  })

  it("imports the project's own packages once", async () => {
    const url = import.meta.resolve('@feedloom/core')
    expect(await importModule(url)).toBe(await import('@feedloom/core'))
  })
})
