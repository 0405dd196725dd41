import { isUtf8 } from 'node:buffer'
import type {
  BackfillStep,
  BarSpec,
  ConnectionStatus,
  DataKind,
  EpochMs,
  GapCause,
  HistoryRequest,
  Instrument,
  InstrumentFields,
  RawFrame,
  RepairRequest,
  SourceFacts,
} from '@feedloom/core'

/**
 * One line of a recording. `frame` lines without the later fields (`channel`, `epoch`, ...) and REST lines (`url` and
 * `body`) are the older form and stay readable. What is not a frame carries `dir` and no `frame`, so that a reader of the
 * older form passes over it. Older lines may hold null where a fact is missing.
 */
export interface RecordedLine {
  /** Receive time, ms. */
  readonly t?: EpochMs
  readonly dir?: string
  readonly conn?: string
  readonly frame?: string
  /** Of a frame that stands in its line as it came, the last of its fields, and not as a string: how many bytes it has. */
  readonly bytes?: number
  /** How `frame` stands for the payload; left out: UTF-8 text. */
  readonly encoding?: 'base64' | 'json'
  readonly source?: string
  readonly venue?: string
  readonly channel?: string
  readonly epoch?: number
  readonly request?: Readonly<Record<string, string>>
  readonly delivery?: RawFrame['delivery']
  readonly url?: string
  readonly status?: number | ConnectionStatus
  readonly body?: string
  readonly gap?: RecordedGap
  /** Of a line `dir: repaired`. */
  readonly repair?: RecordedRepair
  /** Of a line `dir: forget`: a stream that nobody wanted any more. */
  readonly forget?: Pick<RecordedGap, 'venue' | 'nativeSymbol' | 'kind'>
  readonly batch?: unknown
  readonly instruments?: readonly InstrumentFields[]
  /** Of a line `dir: source`. */
  readonly facts?: SourceFacts
  /** Of a line `dir: tick`. */
  readonly pipeline?: string
  /** Of a line `dir: backfill`: history that went before live. */
  readonly step?: BackfillStep['step']
  readonly part?: number
  /** Of a page of history: what was asked for. */
  readonly asked?: HistoryRequest
  /** Lines that could not be kept, because the disk did not take them. */
  readonly lost?: number
}

export interface RecordedGap {
  readonly venue: string
  readonly nativeSymbol: string
  readonly kind: DataKind
  readonly cause: GapCause
  readonly interval: BarSpec | undefined
}

/** Work on a repair that came to its end. */
export interface RecordedRepair extends Omit<RepairRequest, 'instrument'> {
  readonly venue: string
  readonly nativeSymbol: string
  readonly failure: string | undefined
}

/** The text of a payload: bytes as UTF-8 where they are that, else as base64; the object of an SDK as JSON. */
function payloadText(payload: unknown): { readonly frame: string; readonly encoding?: 'base64' | 'json' } {
  if (!(payload instanceof Uint8Array)) return { frame: JSON.stringify(payload), encoding: 'json' }
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  return isUtf8(bytes) ? { frame: bytes.toString('utf8') } : { frame: bytes.toString('base64'), encoding: 'base64' }
}

/** The payload that `payloadText` has made into text. */
export function payloadOf(line: Pick<RecordedLine, 'frame' | 'encoding'>): unknown {
  const text = line.frame ?? ''
  return line.encoding === 'json' ? JSON.parse(text) : Buffer.from(text, line.encoding ?? 'utf8')
}

/** A step of the history that goes before live; pages are frames that no connection carries. */
export function backfillLine(source: string, step: BackfillStep, t: EpochMs): string {
  if (step.step !== 'page') return JSON.stringify({ t, dir: 'backfill', source, step: step.step })
  return lineOf('backfill', source, step.frame, { step: step.step, part: step.part, asked: step.request })
}

/** A page of history that a processor has asked for. */
export function historyLine(source: string, asked: HistoryRequest, frame: RawFrame): string {
  return lineOf('history', source, frame, { asked })
}

/** A line with a frame as a string. */
export function lineOf(dir: string, source: string, frame: RawFrame, more: Partial<RecordedLine>): string {
  const { tsRecv: t, connection: conn, venue, channel, epoch, request, delivery } = frame
  return JSON.stringify({ t, dir, conn, source, venue, channel, epoch, request, delivery, ...more, ...payloadText(frame.payload) })
}

/** What is known of a source from the beginning. */
export function sourceLine(source: string, facts: SourceFacts, t: EpochMs): string {
  return JSON.stringify({ t, dir: 'source', source, facts })
}

/** The clock told a pipeline the time. */
export function tickLine(pipeline: string, t: EpochMs): string {
  return JSON.stringify({ t, dir: 'tick', pipeline })
}

/** A state of a connection; `dir` is `open` where it is connected, else `close`. */
export function connectionLine(source: string, status: ConnectionStatus, t: EpochMs): string {
  return JSON.stringify({ t, dir: status.state === 'connected' ? 'open' : 'close', conn: status.connection, source, status })
}

/** A hole that the source itself has reported; those that the trackers find come back by themselves in a replay. */
export function gapLine(
  source: string,
  instrument: Instrument,
  kind: DataKind,
  cause: GapCause,
  t: EpochMs,
  interval: BarSpec | undefined,
): string {
  const { venue, nativeSymbol } = instrument
  return JSON.stringify({ t, dir: 'gap', source, gap: { venue, nativeSymbol, kind, cause, interval } })
}

/** What a repair brought are frames; this line says that no more came of it. */
export function repairedLine(source: string, request: RepairRequest, failure: string | undefined, t: EpochMs): string {
  const { instrument, ...facts } = request
  const { venue, nativeSymbol } = instrument
  return JSON.stringify({ t, dir: 'repaired', source, repair: { venue, nativeSymbol, ...facts, failure } })
}

/** A stream that was unsubscribed while it ran. */
export function forgetLine(source: string, { venue, nativeSymbol }: Instrument, kind: DataKind, t: EpochMs): string {
  return JSON.stringify({ t, dir: 'forget', source, forget: { venue, nativeSymbol, kind } })
}

const ofOneRun: ReadonlySet<string> = new Set(['id', 'index', 'toJSON'])

/** Definitions of instruments, so that a recording can be read without asking the venue. */
export function instrumentsLine(instruments: readonly Instrument[], t: EpochMs): string {
  // `toJSON` of an instrument writes its id alone.
  const fields = instruments.map((instrument) => Object.fromEntries(Object.entries(instrument).filter(([name]) => !ofOneRun.has(name))))
  return JSON.stringify({ t, dir: 'instruments', instruments: fields })
}

/** Lines that had to be given up at this place. */
export function lostLine(lost: number, t: EpochMs): string {
  return JSON.stringify({ t, dir: 'lost', lost })
}
