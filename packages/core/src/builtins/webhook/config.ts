import { z } from 'zod'
import { duration, secret } from '../../config/parts.ts'
import { configError } from '../../contracts/index.ts'

const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_|~-]+$/)

export interface WebhookConfig {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly signingKey?: string | undefined
  readonly signatureHeader: string
  /** ms */
  readonly timeout: number
  /** ms */
  readonly atMostEvery?: number | undefined
  readonly textKey?: string | undefined
  readonly fields?: Readonly<Record<string, string | number | boolean>> | undefined
}

export const webhookConfig: z.ZodType<WebhookConfig> = z.strictObject({
  url: z
    .string()
    .regex(/^https?:\/\/\S+$/)
    .meta({ writeOnly: true, examples: ['${env:ALERT_WEBHOOK}'] })
    .describe('Where to post. Such addresses are often secrets themselves: `${env:ALERT_WEBHOOK}`.'),
  headers: z
    .record(headerName, secret())
    .optional()
    .describe('Headers of each request, such as `Authorization`; their values are kept secret.'),
  signingKey: secret().optional().describe('Sign each body with this key: HMAC-SHA256, as `sha256=HEX` in the header `signatureHeader`.'),
  signatureHeader: headerName.default('X-Feedloom-Signature').describe('Header of the signature.'),
  timeout: duration({ min: '1ms', max: '10m' }).prefault('10s').describe('Give up a request after this long, and try again.'),
  atMostEvery: duration().optional().describe('At most one request in this time; what comes meanwhile goes with the next one.'),
  textKey: z
    .string()
    .min(1)
    .optional()
    .describe('Post readable lines under this key instead of the events: `text` for Slack and Telegram, `content` for Discord.')
    .meta({ examples: ['text'] }),
  fields: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .describe('Keys to add to each body, such as the `chat_id` of Telegram.'),
})

/** The address, checked. Throws `FEEDLOOM_WEBHOOK_URL`, without saying the address. */
export function addressOf({ url }: WebhookConfig): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined
  if (address === undefined) throw refused('the address of the webhook is none', 'Begin it with `https://` and the name of the host.')
  if (address.username === '' && address.password === '') return address
  throw refused('the address of the webhook holds a user and a password', 'Put them into `headers`: `Authorization: "Basic …"`.')
}

function refused(message: string, hint: string): Error {
  return configError('FEEDLOOM_WEBHOOK_URL', message, { path: 'url', hint })
}
