import { describe, expect, it } from 'vitest'
import { wait } from './parts/fault-run.ts'
import { type StitchedRun, type StitchOptions, stitchedRun } from './parts/stitched.ts'

/** What came, and what the venue says: no hole, no overlap, no duplicate. What a cut has cost comes late, in its own order. */
function both({ errors, deliveries, trades, bars, wantedIds, wantedBars }: StitchedRun, sorted = false): readonly [unknown, unknown] {
  const ids = trades.map(({ id }) => id ?? '')
  const closed = bars.filter(({ final }) => final)
  const came = {
    errors: Object.keys(errors).filter((code) => code !== 'FEEDLOOM_CONNECTION_LOST'),
    deliveries: [...deliveries].sort(),
    ids: sorted ? ids.toSorted((a, b) => Number(a) - Number(b)) : ids,
    bars: closed.map(({ openTime, open, high, low, close, volume, trades: count }) => [openTime, open, high, low, close, volume, count]),
    enough: ids.length > 200 && closed.length > 590,
  }
  return [came, { errors: [], deliveries: ['backfill', 'live'], ids: wantedIds, bars: wantedBars, enough: true }]
}

describe('history before live', () => {
  it("equals the venue's own series, bar for bar and trade for trade", { timeout: 60_000 }, async () => {
    const [came, wanted] = both(await stitchedRun({ seed: 1, rate: 300, liveMs: 3_000 }))
    expect(came).toEqual(wanted)
  })

  it('leaves no hole when live begins long after history was fetched', { timeout: 60_000 }, async () => {
    const prepare: StitchOptions['prepare'] = (venue) => venue.faults.refuseConnectionsFor(3_000)
    const [came, wanted] = both(await stitchedRun({ seed: 3, rate: 300, liveMs: 3_000, prepare }))
    expect(came).toEqual(wanted)
  })

  it('leaves no hole when sockets are cut while history is fetched', { timeout: 60_000 }, async () => {
    const disturb: StitchOptions['disturb'] = async (venue) => {
      venue.faults.killSockets()
      await wait(600)
      venue.faults.killSockets()
    }
    const [came, wanted] = both(await stitchedRun({ seed: 2, rate: 300, liveMs: 3_000, disturb }), true)
    expect(came).toEqual(wanted)
  })
})
