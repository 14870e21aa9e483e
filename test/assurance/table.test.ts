import { onStores } from './house.ts'
import { stateByRequest } from './table.ts'

// On Redis beside the other slow suites.
await onStores('state by request', ['embedded'], stateByRequest)
