import { type EpochMs, configError, dataError } from '@feedloom/core'

/** What the detectors read of a closed bar; a `Bar` event is one. Prices in quote units, volume in base units. */
export interface StructureBar {
  readonly openTime: EpochMs
  readonly high: number
  readonly low: number
  readonly close: number
  /** NaN where it is unknown. */
  readonly volume: number
}

/** Closed bars as columns of equal length, oldest first. Without `volume` it counts as unknown. */
export interface StructureColumns {
  readonly openTime: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume?: Float64Array | undefined
}

/** Something that reads bars one by one and states what it has seen at each. */
export interface StructureDetector<Statement> {
  /** What the close of this bar brought to light; mostly nothing. A bar with an unknown price is skipped. */
  update(bar: StructureBar): readonly Statement[]
  reset(): void
  /** Plain JSON; `restore` continues as if there had been no break. */
  save(): unknown
  /** Throws the data error `FEEDLOOM_INDICATOR_STATE_INVALID` for what another detector, or one with other options, has saved. */
  restore(saved: unknown): void
}

/** Whole columns through a detector: equal to streaming because it is streaming. */
export function runDetector<Statement>(detector: StructureDetector<Statement>, columns: StructureColumns): readonly Statement[] {
  const { openTime, high, low, close, volume } = columns
  checkLengths(columns)
  const statements: Statement[] = []
  for (let row = 0; row < openTime.length; row++) {
    const bar = {
      openTime: openTime[row] as number,
      high: high[row] as number,
      low: low[row] as number,
      close: close[row] as number,
      volume: volume?.[row] ?? Number.NaN,
    }
    for (const statement of detector.update(bar)) statements.push(statement)
  }
  return Object.freeze(statements)
}

function checkLengths({ openTime, high, low, close, volume }: StructureColumns): void {
  if ([high, low, close, volume].some((column) => column !== undefined && column.length !== openTime.length)) {
    throw configError('FEEDLOOM_INDICATOR_INPUT_MISSING', 'the columns of the bars differ in length', {
      hint: 'Give open times, highs, lows and closes of the same bars.',
    })
  }
}

/** Whether the prices of a bar are there. */
export function isWhole({ high, low, close }: StructureBar): boolean {
  return Number.isFinite(high) && Number.isFinite(low) && Number.isFinite(close)
}

/** A saved state, with what tells it from those of others. */
interface Saved<State> {
  readonly of: string
  readonly state: State
}

/** `of` names the detector and its options. The copy shares nothing with the running detector. */
export function savedState(of: string, state: unknown): unknown {
  return JSON.parse(JSON.stringify({ of, state })) as unknown
}

/** The state inside; a copy, so that one saved state can be restored many times. */
export function restoredState<State>(of: string, saved: unknown): State {
  const { of: owner, state } = (typeof saved === 'object' && saved !== null ? saved : {}) as Partial<Saved<State>>
  if (owner === of && state !== undefined) return JSON.parse(JSON.stringify(state)) as State
  throw dataError('FEEDLOOM_INDICATOR_STATE_INVALID', `a saved state is not of \`${of}\``, {
    hint: 'Begin anew and warm up from history.',
  })
}
