import type { OutputColumn } from './run-indicator.ts'

/** Rows that are made into text at once. */
const rowsAtOnce = 8_192

/** One line a bar: its time and the outputs, as short as they can be without losing a bit; nothing where there is no value. */
export function* csvText(times: Float64Array, outputs: readonly OutputColumn[]): Generator<string, void, undefined> {
  yield `timestamp_ms,${outputs.map(({ name }) => name).join(',')}\n`
  for (let from = 0; from < times.length; from += rowsAtOnce) {
    let text = ''
    const to = Math.min(times.length, from + rowsAtOnce)
    for (let row = from; row < to; row++) {
      text += times[row]
      for (const { values } of outputs) text += `,${Number.isNaN(values[row]) ? '' : values[row]}`
      text += '\n'
    }
    yield text
  }
}

/** An array with one object a bar; null where there is no value. */
export function* jsonText(times: Float64Array, outputs: readonly OutputColumn[]): Generator<string, void, undefined> {
  yield '['
  for (let from = 0; from < times.length; from += rowsAtOnce) {
    const rows = Array.from(times.subarray(from, from + rowsAtOnce), (time, n) => {
      const values = outputs.map(({ name, values: column }) => [name, column[from + n]] as const)
      return `\n${JSON.stringify({ timestamp_ms: time, ...Object.fromEntries(values) })}`
    })
    yield `${from === 0 ? '' : ','}${rows.join(',')}`
  }
  yield '\n]\n'
}
