import { describe, expect, it } from 'vitest'
import { Instruments } from './instruments.ts'
import { spot } from './test/fakes.ts'

describe('Instruments', () => {
  it('interns one object per venue and native symbol, with dense indexes', () => {
    const registry = new Instruments()
    registry.define([spot('BTCUSDT'), spot('ETHUSDT'), spot('BTCUSDT', 'BTC', 'other')])
    const btc = registry.native('fake', 'BTCUSDT')
    expect(registry.unified('fake', 'BTC/USDT')).toBe(btc)
    expect(registry.native('other', 'BTCUSDT')).not.toBe(btc)
    expect([...registry.all()].map(({ index }) => index)).toEqual([0, 1, 2])
    expect(registry.at(0)).toBe(btc)
    expect(registry.size).toBe(3)
    expect([...registry.all('fake')]).toHaveLength(2)
    expect(JSON.stringify({ btc })).toBe('{"btc":"fake:BTCUSDT"}')
  })

  it('updates fields in place and tells what was added and what changed', () => {
    const registry = new Instruments()
    const { added } = registry.define([spot('BTCUSDT')])
    const told: number[] = []
    using _ = registry.onChange(({ added: fresh, changed }) => told.push(fresh.length, changed.length))
    expect(registry.define([spot('BTCUSDT')])).toEqual({ added: [], changed: [] })
    const { changed } = registry.define([{ ...spot('BTCUSDT'), status: 'halted', priceStep: 0.1 }])
    expect(changed[0]).toBe(added[0])
    expect(added[0]).toMatchObject({ status: 'halted', priceStep: 0.1, index: 0 })
    expect(told).toEqual([0, 1])
  })

  it('gives a unified symbol to the instrument that trades, not to a delisted one', () => {
    const registry = new Instruments()
    registry.define([
      { ...spot('OLD'), symbol: 'A/USDT', status: 'delisted' },
      { ...spot('NEW'), symbol: 'A/USDT' },
    ])
    expect(registry.unified('fake', 'A/USDT')?.nativeSymbol).toBe('NEW')
    registry.define([{ ...spot('OLDER'), symbol: 'A/USDT', status: 'delisted' }])
    expect(registry.unified('fake', 'A/USDT')?.nativeSymbol).toBe('NEW')
  })

  it('finds a renamed instrument under its new symbol only', () => {
    const registry = new Instruments()
    registry.define([spot('BTCUSDT')])
    registry.define([{ ...spot('BTCUSDT'), symbol: 'XBT/USDT' }])
    expect(registry.unified('fake', 'BTC/USDT')).toBeUndefined()
    expect(registry.unified('fake', 'XBT/USDT')?.nativeSymbol).toBe('BTCUSDT')
  })
})
