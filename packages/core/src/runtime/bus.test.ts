import { testInstruments } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import type { AnyBatch, Instrument } from '../contracts/index.ts'
import { BatchBus } from './bus.ts'
import { spot } from './test/fakes.ts'
import { RunWriter } from './writer.ts'

const instrument = testInstruments([spot('BTCUSDT')]).native('fake', 'BTCUSDT') as Instrument

function batch(kind: 'trade' | 'quote'): AnyBatch {
  const writer = new RunWriter()
  writer.begin(1, 'a', 'live')
  if (kind === 'trade') writer.trade(instrument, 1, 1, 1, 'buy', undefined)
  else writer.quote(instrument, 1, 1, 1, 1, 1, undefined)
  return writer.finish()[0] as AnyBatch
}

describe('BatchBus', () => {
  it('calls the handlers of a kind and those of every kind in the order of their subscription', () => {
    const bus = new BatchBus(() => undefined)
    const calls: string[] = []
    bus.on('*', ({ kind }) => calls.push(`any ${kind}`))
    bus.on('trade', () => calls.push('trade'))
    bus.on('quote', () => calls.push('quote'))
    bus.publish(batch('trade'))
    expect(calls).toEqual(['any trade', 'trade'])
  })

  it('isolates and counts a handler that throws', () => {
    const thrown: unknown[] = []
    const bus = new BatchBus((error) => thrown.push(error))
    const heard: string[] = []
    bus.on('trade', () => {
      throw new TypeError('mine')
    })
    bus.on('trade', () => heard.push('after'))
    bus.publish(batch('trade'))
    bus.publish(batch('trade'))
    expect(heard).toEqual(['after', 'after'])
    expect(bus.failures).toBe(2)
    expect(thrown).toHaveLength(2)
  })

  it('lets a handler unsubscribe itself while it runs', () => {
    const bus = new BatchBus(() => undefined)
    const calls: string[] = []
    const once = bus.on('trade', () => {
      calls.push('once')
      once[Symbol.dispose]()
    })
    bus.on('trade', () => calls.push('always'))
    bus.publish(batch('trade'))
    bus.publish(batch('trade'))
    expect(calls).toEqual(['once', 'always', 'always'])
  })
})
