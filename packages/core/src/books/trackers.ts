import type { TrackerCallbacks, TrackerOptions, TrackerRules, Trackers } from './tracking.ts'

/** Makes the trackers of one source. */
export declare function createTrackers(rules: TrackerRules, callbacks: TrackerCallbacks, options?: TrackerOptions): Trackers
