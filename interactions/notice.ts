import type { Obstacle } from './assurance.ts'
import type { NoticeKind } from './pages/page.ts'
import type { Answer, Visit } from './step.ts'

/** Ends a request with a calm page instead of an answer. Whoever renders errors turns it into that page. */
export class NoticeError extends Error {
  override name = 'NoticeError'
  readonly notice: NoticeKind
  readonly status: number

  constructor(notice: NoticeKind, status: number, options: ErrorOptions = {}) {
    super(`answered with the page "${notice}"`, options)
    this.notice = notice
    this.status = status
  }
}

/** Two factors are owed and cannot be given: says why and whom to ask, and offers the way back. */
export function noticeForObstacle(visit: Visit, obstacle: Obstacle): Answer {
  const abort = { action: `${visit.base}/refuse`, formToken: visit.formToken }
  return { page: { page: 'notice', notice: obstacle, abort }, status: 403 }
}
