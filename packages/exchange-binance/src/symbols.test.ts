import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { InstrumentFields } from '@feedloom/core'
import { sharedPath } from '@feedloom/testkit'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spotNormalizer, usdmNormalizer } from './normalizer.ts'
import { inferSpotInstrument, inferUsdmInstrument, spotInstrument, splitPair, statusOf, usdmInstrument } from './symbols.ts'

const perpetual = {
  symbol: 'BTCUSDT',
  pair: 'BTCUSDT',
  contractType: 'PERPETUAL',
  deliveryDate: 4_133_404_800_000,
  status: 'TRADING',
  baseAsset: 'BTC',
  quoteAsset: 'USDT',
  marginAsset: 'USDT',
}

function recorded(folder: string, name: string): Buffer | undefined {
  const path = sharedPath('fixtures', folder, name)
  if (path === undefined) return undefined
  const line = JSON.parse(gunzipSync(readFileSync(path)).toString()) as { body: string }
  return Buffer.from(line.body)
}

const spotInfo = recorded('binance-spot', 'multi-20211011.rest-exchangeInfo.jsonl.gz')
const usdmInfo = recorded('binance-usdm', 'multi-20210722.rest-exchangeInfo.jsonl.gz')

function decode(factory: typeof spotNormalizer, payload: Uint8Array, channel = 'rest.exchangeInfo'): readonly InstrumentFields[] {
  return factory.instruments?.({ venue: factory.venue, channel, payload, tsRecv: 1, connection: 'rest', epoch: 0, request: {} }) ?? []
}

describe('spot instruments', () => {
  it('read filters of 2021 and of today', () => {
    const entry = { symbol: 'ETHBTC', status: 'TRADING', baseAsset: 'ETH', quoteAsset: 'BTC' }
    const common = [
      { filterType: 'PRICE_FILTER', tickSize: '0.00001000' },
      { filterType: 'LOT_SIZE', minQty: '0.0001', maxQty: '9000', stepSize: '0.00010000' },
    ]
    const old = spotInstrument({ ...entry, filters: [...common, { filterType: 'MIN_NOTIONAL', minNotional: '0.0001' }] })
    const today = spotInstrument({
      ...entry,
      filters: [...common, { filterType: 'NOTIONAL', minNotional: '0.0001' }],
      permissionSets: [['SPOT']],
    })
    expect(old).toEqual(today)
    expect(old).toMatchObject({
      symbol: 'ETH/BTC',
      priceStep: 0.00001,
      sizeStep: 0.0001,
      minSize: 0.0001,
      maxSize: 9000,
      minNotional: 0.0001,
    })
  })

  it('treat a step of 0 as unknown', () => {
    const filters = [{ filterType: 'LOT_SIZE', minQty: '0.00000000', maxQty: '0', stepSize: '0.00000000' }]
    const fields = spotInstrument({ symbol: 'AB', status: 'BREAK', baseAsset: 'A', quoteAsset: 'B', filters })
    expect([fields.sizeStep, fields.minSize, fields.maxSize, fields.status]).toEqual([undefined, undefined, undefined, 'closed'])
  })

  it.skipIf(spotInfo === undefined)('of 2021 are 1,695, of which 1,262 trade', () => {
    const all = decode(spotNormalizer, spotInfo as Buffer)
    expect([all.length, all.filter(({ status }) => status === 'trading').length]).toEqual([1695, 1262])
    expect(all.find(({ nativeSymbol }) => nativeSymbol === 'BTCUSDT')).toMatchObject({
      priceStep: 0.01,
      sizeStep: 0.00001,
      maxSize: 9000,
      minNotional: 10,
    })
  })

  it.skipIf(spotInfo === undefined)('are inferred from their names alone, but for a handful', () => {
    const all = decode(spotNormalizer, spotInfo as Buffer)
    const wrong = all.filter(({ nativeSymbol, symbol }) => inferSpotInstrument(nativeSymbol)?.symbol !== symbol)
    expect(wrong.map(({ symbol }) => symbol)).toEqual([])
  })
})

describe('USD-M instruments', () => {
  it('are perpetual without a real delivery date, whatever the contract type says', () => {
    expect(usdmInstrument(perpetual)).toMatchObject({ symbol: 'BTC/USDT:USDT', type: 'perpetual', expiry: undefined, settle: 'USDT' })
    expect(
      usdmInstrument({ ...perpetual, symbol: 'BTCSTUSDT', baseAsset: 'BTCST', contractType: '', status: 'PENDING_TRADING' }),
    ).toMatchObject({
      symbol: 'BTCST/USDT:USDT',
      type: 'perpetual',
      status: 'closed',
    })
    expect(usdmInstrument({ ...perpetual, symbol: 'TSLAUSDT', baseAsset: 'TSLA', contractType: 'TRADIFI_PERPETUAL' }).type).toBe(
      'perpetual',
    )
  })

  it('carry the delivery date of a dated contract', () => {
    const dated = { ...perpetual, symbol: 'BTCUSDT_210924', contractType: 'CURRENT_QUARTER', deliveryDate: 1_632_470_400_000 }
    expect(usdmInstrument(dated)).toMatchObject({
      symbol: 'BTC/USDT:USDT-210924',
      type: 'future',
      expiry: 1_632_470_400_000,
      underlying: 'BTC/USDT',
    })
    expect(usdmInstrument({ ...dated, contractType: 'CURRENT_QUARTER DELIVERING', status: 'DELIVERING' }).symbol).toBe(
      'BTC/USDT:USDT-210924',
    )
  })

  it('keep unified symbols unique when a settled contract stays listed beside its successor', () => {
    const settled = usdmInstrument({ ...perpetual, symbol: 'BNXUSDTSETTLED', baseAsset: 'BNX', status: 'SETTLING' })
    expect([settled.symbol, settled.status]).toEqual(['BNXUSDTSETTLED/USDT:USDT', 'closed'])
  })

  it.skipIf(usdmInfo === undefined)('of 2021 are 122: 120 perpetual, 2 quarterly, all unified symbols different', () => {
    const all = decode(usdmNormalizer, usdmInfo as Buffer)
    expect([all.length, all.filter(({ type }) => type === 'perpetual').length]).toEqual([122, 120])
    expect(new Set(all.map(({ symbol }) => symbol)).size).toBe(122)
    expect(all.find(({ nativeSymbol }) => nativeSymbol === 'BTCUSDT')).toMatchObject({ priceStep: 0.01, sizeStep: 0.001, minNotional: 5 })
  })

  it.skipIf(usdmInfo === undefined)('are all inferred from their names alone', () => {
    const wrong = decode(usdmNormalizer, usdmInfo as Buffer).filter(
      ({ nativeSymbol, symbol, expiry }) =>
        inferUsdmInstrument(nativeSymbol)?.symbol !== symbol || inferUsdmInstrument(nativeSymbol)?.expiry !== expiry,
    )
    expect(wrong).toEqual([])
  })
})

describe('symbols in general', () => {
  const asset = fc.stringMatching(/^[A-Z0-9]{2,10}$/)

  it('split into base and quote that make the name again', () => {
    fc.assert(
      fc.property(asset, fc.constantFrom('USDT', 'USDC', 'BTC', 'FDUSD', 'EUR'), (base, quote) => {
        const pair = splitPair(base + quote)
        expect((pair?.base ?? '') + (pair?.quote ?? '')).toBe(base + quote)
      }),
    )
  })

  it('of dated contracts name the day of their expiry', () => {
    fc.assert(
      fc.property(asset, fc.integer({ min: 20_000, max: 40_000 }), (base, day) => {
        const expiry = day * 86_400_000 + 28_800_000
        const suffix = new Date(expiry).toISOString().slice(2, 10).replaceAll('-', '')
        const inferred = inferUsdmInstrument(`${base}USDT_${suffix}`)
        expect(inferred).toMatchObject({ symbol: `${base}/USDT:USDT-${suffix}`, expiry, type: 'future' })
      }),
    )
  })

  it('without a known quote asset are not guessed', () => {
    expect(inferSpotInstrument('ABCDEF')).toBeUndefined()
    expect(inferUsdmInstrument('USDT')).toBeUndefined()
  })

  it('with a status that nobody knows are not tradable', () => {
    expect(['TRADING', 'HALT', 'DELIVERED', 'AUCTION_MATCH', 'SOMETHING_NEW'].map(statusOf)).toEqual([
      'trading',
      'halted',
      'delisted',
      'auction',
      'closed',
    ])
  })

  it('come from no other channel than exchangeInfo', () => {
    expect(decode(spotNormalizer, Buffer.from('{}'), 'rest.depth')).toEqual([])
  })
})
