/* What the package offers as `latchkey/sms`: a sender for any HTTP gateway, and its settings from a TOML file. */
export { type GatewayFileOptions, readGatewayFile } from './config/gateway-file.ts'
export { ConfigurationError, type Problem } from './config/problem.ts'
export type { OnAnswer, OnResult, SendReport } from './sms/gateway.ts'
export type { GatewayHeader, GatewaySettings, StatusRange } from './sms/gateway-settings.ts'
export { createSender, type SenderOptions, type SmsSender } from './sms/sender.ts'
