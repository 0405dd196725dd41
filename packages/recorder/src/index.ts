/**
 * Recordings: what writes them, what plays them back, and how to read one line by line.
 *
 * @module
 */
export { recorder, replay } from './plugins.ts'
export type { RecorderConfig, ReplayConfig, Rotation } from './config.ts'
export type { RecordedGap, RecordedLine } from './lines.ts'
export { readLines, type ReadOptions } from './line-reader.ts'
export { mergedLines, type TimedLine } from './merged-lines.ts'
