import type { GatewaySettings } from '../sms/gateway-settings.ts'

/** What the person who started the demo is told of. */
export interface Greeting {
  readonly application: string
  readonly inbox: string
  readonly issuer: string
  readonly gateways: readonly GatewaySettings[]
  readonly user: string
  readonly password: string
}

/** With a gateway of the admin's own, messages reach real phones and cost money. */
export function onlyToInbox(gateways: readonly GatewaySettings[], inbox: string): boolean {
  return enabled(gateways).every(({ url }) => new URL(url).origin === inbox)
}

/** The greeting, line by line; user and password on lines of their own. */
export function greet(greeting: Greeting): readonly string[] {
  const { application, inbox, issuer, gateways, user, password } = greeting
  const free = onlyToInbox(gateways, inbox)
  const names = enabled(gateways).map(({ name }) => name)
  const made = `The number of ${user} is made up: sign in as somebody of users.toml whose phone you have.`
  return [
    `Latchkey is running.`,
    ``,
    `  application to sign in to:  ${application}`,
    free ? `  phone that gets the codes:  ${inbox}` : `  codes are sent through:     ${names.join(', ')}`,
    `  OpenID Connect provider:    ${issuer}`,
    ``,
    `user: ${user}`,
    `password: ${password}`,
    ...(free ? [] : [``, made]),
  ]
}

function enabled(gateways: readonly GatewaySettings[]): readonly GatewaySettings[] {
  return gateways.filter((gateway) => gateway.enabled)
}
