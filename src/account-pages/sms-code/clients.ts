import { accountClientId } from '../../config/account-client.ts'
import type { AuthenticationSettings, ClientSettings } from '../../config/settings.ts'
import { registeredFace } from '../../provider/face.ts'

/** Names of the clients that want a second factor of everybody, whoever turned the SMS code off. */
export function demandingClients(
  clients: readonly ClientSettings[],
  { mandatory }: Pick<AuthenticationSettings, 'mandatory'>,
): readonly string[] {
  return clients
    .filter(({ metadata }) => metadata.client_id !== accountClientId)
    .filter(
      ({ steps, secondFactor }) => steps === 'basic+smsotp' && (mandatory || secondFactor === 'required'),
    )
    .map(({ metadata }) => registeredFace(metadata).name)
}
