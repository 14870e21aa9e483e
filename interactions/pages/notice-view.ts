import type { NoticeLink, NoticePage } from './page.ts'
import type { View } from './templates.ts'
import { plain, webLink } from './words.ts'

/** OAuth 2.0 and OpenID Connect error codes; any other string came from elsewhere and is not shown. */
const knownErrors = new Set([
  'access_denied',
  'account_selection_required',
  'consent_required',
  'expired_token',
  'insufficient_scope',
  'interaction_required',
  'invalid_client',
  'invalid_grant',
  'invalid_redirect_uri',
  'invalid_request',
  'invalid_request_object',
  'invalid_request_uri',
  'invalid_scope',
  'invalid_target',
  'invalid_token',
  'login_required',
  'registration_not_supported',
  'request_not_supported',
  'request_uri_not_supported',
  'unauthorized_client',
  'unmet_authentication_requirements',
  'unsupported_grant_type',
  'unsupported_response_mode',
  'unsupported_response_type',
])

/** A notice: what is in the way, and where it goes on. */
export function noticeView({ notice, error, reference, link, abort }: NoticePage): View {
  return {
    notice,
    error: error !== undefined && knownErrors.has(error) ? error : undefined,
    reference: reference && plain(reference),
    link: link && linkView(link),
    abort,
  }
}

function linkView({ href, text, clientName }: NoticeLink): View | undefined {
  const address = webLink(href)
  if (address === undefined) return undefined
  const named = text === 'back-to-client' && clientName !== undefined
  return {
    href: address,
    key: named ? 'link.back-to-named' : `link.${text}`,
    client: plain(clientName ?? ''),
  }
}
