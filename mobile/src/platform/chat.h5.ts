/** A web page has no way into WeChat's chat with customer service. */
export function opensChat(_appid: string): boolean {
  return false
}
