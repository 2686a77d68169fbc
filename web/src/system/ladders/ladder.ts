import type { AreaKind, Duty, PolicyForm, PolicyShape } from '@/api'

export interface StepDraft {
  afterMinutes: number
  /** `building/primary` … */
  receivers: string[]
}

export interface LadderDraft {
  steps: StepDraft[]
  /** Null: the last step is told once. */
  repeatMinutes: number | null
  remindMinutes: number
  expiresMinutes: number
}

export const LEVELS: AreaKind[] = ['building', 'grid', 'community', 'street']
export const DUTIES: Duty[] = ['primary', 'deputy']
const MOST_REPEATS = 2

const minutes = (seconds: number): number => Math.round((seconds / 60) * 100) / 100
const seconds = (said: number): number => Math.round(said * 60)

export function draftOf(policy: PolicyShape): LadderDraft {
  return {
    steps: policy.steps.map((step) => ({
      afterMinutes: minutes(step.after_seconds),
      receivers: step.receivers.map((one) => `${one.area}/${one.duty ?? 'primary'}`),
    })),
    repeatMinutes: policy.repeat_seconds === null ? null : minutes(policy.repeat_seconds),
    remindMinutes: minutes(policy.remind_after_seconds),
    expiresMinutes: minutes(policy.expires_after_seconds),
  }
}

export function formOf(
  policy: PolicyShape,
  area: string | null,
  draft: LadderDraft,
  why: string,
): PolicyForm {
  return {
    severity: policy.severity as PolicyForm['severity'],
    technical: policy.technical,
    area,
    steps: draft.steps.map((step, index) => ({
      after_seconds: index === 0 ? 0 : seconds(step.afterMinutes),
      receivers: step.receivers.map((one) => {
        const [kind, duty] = one.split('/')
        return { area: kind as AreaKind, duty: duty as Duty }
      }),
    })),
    repeat_seconds: draft.repeatMinutes === null ? null : seconds(draft.repeatMinutes),
    remind_after_seconds: seconds(draft.remindMinutes),
    expires_after_seconds: seconds(draft.expiresMinutes),
    why,
  }
}

export interface Mark {
  /** Minutes after the alert. */
  at: number
  kind: 'step' | 'repeat'
  receivers: string[]
}

/** What happens when nobody answers, in order, with the last step told again twice. */
export function marksOf(draft: LadderDraft): Mark[] {
  let at = 0
  const marks: Mark[] = draft.steps.map((step, index) => {
    at += index === 0 ? 0 : step.afterMinutes
    return { at, kind: 'step', receivers: step.receivers }
  })
  const last = draft.steps.at(-1)
  if (last && draft.repeatMinutes !== null) {
    for (let turn = 1; turn <= MOST_REPEATS; turn++) {
      marks.push({ at: at + turn * draft.repeatMinutes, kind: 'repeat', receivers: last.receivers })
    }
  }
  return marks
}
