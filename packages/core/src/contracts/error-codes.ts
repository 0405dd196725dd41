import type { ErrorCategory, ErrorCode } from './errors.ts'

/** What a code means, for people who look it up. */
export interface ErrorCodeEntry {
  readonly category: ErrorCategory
  /** What happened, one sentence. */
  readonly meaning: string
  /** What to do about it, one sentence. */
  readonly wayOut: string
}

const code = (category: ErrorCategory, meaning: string, wayOut: string): ErrorCodeEntry => ({ category, meaning, wayOut })

/**
 * Every code that Feedloom's own packages use, in one table. A code never changes its meaning; one that is no longer
 * used is removed. A test keeps the table and the sources in step.
 */
// oxfmt-ignore
export const errorCodes: Readonly<Record<ErrorCode, ErrorCodeEntry>> = {
  // The text of a config
  FEEDLOOM_CONFIG_INVALID: code('config', 'The config has errors; each of them is a finding.', 'Run `feedloom validate` and mend what it lists.'),
  FEEDLOOM_CONFIG_FILE_UNREADABLE: code('config', 'The config file is not there or cannot be read.', 'Check the path and the permissions; `feedloom init` writes a first file.'),
  FEEDLOOM_CONFIG_SYNTAX: code('config', 'The text is not YAML 1.2 (or JSON).', 'Mend the line; indent with spaces and quote texts with `: `, `#`, `*`, `&` or braces.'),
  FEEDLOOM_CONFIG_DUPLICATE_KEY: code('config', 'A key stands twice in one map.', 'Remove one of them, or give the second component a name: `type/name`.'),
  FEEDLOOM_CONFIG_BOOLEAN_WORD: code('config', 'A key is a word that YAML 1.1 tools read as true or false.', 'Choose another name, or quote it.'),
  FEEDLOOM_CONFIG_UNKNOWN_KEY: code('config', 'Nobody reads this key.', 'Correct the spelling or remove it.'),
  FEEDLOOM_CONFIG_MISSING_KEY: code('config', 'A required key is not there.', 'Add it.'),
  FEEDLOOM_CONFIG_TYPE_INVALID: code('config', 'A value is of another type than its key wants.', 'Write it as the hint shows.'),
  FEEDLOOM_CONFIG_VALUE_INVALID: code('config', 'A value is of the right type but not allowed.', 'Choose one of those that the message names.'),
  FEEDLOOM_CONFIG_DURATION_INVALID: code('config', 'A duration is not a number with a unit.', 'Write for example `500ms`, `30s`, `5m`, `1h`, `7d`.'),
  FEEDLOOM_CONFIG_SIZE_INVALID: code('config', 'A size is not a number with a unit.', 'Write for example `64KB`, `10MB`, `1GiB`.'),
  FEEDLOOM_CONFIG_INTERVAL_INVALID: code('config', 'A bar width is neither a time interval nor an amount of activity.', 'Write for example `1m`, `4h`, `1d`, `tick:100`, `volume:5`.'),
  FEEDLOOM_CONFIG_KIND_UNKNOWN: code('config', 'No such kind of data exists.', 'Choose a kind from `docs/semantics.md`, or name the plugin that adds it.'),
  FEEDLOOM_CONFIG_ID_INVALID: code('config', 'A component id is not `type` or `type/name`.', 'Use letters, digits, dashes and underscores, and at most one slash.'),
  FEEDLOOM_CONFIG_TOO_LARGE: code('config', 'Aliases or nesting blow the config up beyond any use.', 'Write it out without nested aliases.'),

  // Interpolation and secrets
  FEEDLOOM_CONFIG_INTERPOLATION_INVALID: code('config', 'A `${…}` is not one of the forms that exist.', 'Use `${env:NAME}`, `${env:NAME:-default}` or `${file:./path}`; write `$${` for a literal `${`.'),
  FEEDLOOM_CONFIG_INTERPOLATION_IN_KEY: code('config', 'A key contains `${…}`, which is for values only.', 'Write the key out.'),
  FEEDLOOM_CONFIG_ENV_UNDEFINED: code('config', 'An environment variable is not set.', 'Set it, or give a default: `${env:NAME:-default}`.'),
  FEEDLOOM_CONFIG_SECRET_FILE_UNREADABLE: code('config', 'The file of a `${file:…}` is not there or cannot be read.', 'Check the path (relative to the config file) and the permissions.'),
  FEEDLOOM_CONFIG_SECRET_IN_CLEAR: code('config', 'A secret stands in the file in clear.', 'Move it out: `${env:NAME}` or `${file:./secret}`.'),
  FEEDLOOM_CONFIG_SECRET_MISPLACED: code('config', 'A secret goes into a key that is not kept secret.', 'Use it only in keys that are marked as secret.'),

  // Plugins
  FEEDLOOM_PLUGIN_TYPE_INVALID: code('config', 'A plugin has a type that a config could not write.', 'Use lower-case letters, digits and single dashes.'),
  FEEDLOOM_PLUGIN_MISSING: code('config', 'The package or file of a plugin is not there.', 'Install the package beside the config, or correct the path.'),
  FEEDLOOM_PLUGIN_BROKEN: code('config', 'A plugin module threw while it was loaded or asked.', 'Update the plugin, or mend it; the message is its own.'),
  FEEDLOOM_PLUGIN_NOT_EXPORTED: code('config', 'A module exports no plugin.', 'Export the result of `definePlugin`, by name.'),
  FEEDLOOM_PLUGIN_API_VERSION: code('config', 'A plugin was written for another version of the plugin contract.', 'Install a version of the plugin that fits this Feedloom.'),
  FEEDLOOM_PLUGIN_AMBIGUOUS: code('config', 'Two packages give a plugin of the same kind and type.', 'Write `package#type`.'),
  FEEDLOOM_PLUGIN_UNKNOWN: code('config', 'No plugin of that type has been named.', 'Correct the type, or name its package under `plugins:`.'),
  FEEDLOOM_PLUGIN_KIND_MISMATCH: code('config', 'A plugin of that type exists, but of another kind.', 'Move the component to the section of its kind.'),
  FEEDLOOM_PLUGIN_REFUSED: code('config', 'A plugin refused to make a component of this config.', 'Change what its message names.'),

  // The graph
  FEEDLOOM_CONFIG_COMPONENT_UNKNOWN: code('config', 'A pipeline names a component that does not exist.', 'Correct the id or declare the component.'),
  FEEDLOOM_CONFIG_COMPONENT_REPEATED: code('config', 'A pipeline names a component twice.', 'Remove one of them.'),
  FEEDLOOM_CONFIG_COMPONENT_UNUSED: code('config', 'No pipeline uses a component.', 'Add it to a pipeline or remove it.'),
  FEEDLOOM_CONFIG_PROCESSOR_SHARED: code('config', 'Two pipelines use one processor, whose state would mix them up.', 'Declare a second one: `type/name`.'),
  FEEDLOOM_CONFIG_PIPELINE_EMPTY: code('config', 'A pipeline has no source.', 'Name at least one source.'),
  FEEDLOOM_CONFIG_KIND_NOT_GIVEN: code('config', 'A component waits for a kind of data that nothing before it gives.', 'Subscribe to it, or add the processor that makes it.'),
  FEEDLOOM_CONFIG_INDICATOR_NOT_GIVEN: code('config', 'A component looks at an indicator that nothing before it makes.', 'Correct the name, or add it to `compute` of an `indicators` processor before it.'),
  FEEDLOOM_CONFIG_INTERVAL_NOT_GIVEN: code('config', 'A component waits for bars of a width that nothing before it gives.', 'Subscribe to that interval, or add a `bars` processor for it.'),
  FEEDLOOM_CONFIG_PROCESSOR_ORDER: code('config', 'A processor comes before the one whose output it needs.', 'Change the order of `processors:`.'),
  FEEDLOOM_CONFIG_FEEDS_ITSELF: code('config', 'A processor or an indicator can only be fed by itself.', 'Give it another input.'),
  FEEDLOOM_CONFIG_CYCLE: code('config', 'Components wait for each other in a circle.', 'Give one of them an input from outside the circle.'),
  FEEDLOOM_CONFIG_TRADE_VARIANTS_MIXED: code('config', 'One pipeline takes two variants of the trades of one instrument, so that each trade counts twice.', 'Keep one variant, or use two pipelines.'),
  FEEDLOOM_CONFIG_SUBSCRIBE_MISSING: code('config', 'A source subscribes to nothing and gives nothing by itself.', 'Add a `subscribe:` list.'),
  FEEDLOOM_CONFIG_SUBSCRIPTION_REPEATED: code('config', 'A source subscribes to the same stream twice.', 'Remove one of them.'),
  FEEDLOOM_CONFIG_KIND_UNSUPPORTED: code('config', 'A source does not offer that kind of data in that way.', 'Choose one that it offers; `feedloom plugins` lists them.'),
  FEEDLOOM_CONFIG_INTERVAL_UNSUPPORTED: code('config', 'A source does not offer bars of that width.', 'Choose one that it offers, or make it with a `bars` processor.'),
  FEEDLOOM_CONFIG_DEPTH_UNSUPPORTED: code('config', 'A source does not offer books of that depth.', 'Choose a depth that it offers, or leave it out for the full book.'),
  FEEDLOOM_CONFIG_VARIANT_UNSUPPORTED: code('config', 'A source does not offer that variant.', 'Choose one that it offers, or leave it out.'),
  FEEDLOOM_CONFIG_SYMBOL_UNKNOWN: code('config', 'The venue does not list a symbol, or nothing matches a pattern.', 'Correct it; `feedloom instruments` lists what there is.'),
  FEEDLOOM_CONFIG_SYMBOL_DELISTED: code('config', 'The venue no longer trades a symbol.', 'Remove it.'),
  FEEDLOOM_CONFIG_SYMBOLS_UNCHECKED: code('config', 'Symbols were not compared with what the venue lists.', 'Run `feedloom validate --online`; `feedloom run` checks them before anything starts.'),

  // Exchanges on the wire (exchange-kit)
  FEEDLOOM_ABORTED: code('fatal', 'A request was given up because whoever asked for it stopped.', 'Nothing: it follows from a stop.'),
  FEEDLOOM_CONNECTION_FAILED: code('config', 'A connection could not even be tried.', 'Check the addresses and the proxy of the source.'),
  FEEDLOOM_CONNECTION_LOST: code('retryable', 'A connection to a venue broke; it is being opened again.', 'Wait; if it goes on, check the network and the status page of the venue.'),
  FEEDLOOM_CONNECTION_SILENT: code('retryable', 'A connection was open, but nothing, or no market data, came for too long.', 'Nothing; for streams that are quiet by nature raise `heartbeat.dataSilence`.'),
  FEEDLOOM_ENDPOINT_UNKNOWN: code('config', 'There is no WebSocket address for a group of connections.', 'Set it under `endpoints.ws`.'),
  FEEDLOOM_HISTORY_STUCK: code('fatal', 'An adapter asks for the same page of history again and again.', 'Update the adapter; this is a defect of it.'),
  FEEDLOOM_HISTORY_UNSUPPORTED: code('config', 'A venue has no history of that kind.', 'Leave `backfill` out.'),
  FEEDLOOM_HTTP_DENIED: code('fatal', 'A venue refuses the key, the address or the region.', 'Check keys and region; set `proxy` or `endpoints`.'),
  FEEDLOOM_HTTP_RATE_LIMITED: code('retryable', 'A venue says that we ask too much.', 'Lower `limits.restWeight`, or run fewer programs on this address.'),
  FEEDLOOM_HTTP_REFUSED: code('data', 'A venue refused a request; asking again would not help.', 'See what the reply says.'),
  FEEDLOOM_HTTP_UNAVAILABLE: code('retryable', 'A venue answered with a failure of its own, also when asked again.', 'Wait; see the status page of the venue.'),
  FEEDLOOM_INSTRUMENTS_FAILED: code('retryable', 'The list of instruments could not be refreshed.', 'Wait; the one from before stays in use.'),
  FEEDLOOM_INSTRUMENTS_UNREAD: code('config', 'An adapter does not read the list of instruments that it asks for.', 'Update the adapter; this is a defect of it.'),
  FEEDLOOM_JSON_INVALID: code('data', 'A message that should be JSON is not.', 'Look at the dead letter; the venue may have changed its format.'),
  FEEDLOOM_NETWORK_UNREACHABLE: code('retryable', 'A request got no reply.', 'Check the network, the address and the proxy.'),
  FEEDLOOM_POLL_FAILED: code('retryable', 'A poll did not succeed.', 'Wait; it is tried again at its next turn.'),
  FEEDLOOM_POLL_UNSUPPORTED: code('config', 'A venue has no call that could stand in for that stream.', 'Leave `every` out.'),
  FEEDLOOM_PROXY_FAILED: code('retryable', 'A proxy did not connect to the venue.', 'Check that the proxy runs and may reach the venue.'),
  FEEDLOOM_PROXY_INVALID: code('config', 'A proxy address is of an unknown kind.', 'Begin it with `http:`, `https:` or `socks5:`.'),
  FEEDLOOM_REPAIR_FAILED: code('retryable', 'What should fill a hole could not be fetched.', 'Wait; it is tried again while the stream lives.'),
  FEEDLOOM_REPAIR_UNSUPPORTED: code('config', 'A venue has nothing to fill such a hole with.', 'Nothing: the gap stays.'),
  FEEDLOOM_SOCKET_DENIED: code('fatal', 'A venue refuses the key of a connection.', 'Check `apiKey` and `apiSecret`.'),
  FEEDLOOM_SOCKET_FAILED: code('retryable', 'A connection broke or could not be opened.', 'Wait; if it goes on, check the network, the address and the proxy.'),
  FEEDLOOM_SOCKET_REFUSED: code('retryable', 'A venue answered the opening of a connection with a refusal.', 'Wait; check the address if it goes on.'),
  FEEDLOOM_SOURCE_STOPPED: code('fatal', 'Something was asked of a source that has stopped.', 'Nothing: it follows from a stop.'),
  FEEDLOOM_SUBSCRIBE_TIMEOUT: code('retryable', 'A venue did not confirm a subscription.', 'Check the symbol; raise `subscribeTimeout` for a slow venue.'),
  FEEDLOOM_SUBSCRIPTION_INVALID: code('config', 'An adapter refused a subscription.', 'Change what its message names.'),

  // Frames and requests of venues (exchange packages)
  FEEDLOOM_FRAME_DRIFT: code('data', 'A message has other fields than those that the adapter knows; it was decoded all the same.', 'Look at the dead letter, and for a newer version of the adapter.'),
  FEEDLOOM_FRAME_INVALID: code('data', 'A message is JSON, but not what the venue documents.', 'Look at the dead letter; the venue may have changed its format.'),
  FEEDLOOM_INSTRUMENT_UNKNOWN: code('data', 'A message is about an instrument that is not in the list.', 'Wait for the next refresh (`instruments.refresh`), or give the list to a replay.'),
  FEEDLOOM_REQUEST_REFUSED: code('data', 'A venue did not understand something that we sent.', 'Update the adapter; this is a defect of it.'),
  FEEDLOOM_SUBSCRIPTION_REFUSED: code('retryable', 'A venue refused a subscription for now.', 'Wait; lower `limits.messagesPerSecond` if it goes on.'),

  // Indicators
  FEEDLOOM_INDICATOR_INPUT: code('config', 'An indicator is to run over more or fewer series than it reads.', 'Name as many as it reads with `of` and `second`, or choose another indicator.'),
  FEEDLOOM_INDICATOR_INPUT_MISSING: code('config', 'A batch lacks a column that is read, or its columns differ in length.', 'Give all columns of `inputs`, of the same rows.'),
  FEEDLOOM_INDICATOR_OUTPUT_UNKNOWN: code('config', 'An indicator is to run over an output that another one does not have.', 'Choose one of the outputs that the message names.'),
  FEEDLOOM_INDICATOR_PARAMETERS: code('config', 'An indicator does not take these parameters.', 'Correct what the message names.'),
  FEEDLOOM_INDICATOR_SECOND_MISSING: code('config', 'An indicator pairs with an instrument whose bars no source gives.', 'Subscribe to the bars of that instrument, of the same width.'),
  FEEDLOOM_INDICATOR_STATE_INVALID: code('data', 'A saved state is not of this indicator with these parameters.', 'Begin anew and warm up from history.'),

  FEEDLOOM_INDICATOR_UNKNOWN: code('config', 'There is no indicator of that name.', 'Run `feedloom compute --help` for a list; name the package of others with `--plugin`.'),

  // Files of bars
  FEEDLOOM_BARS_COLUMN_MISSING: code('config', 'A file of bars lacks a column that is needed.', 'Name the columns timestamp_ms, open, high, low, close, volume.'),
  FEEDLOOM_BARS_FILE_UNREADABLE: code('config', 'A file of bars is not there, is empty, or is of no known format.', 'Give a CSV or a Parquet file with a row of names.'),
  FEEDLOOM_BARS_MISSING: code('config', 'There are no bars of what was asked for.', 'Ask for another symbol, interval or time; `feedloom gaps FILE --coverage` lists what is there.'),
  FEEDLOOM_BARS_ORDER: code('data', 'A bar comes before the one above it, or has the same time.', 'Sort the file by time and remove what is there twice.'),
  FEEDLOOM_BARS_ROW_INVALID: code('data', 'A cell of a file of bars is not a number, or not a time.', 'Mend the cell that the message names.'),
  FEEDLOOM_PLOT_PAGE_MISSING: code('config', 'The script that chart pages carry is not there.', 'Run `npm run build` in a checkout; of an installed package, install it again.'),

  // Columns and built-in plugins
  FEEDLOOM_ALERT_CONDITION: code('config', 'A condition of an alert is none: it looks at nothing, or asks nothing of it.', 'Write for example `{ indicator: rsi14, above: 70 }`.'),
  FEEDLOOM_ALERT_RULE: code('config', 'Keys of an alert rule contradict each other.', 'Change what its message names.'),
  FEEDLOOM_ALERT_TEMPLATE: code('config', 'A name in braces stands for nothing in the message of an alert.', 'Choose one of those that the hint names.'),
  FEEDLOOM_ARROW_MISSING: code('config', 'Arrow export was asked for, and the optional package is not there.', 'Install `apache-arrow`.'),
  FEEDLOOM_BARS_WIDTH: code('config', 'Bars of that width cannot be made of those smaller bars.', 'Choose a whole multiple of `base`, or make them from trades.'),
  FEEDLOOM_CALENDAR_DATE_INVALID: code('config', 'A trading calendar was asked for a day that does not exist, or that it does not know.', 'Write dates as `2026-11-27`.'),
  FEEDLOOM_COLUMNS_INSTRUMENT_UNKNOWN: code('data', 'Columns name an instrument by an index that this run does not have.', 'Translate the indexes of another run first.'),
  FEEDLOOM_CONSOLE_CLOSED: code('fatal', 'Nobody reads the output of the console sink any more.', 'Nothing, if it was piped into a program that ended.'),
  FEEDLOOM_LAYOUT_UNKNOWN: code('config', 'No plugin has declared the columns of a kind of event.', 'List them under `events` of the plugin that adds the kind.'),
  FEEDLOOM_MOVERS_WINDOW: code('config', 'A window of movers cannot be made of what comes in.', 'Choose a whole multiple of the bars, or wider bars; tickers tell of 24 hours.'),
  FEEDLOOM_READER_FAILED: code('fatal', 'A store could not be read to its end.', 'See its message.'),
  FEEDLOOM_READER_RANGE: code('config', 'The range of a reader ends before it begins.', 'Exchange `from` and `to`, or leave one out.'),
  FEEDLOOM_SINK_STOPPED: code('fatal', 'Something was written to a sink that has stopped.', 'Nothing: it follows from a stop.'),
  FEEDLOOM_WEBHOOK_BUSY: code('retryable', 'A webhook answered that it cannot take events now.', 'Wait; on 429 send less often with `atMostEvery`.'),
  FEEDLOOM_WEBHOOK_REFUSED: code('data', 'A webhook refused events; sending them again would not help.', 'Check its address, the headers and what the server wants.'),
  FEEDLOOM_WEBHOOK_UNREACHABLE: code('retryable', 'A webhook gave no reply in time.', 'Check the address and the server.'),
  FEEDLOOM_WEBHOOK_URL: code('config', 'The address of a webhook cannot be used.', 'Write `https://HOST/…`; users and passwords go into `headers`.'),

  // The engine
  FEEDLOOM_BACKFILL_FAILED: code('data', 'History that a subscription wants before live could not be fetched.', 'See its message; live data goes on without it.'),
  FEEDLOOM_COMPONENT_DEGRADED: code('retryable', 'A component works with difficulty and says why.', 'Wait; see its message if it goes on.'),
  FEEDLOOM_COMPONENT_FAILED: code('fatal', 'A component cannot go on.', 'See its message; `onFatal` of the pipeline decides what follows.'),
  FEEDLOOM_COMPONENT_RESTART_FAILED: code('fatal', 'A component that failed could not be restarted; it is tried again.', 'See its message.'),
  FEEDLOOM_COMPONENT_START_FAILED: code('fatal', 'A component could not start.', 'See its message.'),
  FEEDLOOM_COMPONENT_STOP_FAILED: code('data', 'A component threw while it stopped.', 'See its message; everything else has been stopped.'),
  FEEDLOOM_ENGINE_ABORTED: code('fatal', 'A second stop cut the drain short.', 'Nothing: it was asked for. What was not written is counted as failed.'),
  FEEDLOOM_ENGINE_NO_PIPELINE: code('config', 'An engine without a pipeline was asked for its buffer.', 'Declare a source, so that there is a pipeline.'),
  FEEDLOOM_ENGINE_PIPELINE_UNKNOWN: code('config', 'No pipeline has that name.', 'Choose one of those that the message names.'),
  FEEDLOOM_ENGINE_SHUTDOWN_EXPIRED: code('fatal', 'Not everything had stopped when the time for it was over.', 'Raise `engine.shutdown`, or find out what is slow.'),
  FEEDLOOM_ENGINE_SOURCE_EXISTS: code('config', 'A source with that id runs already.', 'Choose another id: `type/name`.'),
  FEEDLOOM_ENGINE_SOURCE_UNKNOWN: code('config', 'No source has that id.', 'Choose one of those that the message names.'),
  FEEDLOOM_ENGINE_START_FAILED: code('fatal', 'The engine could not start.', 'See its message.'),
  FEEDLOOM_ENGINE_STEP_FAILED: code('data', 'A step of the engine threw on something that a source gave.', 'Report it with the log: this is a defect of the engine.'),
  FEEDLOOM_ENGINE_STOPPED: code('fatal', 'The engine stops or has stopped; it cannot start.', 'Make a new one with `Engine.from`.'),
  FEEDLOOM_HANDLER_FAILED: code('data', 'A handler of the bus threw; the others got the events.', 'Mend the handler.'),
  FEEDLOOM_HISTORY_READ_FAILED: code('data', 'A store could not be read for history; the source is asked instead.', 'See its message.'),
  FEEDLOOM_PLUGIN_DUPLICATE: code('config', 'One package gives two plugins of the same kind and type.', 'Rename or remove one of the two.'),
  FEEDLOOM_PLUGIN_INVALID: code('config', 'A component is to be made from something that is not a plugin.', 'Make plugins with `definePlugin`.'),
  FEEDLOOM_PROCESSOR_FAILED: code('data', 'A processor threw; what it wrote for that batch was taken back.', 'Mend the processor, or its config.'),
  FEEDLOOM_SERVICE_MISSING: code('config', 'A plugin needs a service that nobody provides.', 'Pass it in the engine options, or declare the cache or the store.'),
  FEEDLOOM_SINK_DRAIN_EXPIRED: code('retryable', 'A sink had not taken everything when the time to drain was over.', 'Raise `engine.shutdown` or `batching.maxEvents`.'),
  FEEDLOOM_SINK_EVENT_REJECTED: code('data', 'A sink stored a write but for some events.', 'Look at the dead letters.'),
  FEEDLOOM_SINK_FLUSH_FAILED: code('data', 'A sink could not make durable what it had acknowledged.', 'See its message.'),
  FEEDLOOM_SINK_GONE: code('fatal', 'A sink failed for good; what waited for it is lost.', 'See why it failed.'),
  FEEDLOOM_SINK_TAP_FAILED: code('data', 'A sink threw on something that entered through a source; the stream goes on without its copy.', 'See its message.'),
  FEEDLOOM_SINK_OVERFLOW: code('retryable', 'A sink is too slow; its overflow policy dropped events and left gaps.', 'Choose another `batching.overflow`, a longer `batching.queueEvents`, or a faster sink.'),
  FEEDLOOM_SINK_WRITE_FAILED: code('data', 'A sink rejected a write.', 'See its message; the events are dead letters.'),
  FEEDLOOM_SOURCE_NO_NORMALIZER: code('data', 'A source sends frames but brings no normalizer.', 'Update the plugin; this is a defect of it.'),
  FEEDLOOM_SOURCE_REPAIR_FAILED: code('data', 'A source threw when it was asked to fill a hole.', 'See its message; the gap stays.'),
  FEEDLOOM_SOURCE_SUBSCRIBE_FAILED: code('fatal', 'A source could not subscribe to anything.', 'See its message.'),
  FEEDLOOM_SOURCE_SUBSCRIBE_REFUSED: code('data', 'A venue refused one subscription; the others go on.', 'See its message.'),
  FEEDLOOM_SOURCE_UNSUBSCRIBE_FAILED: code('data', 'A source could not end a subscription.', 'See its message.'),

  // Stores
  FEEDLOOM_STORE_CLOSED: code('fatal', 'A store was used before it was opened or after it was closed.', 'Start the component first, and do not use it after stop.'),
  FEEDLOOM_STORE_CORRUPT: code('fatal', 'The file is damaged, or it is not a database of this store.', 'Check the path; restore the file from a copy or let a new one begin.'),
  FEEDLOOM_STORE_EVENT_REJECTED: code('data', 'An event cannot be stored as it is.', 'See its message: a value that is none, or a constraint that somebody added to a table.'),
  FEEDLOOM_STORE_EXPORT_FAILED: code('fatal', 'An export from a store did not succeed.', 'See its message; check the target folder.'),
  FEEDLOOM_STORE_FAILED: code('retryable', 'A store failed for a reason that its message does not tell apart.', 'It is opened and tried again; see its message when that goes on.'),
  FEEDLOOM_STORE_INTERRUPTED: code('retryable', 'A query was interrupted.', 'Ask again.'),
  FEEDLOOM_STORE_IO: code('retryable', 'The file system refused to read or write the file of a store.', 'Check the disk and the permissions.'),
  FEEDLOOM_STORE_KIND_UNKNOWN: code('data', 'A store has no table for that kind of event.', 'List its columns under `events` of the plugin that adds the kind.'),
  FEEDLOOM_STORE_LOCKED: code('fatal', 'Another process holds the file of a store.', 'Stop that process, or choose another `path`; read a running store through the engine that writes it.'),
  FEEDLOOM_STORE_OUT_OF_MEMORY: code('retryable', 'A store reached its memory limit.', 'Raise `memoryLimit`, or ask for a shorter range.'),
  FEEDLOOM_STORE_QUERY_FAILED: code('data', 'A store refused a query.', 'Correct what its message names.'),
  FEEDLOOM_STORE_RESAMPLE_UNSUPPORTED: code('config', 'A store cannot make bars of that width.', 'Replay the trades through the `bars` processor.'),
  FEEDLOOM_STORE_RETENTION_UNKNOWN: code('config', 'A key of `retention` is neither a kind of data nor a table.', 'Choose one of those that the message names.'),
  FEEDLOOM_STORE_SCHEMA_NEWER: code('fatal', 'The file was written by a newer release of the store.', 'Use that release or a newer one.'),
  FEEDLOOM_STORE_UNREACHABLE: code('config', 'There is no store at that path, or it cannot be opened.', 'Check the path; a run with a store sink makes the file.'),
  FEEDLOOM_STORE_UPKEEP_FAILED: code('retryable', 'A store could not remove what is past its retention.', 'See its message; it is tried again.'),
  FEEDLOOM_STORE_VERSION: code('fatal', 'The file was written by another version of the database library.', 'Export it with that version, or install it.'),

  // Recordings and replays
  FEEDLOOM_DISK_FULL: code('retryable', 'There is no space left on the disk.', 'Free some; writing goes on by itself.'),
  FEEDLOOM_RECORDER_OVERFLOW: code('retryable', 'The disk is slower than the data; lines of a recording are lost.', 'Record fewer streams, or on a faster disk.'),
  FEEDLOOM_RECORDER_WRITE_FAILED: code('retryable', 'A recording could not be written.', 'Check the folder, its permissions and the disk.'),
  FEEDLOOM_RECORDING_CUT: code('data', 'The end of a recording is missing, as after a crash; the rest is replayed.', 'Nothing, if the recording program was killed.'),
  FEEDLOOM_RECORDING_DAMAGED: code('data', 'A compressed recording cannot be unpacked.', 'Fetch the file again.'),
  FEEDLOOM_RECORDING_LINE_INVALID: code('data', 'A line of a recording is not what the format says.', 'Look at the line; a recording is JSON lines.'),
  FEEDLOOM_REPLAY_FAILED: code('fatal', 'A replay could not go on.', 'See its message.'),
  FEEDLOOM_REPLAY_FILES_MISSING: code('config', 'There are no recordings where `files` points.', 'Correct the path; it is relative to the folder of the config.'),
  FEEDLOOM_REPLAY_INSTRUMENTS_INVALID: code('config', 'The file under `instruments` holds no definitions.', 'Name a list of definitions or a recorded reply, or write `infer`.'),

  // Tests and the simulated venue
  FEEDLOOM_SHARED_MISSING: code('config', 'A file of the shared test data is missing.', 'Put the shared folder beside the project, or unset FEEDLOOM_REQUIRE_SHARED.'),
  FEEDLOOM_SIM_PORT_UNAVAILABLE: code('config', 'The simulated venue cannot listen on that port.', 'Choose another port, or 0 for any.'),
  FEEDLOOM_SIM_RECORDING_EMPTY: code('data', 'A recording for the simulated venue holds no market data.', 'Choose another recording.'),
  FEEDLOOM_SIM_SYMBOL_UNKNOWN: code('config', 'The simulated market has no such symbol.', 'Choose one of those that the message names.'),
  FEEDLOOM_TESTKIT_NO_PART: code('fatal', 'A test context was asked for a part that it does not make.', 'Give the part to the test context.'),
  FEEDLOOM_TESTKIT_NO_REPLY: code('fatal', 'A fake network was asked for something that no test scripted.', 'Script the reply.'),
  FEEDLOOM_TESTKIT_NO_SERVICE: code('fatal', 'A test context was asked for a service that it does not have.', 'Give the service to the test context.'),
  FEEDLOOM_TESTKIT_NO_SOCKET: code('fatal', 'A test looks at a connection that nobody opened.', 'Wait for the connection first.'),

  // The command line
  FEEDLOOM_UNEXPECTED: code('fatal', 'Something failed that has no code of its own.', 'Report it with the message: this is a defect.'),
}
