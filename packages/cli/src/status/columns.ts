import { cells, fit } from '../text-width.ts'

export interface TableColumn<Row> {
  readonly title: string
  readonly align: 'left' | 'right'
  /** Dropped first when the terminal is narrow: the highest number goes first; undefined stays. */
  readonly optional?: number
  /** Never narrower, so that a figure which grows does not move its neighbours. */
  readonly min?: number
  text(row: Row): string
  /** Colours the padded cell. */
  paint?(cell: string, row: Row): string
}

const SPACE = '  '

/** Header and rows, aligned, at most `width` cells wide: optional columns go, then the first column is cut. */
export function table<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  width: number,
  head: (text: string) => string,
): string[] {
  const { kept, widths } = layout(columns, rows, width)
  const line = (texts: readonly string[], paint: (cell: string, index: number) => string) =>
    texts.map((text, index) => paint(fit(text, widths[index] as number, kept[index]?.align), index)).join(SPACE)
  const titles = line(
    kept.map(({ title }) => title),
    (cell) => cell,
  )
  return [
    head(titles.trimEnd()),
    ...rows.map((row) =>
      line(
        kept.map((column) => column.text(row)),
        (cell, index) => kept[index]?.paint?.(cell, row) ?? cell,
      ),
    ),
  ]
}

function layout<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[], width: number) {
  let kept = [...columns]
  for (;;) {
    const widths = kept.map((column) => Math.max(column.min ?? 0, cells(column.title), ...rows.map((row) => cells(column.text(row)))))
    const total = widths.reduce((sum, each) => sum + each, 0) + SPACE.length * (kept.length - 1)
    if (total <= width) return { kept, widths }
    const worst = Math.max(...kept.map(({ optional }) => optional ?? -1))
    if (worst < 0) {
      widths[0] = Math.max(4, (widths[0] as number) - (total - width))
      return { kept, widths }
    }
    kept = kept.filter(({ optional }) => optional !== worst)
  }
}
