import { loginSuite } from './suite.ts'

loginSuite('embedded', async () => undefined)
