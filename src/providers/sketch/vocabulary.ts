// What words mean, in English and Chinese. An underscore joins a phrase; plurals with s and es need no entry.

import type { SceneName } from './subjects/figure.ts';
import type { SubjectName } from './subjects/subjects.ts';

export type Time = 'day' | 'dawn' | 'sunset' | 'night';
export type Weather = 'snowfall' | 'rain' | 'fog' | 'storm';
export type Extra =
  | 'moon'
  | 'stars'
  | 'sun'
  | 'clouds'
  | 'rainbow'
  | 'aurora'
  | 'birds'
  | 'fireworks'
  | 'petals'
  | 'leaves'
  | 'fireflies'
  | 'lanterns'
  | 'trees'
  | 'flowers'
  | 'hills';
export type Mood = 'pastel' | 'vivid' | 'dark' | 'neon' | 'vintage' | 'mono' | 'warm' | 'cold' | 'autumn' | 'spring';

export const subjectWords: Readonly<Record<SubjectName, string>> = {
  fox: 'fox vixen 狐狸 小狐 狐',
  wolf: 'wolf wolves husky coyote 狼 哈士奇',
  cat: 'cat kitten kitty tabby 猫 猫咪 小猫 喵',
  tiger: 'tiger leopard cheetah 虎 老虎 豹',
  dog: 'dog puppy puppies hound corgi shiba 狗 小狗 犬 柯基 柴犬',
  rabbit: 'rabbit bunny bunnies hare 兔 兔子 小兔',
  bear: 'bear teddy 熊 小熊 狗熊',
  panda: 'panda 熊猫 大熊猫',
  lion: 'lion lioness 狮子 狮',
  owl: 'owl 猫头鹰 鸮',
  bird: 'bird sparrow robin parrot songbird hummingbird 鸟 小鸟 麻雀 鹦鹉',
  seagull: 'seagull gull eagle hawk falcon albatross dove 海鸥 鹰 老鹰 鸽子',
  penguin: 'penguin 企鹅',
  duck: 'duck duckling goose swan chick 鸭 鸭子 小鸭 鹅 天鹅',
  crane: 'crane heron stork flamingo 鹤 仙鹤 白鹭 火烈鸟',
  butterfly: 'butterfly butterflies moth 蝴蝶 蝶',
  fish: 'fish goldfish clownfish koi 鱼 金鱼 锦鲤 小鱼',
  whale: 'whale orca dolphin 鲸 鲸鱼 蓝鲸 海豚',
  turtle: 'turtle tortoise 乌龟 海龟 龟',
  octopus: 'octopus octopi squid kraken 章鱼 八爪鱼 乌贼',
  jellyfish: 'jellyfish medusa 水母',
  tree: 'tree oak bonsai willow 树 大树 橡树 柳树',
  pine: 'pine fir spruce christmas_tree 松树 圣诞树 杉树 松',
  flower: 'flower rose tulip daisy sunflower lily lotus peony 花 花朵 玫瑰 向日葵 荷花 莲花 牡丹 郁金香',
  mushroom: 'mushroom toadstool 蘑菇',
  cactus: 'cactus cacti succulent 仙人掌',
  blossom: 'blossom cherry_blossom sakura plum_blossom 樱花 梅花 桃花',
  apple: 'apple fruit 苹果 水果',
  pumpkin: 'pumpkin halloween 南瓜 万圣节',
  house: 'house cottage cabin hut home farmhouse barn 房子 小屋 木屋 屋 家 农舍',
  castle: 'castle fortress palace kingdom 城堡 宫殿 王国',
  lighthouse: 'lighthouse 灯塔',
  windmill: 'windmill mill 风车',
  pagoda: 'pagoda temple shrine 塔 宝塔 寺庙 寺 古塔',
  tent: 'tent camp camping campsite 帐篷 露营',
  bridge: 'bridge 桥 小桥',
  car: 'car automobile taxi truck van 汽车 车 轿车 小汽车',
  bicycle: 'bicycle bike cycling 自行车 单车 脚踏车',
  boat: 'boat ship sailboat sailing yacht sail 船 帆船 小船 轮船',
  rocket: 'rocket spacecraft shuttle 火箭 飞船',
  balloon: 'balloon hot_air_balloon airship 气球 热气球',
  train: 'train locomotive railway steam_train 火车 列车',
  spaceship: 'spaceship ufo alien flying_saucer 外星人 宇宙飞船 飞碟',
  person:
    'person girl boy woman man child kid people traveler traveller wanderer portrait 人 女孩 男孩 女人 男人 孩子 少女 少年 旅人 姑娘',
  astronaut: 'astronaut cosmonaut spaceman 宇航员 太空人 航天员',
  robot: 'robot android mech droid 机器人 机甲',
  snowman: 'snowman snowmen 雪人',
  ghost: 'ghost spirit phantom 鬼 幽灵',
  cup: 'cup tea coffee mug teacup cappuccino latte 茶 杯子 茶杯 咖啡 杯',
  teapot: 'teapot kettle 茶壶 壶',
  book: 'book novel reading library 书 书本 看书 图书',
  cake: 'cake birthday cupcake 蛋糕 生日',
  dumpling: 'dumpling bun jiaozi 饺子 包子 馒头',
  guitar: 'guitar ukulele violin music 吉他 音乐 小提琴',
  umbrella: 'umbrella parasol 伞 雨伞',
  lantern: 'lantern 灯笼 红灯笼',
  heart: 'heart love valentine 爱心 红心',
};

export const sceneWords: Readonly<Record<SceneName, string>> = {
  meadow:
    'meadow field grass grassland hill countryside farm park garden valley prairie savanna 草地 田野 草原 花园 公园 山谷 田园 乡村',
  snow: 'snow snowy winter ice arctic antarctic glacier frozen iceberg 雪 冬天 冬 冰 雪地 冰川 北极 南极 雪山',
  mountains: 'mountain peak alps cliff highland himalaya volcano 山 山脉 高山 群山 山峰 山水',
  forest: 'forest wood woods woodland jungle grove bamboo 森林 树林 丛林 竹林 林间 林',
  desert: 'desert dune sahara canyon sand oasis 沙漠 沙丘 沙 戈壁 绿洲',
  sea: 'sea ocean beach coast shore wave lake river harbour harbor island bay pond water 海 大海 海洋 海边 沙滩 湖 河 江 岛 海浪 池塘 水',
  reef: 'reef coral underwater undersea deep_sea aquarium 珊瑚 海底 水下 水族馆',
  city: 'city skyline street town downtown skyscraper cyberpunk tokyo shanghai york 城市 街 街道 都市 夜市 上海 北京 东京 赛博朋克 小镇',
  space: 'space galaxy planet cosmos universe nebula orbit mars saturn 太空 宇宙 星系 银河 行星 星球 火星 星云',
  room: 'room table desk kitchen cafe window indoors interior still_life shelf bedroom 房间 桌子 桌 厨房 咖啡馆 窗 窗边 室内 书房',
  sky: 'sky air clouds cloudscape heaven flying 天空 空中 云海 云中 云端 飞',
};

export const timeWords: Readonly<Record<Time, string>> = {
  day: 'day daytime noon midday sunny morning afternoon bright 白天 中午 晴 晴天 早晨 早上 下午 阳光',
  dawn: 'dawn sunrise daybreak 黎明 日出 清晨 拂晓',
  sunset: 'sunset dusk evening twilight golden_hour 日落 黄昏 夕阳 傍晚 晚霞',
  night: 'night midnight nighttime moonlight moonlit starry 夜 夜晚 晚上 午夜 深夜 月光 夜空 星空 夜色',
};

export const weatherWords: Readonly<Record<Weather, string>> = {
  snowfall: 'snowing snowfall snowflake blizzard snow snowy 下雪 飘雪 雪花 暴雪 雪',
  rain: 'rain rainy raining drizzle 雨 下雨 雨天 细雨',
  fog: 'fog foggy mist misty haze 雾 薄雾 雾气 云雾 烟雨',
  storm: 'storm stormy thunder lightning thunderstorm tempest 暴风雨 闪电 雷 雷雨 风暴',
};

export const extraWords: Readonly<Record<Extra, string>> = {
  moon: 'moon moonlight moonlit crescent full_moon 月 月亮 月光 明月 满月',
  stars: 'star stars starry starlight milky_way 星 星星 星空 繁星 银河',
  sun: 'sun sunny sunlight sunshine 太阳 阳光',
  clouds: 'cloud cloudy 云 云朵 白云 云海',
  rainbow: 'rainbow 彩虹',
  aurora: 'aurora northern_lights borealis 极光',
  birds: 'flock birds 鸟群 飞鸟 鸟儿',
  fireworks: 'firework fireworks celebration festival 烟花 烟火 春节 新年',
  petals: 'petal petals cherry_blossom sakura 花瓣 樱花 落花',
  leaves: 'leaf leaves autumn fall maple 落叶 枫叶 秋 秋天 叶子',
  fireflies: 'firefly fireflies magic magical enchanted glowing 萤火虫 魔法 发光',
  lanterns: 'lanterns 灯笼 花灯 元宵',
  trees: 'trees 树木',
  flowers: 'flowers wildflower wildflowers floral spring 鲜花 野花 花海 春天',
  hills: 'hill hills mountain mountains 山 丘陵 小山',
};

export const moodWords: Readonly<Record<Mood, string>> = {
  pastel: 'pastel soft gentle cute dreamy delicate kawaii calm peaceful 柔和 可爱 梦幻 温柔 淡 宁静',
  vivid: 'vivid vibrant colorful colourful bold bright saturated 鲜艳 多彩 五彩 绚丽 明亮',
  dark: 'dark gloomy moody gothic scary noir 黑暗 阴暗 阴森 暗',
  neon: 'neon cyberpunk synthwave vaporwave electric 霓虹 赛博朋克',
  vintage: 'vintage retro old sepia antique nostalgic 复古 怀旧 老 古',
  mono: 'monochrome grayscale greyscale black_and_white 黑白 单色 水墨',
  warm: 'warm cozy cosy fire golden autumn summer 温暖 暖 夏天 夏 秋天 秋',
  cold: 'cold cool chilly icy frosty winter 冷 寒冷 冬天 冬',
  autumn: 'autumn fall maple 秋 秋天 枫叶',
  spring: 'spring blossom cherry_blossom 春 春天 樱花',
};

/** Colours by name, as `#rrggbb words…`. */
export const colorWords: readonly string[] = [
  '#d2413a red crimson scarlet ruby 红 红色 大红',
  '#ea8434 orange amber 橙 橙色 橘色 橘',
  '#f0c040 yellow lemon 黄 黄色',
  '#d9a83c gold golden 金 金色',
  '#5c9a4f green emerald 绿 绿色',
  '#8fb54a lime olive 草绿',
  '#3f9a94 teal turquoise cyan 青 青色 碧绿',
  '#3f74b8 blue azure sapphire 蓝 蓝色',
  '#2c3f74 navy indigo 深蓝 靛蓝',
  '#8458b0 purple violet lavender 紫 紫色',
  '#e985a8 pink rose-colored 粉 粉色 粉红 粉红色',
  '#8a5a3c brown chestnut 棕 棕色 褐色 咖啡色',
  '#3a3640 black 黑 黑色',
  '#f4f1ea white ivory 白 白色',
  '#8f929c grey gray silver 灰 灰色 银 银色',
];

export const countWords: Readonly<Record<number, string>> = {
  2: 'two pair couple both 2 两 二 两只 两个 一对 双',
  3: 'three trio several some few many group family 3 三 三只 三个 几 几只 一群 许多',
};

export const notWords = 'no without except minus 没有 无 不要 除了';
