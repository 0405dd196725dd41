import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type SessionName, Sessions, rowsOfSession, sessionNames } from '../parts/sessions.ts'
import { zone } from '../parts/time-zone.ts'
import { type Beginning, RunningVwap, type WrittenMultiples, multiplesOf, multiplesSchema, vwapInputs, vwapOutputs } from './vwap-bands.ts'

class SessionBeginning implements Beginning {
  readonly #sessions: Sessions

  constructor(cells: Cells, session: SessionName, zoneName: string) {
    this.#sessions = new Sessions(cells, session, zoneName)
  }

  push(openTime: number, index: number): 'begins' | 'goes-on' {
    return this.#sessions.push(openTime, index) ? 'begins' : 'goes-on'
  }
}

const firstRow: Beginning = { push: (_openTime, index) => (index === 0 ? 'begins' : 'goes-on') }

/**
 * Volume-weighted average price since the session began, with bands at multiples of the deviation by volume. Unknown
 * until the session has its first volume. It has converged when a session must have begun since the first row: the
 * rows of one session of minutes, as the width of the bars is not known here.
 */
export const vwap: IndicatorMaker<{ session?: SessionName | 'none'; zone?: string; bands?: WrittenMultiples }> = defineIndicator({
  type: 'vwap',
  aliases: ['volume-weighted-average-price', 'vwap-session'],
  summary: 'Volume-weighted average price of a session',
  source: 'TradingView VWAP: (high + low + close) / 3 by volume; population deviation by volume, updated as by D. H. D. West, 1979',
  display: { pane: 'price', fill: ['upper', 'lower'] },
  schema: z.strictObject({
    session: z
      .enum([...sessionNames, 'none'])
      .default('day')
      .describe('What it begins anew with; a week on Monday, `none` never'),
    zone: zone(),
    bands: multiplesSchema(),
  }),
  build({ session, zone: zoneName, bands }) {
    const multiples = multiplesOf(bands)
    const horizon = { warmup: 0, convergence: session === 'none' ? 0 : rowsOfSession[session] }
    const beginning = (cells: Cells): Beginning => (session === 'none' ? firstRow : new SessionBeginning(cells, session, zoneName))
    return {
      inputs: vwapInputs,
      outputs: vwapOutputs(multiples),
      ...horizon,
      create: () => new RunningVwap(beginning, multiples, horizon),
    }
  },
})
