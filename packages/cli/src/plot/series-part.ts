/** A part of the library's options. */
export type Part = Readonly<Record<string, unknown>>

/** Series answer to nothing by themselves. */
export const still: Part = { silent: true, animation: false, emphasis: { disabled: true } }

/** The axes of a pane, counted from the top. */
export const inPane = (pane: number): Part => ({ xAxisIndex: pane, yAxisIndex: pane })
