/**
 * Reads what a client sends to Redis (RESP arrays of bulk strings) and tells the name of each command. What counts
 * is what crosses the wire: a script is one command, whatever it does inside.
 *
 * @returns takes the connection's data, piece by piece
 */
export function commandReader(onCommand: (name: string) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let read = readCommand(rest); read !== undefined; read = readCommand(rest)) {
      onCommand(read.name)
      rest = rest.subarray(read.end)
    }
  }
}

/** The first command of the data, if it is there as a whole. */
function readCommand(data: Buffer): { name: string; end: number } | undefined {
  const count = readLength(data, 0, '*')
  if (count === undefined) return undefined
  let name = ''
  let end = count.end
  for (let index = 0; index < count.value; index += 1) {
    const word = readLength(data, end, '$')
    if (word === undefined || data.length < word.end + word.value + 2) return undefined
    if (index === 0) name = data.toString('latin1', word.end, word.end + word.value).toLowerCase()
    end = word.end + word.value + 2
  }
  return { name, end }
}

/** A line such as `*3` or `$12`, and where it ends. */
function readLength(
  data: Buffer,
  start: number,
  mark: '*' | '$',
): { value: number; end: number } | undefined {
  const end = data.indexOf('\r\n', start)
  if (end === -1) return undefined
  if (data.toString('latin1', start, start + 1) !== mark) throw new Error('that is no Redis command')
  return { value: Number(data.toString('latin1', start + 1, end)), end: end + 2 }
}
