import { definePlugin, type Plugin } from '../../contracts/index.ts'
import { AlertsProcessor } from './alerts-processor.ts'
import { alertsConfig } from './config.ts'

/** Says when a rule over prices, indicators or patterns comes true. */
export const alerts: Plugin<'processor'> = definePlugin({
  apiVersion: 1,
  kind: 'processor',
  type: 'alerts',
  summary: 'Alerts when a rule over prices, indicators or patterns comes true: thresholds, crossings, changes, patterns',
  stability: 'beta',
  configSchema: alertsConfig,
  create: (context, config) => new AlertsProcessor(context, config),
})
