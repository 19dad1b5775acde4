import { defineText } from '@/kit/i18n'

export const tagText = defineText({
  'zh-Hans': {
    tags: '标签',
    add: '加标签',
    edit: '改标签',
    none: '还没有标签',
    oneOf: '只能选一个',
    noneYet: '商户还没有标签',
    noneYetHint: '在电脑端“客户 › 标签”里建好,这里就能贴。',
    done: '好了',
  },
  'en': {
    tags: 'Tags',
    add: 'Add tags',
    edit: 'Edit tags',
    none: 'No tags yet',
    oneOf: 'one only',
    noneYet: 'There are no tags yet',
    noneYetHint: 'Make them under “Customers › Tags” on a computer, then hang them here.',
    done: 'Done',
  },
})
