import { defineText } from '@/kit/i18n'

export const formText = defineText({
  'zh-Hans': {
    title: '填写信息',
    missing: '请填写{name}',
    agreeFirst: '请先勾选同意',
    again: '再填一份',
    retry: '刷新再填',
    closed: '这个表单已停用',
    closedHint: '如需联系,请找给您链接的人。',
    choose: '请选择',
    yes: '是',
    no: '否',
    thanks: '已收到',
  },
  'en': {
    title: 'Your details',
    missing: 'Enter {name}',
    agreeFirst: 'Tick the box to agree first',
    again: 'Fill in another',
    retry: 'Open again',
    closed: 'This form is closed',
    closedHint: 'Please ask the person who gave you the link.',
    choose: 'Choose',
    yes: 'Yes',
    no: 'No',
    thanks: 'Thank you',
  },
})
