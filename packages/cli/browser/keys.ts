/** What the keys of a chart do. */
export interface KeyTargets {
  move(slots: number): void
  first(): void
  last(): void
  /** By a share of what is in sight. */
  pan(share: number): void
  /** Below 1 goes nearer. */
  zoom(factor: number): void
  reset(): void
  theme(): void
}

/** Arrows move the cross-hair (with Shift by ten), + and - zoom, Page keys move what is in sight, 0 resets, T changes the colours. */
export function keyActions(to: KeyTargets): (event: KeyboardEvent) => void {
  const actions: Readonly<Record<string, (step: number) => void>> = {
    ArrowLeft: (step) => to.move(-step),
    ArrowRight: (step) => to.move(step),
    ArrowUp: () => to.zoom(0.8),
    ArrowDown: () => to.zoom(1.25),
    '+': () => to.zoom(0.8),
    '=': () => to.zoom(0.8),
    '-': () => to.zoom(1.25),
    PageUp: () => to.pan(-0.9),
    PageDown: () => to.pan(0.9),
    Home: () => to.first(),
    End: () => to.last(),
    '0': () => to.reset(),
    t: () => to.theme(),
  }
  return (event) => {
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key]
    if (action === undefined) return
    event.preventDefault()
    action(event.shiftKey ? 10 : 1)
  }
}
