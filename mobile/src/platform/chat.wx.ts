/** WeChat's own chat with customer service; only where it reaches this merchant's people. */
export function opensChat(appid: string): boolean {
  return appid !== '' && uni.getAccountInfoSync().miniProgram.appId === appid
}
