import type { Reply, ReplyAnswer, ReplyKind } from '@api'
import { describe, expect, it } from 'vitest'
import { blankAnswer, bytes, reordered, sent } from '../composables/replies'

const reply = (id: string, kind: ReplyKind) => ({ id, kind }) as Reply
const all = [reply('1', 'keyword'), reply('2', 'default'), reply('3', 'keyword'), reply('4', 'keyword'), reply('5', 'default')]

describe('the order of replies', () => {
  it('changes among one kind and leaves the others where they are', () => {
    expect(reordered(all, 'keyword', 2, 0)).toEqual(['4', '2', '1', '3', '5'])
    expect(reordered(all, 'default', 0, 1)).toEqual(['1', '5', '3', '4', '2'])
  })
  it('stays when nothing moves', () => {
    expect(reordered(all, 'keyword', 1, 1)).toEqual(['1', '2', '3', '4', '5'])
  })
})

describe('an answer on its way', () => {
  it('leaves behind what only the page needs', () => {
    const file = { id: '9', kind: 'picture', url: '/f', name: 'a', seconds: null }
    const article = { title: '礼盒', description: '', url: 'https://x', file_id: '9', file }
    const answer: ReplyAnswer = { ...blankAnswer('news'), file, file_id: '9', articles: [article] }
    const { file: _, ...plain } = article
    expect(sent(answer).articles).toEqual([plain])
    expect(sent(answer)).not.toHaveProperty('file')
    expect(sent(answer)).not.toHaveProperty('thumb')
  })
  it('is counted as WeChat counts', () => expect(bytes('价a')).toBe(4))
})
