import { FeedloomError, configError, dataError, fatal, retryable } from '@feedloom/core'

/** How long a full disk is left alone before the write is tried again. */
const diskFullRetryMs = 5_000
/** Neither the file system nor the statement nor the data is to blame, as far as the message tells. */
export const unknownFailure = 'FEEDLOOM_STORE_FAILED'
const causedByRow = /^(Conversion|Constraint|Out of Range|Mismatch Type|Invalid Input) Error|constraint (failed|violat)|violates/i
const causedByQuery =
  /^(Conversion|Constraint|Out of Range|Mismatch Type|Invalid Input|Parser|Syntax|Binder|Catalog|Not implemented|Permission|Dependency|Parameter Not (Allowed|Resolved)|Invalid Configuration|Missing Extension|Extension|Autoload|Decimal|Divide by Zero) Error|constraint (failed|violat)|violates/i
const lockHolder = /Conflicting lock is held in (.*?) ?\(PID (\d+)\)/

/**
 * Turns what DuckDB throws into coded errors. DuckDB's binding throws plain errors without a code, so the type that
 * stands at the head of the text (`IO Error`, `FATAL Error`, ...) and the texts of the operating system are all there is.
 */
export function toStoreError(thrown: unknown, path: string): FeedloomError {
  if (FeedloomError.is(thrown)) return thrown
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return (
    lockedError(text, path, thrown) ?? spaceError(text, path, thrown) ?? fileError(text, path, thrown) ?? otherError(text, path, thrown)
  )
}

/** Whether DuckDB has shut the database after an error, so that it must be opened again. */
export function isInvalidated(thrown: unknown): boolean {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return /^FATAL Error|database has been invalidated|^INTERNAL Error/.test(text)
}

/**
 * The same for what goes wrong in a write: a value or a constraint that stands against it is an error of its data, and
 * everything else that is wrong with our own statements (a table that somebody took away) can be put right and tried again.
 */
export function toWriteError(thrown: FeedloomError, path: string): FeedloomError {
  if (thrown.code !== 'FEEDLOOM_STORE_QUERY_FAILED') return thrown
  const text = thrown.cause instanceof Error ? thrown.cause.message : thrown.message
  if (causedByRow.test(text)) return eventError(path, text, thrown)
  return retryable(unknownFailure, thrown.message, { cause: thrown, details: { path }, hint: 'Put right what the message names.' })
}

/** `FEEDLOOM_STORE_EVENT_REJECTED`: an event cannot be stored as it is. */
export function eventError(path: string, text: string, cause: unknown): FeedloomError {
  return dataError('FEEDLOOM_STORE_EVENT_REJECTED', `${path}: ${firstLine(text)}`, { cause, details: { path } })
}

/** `FEEDLOOM_STORE_CLOSED`: the store was used before `start` or after `stop`. */
export function closedError(path: string): FeedloomError {
  return fatal('FEEDLOOM_STORE_CLOSED', `the store ${path} is closed`, { hint: 'Start the component first, and do not use it after stop.' })
}

function lockedError(text: string, path: string, cause: unknown): FeedloomError | undefined {
  if (!/Could not set lock on file|used by another process|being used by|same database file with a different configuration/.test(text))
    return undefined
  const holder = lockHolder.exec(text)
  const pid = holder === null ? undefined : Number(holder[2])
  const isOwn = /different configuration/.test(text)
  const who = isOwn ? 'this process' : holder === null ? 'another process' : `process ${holder[2]} (${holder[1]})`
  return fatal('FEEDLOOM_STORE_LOCKED', `${path} is held by ${who}`, {
    cause,
    details: { path, pid },
    hint: 'One process at a time may open a DuckDB file, readers included: stop that process, ask its gateway, or read Parquet files that it exported.',
  })
}

function spaceError(text: string, path: string, cause: unknown): FeedloomError | undefined {
  if (/No space left on device|not enough space on the disk|Disk quota exceeded|max_temp_directory_size/i.test(text)) {
    return retryable('FEEDLOOM_DISK_FULL', `no space left for ${path}`, {
      cause,
      retryAfterMs: diskFullRetryMs,
      details: { path },
      hint: 'Free some space or shorten `retention`; the write is tried again, and what was acknowledged is safe.',
    })
  }
  if (!text.startsWith('Out of Memory Error')) return undefined
  return retryable('FEEDLOOM_STORE_OUT_OF_MEMORY', `DuckDB reached its memory limit on ${path}`, {
    cause,
    details: { path },
    hint: 'Raise `memoryLimit`, or write smaller batches (`batching.maxEvents`).',
  })
}

function fileError(text: string, path: string, cause: unknown): FeedloomError | undefined {
  if (/not a valid DuckDB database|Corrupt database file|Could not read enough bytes|Serialization Error/.test(text)) {
    return fatal('FEEDLOOM_STORE_CORRUPT', `${path} is damaged, or no DuckDB file: ${firstLine(text)}`, {
      cause,
      details: { path },
      hint: 'Move the file (and its .wal) away and start with a new one; `duckdb FILE "EXPORT DATABASE …"` may save what is readable.',
    })
  }
  if (/version number|storage version|newer version of DuckDB/i.test(text)) {
    return fatal('FEEDLOOM_STORE_VERSION', `${path} was written by another version of DuckDB: ${firstLine(text)}`, {
      cause,
      details: { path },
      hint: 'Use the version that wrote it, or export the data to Parquet with that version.',
    })
  }
  if (
    !/Cannot open file|database does not exist|Permission denied|No such file or directory|(Is|not) a directory|ENOENT|ENOTDIR|EPERM|EEXIST|EACCES|EROFS/.test(
      text,
    )
  )
    return undefined
  return configError('FEEDLOOM_STORE_UNREACHABLE', `cannot open ${path}: ${firstLine(text)}`, {
    cause,
    path: 'path',
    details: { path },
    hint: 'Check that the folder exists and that this user may write to it.',
  })
}

function otherError(text: string, path: string, cause: unknown): FeedloomError {
  if (isInvalidated(cause) || text.startsWith('IO Error')) {
    return retryable('FEEDLOOM_STORE_IO', `${path}: ${firstLine(text)}`, { cause, details: { path } })
  }
  if (text.startsWith('INTERRUPT Error')) return retryable('FEEDLOOM_STORE_INTERRUPTED', `a query on ${path} was interrupted`, { cause })
  if (causedByQuery.test(text)) {
    return dataError('FEEDLOOM_STORE_QUERY_FAILED', `${path}: ${firstLine(text)}`, { cause, details: { path } })
  }
  return retryable(unknownFailure, `${path}: ${firstLine(text)}`, {
    cause,
    details: { path },
    hint: 'The cause is unknown; the store is opened again, and what failed is tried again.',
  })
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text
}
