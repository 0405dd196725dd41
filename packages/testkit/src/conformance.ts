export {
  runSuite,
  type ConformanceCase,
  type ConformanceSuite,
  type LeftOut,
  type Skipped,
  type SkippingContext,
  type Subject,
  type TestRunner,
} from './conformance/suite.ts'
export { reportOf, type CaseReport, type ConformanceReport } from './conformance/report.ts'
export { normalizerSuite, type NormalizerSuiteOptions } from './conformance/normalizer-suite.ts'
export { recordedFrames, type RecordedFramesOptions } from './conformance/recorded-frames.ts'
export { faultOf } from './conformance/shape.ts'
export { processorSuite, type ProcessorSuiteOptions } from './conformance/processor-suite.ts'
export { sinkSuite, type SinkStorage, type SinkSuiteOptions } from './conformance/sink-suite.ts'
export { sourceSuite, type SourceSuiteOptions, type VenueDouble } from './conformance/source-suite.ts'
export { finiteSourceSuite, type FiniteSource, type FiniteSourceSuiteOptions } from './conformance/finite-source-suite.ts'
export { indicatorSuite, type IndicatorSuiteOptions, type ReferenceValues } from './conformance/indicator-suite.ts'
export { cacheSuite, type CacheSuiteOptions } from './conformance/cache-suite.ts'
export { pluginSuite, type PluginSuiteOptions } from './conformance/plugin-suite.ts'
export { sampleBatches, sampleInstruments, runsOf } from './conformance/sample-events.ts'
