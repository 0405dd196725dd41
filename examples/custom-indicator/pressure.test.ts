import { fileURLToPath } from 'node:url'
import type { IndicatorValue } from '@feedloom/core'
import { loadConfig, requireLoaded } from '@feedloom/core/config'
import { Engine } from '@feedloom/core/engine'
import { indicatorSuite, pluginSuite, runSuite } from '@feedloom/testkit/conformance'
import { describe, expect, it } from 'vitest'
import { plugin, pressure } from './pressure.ts'

runSuite(indicatorSuite({ plugin, create: () => pressure({ period: 10 }) }), { describe, it }, 'The pressure as an indicator')
runSuite(pluginSuite({ plugin }), { describe, it }, 'The pressure as a plugin')

describe('the pressure', () => {
  it('is 1 while bars close at their high, and -1 at their low', () => {
    const rows = 40
    const high = Float64Array.from({ length: rows }, (_, row) => 101 + row)
    const low = high.map((price) => price - 2)
    const outputs = [new Float64Array(rows), new Float64Array(rows)]
    pressure().batch({ high, low, close: high, volume: high }, outputs)
    expect(outputs.map((column) => column.at(-1))).toEqual([1, 1])
    pressure().batch({ high, low, close: low, volume: high }, outputs)
    expect(outputs.map((column) => column.at(-1))).toEqual([-1, -1])
  })

  it('runs from a config, and others run over it', async () => {
    const path = fileURLToPath(new URL('feedloom.yaml', import.meta.url))
    const loaded = requireLoaded(await loadConfig(path, { conditions: ['@feedloom/source'] }))
    await using engine = await Engine.from(loaded)
    const values: IndicatorValue[] = []
    using _ = engine.bus.on('indicator', ({ events }) => void values.push(...events))
    expect(await engine.run({ handleSignals: false })).toMatchObject({ outcome: 'ended' })
    expect(new Set(values.map(({ definition }) => definition.name))).toEqual(new Set(['pressure', 'calm']))
    expect(values.every(({ values: [value = Number.NaN] }) => Math.abs(value) <= 1)).toBe(true)
    const latest = engine.indicators.latest('BTC/USDT', '1s').get('pressure')
    expect(latest?.definition).toMatchObject({ outputs: ['pressure', 'signal'], parameters: { period: 3, signal: 2 } })
  })
})
