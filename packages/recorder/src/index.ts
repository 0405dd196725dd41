/**
 * Recordings: what writes them, what plays them back, and how to read one line by line.
 *
 * @module
 */
export { recorder, replay } from './plugins.ts'
export type { RecorderConfig, ReplayConfig, Rotation } from './config.ts'
export type { RecordedGap, RecordedLine } from './lines.ts'
export type { ReadOptions } from './line-cursor.ts'
export { mergedLines, readLines, type TimedLine } from './line-reader.ts'
