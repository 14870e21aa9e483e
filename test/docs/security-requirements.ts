/** Every requirement that docs/security.md must answer for, by section. Numbers left out are wishes, not promises. */
const numbers = {
  OTP: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14],
  BF: [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15],
  SMS: [1, 2, 3, 4, 5, 7, 8, 10],
  TPL: [1, 2, 3, 4, 5, 6, 7, 8],
  SES: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17],
  OIDC: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13],
  SELF: [1, 2, 3, 4, 5, 6, 7, 9, 10],
  BKP: [1, 2, 3, 4, 5, 6, 7],
  SEC: [1, 2, 3, 4, 5, 6, 7, 9],
  STO: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  GWY: [1, 2, 3, 4, 5, 6, 7, 8],
  PRC: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  SUP: [1, 2, 3, 4],
  KEY: [1, 2, 3, 4, 5],
} as const

/** As they are written: `OTP-01`. */
export const requirementIds: readonly string[] = Object.entries(numbers).flatMap(([section, list]) =>
  list.map((number) => `${section}-${String(number).padStart(2, '0')}`),
)
