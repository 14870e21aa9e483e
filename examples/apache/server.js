import { createServer } from 'node:http'

const { APPLICATION_PORT: port = '8081' } = process.env

// Only Apache can ask: it listens on this machine alone, and Apache removes such headers when browsers send them.
const server = createServer(({ headers, url }, response) => {
  if (url === '/signed-out') return response.end('Signed out')
  const claims = {
    sub: headers.oidc_claim_sub,
    name: headers.oidc_claim_name,
    acr: headers.oidc_claim_acr,
    amr: headers.oidc_claim_amr?.split(','),
    auth_time: Number(headers.oidc_claim_auth_time),
  }
  response.setHeader('content-type', 'application/json').end(JSON.stringify(claims))
})
server.listen(Number(port), '127.0.0.1')
