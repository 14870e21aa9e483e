import { fileURLToPath } from 'node:url'
import express from 'express'

const { ISSUER = 'http://localhost:3000', PORT = '8080' } = process.env

const folder = (path) => fileURLToPath(new URL(path, import.meta.url))

const app = express()
app.use(express.static(folder('public')))
app.use('/library', express.static(folder('node_modules/oidc-client-ts/dist/browser')))
app.get('/settings.json', (_request, response) => response.json({ issuer: ISSUER }))

app.listen(Number(PORT), '127.0.0.1', () => console.log(`http://localhost:${PORT}`))
