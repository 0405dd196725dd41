import { type DataKind, dataKindOf, type MarketEvent } from '../contracts/events.ts'
import type { Instrument } from '../contracts/instrument.ts'
import type { BarSpec, EpochMs } from '../contracts/time.ts'
import type { RunWriter } from './writer.ts'

interface Loss {
  readonly instrument: Instrument
  readonly dataKind: DataKind
  readonly interval: BarSpec | undefined
  readonly from: EpochMs
  readonly fromId: string | undefined
  to: EpochMs
  toId: string | undefined
  missing: number
}

/** Events lost on this side that no gap tells of yet: one entry per instrument, data kind and bar interval. */
export class Losses {
  readonly #byKind = new Map<string, Map<Instrument, Loss>>()
  #gaps = 0

  /** How many gap events `write` would write. */
  get gaps(): number {
    return this.#gaps
  }

  add(event: MarketEvent): void {
    // A gap that is lost itself lives on in the new one.
    const dataKind = event.kind === 'gap' ? event.dataKind : dataKindOf(event.kind)
    const interval = event.kind === 'bar' || event.kind === 'gap' ? event.interval : undefined
    const missing = event.kind === 'gap' ? (event.missing ?? 0) : 1
    const key = interval === undefined ? dataKind : `${dataKind} ${interval}`
    let ofKind = this.#byKind.get(key)
    if (ofKind === undefined) this.#byKind.set(key, (ofKind = new Map()))
    const id = event.kind === 'trade' ? event.id : undefined
    const loss = ofKind.get(event.instrument)
    if (loss === undefined) {
      const { instrument, tsRecv } = event
      ofKind.set(instrument, { instrument, dataKind, interval, from: tsRecv, fromId: id, to: tsRecv, toId: id, missing })
      this.#gaps += 1
      return
    }
    loss.to = event.tsRecv
    loss.toId = id ?? loss.toId
    loss.missing += missing
  }

  /** Writes at most `limit` gaps and forgets them; the rest waits. Returns how many were written. */
  write(out: RunWriter, component: string, nextId: () => string, limit: number): number {
    let written = 0
    for (const ofKind of this.#byKind.values()) {
      for (const loss of ofKind.values()) {
        if (written === limit) return written
        ofKind.delete(loss.instrument)
        writeGap(out, loss, component, nextId())
        this.#gaps -= 1
        written += 1
      }
    }
    return written
  }
}

function writeGap(out: RunWriter, loss: Loss, component: string, id: string): void {
  const { dataKind, interval, from, to, fromId, toId, missing } = loss
  out.tsRecv = to
  out.gap(loss.instrument, to, { id, dataKind, interval, from, to, fromId, toId, missing, cause: 'overflow', state: 'lost', component })
}
