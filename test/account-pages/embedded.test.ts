import { accountSuite } from './suite.ts'

accountSuite('embedded', async () => undefined)
