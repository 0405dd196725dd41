import type { AnyBatch, FeedloomError } from '@feedloom/core'

/** After so many trials pieces are not halved any more: a write must end, also when every row of it is refused. */
const maxTrials = 100

/** Stores events of a write for a trial, by their flattened index; returns why that does not go. */
export type Trial = (indexes: readonly number[]) => Promise<FeedloomError | undefined>

/**
 * Which events of a write that was refused cannot be stored, and why: by halves, each tried together with all that
 * were found good before it, so that events that only fail beside each other (two of one key) are found too.
 */
export async function rejectedRows(count: number, reason: FeedloomError, trial: Trial): Promise<ReadonlyMap<number, FeedloomError>> {
  const rejected = new Map<number, FeedloomError>()
  let good: readonly number[] = []
  let trials = 0
  const all = Array.from({ length: count }, (_, index) => index)
  const pieces = count === 1 ? [] : halves(all)
  if (count === 1) rejected.set(0, reason)
  for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
    trials++
    const error = await trial([...good, ...piece])
    if (error === undefined) good = [...good, ...piece]
    else if (piece.length > 1 && trials < maxTrials) pieces.unshift(...halves(piece))
    else for (const index of piece) rejected.set(index, error)
  }
  return rejected
}

/** The runs with those events alone, in their order. */
export function runsWith(runs: readonly AnyBatch[], wanted: (index: number) => boolean): readonly AnyBatch[] {
  let index = 0
  return runs.map((run) => ({ ...run, events: (run.events as readonly unknown[]).filter(() => wanted(index++)) }) as AnyBatch)
}

function halves(piece: readonly number[]): (readonly number[])[] {
  const middle = Math.ceil(piece.length / 2)
  return [piece.slice(0, middle), piece.slice(middle)].filter((half) => half.length > 0)
}
