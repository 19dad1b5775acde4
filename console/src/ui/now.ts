import { ref } from 'vue'

/** The minute we live in: words like 今天 and 5 分钟前 follow it. */
export const now = ref(new Date())

setInterval(() => now.value = new Date(), 30_000)
