import { definePlugin, type Plugin } from '../../contracts/index.ts'
import { webhookConfig } from './config.ts'
import { WebhookSink } from './webhook-sink.ts'

/** Posts events, alerts above all, to an address of the user's. */
export const webhook: Plugin<'sink'> = definePlugin({
  apiVersion: 1,
  kind: 'sink',
  type: 'webhook',
  summary: 'Posts events as JSON or as readable lines to an HTTP address, signed if wanted; made for alerts',
  stability: 'beta',
  configSchema: webhookConfig,
  create: (context, config) => new WebhookSink(context, config),
})
