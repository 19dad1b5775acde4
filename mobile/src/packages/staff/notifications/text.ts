import { defineText } from '@/kit/i18n'

export const noticeText = defineText({
  'zh-Hans': {
    empty: '没有消息',
    emptyHint: '到点的提醒、正热的来访会出现在这里。',
    seePlans: '看看计划',
    readAll: '全部已读',
    unread: '{n} 条没读',
    allRead: '都读过了',
    onlyUnread: '只看没读的',
    all: '全部',
  },
  'en': {
    empty: 'No messages',
    emptyHint: 'Reminders and hot visits show up here.',
    seePlans: 'See plans',
    readAll: 'Mark all read',
    unread: '{n} unread',
    allRead: 'All read',
    onlyUnread: 'Unread',
    all: 'All',
  },
})
