/** A part of the library's options. */
export type Part = Readonly<Record<string, unknown>>

/** Series answer to nothing by themselves. */
export const still: Part = { silent: true, animation: false, emphasis: { disabled: true } }

/** The axes of a pane, counted from the top. */
export const inPane = (pane: number): Part => ({ xAxisIndex: pane, yAxisIndex: pane })

/** Where a custom series draws, as far as it is used here. */
export interface DrawingApi {
  coord(point: readonly [number, number]): readonly [number, number]
  size(span: readonly [number, number]): readonly [number, number]
}
/** What it draws, and the pane. */
export interface DrawingArea {
  readonly dataIndex: number
  readonly coordSys: { readonly x: number; readonly width: number }
}
