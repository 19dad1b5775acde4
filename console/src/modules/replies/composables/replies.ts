import type { Reply, ReplyAnswer, ReplyAnswerIn, ReplyAnswerKind, ReplyKind } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'

export const KINDS: ReplyKind[] = ['keyword', 'welcome', 'menu', 'default']
export const ANSWERS: ReplyAnswerKind[] = ['text', 'image', 'news', 'voice', 'video', 'music', 'mini_program', 'service']
/** How many answers one reply may hold: after a tap or a follow WeChat lets three go out. */
export const MOST: Record<ReplyKind, number> = { keyword: 5, default: 5, welcome: 3, menu: 3 }
export const MOST_BYTES = 2048

/** Every reply in the order in which it is asked. */
export function useReplies() {
  const query = useQuery({ queryKey: ['replies'], queryFn: ({ signal }) => api.call('GET /replies', { query: {}, signal }) })
  return { query, replies: computed<Reply[]>(() => query.data.value?.items ?? []) }
}

/** Does it and shows what is there now, whatever came of it; says why when it failed. */
export async function change(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  }
  catch (error) {
    toastError(error)
    return false
  }
  finally {
    await Promise.all(['replies', 'scene-codes'].map(name => queryClient.invalidateQueries({ queryKey: [name] })))
  }
}

/** The whole order when the replies of one kind change places among themselves. */
export function reordered(all: Reply[], kind: ReplyKind, from: number, to: number): string[] {
  const mine = all.filter(one => one.kind === kind).map(one => one.id)
  const [moved] = mine.splice(from, 1)
  if (moved)
    mine.splice(to, 0, moved)
  return all.map(one => one.kind === kind ? mine.shift() ?? one.id : one.id)
}

export const blankArticle = () => ({ title: '', description: '', url: '', file_id: null, file: null })

export function blankAnswer(kind: ReplyAnswerKind = 'text'): ReplyAnswer {
  const articles = kind === 'news' ? [blankArticle()] : []
  return { kind, text: '', file_id: null, file: null, thumb_id: null, thumb: null, title: '', description: '', url: '', hq_url: '', articles, appid: '', pagepath: '', account: '' }
}

/** An answer without what only the page needs. */
export function sent(answer: ReplyAnswer): ReplyAnswerIn {
  const { file: _file, thumb: _thumb, articles, ...plain } = answer
  return { ...plain, articles: articles.map(({ file: _picture, ...one }) => one) }
}

/** Length of a text as WeChat counts it. */
export const bytes = (text: string): number => new TextEncoder().encode(text).length
