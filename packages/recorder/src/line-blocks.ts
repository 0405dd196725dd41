import { unpacked, type Piece } from './unpacked.ts'

const newline = 10

/** Bytes of whole lines; `isRest` for a last line that nothing ends. */
export interface LineBlock extends Piece {
  readonly isRest: boolean
}

/** The content of a recording in blocks of whole lines. Blocks are not copied; only a line that two pieces share is. */
export async function* lineBlocks(path: string, onCut: (() => void) | undefined): AsyncGenerator<LineBlock, void, undefined> {
  let rest: Buffer | undefined
  let before = 0
  for await (const { bytes, position } of unpacked(path, onCut)) {
    let start = 0
    if (rest !== undefined) {
      start = bytes.indexOf(newline) + 1
      rest = Buffer.concat([rest, bytes.subarray(0, start === 0 ? bytes.length : start)])
      if (start === 0) continue
      yield { bytes: rest, position: before, isRest: false }
      rest = undefined
    }
    const end = bytes.lastIndexOf(newline) + 1
    if (end > start) yield { bytes: bytes.subarray(start, end), position, isRest: false }
    if (end < bytes.length) rest = bytes.subarray(Math.max(start, end))
    before = position
  }
  if (rest !== undefined) yield { bytes: rest, position: before, isRest: true }
}
