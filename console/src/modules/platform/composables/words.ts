import { useI18n } from 'vue-i18n'

/** Kinds of things the log speaks about. */
const KINDS = ['customer', 'opportunity', 'interaction', 'plan', 'card', 'cardcode', 'product', 'staff', 'department', 'role', 'merchant', 'session'] as const

/** `customer.updated` as people say it; a name we have no words for is shown as it is. */
export function useAuditWords() {
  const { t, te } = useI18n()
  const kind = (name: string): string => te(`audit.kinds.${name}`) ? t(`audit.kinds.${name}`) : name
  const action = (name: string): string => {
    const verb = name.split('.').at(-1) ?? name
    return te(`audit.verbs.${verb}`) ? t(`audit.verbs.${verb}`) : name
  }
  const field = (name: string): string => te(`audit.fields.${name}`) ? t(`audit.fields.${name}`) : name
  return { kind, action, field, KINDS }
}
