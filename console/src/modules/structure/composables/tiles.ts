/** One square per province, each near its neighbours: a scheme of places, not a map of borders. */
export const COLUMNS = 10
export const ROWS = 8

/** Region code → [short name, English name, column, row]. */
export const TILES: Record<string, readonly [string, string, number, number]> = {
  230000: ['黑龙江', 'Heilongjiang', 9, 0],
  150000: ['内蒙古', 'Inner Mongolia', 6, 1],
  220000: ['吉林', 'Jilin', 9, 1],
  650000: ['新疆', 'Xinjiang', 1, 2],
  620000: ['甘肃', 'Gansu', 3, 2],
  640000: ['宁夏', 'Ningxia', 4, 2],
  140000: ['山西', 'Shanxi', 5, 2],
  130000: ['河北', 'Hebei', 6, 2],
  110000: ['北京', 'Beijing', 7, 2],
  120000: ['天津', 'Tianjin', 8, 2],
  210000: ['辽宁', 'Liaoning', 9, 2],
  630000: ['青海', 'Qinghai', 2, 3],
  610000: ['陕西', 'Shaanxi', 4, 3],
  410000: ['河南', 'Henan', 5, 3],
  370000: ['山东', 'Shandong', 6, 3],
  540000: ['西藏', 'Tibet', 1, 4],
  510000: ['四川', 'Sichuan', 3, 4],
  500000: ['重庆', 'Chongqing', 4, 4],
  420000: ['湖北', 'Hubei', 5, 4],
  340000: ['安徽', 'Anhui', 6, 4],
  320000: ['江苏', 'Jiangsu', 7, 4],
  310000: ['上海', 'Shanghai', 8, 4],
  530000: ['云南', 'Yunnan', 3, 5],
  520000: ['贵州', 'Guizhou', 4, 5],
  430000: ['湖南', 'Hunan', 5, 5],
  360000: ['江西', 'Jiangxi', 6, 5],
  330000: ['浙江', 'Zhejiang', 7, 5],
  450000: ['广西', 'Guangxi', 5, 6],
  440000: ['广东', 'Guangdong', 6, 6],
  350000: ['福建', 'Fujian', 7, 6],
  710000: ['台湾', 'Taiwan', 8, 6],
  460000: ['海南', 'Hainan', 5, 7],
  820000: ['澳门', 'Macao', 6, 7],
  810000: ['香港', 'Hong Kong', 7, 7],
}

/** Five steps of how many; none is 0. */
export function stepOf(count: number, most: number): number {
  return count <= 0 ? 0 : Math.min(4, 1 + Math.floor(Math.sqrt(count / Math.max(most, 1)) * 3.999))
}
