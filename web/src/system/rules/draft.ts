import type { OverrideForm, RuleShape } from '@/api'
import { secondsOf } from '../parts/spans'

/** What somebody has written into the form of a rule; what the rule does not have is null. */
export interface Draft {
  enabled: boolean
  severity: string | null
  /** The number at which it fires, by severity. */
  limits: { severity: string; at: number | null; strict: boolean }[]
  holdMinutes: number | null
  inARow: number | null
  afterMinutes: number | null
  moreThan: number | null
  by: string | null
  from: string | null
  to: string | null
}

type Details = Record<string, unknown>
interface Hours {
  starts: string
  ends: string
}

const minutes = (span: unknown): number | null => {
  const seconds = secondsOf(span)
  return seconds === null ? null : Math.round((seconds / 60) * 100) / 100
}
const clock = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 5) : null)
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)

export function draftOf(rule: RuleShape): Draft {
  const details = rule.details as Details
  const hours = (details.hours ?? null) as Hours | null
  return {
    enabled: rule.enabled,
    severity: rule.severity,
    limits: rule.limits.map((one) => ({ severity: one.severity, at: one.fires_at, strict: one.strict })),
    holdMinutes: minutes(details.hold),
    inARow: number(details.in_a_row),
    afterMinutes: secondsOf(details.after) ? minutes(details.after) : null,
    moreThan: details.watch === 'opened_often' ? number(details.more_than) : null,
    by: clock(details.by),
    from: clock(hours?.starts),
    to: clock(hours?.ends),
  }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** What the draft says otherwise than the rule: as `PUT /rules/{id}` and the dry run take it. */
export function changesOf(rule: RuleShape, draft: Draft): Record<string, unknown> {
  const before = draftOf(rule)
  const changes: Record<string, unknown> = {}
  if (draft.enabled !== before.enabled) changes.enabled = draft.enabled
  if (draft.severity !== before.severity) changes.severity = draft.severity
  if (!same(draft.limits, before.limits)) {
    changes.limits = draft.limits
      .filter((one) => one.at !== null)
      .map((one) => ({ severity: one.severity, fires_at: one.at, strict: one.strict }))
  }
  if (draft.holdMinutes !== before.holdMinutes) changes.hold = (draft.holdMinutes ?? 0) * 60
  if (draft.inARow !== before.inARow) changes.in_a_row = draft.inARow
  if (draft.afterMinutes !== before.afterMinutes) changes.after = (draft.afterMinutes ?? 0) * 60
  if (draft.moreThan !== before.moreThan) changes.more_than = draft.moreThan
  if (draft.by !== before.by) changes.by = draft.by
  if (draft.from !== before.from || draft.to !== before.to) {
    changes.hours = { starts: draft.from, ends: draft.to }
  }
  return changes
}

/** The same as an override for a resident or an area, which holds limits, the hold and on or off; and nothing else. */
export function overrideOf(rule: RuleShape, draft: Draft): Omit<OverrideForm, 'reason'> {
  const before = draftOf(rule)
  const form: Omit<OverrideForm, 'reason'> = {}
  for (const one of draft.limits) {
    const had = before.limits.find((other) => other.severity === one.severity)
    if (one.at === null || one.at === had?.at) continue
    if (one.severity === 'warning') form.warning = one.at
    if (one.severity === 'critical') form.critical = one.at
  }
  if (draft.holdMinutes !== before.holdMinutes) form.hold_seconds = Math.round((draft.holdMinutes ?? 0) * 60)
  if (draft.enabled !== before.enabled) form.enabled = draft.enabled
  return form
}
