import {
  configError,
  type InstrumentFields,
  type InstrumentLookup,
  type InstrumentRegistry,
  type NormalizerContext,
  type NormalizerFactory,
  type RawFrame,
} from '@feedloom/core'
import { readFile } from 'node:fs/promises'
import { readLines } from './line-reader.ts'
import type { LineFrames } from './line-frames.ts'
import type { RecordedLine } from './lines.ts'

/** Definitions in one line: a line of the recorder, or a reply that lists instruments. */
function definitionsIn(
  line: RecordedLine,
  frame: RawFrame | undefined,
  factory: NormalizerFactory,
): readonly InstrumentFields[] | undefined {
  if (line.instruments !== undefined) return line.instruments
  return frame === undefined ? undefined : factory.instruments?.(frame)
}

/** Definitions in a file of its own: JSON (a list, or an object with `instruments`), or a recording. Throws `FEEDLOOM_REPLAY_INSTRUMENTS_INVALID` (config). */
export async function definitionsOfFile(
  path: string,
  frames: LineFrames,
  factory: NormalizerFactory,
): Promise<readonly InstrumentFields[]> {
  let found: readonly InstrumentFields[]
  try {
    found = (await listOfJson(path)) ?? (await listOfRecording(path, frames, factory))
  } catch (cause) {
    throw invalid(messageOf(cause, path), cause)
  }
  if (found.length > 0) return found
  throw invalid(`no definitions of instruments in ${path}`)
}

function messageOf(cause: unknown, path: string): string {
  if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return `there is no file ${path}`
  return `cannot read ${path}: ${cause instanceof Error ? cause.message : String(cause)}`
}

function invalid(message: string, cause?: unknown): Error {
  return configError('FEEDLOOM_REPLAY_INSTRUMENTS_INVALID', message, {
    cause,
    path: 'instruments',
    hint: 'Name a JSON list of definitions or a recorded reply that lists instruments, or write `recorded` or `infer`.',
  })
}

async function listOfJson(path: string): Promise<readonly InstrumentFields[] | undefined> {
  if (!path.endsWith('.json')) return undefined
  const json: unknown = JSON.parse(await readFile(path, 'utf8'))
  const list = Array.isArray(json) ? json : (json as { instruments?: unknown } | undefined)?.instruments
  return Array.isArray(list) ? (list as readonly InstrumentFields[]) : undefined
}

async function listOfRecording(path: string, frames: LineFrames, factory: NormalizerFactory): Promise<readonly InstrumentFields[]> {
  const found: InstrumentFields[] = []
  for await (const lines of readLines(path)) {
    for (const line of lines) found.push(...(definitionsIn(line, frames.frame(line, line.t ?? 0), factory) ?? []))
  }
  return found
}

/** The factory with a look-up that guesses what nobody has defined. A guess is a function of the symbol, so decoding stays pure. */
export function inferring(factory: NormalizerFactory, registry: InstrumentRegistry): NormalizerFactory {
  if (factory.inferInstrument === undefined) return factory
  const lookup: InstrumentLookup = {
    native: (venue, nativeSymbol) => registry.native(venue, nativeSymbol) ?? define(venue, nativeSymbol),
    unified: (venue, symbol) => registry.unified(venue, symbol),
  }
  function define(venue: string, nativeSymbol: string): ReturnType<InstrumentLookup['native']> {
    const fields = venue === factory.venue ? factory.inferInstrument?.(nativeSymbol) : undefined
    if (fields === undefined) return undefined
    registry.define([fields])
    return registry.native(venue, nativeSymbol)
  }
  return { ...factory, create: (context: NormalizerContext) => factory.create({ ...context, instruments: lookup }) }
}
