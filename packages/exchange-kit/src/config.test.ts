import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { exchangeConfig } from './config.ts'
import type { ExchangeConfig } from './config.ts'

describe('exchangeConfig', () => {
  it('fills in the defaults of the rules', () => {
    const config: ExchangeConfig = exchangeConfig().parse({})
    expect(config.reconnect).toEqual({ first: 5_000, max: 300_000, factor: 2, jitter: 0.2, stableAfter: 60_000, overlap: 2_000 })
    expect(config).toMatchObject({ testnet: false, endpoints: { ws: {} }, subscribeTimeout: 10_000, instruments: { refresh: 3_600_000 } })
  })

  it('extends by the keys of a venue and refuses unknown ones', () => {
    const schema = exchangeConfig().extend({ speed: z.enum(['100ms', '1000ms']).default('100ms').describe('Book speed') })
    expectTypeOf(schema.parse({})).toExtend<ExchangeConfig & { speed: string }>()
    expect(schema.parse({ heartbeat: { silence: '30s' } })).toMatchObject({ speed: '100ms', heartbeat: { silence: 30_000 } })
    expect(schema.safeParse({ sped: '100ms' }).success).toBe(false)
    expect(schema.safeParse({ connectTimeout: '10' }).error?.issues[0]?.path).toEqual(['connectTimeout'])
  })

  it('describes every field and marks secrets in its JSON Schema', () => {
    const schema = exchangeConfig()['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
    const properties = schema['properties'] as Record<string, { description?: string; writeOnly?: boolean }>
    for (const property of Object.values(properties)) expect(property.description).toBeTypeOf('string')
    expect(Object.keys(properties).filter((name) => properties[name]?.writeOnly)).toEqual(['apiKey', 'apiSecret', 'proxy'])
  })
})
