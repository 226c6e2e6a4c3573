### 简短、自然、友善。变量见 messages.ts；提示词和文件名作为变量传入，绝不会被当作标记。

## 小部件

credits = { $count } 积分
free = 免费
price-each = { $credits ->
    [0] 免费
   *[other] 每张 { $credits } 积分
}
pictures = { $count } 张图片
rows = { $count } 行
runs = { $count } 个批量任务
sentences = { $first }{ $second }
did-you-mean = 你是不是想写 { $word }？
nothing-charged = 没有扣除积分。
and-more = ……还有 { $count } 项

## 命令和选项

command-start = 打个招呼，看两个例子
command-help = 模型、价格、选项和限制
command-imagine = 用一句话画图
command-bulk = 上传一个提示词文件，批量画图并打包成 ZIP
command-jobs = 查看正在画和排队中的任务
command-cancel = 取消你所有还没开始的任务
command-balance = 查看可用积分和预留积分
option-prompt = 想画什么；后面可以加选项，如 --ar 16:9 --seed 42
option-model = 用哪个模型画
option-aspect-ratio = 图片比例
option-resolution = 图片尺寸
option-negative-prompt = 画面里不要出现什么
option-seed = 种子和提示词相同，画出来就相同（限支持种子的模型）
option-count = 画几张
option-style = 画成什么风格
option-private = 结果只给自己看
option-file = 提示词文件（.csv、.tsv 或 .txt）
option-template = 发一个示例文件给我
choice-model = { $model } · { $price }

style-photo = 照片
style-watercolor = 水彩
style-ink = 水墨线条
style-pixel = 像素画
style-anime = 动漫
style-poster = 海报
style-clay = 黏土

button-reroll = 重画
button-show-result = 查看结果
button-retry = 重试其余的
button-show-again = 再发一次
button-cancel = 取消
button-cancel-numbered = 取消 { $number }
button-show-numbered = 查看 { $number }
button-start = 开始
button-good = 只画没问题的 { $rows } 行
button-stop = 停止

## 画图请求

status-queued = 排队中 · { $position ->
    [1] 下一个就是你
   *[other] 排在第 { $position } 位
}
status-queued-far = 排队中 · 前面至少还有 { $ahead } 张
status-drawing = 正在画……
status-drawing-counted = 正在画 { $done }/{ $count }
status-done = 画好了
status-done-partly = 画好了 { $ready } 张 · 共 { $pictures }
status-failed = 没有画成
status-cancelled = 已取消
detail-seeds = { $count ->
    [1] 种子
   *[other] 各张种子
} { $seeds }
detail-negative = 不要出现：{ $text }
price-ahead = 价格：{ $price }。只为画好的图片付费。
credits-used = 已用 { $credits }
credits-returned = 退回 { $credits }
kept-until = 保留到 { $day }。
failed-only = { $why }没有扣除积分。
failed-some = { $count ->
    [1] 第 { $numbers } 张
   *[other] 第 { $numbers } 张（共 { $count } 张）
}：{ $why }没有扣除积分。
failure-policy = 模型的安全过滤没有通过，请换个说法试试。
failure-refused = 模型拒绝画这个内容，请换个提示词或换个模型。
failure-unavailable = 试了几次都联系不上模型，请稍后再试。
failure-other = 我们这边出了点问题，请再试一次。
uncertain = 发送结果时连接断了，我不确定你是否收到。如果没看到，请按“再发一次”。
arrived-below = 结果在下面的新消息里。
arrived-direct = 结果已经私信发给你了。
too-large-for-chat = { $count ->
    [1] { $names } 太大，这个聊天放不下，所以没能附上。
   *[other] { $names } 这 { $count } 个文件太大，这个聊天放不下，所以没能附上。
}

## 批量任务

run-proposed = { $file }
run-first-prompt = 第一条提示词：
run-size = { $rows } · { $pictures }
run-size-with-problems = { $rows } · { $bad } 行有问题，{ $good } 行没问题 · { $pictures }
run-affordable = 需要 { $needed }，你有 { $available }。只为画好的图片付费。
run-short = 需要 { $needed }，你有 { $available }，还差 { $missing }。
run-free = 这次不花积分。
run-unknown-columns = { $count ->
    [1] { $columns } 这一列我不认识。它
   *[other] { $columns } 这 { $count } 列我不认识。它们
}会保留在结果里，也可以在提示词中用 { $example } 引用。
run-doubled-columns = { $columns } 这 { $count } 列和前面的列意思相同，所以不会读取，但会保留在结果里。
run-waits = 还没有开始。要开始吗？
run-has-problems = 还没有开始。请改好文件再发一次，或者只画没问题的行。
run-running = 正在画 { $file }
run-stopping = 正在停止 { $file }
run-assembling = 正在打包 { $file }
run-finished = 完成：{ $file }
run-cancelled = 已停止：{ $file }
run-withdrawn = 已取消：{ $file }
run-expired = 已过期：{ $file }
run-expired-hint = 等待开始的时间太长，没有扣除积分。想画的话，请把文件再发一次。
run-progress = { $done } / { $pictures }
run-bar = { $bar } { $percent }%
run-result = 画好 { $ready } 张 · 共 { $pictures }
run-failed = { $pictures }没有画成，不扣积分；原因写在 ZIP 里的 failed.csv。
run-left = { $pictures }没有开始，不扣积分。
run-stopping-hint = 已经画好的会保留并打包。
run-part = { $name }（{ $size }）

## 文件里的问题

problems-title = 这个文件有 { $count } 个问题：
problem-line = { $count ->
    [1] 第 { $rows } 行
   *[other] 第 { $rows } 行（共 { $count } 行）
} · { $column }：{ $why }
problem-line-whole = { $count ->
    [1] 第 { $rows } 行
   *[other] 第 { $rows } 行（共 { $count } 行）
}：{ $why }
problem-rows-more = { $rows } 等，另有 { $count } 处
problems-in-file = 全部 { $count } 个问题都列在 problems.csv 里。
problem-prompt-empty = 没有提示词。
problem-cell-too-long = 这个单元格有 { $bytes } 字节，最多 { $max } 字节。
problem-placeholder-unknown = 没有 { $placeholder } 对应的列。
problem-columns-uneven = 这一行有 { $cells } 个单元格，但表头有 { $columns } 列。提示词里有逗号时，请用引号括起来。

## 回答

welcome-new = 你好！我能把文字变成图片。送你 { $credits }，现在就可以开始。
welcome-new-free = 你好！我能把文字变成图片。
welcome-back = 欢迎回来！你有 { $credits }。
welcome-try = 试试这些：
welcome-more = /bulk 可以一次画完整个文件的提示词。模型、价格和选项请看 /help。
example-imagine = 新雪里的一只红狐狸，清晨柔和的光
example-imagine-flags = 黄昏时悬崖上的灯塔 --ar { $ratio } --count 2
help-title = 我能做什么
help-command = /{ $name } – { $about }
help-models = 模型（第一个是默认的）
help-model = { $name } – { $label }，{ $price }，比例 { $ratios }
help-flags = 选项写在提示词后面
help-flag-list =
    --ar 3:2       比例
    --count 2      张数，最多 { $count }
    --model 模型名  用哪个模型
    --style ink    风格
    --no 人物       不要出现什么
    --size 1k      尺寸
    --seed 42      再画一张一样的
help-styles =
    风格：{ $styles }。
    花括号里的选项会各画一张：一只{"{"}红色, 蓝色{"}"}的狐狸。
help-bulk = /bulk 接受 .csv、.tsv 或 .txt 文件：最大 { $size }，最多 { $rows } 行、{ $columns } 列，每格 { $cell }。用 /bulk template 可以拿到示例。
help-charging = 提交时先预留积分，每画好一张扣一张的，其余退回。
jobs-title = 你的任务
jobs-none = 现在没有排队或正在画的任务。用 /imagine 或 /bulk 开始吧。
jobs-proposed = 等你按“开始”
jobs-line = { $number }. { $what } – { $status }
cancelled-everything = 已取消：{ $what }。没开始的不扣积分。
cancelled-stopping = 正在停止。没画完的图片不扣积分。
cancelled-one = 已取消。没画完的图片不扣积分。
cancelled-run = 已停止。画好的图片会保留并打包，其余不扣积分。
balance-available = 你有 { $credits }。
balance-held = 另有 { $credits }预留给进行中的任务，用不完会退回。
show-coming = 马上发来……
template-about = 这是一个六行的示例。用任意表格软件打开，换上你自己的提示词，另存为 CSV，再用 /bulk 发给我。
example-prompt-1 = 新雪里的一只红狐狸，清晨柔和的光
example-prompt-2 = 黄昏时悬崖上的灯塔，下面是海浪
example-prompt-3 = 俯视一碗热气腾腾的拉面
example-prompt-4 = 小机器人在阳台上浇花
example-prompt-5 = 有旋转楼梯的老图书馆
example-prompt-6 = 热气球飘过梯田上空

## 为什么不行

no-prompt = 告诉我想画什么，例如：
no-prompt-too-long = 提示词有 { $length } 个字符，最多 { $max } 个。
no-prompt-control-character = 提示词第 { $position } 个位置有一个看不见的控制字符，请删掉后再发。
no-flag-unknown = 我不认识选项 --{ $flag }。
no-flag-value-missing = 选项 --{ $flag } 后面需要一个值。
no-flag-twice = 选项 --{ $flag } 写了两次，请只留一个。
no-model-unknown = 没有叫“{ $model }”的模型。可以用 { $allowed }。
no-model-not-configured = 这里没有配置 { $model }。可以用 { $allowed }。
no-ratio = { $model } 画不了 { $ratio } 的比例，可以用 { $allowed }。
no-resolution = { $model } 画不了 { $resolution } 的尺寸，可以用 { $allowed }。
no-style = 我不认识风格“{ $style }”。可以用 { $allowed }。
no-seed = 种子是 0 到 { $max } 之间的整数，“{ $seed }”不是。
no-seed-unsupported = { $model } 不支持种子。请去掉它，或换一个模型。
no-count = 一次可以画 1 到 { $max } 张，“{ $count }”不在这个范围内。
no-image-unsupported = { $model } 只能用文字画图，用不了附带的图片。请只发提示词。
no-image-unreadable = { $name } 不是我能读的图片。
no-file = { $platform ->
    [telegram] 请发一个 .csv、.tsv 或 .txt 文件，并在说明里写 /bulk；也可以用 /bulk 回复一个已经发过的文件。“/bulk template”会发给你示例。
   *[other] 请用 /bulk 的 file 选项附上一个 .csv、.tsv 或 .txt 文件。template 选项会发给你示例。
}
no-file-too-many = 一共 { $count } 个文件，一次最多 { $max } 个。
no-file-too-large = 文件太大（{ $size }），最大 { $max }。
no-file-kind = 我读不了 { $name }。请发以 { $allowed } 结尾的文本文件；电子表格请先另存为 CSV。
no-file-unavailable = 没能取到这个文件，请再发一次。
no-csv-unreadable = { $reason ->
    [encoding] 我读不出文件里的文字（第 { $row } 行）。请另存为 UTF-8 编码的 CSV 再发一次。
    [stray-quote] 第 { $row } 行有个单元格中间出现了引号。请把整个单元格用引号括起来，里面的引号写两次："一只""红色""的狐狸"。
    [quotes] 第 { $row } 行有一个引号没有闭合，我分不清各行到哪里结束。
   *[other] 我分不清第 { $row } 行的列。请检查逗号和引号。
}
no-csv-prompt-column = 第一行没有“prompt”列。我看到的是：{ $columns }。
no-csv-prompt-column-hint = 是 { $column } 吗？请改名为“prompt”再发一次。
no-csv-empty = 这个文件里没有内容。第一行是列名，之后每行是一条请求。
no-csv-too-many-rows = 这个文件超过 { $max } 行，请拆开再发。
no-csv-too-many-columns = 这个文件有 { $columns } 列，最多 { $max } 列。
no-csv-good-rows = 每一行都有问题，暂时没有可以画的。
no-credits = 这需要 { $needed }，你有 { $available }。
no-account-frozen = { $reason ->
    [dispute] 你有一笔付款正在银行争议处理中，处理完之前不能开始新任务。如果你不清楚这件事，请发送 /paysupport 并说明情况，会有人工处理。
    [fraud-warning] 发卡银行对你的一笔付款发出了警报，暂时不能开始新任务。请发送 /paysupport 并说明情况，会有人工处理。
    [payment-missing] 你的部分积分找不到对应的付款，暂时不能开始新任务。请发送 /paysupport 并说明情况，会有人工处理。
   *[other] 你的账户被暂停，暂时不能开始新任务。请发送 /paysupport，人工会告诉你原因。
}
no-not-yours = 这是别人的，只有本人可以操作。
no-not-found = 已经找不到它了。
no-run-not-waiting = { $state ->
    [problems] 有些行有问题。请改好文件再发一次，或者按“只画没问题的”。
    [running] 这个任务已经开始了。
    [assembling] 这个任务已经画完，正在打包。
    [finished] 这个任务已经完成了。
    [cancelled] 这个任务已经取消了。
    [expired] 这个任务等待太久，已过期。请把文件再发一次。
   *[other] 这个任务不能再开始了。
}
no-permutations-too-many = 花括号里的选项一共组成 { $count } 条提示词，一次最多 { $max } 条。请减少一些，或者用 /bulk 发文件。
no-price-changed = 价格和报价时不一样了：当时是 { $quoted }，现在是 { $now }。请把文件再发一次，重新报价。
no-nothing-to-cancel = 没有可以取消的：已经没有排队或正在画的任务了。
no-nothing-to-retry = 没有需要重试的：那个文件的每一行都有图了，或者还在画。
no-csv-nothing-left = 这个文件的每一行都已经完成，没有要画的了。想重画某一行，请清空它的 status 单元格。
no-nothing-to-show = 还没有可以查看的结果。
no-command = 我不认识 /{ $command } 这个命令。

## 隐私、设置和同意

command-privacy = 存了你的什么、用来做什么、你有哪些权利
command-settings = 语言、图片、通知、统计
command-pause = 只保留数据，其他全部停止；/pause off 恢复
option-privacy-part = 想看哪一部分；不填则看摘要
option-pause-off = 恢复使用
privacy-title = 隐私
privacy-what = 存储的内容：你在这里的用户编号、语言和设置、提示词和图片、回复你的位置，以及你购买的东西。只用来画你要的图、把它发给你、记账，以及在至少 20 人的计数中规划负载，没有别的用途。
privacy-how-long = 没有保存的图片 30 天后删除。其余的随账户一起删除；税法要求保留的，只保留在一个编号之下，不留你的名字。
privacy-with-whom = 会收到其中一部分的有：{ $names }。
privacy-not-done = 不出售，不投广告，也不用来训练任何模型。
privacy-rights = 你的权利：{ $commands }。
privacy-version = 声明 { $version }，{ $date }。以英文为准。
privacy-full = 完整声明
privacy-part-me = 关于我
privacy-part-recipients = 谁会收到什么
privacy-part-security = 安全
privacy-part-contact = 联系
privacy-part-summary = 摘要
privacy-me-title = 现在存了你的这些内容
privacy-me-stranger = 没有存储你的任何内容。
privacy-me-line = – { $about }：{ $count }
privacy-me-settings = 你的设置
privacy-me-agreed = 你在 { $day } 同意了声明 { $version }（{ $language }）。
privacy-me-not-agreed = 你没有同意声明，或已经撤回。
privacy-recipients-title = 谁会收到什么
privacy-security-title = 安全
privacy-contact-title = 联系
privacy-contact-none = 运营者没有写明联系方式；机器人的资料里有其所有者。
privacy-contact-tickets = 用 /support 写下的内容也会有人工查看。
agree-title = 在为你画图之前
agree-why = 你的提示词会交给画图的模型，但不带任何关于你的信息。提示词和图片会为你保存；没有保存的图片 30 天后删除。不出售，也不用来训练任何模型。
agree-kept = 你的请求已经留着，没有扣除积分。按“同意”就继续。
agree-changed-title = 隐私声明有变更
agree-changed-all = 请重新看一遍：它和你同意过的不一样了。
agree-new-use = – 新增：{ $what }。{ $purpose }。
agree-new-recipient = – 新的接收方：{ $what }
agree-longer = – 保留得比以前久：{ $what }
agree-refusable = 你可以不同意：/privacy、/export 和 /deleteme 照样能用。
agree-first-use = 继续使用即表示同意隐私声明：/privacy
button-agree = 同意
button-disagree = 不同意
button-take-back = 撤回我的同意
button-notice = 隐私声明
agreed = 谢谢。随时可以用 /privacy 撤回。
agreed-lost = 谢谢。之前的请求已经不在了，请再发一次。
disagreed = 好的：从现在起我不再为你画图，也不开始任何任务。/privacy、/export 和 /deleteme 照样能用。
disagreed-stranger = 好的。没有存储你的任何内容。
disagreed-cancelled = 已取消：{ $pictures }。没开始的不扣积分。
settings-title = 设置
settings-language = 语言：{ $language }
settings-language-platform = 跟随平台
language-en = English
language-zh = 中文
settings-pictures = 图片：{ $as }
settings-as-photo = 直接显示在聊天里
settings-as-document = 作为文件，一个字节都不少
settings-notices = 产品消息：{ $state }
settings-statistics = 计入统计：{ $state }
settings-news = 优惠和其他资讯：{ $state }
settings-news-discord = 优惠和其他资讯：绝不在 Discord 上发送
settings-paused = 从 { $day } 起暂停；/pause off 恢复。
settings-on = 开
settings-off = 关
settings-always = 关于你的钱和安全的消息一定会发给你。
button-notices-on = 接收产品消息
button-notices-off = 不收产品消息
button-statistics-on = 计入统计
button-statistics-off = 不计入统计
button-news-on = 接收优惠
button-news-off = 不收优惠
paused-now = 已暂停。在你发送 /pause off 之前，只保留数据，其他什么都不做。
paused-cancelled = 已取消：{ $pictures }。没开始的不扣积分，画好的会保留。
paused-already = 你已经暂停了。/pause off 恢复。
paused-what-works = 关于你的钱和安全的消息仍会告诉你，/privacy、/settings、/export 和 /deleteme 照样能用。
unpaused-now = 欢迎回来：一切恢复正常。
unpaused-already = 现在没有暂停。
pause-stranger = 没有存储你的任何内容，所以没有可以暂停的。
button-unpause = 恢复使用
no-paused = 你已经暂停，所以我不会开始任何任务。/pause off 恢复。
no-notice-first = 请先同意隐私声明。没有扣除积分。
no-notice-changed = 隐私声明后来有变更。用 /privacy 可以看现在的版本。

## 购买

command-buy = 查看积分包和套餐的价格
command-billing = 你的套餐、发票和付款方式
command-support = 联系人工
command-paysupport = 就付款问题联系人工
option-question = 用自己的话说说发生了什么
button-shop = 购买积分
button-product = { $product } · { $price }
button-pay = 去 Stripe 付款
button-buy-again = 重新购买
button-billing = 打开账单页面
button-private-chat = 打开私聊
plan-named = { $name } 套餐
plan-unnamed = 套餐
seats = { $count ->
    [1] { $product }
   *[other] { $product } × { $count }
}
price-monthly = 每月 { $price }
price-stars = { $count } ⭐
about-pictures = 用 { $model } 大约能画 { $pictures }
shop-title = 积分
shop-pack = { $product } · { $price }
shop-plan = { $product }：每月 { $credits } · { $price }
shop-free = 这里用 { $model } 画图是免费的，积分用于其他模型。
shop-all-free = 这里画图全部免费，不需要积分。
shop-change-plan = 想更换或取消套餐，请用 /billing。
shop-terms = 套餐积分当月有效，到期后再保留 { $days } 天。积分包的积分用完为止。
purchase-title = { $product } · { $price }
purchase-creating = 请稍等，正在准备付款页面。如果没有出现，请再按一次。
purchase-open = 请在 Stripe 页面付款。链接在 { $time } 前有效。
purchase-open-note = 付款完成后我会通知你。
purchase-waiting = 银行还没有确认这笔付款，可能需要几天。确认后积分就会到账。
purchase-paid = 已付款，谢谢！
purchase-expired = 这个链接已经过期，没有扣款。
purchase-failed = 付款没有成功，没有扣款。
invoice-about = { $pictures }。
invoice-about-credits = 用来画图的积分。
checkout-fault = 我们这边出了点问题，没有扣款。请过一分钟再试。

## 积分和套餐

balance-debt = 你欠 { $credits }：这些积分在付款退回之前已经用掉了。新积分会先用来抵扣，抵扣完之前不能开始新任务。
balance-expiring = { $credits } 将在 { $day } 到期。
balance-movements = 最近的变动
balance-in-private = 更多信息请在私聊里查看。
plan-renews = 你的{ $product }将在 { $day } 续订。
plan-ends = 你的{ $product }将在 { $day } 结束。
plan-runs = 你正在使用{ $product }。
plan-past-due = 你的{ $product }还没有付款。可以用 /billing 更换付款方式。
movement-line = { $day } · { $credits } · { $what }
movement-starter = 新人赠送
movement-pack = 购买
movement-plan = 套餐积分
movement-stars = 用 Stars 购买
movement-dispute-won = 争议结束后返还
movement-operator = 管理者赠送
movement-spent = 用于画图
movement-clawback = 收回
movement-expiry = 过期
billing-about = 你的套餐、发票和付款方式都在 Stripe 的页面上。这个链接只给你自己用，短时间内有效。
ticket-opened = 谢谢！工单编号是 #{ $number }，会有人工查看，最迟 { $day } 私下回复你。
ticket-how = 请在 { $command } 后面写明情况，会有人工查看。例如：
ticket-example = 我昨天买了 100 积分，还没有到账。
ticket-example-any = 我的提示词被拒绝了，我不明白为什么。
button-ask-human = 联系人工
support-contact = 也可以在这里联系我们：

## 关于付款的通知

notice-arrived = 谢谢！{ $credits } 已到账。
notice-arrived-plan = 你的{ $product }：{ $credits } 已到账。
notice-waits = 你购买 { $product } 的付款正在等待银行确认，可能需要几天。确认后积分就会到账。
notice-failed = 你购买 { $product } 的付款没有成功，积分没有到账，也没有扣款。
notice-renewal-failed = 你的{ $product }没能续订，因为付款被拒绝了。可以用 /billing 更换付款方式。
notice-refunded = { $money } 已退还给你。
notice-refunded-credits = { $money } 已退还给你，同时收回了 { $credits }。
notice-disputed = 有一笔付款存在争议
notice-fraud-warned = 有一笔付款被银行警报
notice-dispute-won = 付款争议已经结束，{ $credits } 重新归你所有。
notice-dispute-over = 付款争议已经结束，一切照旧。
notice-plan-changed = 套餐已更换：现在是 { $product }。
notice-plan-ends = 你的{ $product }将在 { $day } 结束。在那之前一切照旧，之后不再扣款。
notice-plan-ended = 你的{ $product }已经结束。
notice-ticket-answered = 工单 #{ $number } 的回复

## 为什么不能购买

no-payments-off = 这里不出售任何东西。
no-payments-unavailable = 现在联系不上付款服务，没有扣款。请过一分钟再试。
no-product = 这个已经不卖了。现在有 { $allowed }。
no-plan-active = 你已经有套餐了。可以用 /billing 更换或取消。
no-buy-too-often = 短时间内你已经发起了 { $max } 次购买，这是上限。请在 { $minutes } 分钟后再试。
no-purchase-over = 这个报价已经失效，没有扣款。请用 /buy 重新查看。
no-nothing-bought = 你还没有买过东西。用 /buy 可以看看有什么。
no-private-only = 这是你我之间的事，请在私聊里查看。
no-ticket-empty = 请在 /support 后面写明情况，最多 { $max } 个字符。
no-ticket-too-many = 你有 { $max } 个未处理的工单，这是上限。请先等待回复。

## 查看以前的图片：/history、/show、/delete、保存

command-history = 你的图片，最新的在前
command-show = 按编号或 /history 中的序号查看一张图片
command-delete = 彻底删除一张图片或整个批次
option-page = 第几页
option-search = 提示词里的词
option-picture = img_… 形式的编号（删除时也可用 run_…），或 /history 最后一页上的序号
button-save = 保存
button-unsave = 取消保存
button-delete = 删除
button-picture = 第 { $number } 张
button-pack-again = 重新打包

history-title = 你的图片
history-found = 含“{ $words }”的图片：{ $pictures }
history-page = 第 { $page } 页，共 { $pages } 页 · { $pictures }
history-line = { $number } · { $what } · { $model } · { $day } · { $kept }
history-until = 保留至 { $day }
history-saved = 已保存
history-none = 你还没有图片。画一张吧：
history-none-found = 你的图片里没有提示词含“{ $words }”的。
history-how = 用 /history 查看全部。

saved = 已保存，直到你删除。
kept-until-rest = 保留至 { $day }；已保存的直到你删除。
pictures-gone = 已删除 { $pictures }
picture-made = 创建于 { $day } · { $id }
run-parts-gone = 因为删除了其中的图片，这里不再保存 ZIP。按“重新打包”可以用剩下的图片再做一个；聊天里的那个归你所有。
deleted = 已彻底删除 { $pictures }，包括文件和记录。聊天里能撤回的消息也会撤回。
deleted-of-run = 之前发给你的 ZIP 归你所有，里面仍有这张图片。
deleted-run-rest = 该文件的其他图片仍在，因此文件也会保留，其中仍有这一行。下面的按钮可删除整个批次。
withdrawn = 已删除。
withdrawn-too-late = 已删除。Telegram 只允许我在两天内撤回消息，所以这一条还在，但图片已移除。
picture-which = 哪一张？请写编号，或 /history 最后一页上的序号：
button-delete-run = 全部删除
button-delete-run-now = 彻底删除
run-delete-goes = 将彻底删除 { $file }：{ $pictures }、你发送的文件以及此处保存的 ZIP。
run-delete-saved = 其中 { $pictures } 是你保存过的。
run-delete-sure = 删除后无法恢复。已用的积分不会退回；已发到聊天中的 ZIP 归你所有。
run-deleted = 已彻底删除 { $pictures }、文件和 ZIP。聊天里能撤回的消息也会撤回。
run-deleting = { $pictures }、文件和 ZIP 已对任何人不可见，其中 { $left } 张还需几分钟清除。
no-run-under-way = 这个批次还在绘制。请先停止，再删除。
no-picture-unknown = 你没有这张图片，它可能已被删除。

## /deleteme

command-deleteme = 永久删除您的账户及其全部内容
option-receipt = 回执编号，用于查询处理结果
button-erase = 全部删除
button-keep-account = 保留账户
erase-title = 要删除您的账户吗？
erase-goes = 将永久删除：{ $what }。
erase-account = 您的账户和设置
erase-prompts = { $count } 条提示词
erase-uploads = { $count } 个上传文件
erase-tickets = { $count } 个客服提问
erase-files = { $count } 个文件
erase-messages = 您聊天中我发的 { $count } 条消息
erase-credits = 未使用的 { $credits }也会一并删除，不予退还。
erase-plan = 您的订阅立即结束，不再扣款。
erase-stays = 以下内容只记在一个无法关联到任何人的编号下：每笔付款保留到付款后 { $payments } 年，积分变动保留到删除后 { $years } 年。账簿和税务记录依法必须保存。
erase-hold = 您的账户曾应法院或主管机关要求保留，这一记录（不含案件编号）也会保留到该要求解除后 { $years } 年。
erase-outside = 我更早的消息、在您确认的那一秒正在发出的消息，以及您另行保存的内容，需由您自行删除。
erase-confirm = 按钮只能使用一次，{ $time } 前有效。
erase-kept = 没有删除任何内容。
receipt-under-way = 正在删除您的账户，需要一到几分钟。
receipt-erased = 已于 { $day } { $time } 全部删除。几分钟后会再检查一遍。
receipt-done = 已于 { $day } 全部删除，再次检查时没有任何残留。
receipt-counts = 已删除：{ $what }。
receipt-provider = 支付服务商尚未删除您的记录，我们会每天请求，直到完成。
receipt-number = 您的回执编号：
receipt-ask = 任何持有编号的人都可用 /deleteme status { $number } 查询结果。请妥善保存，编号不会关联到其他信息。

notice-idle = 您已长时间未使用，账户将于 { $day } 删除。
notice-idle-keep = 在此之前，使用任何命令或按钮都会保留账户。/export 可打包您的全部数据。

no-being-erased = 您的账户正在删除，无法开始新的操作。几分钟后您可以重新开始。
no-erasure-held = 应法院或主管机关的要求，您的账户目前必须保留。可用 /support 联系人工了解详情。
no-erasure-expired = 这个提问已超过 { $minutes } 分钟，没有删除任何内容。请重新发送 /deleteme。
no-nothing-to-erase = 这里没有您的任何内容。
no-receipt-unknown = 没有这个编号的回执，请再核对一下。

## /export

command-export = 获取 Easel 存储的关于您的全部数据的副本
export-waiting = 您的副本正在等待打包
export-packing = 正在打包您的副本
export-ready = Easel 存储的关于您的全部数据
export-failed = 无法打包您的副本
export-gone = 此副本已不在这里
export-coming = 将以 ZIP 文件发送到此聊天。通常很快，数据较多时需要几分钟。
export-files = { $done } / { $count } 个文件
export-inside = ZIP 中的 README.txt 说明了每个文件的内容。请妥善保管：其中有您的全部提示词、图片和付款记录。此处的文件一天后删除。
export-parts = 共分为 { $count } 个文件。请全部解压到同一文件夹。
export-link = 大小为 { $size }，聊天无法承载。下方按钮可取走：仅可使用一次，有效期至 { $day } { $time }。之后此处即删除。
export-link-elsewhere = 持有链接的人即可获得您的数据，请勿转发。
export-retry = 没有保留任何内容。请再次使用 /export，或通过 /support 告诉我们。
button-fetch = 取走我的副本
no-export-running = 您的副本已在打包，将发送到您提出请求的聊天中。
no-export-too-many = 每天最多 { $max } 份副本。{ $hours } 小时后可再次索取。
no-nothing-to-export = 这里没有您的数据。

## An authority has had something

notice-handed-out = 主管机关取得了您的数据
notice-handed-out-what = 依照法律，我们就案件 { $reference } 提供了{ $scope ->
    [login] 您的登录信息：平台、用户编号和账户
    [payments] 您的购买和付款记录
    [content] 您的提示词、上传文件和图片
   *[other] 所有关于您的数据
}。事先经过两名人员核对，其中不含任何其他人的数据。
notice-handed-out-ask = 想了解更多，请用 /support 联系我们；是否合法，可咨询律师。
