import { useI18n } from 'vue-i18n'
import { Problem, type WrongField } from '@/api'

/** What the server says in English, by pattern, and the key of our own words for it: its groups are {0}, {1}, … */
const KNOWN: readonly [RegExp, string][] = [
  [/^there is no (?:area|place) '?([^']*)'?$/, 'noArea'],
  [/^there is no household '?([^']*)'?$/, 'noHousehold'],
  [/^there is no resident '?([^']*)'?$/, 'noResident'],
  [/^there is no (?:person|relative) '?([^']*)'?$/, 'noPerson'],
  [/^there is no device '?([^']*)'?$/, 'noDevice'],
  [/^there is no (\w+) '?([^']*)'?$/, 'noneOf'],
  [/^'?(.*?)'? cannot be used$/, 'cannotBeUsed'],
  [/^'?(.*?)'? is there twice$/, 'twice'],
  [/^the id '?(.*?)'? is taken$/, 'idTaken'],
  [/^the login is taken$/, 'loginTaken'],
  [/^(?:must be filled|is empty|may not be empty|is missing|must not be empty)/, 'empty'],
  [/^Field required$/, 'empty'],
  [/^String should have at least (\d+) characters?$/, 'tooShort'],
  [/^String should have at most (\d+) characters?$/, 'tooLong'],
  [/^String should match pattern/, 'pattern'],
  [/telephone number|phone number/, 'phone'],
  [/^is none of (.*)$/, 'noneOfThese'],
  [/^no such column; known are (.*)$/, 'noColumn'],
  [/^the column is missing \((.*)\)$/, 'columnMissing'],
  [/^the column is there twice$/, 'columnTwice'],
  [/^is no table that we know; these are: (.*)$/, 'noTable'],
  [/^there is no table in it$/, 'nothingIn'],
  [/^this table is not yours to bring in$/, 'notYours'],
  [/^a street is an administrator's to add$/, 'streetAdmin'],
  [/^is no whole number$/, 'wholeNumber'],
  [/^is no date/, 'noDate'],
  [/^is neither 是 nor 否$/, 'yesNo'],
  [/^Excel has made a date of it/, 'excelDate'],
  [/^Excel has shortened the number/, 'excelNumber'],
  [/^must be small letters, digits/, 'slug'],
  [/^holds characters that cannot stand$/, 'pattern'],
  [/^'(.*)' is no name for a device of (?:dialect )?(\S+)/, 'deviceName'],
  [/^is nothing of yours, and the id cannot be used$/, 'cannotBeUsedId'],
  [/^they see more than you do/, 'seesMore'],
  [/^is no site of yours/, 'noSite'],
  [/^it has more cells than there are columns$/, 'moreCells'],
  [/^save it as \.xlsx$/, 'saveAsXlsx'],
  [/^there are more than ([\d,]+) rows/, 'tooManyRows'],
  [/cells (.*) are merged/, 'merged'],
  [/^a formula without its value/, 'formula'],
  [/^the code is empty$/, 'codeEmpty'],
  [/^the code is of something else/, 'codeElse'],
  [/^the code is longer/, 'codeElse'],
  [/^neither the form nor the code says what it is/, 'sayKind'],
  [/^the device is of site '(.*)', and (?:the resident lives|they live) on '(.*)'$/, 'otherSite'],
  [/^these devices are of another site, take them back first: (.*)$/, 'devicesBehind'],
  [/^device '(.*)' is in use already: move it, or retire it first$/, 'inUse'],
  [/^device '(.*)' belongs to .* in that time already$/, 'inUse'],
  [/^device '(.*)' is out of use$/, 'outOfUse'],
  [/^device '(.*)' belongs to nobody: there is no place to take$/, 'nobodys'],
  [/^device '(.*)' cannot be replaced by itself$/, 'byItself'],
  [/^(.*) has no line of its own: it speaks through its gateway$/, 'noLine'],
  [/^there is a gateway '(.*)' already/, 'gatewayThere'],
  [/^'(.*)' and the gateway '(.*)' lie within one another/, 'gatewayWithin'],
  [/^no other administrator could log in then$/, 'lastAdmin'],
  [/^a \w+ needs a (\w+) as its parent$/, 'needsParent'],
  [/^a community has a site, and nothing else has$/, 'needsSite'],
  [/^site '(.*)' is another community's$/, 'siteTaken'],
  [/^devices speak on site '(.*)': their topics bear its name$/, 'siteSpeaks'],
  [/^say for which of your areas they answer$/, 'sayAreas'],
  [/^a relative is somebody's, and nobody else is$/, 'sayResident'],
  [/^only an administrator makes administrators$/, 'onlyAdmin'],
  [/^a (\w+) does not become a (\w+): make another account$/, 'otherRole'],
  [/^their account is closed$/, 'closed'],
  [/^(\d+) keys hold already: revoke one of them first$/, 'tooManyKeys'],
  [/^they are no relative on record: say so first$/, 'noRelative'],
  [/^they have a login already: log in first$/, 'hasLogin'],
  [/has a post for .* that begins at that very moment$/, 'samePost'],
]

const REFERRED = /^(area|household|person) '(.*)' is still referred to by: ([^;]*)(?:; (.*))?$/

/** The server's reasons in the reader's language; what is not known here is given as it is. */
export function useReasons() {
  const { t, te } = useI18n()

  function say(reason: string): string {
    const referred = REFERRED.exec(reason)
    if (referred) return inTheWay(referred)
    for (const [pattern, key] of KNOWN) {
      const found = pattern.exec(reason)
      if (found) return t(`staff.reason.${key}`, found.slice(1))
    }
    return reason
  }

  function inTheWay(found: RegExpExecArray): string {
    const things = (found[3] ?? '').split(', ').map((thing) => {
      const key = `staff.way.${thing.replace(/[ '].*$/, '').toLowerCase()}`
      return te(key) ? t(key) : thing
    })
    const text = t('staff.reason.referred', [[...new Set(things)].join(t('staff.and'))])
    return found[1] === 'person' ? `${text} ${t('staff.reason.disableInstead')}` : text
  }

  /** A problem in the reader's words; `fields` are those that it still has to name. */
  function said(problem: Problem, fields: WrongField[] = problem.fields): Problem {
    return new Problem(
      problem.kind,
      problem.status,
      {
        detail: problem.detail && say(problem.detail),
        errors: fields.map((one) => ({ ...one, reason: say(one.reason) })),
        request_id: problem.requestId,
      },
      problem.retryAfter,
    )
  }

  return { say, said }
}
