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

/** Definitions in a file of its own: JSON (a list, or an object with `instruments`), or a recording. */
export async function definitionsOfFile(
  path: string,
  frames: LineFrames,
  factory: NormalizerFactory,
): Promise<readonly InstrumentFields[]> {
  const found = (await listOfJson(path)) ?? (await listOfRecording(path, frames, factory))
  if (found.length > 0) return found
  throw configError('FEEDLOOM_REPLAY_INSTRUMENTS_INVALID', `no definitions of instruments in ${path}`, {
    path: 'instruments',
    hint: 'Name a JSON list of definitions, a recorded reply that lists instruments, or write `infer`.',
  })
}

async function listOfJson(path: string): Promise<readonly InstrumentFields[] | undefined> {
  if (!path.endsWith('.json')) return undefined
  try {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'))
    const list = Array.isArray(json) ? json : (json as { instruments?: unknown }).instruments
    return Array.isArray(list) ? (list as readonly InstrumentFields[]) : undefined
  } catch (cause) {
    throw configError(
      'FEEDLOOM_REPLAY_INSTRUMENTS_INVALID',
      `cannot read ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
        path: 'instruments',
      },
    )
  }
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
