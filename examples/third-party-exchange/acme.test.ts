import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { importModule } from '@feedloom/cli'
import { loadConfig, requireLoaded } from '@feedloom/core/config'
import { Engine } from '@feedloom/core/engine'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AcmeVenue, startAcme } from './venue.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
// Far from this repository and its node_modules: what a user's own folder looks like.
const folder = mkdtempSync(join(tmpdir(), 'feedloom-acme-'))
let venue: AcmeVenue

beforeAll(async () => {
  for (const file of ['acme.ts', 'feedloom.yaml']) cpSync(join(here, file), join(folder, file))
  venue = await startAcme(5)
})
afterAll(async () => {
  await venue.stop()
  rmSync(folder, { recursive: true })
})

async function load(): Promise<ReturnType<typeof requireLoaded>> {
  return requireLoaded(await loadConfig(join(folder, 'feedloom.yaml'), { importModule, env: { ACME_WS: venue.ws, ACME_REST: venue.rest } }))
}

describe('an adapter in a folder of its own', () => {
  it('is found by its path, connects, and delivers every print and a good book', async () => {
    await using engine = await Engine.from(await load())
    const ids: string[] = []
    const enough = new Promise<void>((resolve) => {
      engine.bus.on('trade', ({ events }) => {
        ids.push(...events.filter(({ instrument }) => instrument.symbol === 'BTC/USD').map(({ id }) => id ?? ''))
        if (ids.length >= 50) resolve()
      })
    })
    await engine.start()
    await enough
    const first = Number(ids[0])
    expect(ids).toEqual(ids.map((_, index) => String(first + index)))
    expect(engine.view.book('BTC/USD')?.state).toBe('good')
    expect(engine.view.book('BTC/USD')?.bestBid).toBe(59_999)
    expect(engine.view.gaps()).toEqual([])
  })

  it('learns from the venue what is traded', async () => {
    await using engine = await Engine.from(await load())
    await engine.checkSymbols()
    expect([...engine.registry.all()].map(({ symbol }) => symbol)).toEqual(['BTC/USD', 'ETH/USD'])
  })
})
