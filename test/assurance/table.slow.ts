import { onStores } from './house.ts'
import { stateByRequest } from './table.ts'

await onStores('state by request', ['embedded', 'Redis'], stateByRequest)
