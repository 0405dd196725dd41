import type { DataKind, HistoryRequest, RawFrame } from '@feedloom/core'
import { payloadOf, type RecordedLine } from './lines.ts'

interface Asked {
  readonly key: string
  readonly kind: DataKind
  readonly frames: RawFrame[]
}

/** Pages of history in a recording, by what was asked for: the same question gets the same answers, in the same order. */
export class RecordedPages {
  readonly #asked: Asked[] = []

  get kinds(): readonly DataKind[] {
    return [...new Set(this.#asked.map(({ kind }) => kind))]
  }

  add(line: RecordedLine, venue: string): void {
    const { asked, t: tsRecv = 0, conn: connection = 'rest', channel = 'rest', epoch = 0, request } = line
    if (asked === undefined) return
    const frame: RawFrame = { venue, channel, payload: payloadOf(line), tsRecv, connection, epoch, request, delivery: 'backfill' }
    const key = JSON.stringify(asked)
    const last = this.#asked.findLast((each) => each.key === key)
    if (last === undefined) this.#asked.push({ key, kind: asked.kind, frames: [frame] })
    else last.frames.push(frame)
  }

  /** The pages of the first such question that nobody has asked again. The span may be another: it follows the clock. */
  take(request: HistoryRequest): readonly RawFrame[] {
    const at = this.#asked.findIndex(({ key }) => isSame(JSON.parse(key) as HistoryRequest, request))
    return at < 0 ? [] : (this.#asked.splice(at, 1)[0]?.frames ?? [])
  }
}

function isSame(a: HistoryRequest, b: HistoryRequest): boolean {
  return a.kind === b.kind && a.symbol === b.symbol && a.interval === b.interval && a.variant === b.variant
}
