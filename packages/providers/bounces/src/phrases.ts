import type { Reason } from "./reason.ts";

/** A reason, and its phrases in lower case with single spaces. Bounded repetitions keep matching linear. */
export type Phrases = readonly [Reason, ...RegExp[]];

/** Phrases with which Domino and Notes report an unknown recipient, in English and Japanese. */
export const NOT_IN_DIRECTORY: RegExp =
  /not listed in (?:the )?(?:domino directory|public name & address book)|ディレクトリ[^。\n]{0,20}(?:あり|見つかり|登録されてい)ません/i;

/** The phrase with which Sendmail's delivery agent reports an unknown mailbox. */
export const NO_MAILBOX: RegExp = /\bmail\.local: unknown (?:user|name)\b/i;

/** Phrases of refusals that may be temporary. "Check the address and try again" does not prove a wrong address. */
export const MAY_PASS: RegExp =
  /tempora[lnr]|временно|一時的|暂时|tijdelijk|tymczas|momentan|\bzurzeit\b|\bbusy\b|internal error|maintenance|could not connect|(?:server|service|host|resolver) (?:is )?down\b|(?<!\band )\btry (?:to \w{1,10} (?:it |this )?|it |this )?again|\blater\b|at (?:this|the) (?:time|moment)|\b(?:currently|momentarily)\b|plus tard|temporair|vor[uü]bergehend|sp[aä]ter|m[aá]s tarde|pi[uù] tardi|r[ée]essay|\berneut|riprov|novamente|int[ée]ntelo|opnieuw|\bigen\b|tekrar|ponownie|повтор|再送|しばらく|[重再][试試]|稍后|稍後|다시/i;

/** Phrases in other languages for a mailbox or a domain that does not exist. */
export const UNKNOWN_ABROAD: RegExp =
  /unbekannt|existiert nicht|nicht gefunden|ung[uü]ltig|inconnu|n'existe|invalide|introuvable|desconocid|n[oã]o? exist|v[aá]lid[ao]|encontrad|inexist|sconosciut|inesistente|non esiste|non trovat|desconhecid|onbekend|bestaat niet|niet gevonden|ongeldig|nie istnieje|nieznan|неизвест|не существу|не найден|нет так|недейств|存在し(?:ません|ない)|見つかり|不明|不存在|无此|無此|존재하지|없는|ok[aä]nd|ukendt|ukjent|finns inte|findes ikke|finnes ikke|bulunamad|neexistuje|nezn[aá]m|nem l[eé]tezik|ismeretlen|ei ole olemassa|tuntematon|άγνωστ|δεν υπάρχ/i;

/** Words for a mailbox or its user in other languages. Texts without them may mean our host or our certificate. */
export const MAILBOX_ABROAD: RegExp =
  /empf[aä]nger|nutzer|postfach|konto|add?res|\bdestinat|utilisateur|bo[iî]te|\bcompte|usu[aá]rio|buz[oó]n|direcci[oó]n|cuenta|casilla|utente|casella|indirizzo|endere[cç]o|caixa|\bconta\b|gebruiker|ontvanger|postbus|u[zż]ytkownik|odbiorc|skrzynk|пользовател|получател|адрес|ящик|宛先|アドレス|ユーザ|受信者|收[件信]人|用[户戶]|此人|[帐帳账][号號户戶]|[邮郵信]箱|받는|수신|사용자|계정|주소|mottaga|användar|modtager|bruger|mottaker|bruker|al[iı]c[iı]|kullan[iı]c[iı]|u[zž]ivatel|p[rř][ií]jemc|schr[aá]nk|c[ií]mzett|felhaszn[aá]l|vastaanottaj|k[aä]ytt[aä]j|osoite|παραλήπτ|χρήστ|διεύθυνσ|mail ?box|\baccount\b/i;

/** Words for a domain in other languages. */
export const DOMAIN_ABROAD: RegExp =
  /\bdom[aeéií]i?[nñ]|\bdomän|домен|ドメイン|域名|[网網]域|도메인|\balan ad|verkkotunnu|τομέα/i;

/** Words for "your address", a server, a network, a rule, the sender, or a reply address in other languages. */
export const OURS_ABROAD: RegExp =
  /(?:(?:\bihre?[rnsm]?|\bvotre|\bvos|\bs[uú][oa]?|\btu[oa]?|vuestr[oa]|vostr[oa]|\bse?u[as]?|\buw|\bje|\bjouw|\btw[oó]j\S{0,3}|pa[nń]stwa|ваш\S{0,3}|\bdin|\ber|\bditt?|\bva[sš]\S{0,2}) (?:\S{1,20} )?|(?:あなた|お客様)の(?:メール)?|[您你]的|귀하의 )(?:dom|add?res|direcc|indiriz|endere|conta|cuenta|compte|konto|account|e-?mail-?ad|домен|адрес|ドメイン|アドレス|域名|地址|[邮郵]箱|[账帳]|도메인|주소)|adresiniz|osoitteesi|σας |ser(?:v[ei][ruo]|ver|vidor|veur)|\bhost|h[oô]te\b|rechner|\bclient|сервер|узел|хост|サーバ|ホスト|ユーザーから|服[务務]器|伺服|主[机機]|서버|호스트|sunucu|kiszolg|palvelin|διακομιστ|netz|netwe?r|r[ée]seau|\brede?\b|\brete\b|сет[ьи]|ネットワーク|[网網][络路]|datenbank|verzeichnis|\bbases?\b|баз[аы]|データベース|(?<![a-zà-ÿ])ip(?![a-zà-ÿ])|\b(?:spf|dkim|dmarc|mx|ptr|helo|ehlo)\b|r[uü]ck|逆引|反向|richtlin|pol[ií]ti[ckq]|beleid|zasad|политик|ポリシー|策略|정책|exp[ée]diteur|[ée]metteur|emisor|emittente|\borige|provenien|herkunft|herkomst|来源|來源|発信|송신|antwort|retour|retorn|ritorno|respuesta|risposta|resposta|r[ée]ponse|zwrot|обратн|返信|返送|回信|回[复覆]|회신|반송/i;

/** Words for a cause other than a missing mailbox. A refusal may contain these words next to "user unknown". */
export const OTHER_CAUSE: readonly RegExp[] = [
  /back-?end|upstream|proxy|data ?base|\b(?:ldap|active directory|sql|servfail|callout|raid|nfs|snapshot)\b|i\/o error|\bdisk\b/i,
  /\bnode\b|cluster|storage|\bstore\b|cache|directory (?:look|serv|fail|err|unavail|time|is)|address book/i,
  /(?<!dns )(?:look(?:ing)?[ -]?up|resolution) (?:fail|err|time|problem)|(?<!hard )(?:err|fail|unable|problem)\w{0,4} (?:to |in |while )?look(?:ing)?[ -]?up/i,
  /(?:could ?n[o']t|can ?n[o']t|can't|unable to|failed to) (?:be )?(?:verif|validat|check|confirm|determin|read|open)|not (?:verified|confirmed)/i,
  /verification (?:server|service|failed: )|\b(?:name ?server|dns(?: server)?|server|service|system|network|process|gateway)s? (?:is |are |was )?(?:fail|error(?! for name)|not respond|not answer|did not|unavail|unreach|offline|overload|busy|refused the)/i,
  /(?<!\b(?:delivery|address|hard|permanent|fatal|smtp|dns|service|host|name|lookup) )(?:\berror|\bfailure)\b(?! (?:from|for|code|while talking|delivering|that the other)|[:\])-]| [-(])/i,
  /timed? ?out|not respond|no answer|offline|overload|(?<!250 )deferred|\bpending\b|await|right now|\bin time\b|\byet\b|\bshortly\b|\bsoon\b/i,
  /\buntil\b|\bduring\b|week-?end|in progress|synchroni|locked by|suspend(?:ed|u|ido|iert)|archived|read[ -]only|hidden/i,
  /migrat|is moving|being (?:moved|migrated|created|set up|restored|rebuilt|transferred)|maintenance|restor(?:e|ing)\b|rebuil/i,
  /vacation|out[ -]of[ -](?:the[ -])?office|\bholidays?\b|\babsent\b|\baway\b|(?:on|parental|sick) leave|auto-?reply|abwesen|urlaub/i,
  /absender|remitente|mittente|remetente|afzender|nadawc|отправител|送信者|差出人|送信元|发件|寄件|발신|avs[aä]ndar|afsender|avsender|gönderen|odes[ií]latel|felad[oó]|l[aä]hett|αποστολ|المرسل/i,
  /stranger|(?:known|approved|trusted|new|anonymous|external|internal|outside|foreign|selected) (?:\w{1,12} )?(?:senders?|contacts?|users?|mail|e-?mail|messages|address(?:es)?|people|parties)\b(?<!unknown .{1,30})/i,
  /\baccept(?:s|ing)? (?:only |no |any )?(?:e-?mails?|mails?|messages?|post|encrypted|signed)[^;.]{0,20} (?:from|mail)\b|only accepts?|accepts? only|refuses (?:mail|messages|all)/i,
  /does(?:n't| not) (?:want|wish|trust|(?:like|know) you)|\b(?:wants?|wish(?:es)?)\b|not (?:allowed|permitted) to receive|restrict|\brights?\b/i,
  /encrypt|\b(?:key|certificate|tls|ssl|licen[cs]e|authenticat\w{1,5}|login|password)\b|(?<!rejected: )access (?:is )?denied/i,
  /polic(?:y|ies)|violat|forbidden|prohibit|quarantin|harvest|blocked|black-?list|\bspam\b|(?:in|from|to|invalid|bad) (?:the |your )?header\b|\bsubject\b/i,
  /\bquota\b|\b(?:full|voll?|pleine?|llen[oa]|pien[oa]|cheia)\b|переполнен|満杯|已满|expansion|routing|\bloop\b|too many|\bstate\b|\bmay (?:not )?(?:be|have|exist)\b|\bmight\b|\bperhaps\b|\bmaybe\b/i,
];

const OURS = "(?:domain|domaine|ip|host(?: ?name)?|(?:mail ?)?server|network|mta|smtp|client|address)";

/** Phrases that blame the sender, the mail or the server. Our own faults may also quote "recipient rejected". */
export const ABOUT_US: readonly Phrases[] = [
  ["system", /gr[ea]y-?list/],
  [
    "network",
    /host not found, try again/,
    /temporary (?:dns|lookup|name)/,
    /temporarily unable to/,
    /unverified address/,
  ],
  ["expired", /message expired/, /retry time(?:out)? (?:not reached|exceeded)/, /delivery time expired/],
  [
    "authentication",
    /\b(?:spf|dkim|dmarc|senderid)\b/,
    /sender policy framework|unauthenticated (?:e-?)?mail/,
    /envelope sender is not (?:authori[sz]ed|permitted)/,
  ],
  [
    "relay-denied",
    /relay(?:ing)?(?: access| from you)?(?: is)? (?:denied|prohibited|refused|blocked|disallowed|disabled)/,
    /relay(?:ing)? (?:is )?not (?:permitted|allowed|authori[sz]ed)|relay operation rejected/,
    /unable to relay|not configured to relay|(?:not (?:permitted|allowed) to|can(?:'t|not)|do(?:es)? not|don'?t|no|refus\w{1,4}) relay/,
    /not (?:a|an) (?:open )?(?:gateway|relay)|not in (?:my|our) list of allowed rcpthosts|insecure mail relay/,
    /mail server is not set up to|is not a (?:registered gateway|local) (?:user|domain)/,
  ],
  [
    "sender-blocked",
    /reverse[ -]?dns|\bptr\b|cannot (?:find|resolve) your (?:host ?name|ip)|does not resolve|fcrdns/,
    /(?:black|block|deny|drop)[ -]?list|spamhaus|spamcop|sorbs|barracudacentral|\brbls?\b|\bdnsbl\b|cloudmark/,
    /(?:client|sending|source|your|connecting) (?:host|ip|address|server|network|mta|mail server)[^;]{0,80}(?:block|reject|\blist(?:ed|ing)|banned|denied|refus|bloqu|not allowed|policy)/,
    /block(?:ed|ing)? (?:using|by|for|ip|your|the|mail from|from|since|because|due)|blocked - see|is blocked|banned/,
    /reputation|\b(?:helo|ehlo)\b|dynamic (?:ip|address|range)|generic (?:host|ptr|reverse)/,
    new RegExp(`\\b(?:your|votre) (?:[\\w'-]{1,20} ){0,2}?${OURS}\\b(?! (?:book|list))`),
    /\b(?:client|connecting|sending|source)(?:'s)? (?:host ?name|host|ip|address|server|mta)\b[^;@]{0,80}(?:unknown|not (?:found|known|exist)|does(?:n'?t| not)|invalid|no (?:such|a\b|mx))/,
    /\b(?:host|ip|ip address|address|client|server|from)[ :(]{1,2}\[?\d{1,3}(?:\.\d{1,3}){3}\]?(?:(?! said)[^;@]){0,40}(?:unknown|not (?:found|known|exist)|does(?:n'?t| not) exist|invalid)/,
    /(?:unknown|invalid|bad|no such) (?:client|sending|source|connecting|ip\b)|(?:unknown|invalid|bad) host:? {0,2}\[?\d{1,3}(?:\.\d{1,3}){3}/,
    /connections? (?:not accepted|rejected|refused by)|(?:access|service) (?:denied|refused?)[^;]{0,40}(?:\bip\b|host|address|network)/,
    /(?:spam|abuse|complaints?)[^;]{0,40}from your (?:ip|network|server|domain)|service refus[ée]/,
  ],
  [
    "sender-refused",
    /sender(?:'s)?(?: e-?mail| mail)?(?: address| domain)?[^;@]{0,40}(?:reject|denied|not (?:found|allowed|authori[sz]ed|accepted|permitted|exist)|refus|invalid|unknown|does not|doesn't|verif|must)/,
    /\b(?:sender|sending|originat(?:or|ing)|from|envelope|return[ -]?path|exp[ée]diteur|mail from)(?:'s)?[ -](?:[\w'-]{1,20} ){0,2}?(?:domain|domaine|host ?name|address)\b/,
    /domain (?:in|of|for) (?:the |your )?(?:sender|from|envelope|return|mail from)|(?:domaine|adresse) (?:de l'|d')?exp[ée]diteur/,
    /\b(?:author|reply|reply[ -]?to|return|bounce)(?:'s)? (?:e-?mail |mail )?address\b/,
    /invalid dns (?:mx|a\b)|5\.5\.4 invalid (?:domain|host)/,
    /(?:domain of sender|sender verify|purported responsible|unroutable sender|invalid sender|bad sender)/,
    /(?:mail ?from|envelope from|return[ -]?path|from:? (?:address|domain|header))[^;]{0,120}(?:reject|not (?:allowed|exist|accepted|valid)|denied|refus|must|does not|invalid|listed)/,
    /not (?:a )?(?:list )?(?:member|subscriber)s? of|only (?:members|subscribers|allowed)|member(?:s)?[ -]only/,
    /(?:you are|you're|sender is|user is) not (?:allowed|authori[sz]ed|permitted)|(?:not allowed|permission) to (?:send|post|submit)/,
    /you do not have permission|doesn't have permission|not have permission/,
  ],
  [
    "rate-limited",
    /rate[ -]?limit|(?:connection|message|sending|delivery|recipient)s? (?:rate|frequency)|throttl|too (?:many|frequent|fast|quickly)/,
    /(?:exceed|maximum|max)[^;]{0,40}(?:connections|recipients|messages|sessions|hourly|daily|per (?:hour|day|minute))/,
    /simultaneous|concurren|unusual(?:ly)? (?:high )?(?:rate|volume)|sen(?:t|ding) too much|\btoo much mail/,
  ],
  ["virus", /\bvirus|malware|trojan|infected|mcspamsignature|\bworm\b/],
  [
    "spam",
    /\bspam|anti-?spam|\b(?:ube|uce)\b|\bjunk|unsolicited|phish|bulk (?:e-?)?mail|not considered safe/,
    /(?:content|message|mail)[^;]{0,40}(?:filter|score|considered|appears to be|looks? like|identified as|classified)/,
    /content (?:rejected|blocked|denied|not allowed)|blocked by (?:our |the )?(?:content|filter|policy)/,
  ],
  [
    "too-large",
    /(?:message|mail|attachment|header|line|size|body)[^;]{0,30}(?<!queue )too (?:large|big|long)|message size|size limit/,
    /exceeds? [^;]{0,40}(?:message|mail|maximum|fixed|size|length)[^;]{0,20}(?:size|limit|length|bytes)/,
  ],
  ["policy", /(?:due to|because of|by|for) (?:local |our |the |recipient )?polic(?:y|ies)\b/],
  ["loop", /hop ?count|too many hops|(?:mail|routing|forwarding) loop|loops? back to/],
];

export const ABOUT_RECIPIENT: readonly Phrases[] = [
  [
    "moved",
    /no longer (?:on (?:this )?server|valid|in use|available|accept|works?|employed|active|exists?|with)/,
    /(?:user|recipient|address|mailbox|account)[^.;]{0,30}(?:has|have) (?:moved|changed)|user has moved/,
    /now an obsolete address|has been replaced by|address has changed/,
  ],
  [
    "mailbox-full",
    /(?:mail ?box|mail ?folder|inbox|folder|account|maildir|mail ?spool|user|recipient|storage)(?:['’]s)?[^;]{0,50}(?:is full|full\b|quota|out of (?:storage|space)|over (?:its |the |the allowed )?(?:limit|size|disk)|exceed|too large)/,
    /(?:over|out of|exceed\w{0,3}|above|reached|under)[^;.]{0,30}quota|quota[^;.]{0,30}(?:exceed|full|reached|violat|limit)|quotaexceeded/,
    /(?:not enough|insufficient|out of|no)(?: disk| storage| free| mailbox| system){0,2} (?:space|storage|quota)|insufficient (?:system )?storage/,
    /disk (?:quota|space|full)|file too large|mailbox size limit|user is over|bo[iî]te[^;]{0,30}pleine|quota d[ée]pass/,
  ],
  [
    "no-mail-accepted",
    /(?:domain|host)[^;.]{0,40} is not accepting (?:any )?(?:e-?)?mail|indicated no smtp service/,
    /null ?mx|does(?:n'?t| not) (?:accept|receive|handle) (?:any |e-?)?mails?|no mail (?:is )?accepted/,
    /(?:host|domain|server|system)[^;.]{0,60}(?:does(?:n'?t| not)|never) (?:accept|receive) (?:any )?(?:smtp|mail|e-?mail|messages)/,
    /mx[^;.]{0,30}(?:points? to|is)[^;.]{0,20}(?:\.|empty|localhost)$/,
  ],
  [
    "mailbox-disabled",
    /(?:account|mail ?box|user|recipient|address|e-?mail|inbox)[^;]{0,60}(?:disabled|inactive|suspend|deactivat|locked|frozen|discontinued|not active|on hold|not enabled|expired|has been (?:blocked|closed|terminated))/,
    /(?:disabled|inactive|suspended|deactivated|blocked) (?:account|mail ?box|user|recipient|address)|disableduser/,
    /not logged in|out of service|domain[^;.]{0,30}suspended|suspended domain|temporarily (?:disabled|suspended|inactive)/,
  ],
  [
    "filtered",
    /\b5\d\d ?:? user unknown/,
    /has restricted|recipient(?:'s)? preferences|not (?:on|in) (?:the |your |recipient's )?(?:white|allow|approved)/,
  ],
  [
    "host-unknown",
    /(?:host|domain|name|server)(?: or domain)?(?: name)?(?:(?! said)[^;@]){0,60}(?:not found|unknown|does(?:n'?t| not) exist|not exist|invalid|cannot be (?:found|resolved)|not (?:reachable|valid|known))/,
    /(?:host|domain)(?:(?! said)[^;@]){0,60}not be (?:found|resolved)/,
    /(?:unknown|invalid|illegal|bad|non-?existent|no such)(?: mail| recipient| e-?mail)? (?:host|domain|server|destination)/,
    /unrout(?:e)?able (?:mail )?domain|unroute?able address|all relevant mx records point to non-?existent|nxdomain/,
    /couldn't find (?:any host|a mail exchanger)|can(?:'t|not) find (?:a |any )?(?:host|domain|mx|mail)|no (?:valid )?(?:mx|a|mail|dns)[^;.]{0,20}(?:records?|hosts?|exchangers?|servers?)[^;.]{0,30}(?:found|for)?/,
    /no mx found|name or service not known|illegal host|bad destination system|nosuchhost/,
  ],
  [
    "user-unknown",
    /(?:user|recipient|account|mail ?box|address(?:ee)?|customer|person|e-?mail|mailing list|alias|destinataire|name)(?:['’]s)?(?: e-?mail| mail)?(?: address| account| name| mailbox)?s?[^;:]{0,80}(?:unknown|not (?:be )?(?:found|known|recogni[sz]ed|listed|local)|does(?:n'?t| not) (?:exist|appear)|not exist|non-?exist|unavailable|unrecogni[sz]ed|n'existe|inconnu|invalide?\b|couldn't be found|isn't (?:valid|known)|deleted|is bad|possibly incorrect)/,
    /(?:recipient|mail ?box|address(?:ee)?|user|rcpt)[^;:@]{0,30}(?:not (?:valid|accepted|available|deliverable)|undeliverable|closed)/,
    /(?:unknown|no such|invalid|bad|non-?existent|undeliverable|illegal|unrecogni[sz]ed|incorrect|wrong|not a (?:valid|known)|inconnu)(?: local| mail| e-?mail| destination| virtual| recipient| final| smtp| mailbox| delivery| to){0,2}[ /-](?:user|recipient|rcpt|account|mail ?box|address(?:ee)?|customer|person|alias|local[- ]?part|destinataire|name)/,
    /5\.4\.1 [^;]{0,80}recipient address rejected: access denied|5\.1\.0 address rejected/, // Exchange Online, IronPort
    NOT_IN_DIRECTORY,
    /recipnotfound|userunknown|user[ -]?unknown|no valid recipients?|unknown local[- ]part|adresse[^;]{0,30}(?:inconnue|invalide)/,
    /not our (?:customer|user)|not in my validrcptto|not (?:in|on) (?:this|our|my|the) (?:server|system|host|list|directory|domino directory|alias|database)|not listed in/,
    /there is no (?:one|user|such|mail)|no (?:one|mail ?box|account|user)(?: here)? (?:by|with|here|found|of|for)|no such (?:user|mail|person|recipient)/,
    /user (?:doesn'?t|does not|not|isn'?t) |(?:doesn'?t|does not) have an? [^;]{0,60}account|has no (?:mailbox|account)/,
    /(?:can'?t|cannot|unable to|could not) (?:find|verify|validate|resolve)(?: the| a)? (?:recipient|user|address(?:ee)?|mailbox)/,
    /verification failed for|recipient verification failed|this address no|address not (?:found|present)/,
    /[^\s<>]@[^\s<>]{1,100}>? (?:unknown|not found|invalid|does not exist)/,
  ],
];

/** Less specific phrases. These phrases count only if no other phrase matches. */
export const GENERAL: readonly Phrases[] = [
  [
    "policy",
    /polic(?:y|ies)|access denied|not authori[sz]ed|auth(?:entication|entication is|orization)?[ _-]?required|smtp auth/,
    /security|forbidden|prohibited|administrat|command rejected|transaction failed|not accepted|rejected by|refused by/,
  ],
  [
    "network",
    /connection (?:refused|timed|lost|reset|was|dropped|closed|failed)|timed? ?out|no route to host|unreachable/,
    /(?:could ?n[o']t|unable to|cannot) (?:connect|establish)|did not (?:respond|accept our requests)|not (?:responding|reachable)/,
    /(?:host|server) is down|dns (?:error|query|lookup|server)|name (?:service|server)|lookup failure|deferred/,
  ],
  ["expired", /expire|giving up|too long|in the queue|not (?:yet )?been delivered|delay|\d (?:hours|days)|retry/],
  [
    "content",
    /(?:invalid|illegal|malformed|missing|multiple|bare|bad|duplicate|8-?bit)[^;]{0,40}(?:header|charset|character|mime|\blf\b|addresses in)|attachment|rfc ?[25]\d{3}/,
  ],
  [
    "system",
    /system|local(?:ly)? (?:error|configuration|problem)|internal|procmail|mailer error|command (?:died|failed)|temporar|unavailable|resources|try (?:again|later)|misconfig|service/,
  ],
];
