import type { MetricSample } from '@feedloom/core/engine'

/** What a sink that taps the sources (a recorder) has written. */
export interface Tapped {
  readonly frames: number
  readonly bytes: number
}

/** By component, of those that tap. */
export function tappedOf(samples: readonly MetricSample[]): ReadonlyMap<string, Tapped> {
  const found = new Map<string, Tapped>()
  for (const { name, labels, value } of samples) {
    const { component } = labels
    if (component === undefined || (name !== 'tap_frames_total' && name !== 'tap_bytes_total')) continue
    const before = found.get(component) ?? { frames: 0, bytes: 0 }
    found.set(component, name === 'tap_frames_total' ? { ...before, frames: value } : { ...before, bytes: value })
  }
  return found
}
