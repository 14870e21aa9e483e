import { accountClientId } from '../config/account-client.ts'
import type { AuthenticationSettings, ClientSettings } from '../config/settings.ts'
import { registeredFace } from '../provider/face.ts'

/** Names of the clients that want a second factor of everybody, whoever turned the SMS code off. */
export function demandingClients(
  clients: readonly ClientSettings[],
  { mandatory }: Pick<AuthenticationSettings, 'mandatory'>,
): readonly string[] {
  const demands = ({ steps, secondFactor }: ClientSettings) =>
    steps === 'basic+smsotp' && (mandatory || secondFactor === 'required')
  return namesOf(clients.filter(demands))
}

/** Names of the clients that know people by their number: another one is another subject, and ends what they were issued. */
export function clientsByNumber(clients: readonly ClientSettings[]): readonly string[] {
  return namesOf(clients.filter(({ subject }) => subject?.claim === 'mobile'))
}

function namesOf(clients: readonly ClientSettings[]): readonly string[] {
  return clients
    .filter(({ metadata }) => metadata.client_id !== accountClientId)
    .map(({ metadata }) => registeredFace(metadata).name)
}
