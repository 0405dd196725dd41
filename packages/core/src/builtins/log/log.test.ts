import { testContext } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { btc, gapAt, make, runOf } from '../../../test/event-fixture.ts'
import type { Alert, MarketEvent, SinkWrite } from '../../contracts/index.ts'
import { log } from './log.ts'

const alert = (severity: Alert['severity']): MarketEvent =>
  ({
    kind: 'alert',
    instrument: btc,
    ts: 1,
    nanos: 0,
    tsRecv: 1,
    revision: 0,
    rule: 'drop',
    severity,
    message: 'trade 97 fell',
  }) as unknown as Alert
const writeOf = (...events: readonly MarketEvent[]): SinkWrite => ({
  run: 'r',
  id: 1,
  runs: events.map((event) => runOf([event])),
  count: events.length,
})

describe('log', () => {
  it('writes alerts at the level of their severity, and all else at its own', async () => {
    const context = testContext()
    const sink = make(log, { level: 'debug' }, context)
    await sink.write(writeOf(alert('info'), alert('warning'), alert('critical'), gapAt(1, 'g', 'lost')), context.signal)
    expect(context.logged).toEqual([
      'info: BTC/USDT: INFO drop: trade 97 fell',
      'warn: BTC/USDT: WARNING drop: trade 97 fell',
      'error: BTC/USDT: CRITICAL drop: trade 97 fell',
      'debug: BTC/USDT: trade lost (sequence)',
    ])
  })
})
