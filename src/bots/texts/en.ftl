### Plain, warm and short. Facts are listed in messages.ts; prompts and file names arrive as facts and are never markup.

## Small parts

credits = { $count ->
    [one] { $count } credit
   *[other] { $count } credits
}
free = free
price-each = { $credits ->
    [0] free
    [one] { $credits } credit a picture
   *[other] { $credits } credits a picture
}
pictures = { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
}
rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
runs = { $count ->
    [one] { $count } bulk run
   *[other] { $count } bulk runs
}
sentences = { $first } { $second }
did-you-mean = Did you mean { $word }?
nothing-charged = Nothing was charged.
and-more = … and { $count } more

## Commands and options

command-start = Say hello and see two examples
command-help = Models, prices, options and limits
command-imagine = Draw pictures from a prompt
command-bulk = Draw a whole file of prompts and get a ZIP
command-jobs = What is being drawn or waiting for you
command-cancel = Cancel everything of yours that has not started
command-balance = Credits you have and credits set aside
option-prompt = What to draw; options may follow as --ar 16:9 --seed 42
option-model = Who draws it
option-aspect-ratio = Shape of the picture
option-resolution = Size of the picture
option-negative-prompt = What should not be in it
option-seed = Same seed and prompt, same picture (where the model takes seeds)
option-count = How many pictures
option-style = How it should look
option-private = Show the result only to you
option-file = A .csv, .tsv or .txt file of prompts
option-template = Send me an example file to start from
choice-model = { $model } · { $price }

style-photo = Photo
style-watercolor = Watercolor
style-ink = Ink
style-pixel = Pixel art
style-anime = Anime
style-poster = Poster
style-clay = Clay

button-reroll = Re-roll
button-show-result = Show result
button-retry = Try the rest again
button-show-again = Show again
button-cancel = Cancel
button-cancel-numbered = Cancel { $number }
button-show-numbered = Show { $number }
button-start = Start
button-good = { $rows ->
    [one] Run the good row
   *[other] Run the { $rows } good rows
}
button-stop = Stop

## A request for pictures

status-queued = Queued · { $position ->
    [1] next in line
    [one] { $position }st in line
    [two] { $position }nd in line
    [few] { $position }rd in line
   *[other] { $position }th in line
}
status-queued-far = Queued · { $ahead } or more in front of you
status-drawing = Drawing …
status-drawing-counted = Drawing { $done }/{ $count }
status-done = Done
status-done-partly = Done · { $ready } of { $pictures }
status-failed = Not drawn
status-cancelled = Cancelled
detail-seeds = { $count ->
    [one] seed
   *[other] seeds
} { $seeds }
detail-negative = Without: { $text }
price-ahead = Price: { $price }. You pay only for finished pictures.
credits-used = { $credits } used
credits-returned = { $credits } given back
kept-until = Kept until { $day }.
failed-only = { $why } You were not charged.
failed-some = { $count ->
    [one] Picture { $numbers }
   *[other] Pictures { $numbers }
}: { $why } Not charged.
failure-policy = The model’s safety filter refused this. Try saying it another way.
failure-refused = The model would not draw this. Try another prompt or another model.
failure-unavailable = The model could not be reached, also after several tries. Please try again later.
failure-other = Something went wrong on our side. Please try again.
uncertain = The connection broke while I was sending the result, so I do not know whether it arrived. If you do not see it, press Show again.
arrived-below = The result is in a new message below.
arrived-direct = I sent you the result in a direct message.
too-large-for-chat = { $count ->
    [one] { $names } is too large for this chat, so I could not attach it.
   *[other] { $names } are too large for this chat, so I could not attach them.
}

## A bulk run

run-proposed = { $file }
run-first-prompt = The first prompt:
run-size = { $rows } · { $pictures }
run-size-with-problems = { $rows } · { $bad } with problems, { $good } good · { $pictures }
run-affordable = Needs { $needed }; you have { $available }. You pay only for finished pictures.
run-short = Needs { $needed }; you have { $available }, so you are { $missing } short.
run-free = This costs nothing.
run-unknown-columns = { $count ->
    [one] I do not know the column { $columns }. It stays in your results,
   *[other] I do not know the columns { $columns }. They stay in your results,
} and a prompt can use { $example } to put its text in.
run-doubled-columns = { $count ->
    [one] The column { $columns } says the same as one before it, so I do not read it. It stays in your results.
   *[other] The columns { $columns } say the same as others before them, so I do not read them. They stay in your results.
}
run-waits = Nothing has started yet. Shall I?
run-has-problems = Nothing has started. Correct the file and send it again, or run the good rows only.
run-running = Drawing { $file }
run-stopping = Stopping { $file }
run-assembling = Packing { $file }
run-finished = Finished { $file }
run-cancelled = Stopped { $file }
run-withdrawn = Cancelled { $file }
run-expired = Expired: { $file }
run-expired-hint = It waited too long for a Start, and nothing was charged. Send the file again to draw it.
run-progress = { $done } of { $pictures }
run-bar = { $bar } { $percent } %
run-result = { $ready } of { $pictures } drawn
run-failed = { $pictures } failed and not charged; failed.csv in the ZIP says why.
run-left = { $pictures } not started and not charged.
run-stopping-hint = What is finished is kept and packed.
run-part = { $name } ({ $size })

## Problems in a file

problems-title = { $count ->
    [one] One problem in this file:
   *[other] { $count } problems in this file:
}
problem-line = { $count ->
    [one] Row { $rows }
   *[other] Rows { $rows }
} · { $column }: { $why }
problem-line-whole = { $count ->
    [one] Row { $rows }
   *[other] Rows { $rows }
}: { $why }
problem-rows-more = { $rows } and { $count } more
problems-in-file = All { $count } are listed in problems.csv.
problem-prompt-empty = There is no prompt.
problem-cell-too-long = This cell holds { $bytes } bytes; up to { $max } fit.
problem-placeholder-unknown = There is no column for { $placeholder }.
problem-columns-uneven = This row has { $cells } cells, but the header has { $columns }. A comma inside a prompt needs quotes around the prompt.

## Answers

welcome-new = Hello! I turn words into pictures. You start with { $credits }.
welcome-new-free = Hello! I turn words into pictures.
welcome-back = Welcome back! You have { $credits }.
welcome-try = Try one of these:
welcome-more = /bulk draws a whole file of prompts. /help shows models, prices and options.
example-imagine = a red fox in fresh snow, soft morning light
example-imagine-flags = a lighthouse on a cliff at dusk --ar { $ratio } --count 2
help-title = What I can do
help-command = /{ $name } – { $about }
help-models = Models, the first is the default
help-model = { $name } – { $label }, { $price }, shapes { $ratios }
help-flags = Options go after the prompt
help-flag-list =
    --ar 3:2       shape
    --count 2      how many, up to { $count }
    --model name   who draws it
    --style ink    how it looks
    --no people    what to leave out
    --size 1k      size
    --seed 42      the same picture again
help-styles =
    Styles: { $styles }.
    Choices in braces draw each of them: a {"{"}red, blue{"}"} fox.
help-bulk = /bulk takes a .csv, .tsv or .txt file: up to { $size }, { $rows } rows, { $columns } columns and { $cell } a cell. /bulk template sends an example.
help-charging = Credits are set aside when you ask, taken for each finished picture, and given back for the rest.
jobs-title = Your work
jobs-none = Nothing is waiting or being drawn. Start something with /imagine or /bulk.
jobs-proposed = waiting for your Start
jobs-line = { $number }. { $what } – { $status }
cancelled-everything = Cancelled: { $what }. What had not started is not charged.
cancelled-stopping = Stopping what is being drawn. Pictures that were not finished are not charged.
cancelled-one = Cancelled. Pictures that were not finished are not charged.
cancelled-run = Stopped. Finished pictures are kept and packed; the rest is not charged.
balance-available = You have { $credits }.
balance-held = And { $credits } set aside for work in progress; what is not used comes back.
show-coming = Coming right up …
template-about = Here is an example with six rows. Open it in any spreadsheet, put in your own prompts, save it as CSV and send it with /bulk.
example-prompt-1 = a red fox in fresh snow, soft morning light
example-prompt-2 = a lighthouse on a cliff at dusk, waves below
example-prompt-3 = a bowl of ramen seen from above, steam rising
example-prompt-4 = a small robot watering flowers on a balcony
example-prompt-5 = an old library with a spiral staircase
example-prompt-6 = a hot-air balloon over terraced rice fields

## Why we say no

no-prompt = Tell me what to draw, for example:
no-prompt-too-long = That prompt is { $length } characters long; I can take up to { $max }.
no-prompt-control-character = There is an invisible control character at position { $position } of the prompt. Please remove it and send it again.
no-flag-unknown = I do not know the option --{ $flag }.
no-flag-value-missing = The option --{ $flag } needs a value after it.
no-flag-twice = The option --{ $flag } is there twice; please keep one.
no-model-unknown = There is no model called “{ $model }”. You can use { $allowed }.
no-model-not-configured = { $model } is not set up here. You can use { $allowed }.
no-ratio = { $model } cannot draw in { $ratio }. It can do { $allowed }.
no-resolution = { $model } cannot draw at { $resolution }. It can do { $allowed }.
no-style = I do not know the style “{ $style }”. There is { $allowed }.
no-seed = A seed is a whole number from 0 to { $max }, and “{ $seed }” is not.
no-seed-unsupported = { $model } does not take a seed. Leave it out, or choose another model.
no-count = I can draw 1 to { $max } pictures at a time, and “{ $count }” is not in that range.
no-image-unsupported = { $model } draws from words only, so I cannot use an attached picture. Send the prompt without it.
no-image-unreadable = I could not read { $name } as a picture.
no-file = { $platform ->
    [telegram] Send me a .csv, .tsv or .txt file with the caption /bulk, or reply /bulk to a file that is already here. “/bulk template” sends you an example.
   *[other] Attach a .csv, .tsv or .txt file to /bulk with its “file” option. The “template” option sends you an example.
}
no-file-too-many = That is { $count } files; please send no more than { $max } at a time.
no-file-too-large = That file is too large ({ $size }); I can take up to { $max }.
no-file-kind = I cannot read { $name }. Please send a text file that ends in { $allowed }; a spreadsheet has to be saved as CSV first.
no-file-unavailable = I could not fetch that file. Please send it again.
no-csv-unreadable = { $reason ->
    [encoding] I cannot read the characters in this file (row { $row }). Please save it as CSV UTF-8 and send it again.
    [stray-quote] There is a quotation mark in the middle of a cell in row { $row }. Please put the whole cell in quotation marks and double those inside it: "a ""red"" fox".
    [quotes] A quotation mark in row { $row } is opened and never closed, so I cannot tell where the rows end.
   *[other] I cannot make out the columns at row { $row }. Please check its commas and quotation marks.
}
no-csv-prompt-column = The first line has no “prompt” column. I found: { $columns }.
no-csv-prompt-column-hint = Did you mean { $column }? Rename it to “prompt” and send the file again.
no-csv-empty = There are no rows in this file. The first line names the columns; each line after it is one request.
no-csv-too-many-rows = This file has more than { $max } rows. Please split it.
no-csv-too-many-columns = This file has { $columns } columns; I can take up to { $max }.
no-csv-good-rows = Every row in this file has a problem, so there is nothing to draw yet.
no-credits = That needs { $needed }, and you have { $available }.
no-account-frozen = { $reason ->
    [dispute] One of your payments is being disputed with your bank, so I cannot start anything new until that is settled. If that is a surprise, write /paysupport and what happened: a human will look into it.
    [fraud-warning] Your card’s bank has reported one of your payments, so I cannot start anything new for now. Please write /paysupport and what happened: a human will look into it.
    [payment-missing] I cannot find the payment for some of your credits, so I cannot start anything new for now. Please write /paysupport and what happened: a human will look into it.
   *[other] Your account is on hold, so I cannot start anything new. Please write /paysupport: a human can tell you why.
}
no-not-yours = That belongs to somebody else, so only they can do that.
no-not-found = I could not find that any more.
no-run-not-waiting = { $state ->
    [problems] Some rows have problems. Correct the file and send it again, or press the button for the good rows.
    [running] This run has already started.
    [assembling] This run has already been drawn and is being packed.
    [finished] This run is already finished.
    [cancelled] This run was cancelled.
    [expired] This run waited too long. Please send the file again.
   *[other] This run can no longer be started.
}
no-permutations-too-many = The choices in braces make { $count } prompts; { $max } at once is the most. Please leave some out, or send them as a file with /bulk.
no-price-changed = The price is not what I quoted any more: it was { $quoted }, and is { $now } now. Please send the file again for a new quote.
no-nothing-to-cancel = There is nothing to cancel: nothing is waiting or being drawn any more.
no-nothing-to-retry = Nothing is left to try again: every row of that file has its pictures, or it is still being drawn.
no-csv-nothing-left = Every row of that file says it is finished already, so there is nothing left to draw. To draw a row again, empty its status cell.
no-nothing-to-show = There is nothing finished to show yet.
no-command = I do not know /{ $command }.

## Privacy, settings and agreement

command-privacy = What is stored about you, what for, and your rights
command-settings = Language, pictures, notices, statistics
command-pause = Stop everything but storing; /pause off goes on
option-privacy-part = What to read; without it, the summary
option-pause-off = Go on again
privacy-title = Privacy
privacy-what = Stored: your user id here, your language and settings, your prompts and pictures, where to answer you, and what you buy. It is used to draw what you ask for, to bring it to you, to keep the books and, counted over at least 20 people, to plan for load; for nothing else.
privacy-how-long = Pictures that you do not save go after 30 days. The rest goes with your account; what tax law wants stays, under a number instead of your name.
privacy-with-whom = Who gets something of it: { $names }.
privacy-not-done = Nothing is sold, nothing advertises to you, and no model is trained with it.
privacy-rights = Your rights: { $commands }.
privacy-version = Notice { $version } of { $date }. English prevails.
privacy-full = The whole notice
privacy-part-me = About me
privacy-part-recipients = Who gets what
privacy-part-security = Security
privacy-part-contact = Contact
privacy-part-summary = Summary
privacy-me-title = What is stored about you now
privacy-me-stranger = Nothing is stored about you.
privacy-me-line = – { $about }: { $count }
privacy-me-settings = What you have set
privacy-me-agreed = You agreed to notice { $version } on { $day }, in { $language }.
privacy-me-not-agreed = You have not agreed to the notice, or have taken that back.
privacy-recipients-title = Who gets what
privacy-security-title = Security
privacy-contact-title = Contact
privacy-contact-none = Whoever runs this bot has not said where to write; the bot’s profile names its owner.
privacy-contact-tickets = /support brings what you write to a human, too.
agree-title = Before I draw for you
agree-why = Your prompt goes to the model that draws it, without anything about you. Prompts and pictures are stored for you; pictures that you do not save go after 30 days. Nothing is sold, and no model is trained with it.
agree-kept = Your request is kept, and nothing has been charged. Press Agree and it goes on.
agree-changed-title = The privacy notice has changed
agree-changed-all = Please read it again: it differs from the one you agreed to.
agree-new-use = – New: { $what }. { $purpose }.
agree-new-recipient = – Also gets something: { $what }
agree-longer = – Kept longer than before: { $what }
agree-refusable = You can say no: /privacy, /export and /deleteme work all the same.
agree-first-use = By going on you agree to the privacy notice: /privacy
button-agree = Agree
button-disagree = No
button-take-back = Take my agreement back
button-notice = Privacy notice
agreed = Thank you. You can take that back at any time with /privacy.
agreed-lost = Thank you. What you asked for is not kept any more: please ask again.
disagreed = All right: I draw nothing for you and start nothing, from now on. /privacy, /export and /deleteme work all the same.
disagreed-stranger = All right. Nothing is stored about you.
disagreed-cancelled = Cancelled: { $pictures }. What had not started is not charged.
settings-title = Settings
settings-language = Language: { $language }
settings-language-platform = as your platform says
language-en = English
language-zh = 中文
settings-pictures = Pictures: { $as }
settings-as-photo = shown in the chat
settings-as-document = as files, with every byte
settings-notices = News about the product: { $state }
settings-statistics = Counted in statistics: { $state }
settings-news = Offers and other news: { $state }
settings-news-discord = Offers and other news: never on Discord
settings-paused = Paused since { $day }: /pause off goes on.
settings-on = on
settings-off = off
settings-always = What is about your money or about security comes in any case.
button-notices-on = Product news on
button-notices-off = Product news off
button-statistics-on = Count me
button-statistics-off = Do not count me
button-news-on = Offers on
button-news-off = Offers off
paused-now = Paused. Nothing but storing goes on, until you send /pause off.
paused-cancelled = Cancelled: { $pictures }. What had not started is not charged; what is finished stays.
paused-already = You have paused already. /pause off goes on.
paused-what-works = You still hear about your money and about security, and /privacy, /settings, /export and /deleteme work.
unpaused-now = Welcome back: everything works again.
unpaused-already = Nothing is paused.
pause-stranger = Nothing is stored about you, so there is nothing to pause.
button-unpause = Go on again
no-paused = You have paused, so I start nothing. /pause off goes on.
no-notice-first = Please agree to the privacy notice first. Nothing has been charged.
no-notice-changed = The privacy notice has changed since then. /privacy shows it as it is now.

## Buying

command-buy = Packs and plans of credits, with prices
command-billing = Your plan, your invoices and how you pay
command-support = Ask a human
command-paysupport = Ask a human about a payment
option-question = What happened, in your own words
button-shop = Buy credits
button-product = { $product } · { $price }
button-pay = Pay at Stripe
button-buy-again = Buy again
button-billing = Open billing
button-private-chat = Open our private chat
plan-named = { $name } plan
plan-unnamed = plan
seats = { $count ->
    [one] { $product }
   *[other] { $product } × { $count }
}
price-monthly = { $price } a month
price-stars = { $count } ⭐
about-pictures = about { $pictures } with { $model }
shop-title = Credits
shop-pack = { $product } · { $price }
shop-plan = { $product }: { $credits } a month · { $price }
shop-free = Pictures with { $model } are free here; credits are for the other models.
shop-all-free = All pictures are free here, so nobody needs credits.
shop-change-plan = To change or end your plan, use /billing.
shop-terms = { $days ->
    [one] A plan’s credits are for its month and stay a day longer.
   *[other] A plan’s credits are for its month and stay { $days } days longer.
} A pack’s credits stay until you use them.
purchase-title = { $product } · { $price }
purchase-creating = One moment: the page to pay at is being made. Press again if it does not come.
purchase-open = Pay on Stripe’s page. The link works until { $time }.
purchase-open-note = When the payment is through, I will tell you.
purchase-waiting = Your bank has not confirmed the payment yet, which can take some days. The credits come when it has.
purchase-paid = Paid. Thank you!
purchase-expired = This link has expired, and nothing was charged.
purchase-failed = The payment did not go through, and nothing was charged.
invoice-about = For { $pictures }.
invoice-about-credits = Credits for drawing pictures.
checkout-fault = Something went wrong on our side, and nothing was charged. Please try again in a minute.

## Credits and plans

balance-debt = You owe { $credits }: they had been spent before their payment went back. New credits pay this first, and I can start nothing new until it is paid.
balance-expiring = { $credits } end on { $day }.
balance-movements = Lately
balance-in-private = In our private chat I say more.
plan-renews = Your { $product } renews on { $day }.
plan-ends = Your { $product } ends on { $day }.
plan-runs = You have the { $product }.
plan-past-due = Your { $product } has not been paid. With /billing you can change how you pay.
movement-line = { $day } · { $credits } · { $what }
movement-starter = to begin with
movement-pack = bought
movement-plan = from your plan
movement-stars = bought with Stars
movement-dispute-won = back after a dispute
movement-operator = from whoever runs this bot
movement-spent = used for pictures
movement-clawback = taken back
movement-expiry = expired
billing-about = Your plan, your invoices and how you pay are on a page of Stripe’s. The link is for you alone and works for a short while.
ticket-opened = Thank you! This is ticket #{ $number }. A human will read it, and the answer comes to you in private, by { $day } at the latest.
ticket-how = Write after { $command } what happened, and a human will read it. For example:
ticket-example = I paid for 100 credits yesterday, and they did not come.
ticket-example-any = My prompt was refused, and I do not see why.
button-ask-human = Ask a human
support-contact = You can also reach us here:

## What a person is told about their money

notice-arrived = Thank you! { $credits } have arrived.
notice-arrived-plan = { $credits } from your { $product } have arrived.
notice-waits = Your payment for { $product } is waiting for your bank, which can take some days. The credits come when it has confirmed.
notice-failed = Your payment for { $product } did not go through. No credits came, and nothing was charged.
notice-renewal-failed = Your { $product } could not be renewed, because the payment was refused. With /billing you can change how you pay.
notice-refunded = { $money } went back to you.
notice-refunded-credits = { $money } went back to you, and { $credits } were taken back with it.
notice-disputed = A payment is disputed
notice-fraud-warned = A payment was reported
notice-dispute-won = The dispute about your payment is over, and { $credits } are yours again.
notice-dispute-over = The dispute about your payment is over. You can go on as before.
notice-plan-changed = Your plan has changed: it is the { $product } now.
notice-plan-ends = Your { $product } ends on { $day }. Until then nothing changes, and after that you are not charged any more.
notice-plan-ended = Your { $product } has ended.
notice-ticket-answered = An answer to your ticket #{ $number }

## Why we say no to buying

no-payments-off = Nothing is sold here.
no-payments-unavailable = The payment provider cannot be reached right now, and nothing was charged. Please try again in a minute.
no-product = That is not sold here any more. There is { $allowed }.
no-plan-active = You have a plan already. With /billing you can change or end it.
no-buy-too-often = You have started { $max } purchases in a short time, which is the most. Please try again in { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
}.
no-purchase-over = That offer is over, and nothing was charged. /buy shows a new one.
no-nothing-bought = You have not bought anything yet. /buy shows what there is.
no-private-only = That is between you and me, so I answer it in our private chat.
no-ticket-empty = Please write after /support what happened, in at most { $max } characters.
no-ticket-too-many = You have { $max } open tickets, which is the most. Please wait for an answer to one of them.

## Looking back: /history, /show, /delete, Save

command-history = Your pictures, newest first
command-show = One of your pictures, by its id or its number in /history
command-delete = Delete a picture or a whole run for good
option-page = Which page
option-search = Words that are in the prompt
option-picture = An id like img_… (to delete: run_… too), or a number on the last page of /history
button-save = Save
button-unsave = Unsave
button-delete = Delete
button-picture = Picture { $number }
button-pack-again = Pack again

history-title = Your pictures
history-found = { $pictures } with “{ $words }”
history-page = Page { $page } of { $pages } · { $pictures }
history-line = { $number } · { $what } · { $model } · { $day } · { $kept }
history-until = until { $day }
history-saved = saved
history-none = You have no pictures yet. Draw one:
history-none-found = None of your pictures has “{ $words }” in its prompt.
history-how = /history shows all of them.

saved = Saved until you delete it.
kept-until-rest = Kept until { $day }; saved ones until you delete them.
pictures-gone = { $pictures } deleted
picture-made = Made { $day } · { $id }
run-parts-gone = The ZIP is not kept here any more, because a picture of it was deleted. Pack again makes one of what is left; the one in this chat is yours.
deleted = Deleted for good: { $pictures }, file and entry. I take it out of our chats where I still can.
deleted-of-run = A ZIP I sent you before is yours: it still holds the picture.
deleted-run-rest = Other pictures of that file are kept, and so is the file, with this line in it. The button below deletes all of it.
withdrawn = Deleted.
withdrawn-too-late = Deleted. Telegram lets me remove a message for two days only, so this one stays, without its picture.
picture-which = Which one? Say its id or its number on the last page of /history:
button-delete-run = Delete all of it
button-delete-run-now = Delete it for good
run-delete-goes = This deletes { $file } for good: { $pictures }, the file you sent, and the ZIP that is kept here.
run-delete-saved = { $pictures } of it you have saved.
run-delete-sure = It cannot be brought back. Credits that were used stay used, and a ZIP that came into a chat is yours.
run-deleted = Deleted for good: { $pictures }, the file and the ZIP. I take the message out of our chat where I still can.
run-deleting = Nobody can see any of it any more: { $pictures }, the file and the ZIP. { $left } are still on their way out, for some minutes.
no-run-under-way = This is still being drawn. Stop it first, and delete it then.
no-picture-unknown = You have no such picture. It may have been deleted.

## /deleteme

command-deleteme = Delete your account and everything in it, for good
option-receipt = The number of a receipt, to see what became of it
button-erase = Delete everything
button-keep-account = Keep my account
erase-title = Delete your account?
erase-goes = This goes for good: { $what }.
erase-account = your account with its settings
erase-prompts = { $count ->
    [one] { $count } prompt
   *[other] { $count } prompts
}
erase-uploads = { $count ->
    [one] { $count } uploaded file
   *[other] { $count } uploaded files
}
erase-tickets = { $count ->
    [one] { $count } question to support
   *[other] { $count } questions to support
}
erase-files = { $count ->
    [one] { $count } file
   *[other] { $count } files
}
erase-messages = { $count ->
    [one] { $count } message of mine in your chats
   *[other] { $count } messages of mine in your chats
}
erase-credits = { $credits } you have not used go as well, and are not paid out.
erase-plan = Your plan ends at once, and nothing is charged any more.
erase-stays = This stays under a number that leads to nobody: each payment until { $payments } years after it was made, and how credits moved until { $years } years after the deletion. Books and tax records have to be kept.
erase-hold = That a court or an authority had your account kept stays there as well, without the number of the case, until { $years } years after that ended.
erase-outside = My older messages, one that is on its way in the very second of your yes, and what you have saved elsewhere are yours to delete.
erase-confirm = The button works once, until { $time }.
erase-kept = Nothing was deleted.
receipt-under-way = Your account is being deleted. That takes a minute, or a few.
receipt-erased = Everything was deleted on { $day } at { $time }. In a few minutes it is looked for once more.
receipt-done = Everything was deleted on { $day }, and nothing was left when it was looked for once more.
receipt-counts = Deleted: { $what }.
receipt-provider = The payment provider has not deleted its record of you yet, and is asked every day until it has.
receipt-number = The number of your receipt:
receipt-ask = /deleteme status { $number } says what became of it, to anybody who has the number. Please keep it: it leads nowhere else.

notice-idle = You have not used me for long, so your account will be deleted on { $day }.
notice-idle-keep = Anything you do here until then keeps it: any command, or any button. /export packs a copy of what there is.

no-being-erased = Your account is being deleted, so nothing is begun any more. In a few minutes you can start anew.
no-erasure-held = Your account has to be kept for now, because a court or an authority asks for it. A human can tell you more: /support.
no-erasure-expired = That question is older than { $minutes } minutes, so nothing was deleted. /deleteme asks it again.
no-nothing-to-erase = There is nothing of yours here.
no-receipt-unknown = There is no receipt with that number. Please look at it once more.

## /export

command-export = A copy of everything Easel has stored about you
export-waiting = Your copy is waiting to be packed
export-packing = Packing your copy
export-ready = Everything Easel has stored about you
export-failed = Your copy could not be packed
export-gone = This copy is not here any more
export-coming = It comes into this chat as a ZIP. That takes a moment, or a few minutes if there is much.
export-files = { $count ->
    [one] { $done } of { $count } file
   *[other] { $done } of { $count } files
}
export-inside = README.txt in the ZIP says what each file is. Keep it somewhere safe: it has all your prompts, pictures and payments. Here it is deleted after a day.
export-parts = It came in { $count } parts. Unpack them all into one folder.
export-link = It is { $size }, more than a chat can carry. The button below leads to it: it works once, until { $day }, { $time }. Then it is deleted here.
export-link-elsewhere = Whoever has the link has your data, so please do not pass it on.
export-retry = Nothing of it is kept. Please try /export again, or tell us with /support.
button-fetch = Fetch my copy
no-export-running = Your copy is being packed already. It comes into the chat where you asked for it.
no-export-too-many = That is { $max ->
    [one] { $max } copy
   *[other] { $max } copies
} a day at most. { $hours ->
    [one] In an hour
   *[other] In { $hours } hours
} you can ask for another one.
no-nothing-to-export = There is nothing of yours here.

## An authority has had something

notice-handed-out = An authority has had data of yours
notice-handed-out-what = The law obliged us to hand out { $scope ->
    [login] your login: platform, user id and account
    [payments] your purchases and payments
    [content] your prompts, uploads and pictures
   *[other] everything that is stored about you
}, for case { $reference }. Two people here looked at it first, and nobody else’s data was in it.
notice-handed-out-ask = If you want to know more, ask with /support; whether it was right, a lawyer can tell you.
