import type { AuditChange } from '@api'
import { useI18n } from 'vue-i18n'
import { useWords } from '@/ui/useWords'

/** Kinds of things the log speaks about. */
const KINDS = ['customer', 'lead', 'opportunity', 'interaction', 'plan', 'card', 'cardcode', 'product', 'staff', 'department', 'role', 'merchant', 'session', 'audit', 'operation'] as const
/** What is asked for most; any other action is a click on its line away. */
export const ACTIONS = ['customer.create', 'customer.update', 'customer.delete', 'customer.assign', 'customer.reveal_phone', 'opportunity.win', 'opportunity.lose', 'role.update', 'staff.update', 'staff.disabled', 'access.give', 'access.take_back', 'session.open', 'session.refused', 'audit.export', 'export.download'] as const

/** `customer.updated` as people say it; a name we have no words for is shown as it is. */
export function useAuditWords() {
  const { t, te } = useI18n()
  const { text } = useWords()
  const kind = (name: string): string => te(`audit.kinds.${name}`) ? t(`audit.kinds.${name}`) : name
  const action = (name: string): string => {
    const whole = `audit.actions.${name.replace('.', '_')}`
    const verb = name.split('.').at(-1) ?? name
    if (te(whole))
      return t(whole)
    return te(`audit.verbs.${verb}`) ? t(`audit.verbs.${verb}`) : name
  }
  const label = (change: AuditChange): string => {
    if (change.label)
      return text(change.label)
    return te(`audit.fields.${change.field}`) ? t(`audit.fields.${change.field}`) : change.field
  }
  return { kind, action, label, KINDS, ACTIONS }
}
