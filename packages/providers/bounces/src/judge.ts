import { domainToASCII } from "node:url";
import {
  ABOUT_RECIPIENT,
  ABOUT_US,
  DOMAIN_ABROAD,
  GENERAL,
  MAILBOX_ABROAD,
  MAY_PASS,
  NO_MAILBOX,
  NOT_IN_DIRECTORY,
  OTHER_CAUSE,
  OURS_ABROAD,
  type Phrases,
  UNKNOWN_ABROAD,
} from "./phrases.ts";
import { type Action, addressesIn, type Verdict } from "./reading.ts";
import { type Codes, codesIn, isDead, isVague, mostTelling, type Reason, reasonOfCode } from "./reason.ts";

interface Testimony {
  readonly address: string;
  readonly action: Action;
  readonly status: string;
  /** The answer of the refusing server: Diagnostic-Code, or the lines of prose about this recipient. */
  readonly words: string;
  readonly prose?: string;
}

interface Judgement {
  readonly status: string;
  readonly verdict: Verdict;
  readonly reason: Reason;
}

/** The text of a server has more weight than its codes. Only a final failure of this address makes it invalid. */
export function judge({ address, action, status, words, prose = "" }: Testimony): Judgement {
  const answer = innermost(words);
  const codes = codesIn(answer);
  const replied = codes.reply === 0 ? "" : `${Math.floor(codes.reply / 100)}.0.0`;
  const telling = mostTelling(status, codes) || codesIn(prose).enhanced || replied;
  if (action !== "failed" && action !== "delayed") return { status: telling, verdict: "none", reason: "delivered" };
  const reason = judgeReason(telling, answer, prose, codes);
  if (action === "delayed") {
    return { status: telling, verdict: "temporary", reason: reason === "unclear" ? "delayed" : reason };
  }
  if (!isDead(reason)) return { status: telling, verdict: "temporary", reason };
  if (
    isTransient(telling, codes) ||
    isUnread(answer, prose, addressDomain(address)) ||
    isOfOtherCause(answer || prose, reason, address)
  ) {
    return { status: telling, verdict: "temporary", reason };
  }
  const said = `${words} ${prose}`.slice(0, 4_000);
  const isOfAddress = !isContradicted(telling, codes, answer, prose) && !isOfOtherCommand(said, telling);
  if (!isOfAddress) return { status: telling, verdict: "temporary", reason: "filtered" };
  const verdict = isProven(telling, codes, status, said) ? "permanent" : "temporary";
  return { status: telling, verdict, reason };
}

/** Phrases with which Exim, Postfix and Sendmail 5 introduce the answer of a server. */
const SPEAKER = /\S{1,200} \(smtp\)\.\.\.|\bhost \S{1,200} ?\[[\da-f.:]{3,45}\](?: said)?:/gi;
/** Names of hosts and domains. Names are removed, because words such as `ldap` and `key` in a name mean nothing. */
const NAMES = /(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}\b/gi;
const CONTACTS =
  /^(?:postmaster|abuse|support|help|helpdesk|admin|administrator|hostmaster|webmaster|info|mailer-daemon)@/;

function isOfOtherCause(text: string, reason: Reason, address: string): boolean {
  const said = text.slice(0, MAX_TEXT);
  const domain = addressDomain(address);
  const isContact = (other: string) => CONTACTS.test(other) && isRelated(addressDomain(other), domain);
  const mailboxes = addressesIn(said).filter((other) => !isContact(other));
  const isOwn = (other: string) => other.split("@")[0] === address.split("@")[0]?.toLowerCase();
  if (mailboxes.length > 0 && !mailboxes.some(isOwn)) return true;
  const plain = said
    .replace(SPEAKER, " ")
    .replace(/https?:\S{1,300}/gi, " ")
    .replace(/\S{1,64}@\S{1,190}/g, " ");
  const hosts = [...plain.matchAll(NAMES)].map(([name]) => name.toLowerCase());
  if (reason === "host-unknown" && hosts.length > 0 && !hosts.some((host) => isRelated(host, domain))) return true;
  const words = plain.replace(NAMES, " ");
  return MAY_PASS.test(words) || OTHER_CAUSE.some((cause) => cause.test(words));
}

/** Returns whether only a code refuses the address, and the text after the code is not reliably understood. */
function isUnread(answer: string, prose: string, domain: string): boolean {
  const said = answer || prose;
  const words = said.slice(0, MAX_TEXT).replace(/\S{1,99}[@.:]\S{1,300}/g, " ");
  if (UNKNOWN_ABROAD.test(words)) {
    const isNamed = DOMAIN_ABROAD.test(words) ? said.toLowerCase().includes(domain) : MAILBOX_ABROAD.test(words);
    return !isNamed || OURS_ABROAD.test(words);
  }
  if (answer === "" || !/\b[a-z]{2,30} [a-z]{2}|[^\s!-~]{3}/i.test(words)) return false;
  return [answer, prose].every((text) => reasonOfWords(text) === "unclear");
}

function addressDomain(address: string): string {
  return domainToASCII(address.slice(address.lastIndexOf("@") + 1)).toLowerCase();
}

function isRelated(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}

function isTransient(telling: string, { enhanced, reply }: Codes): boolean {
  return [telling, enhanced].some((code) => code.startsWith("4.")) || (reply >= 400 && reply < 500);
}

const WRITER = /\b(?:(?:e-?)?mail|message|messaging)(?: (?:delivery|transfer))? (?:sub)?system\b/gi;

function judgeReason(code: string, words: string, prose: string, { enhanced, reply }: Codes): Reason {
  if ([code, enhanced].some((one) => /^5\.1\.[78]$/.test(one))) return "sender-refused";
  const said = reasonOfWords(words);
  if (said !== "unclear") return said;
  if (!isVague(code)) return reasonOfCode(code);
  const written = words === "" || reply === 0 ? reasonOfWords(prose.replace(WRITER, "")) : "unclear";
  return written === "unclear" ? reasonOfCode(code) : written;
}

/** Codes that concern only the recipient's address or its domain. */
const ADDRESS_CODE = /^5\.(?:1\.(?:[1-46]|10)|4\.4|4\.310)$/;
/** Phrases of a server that looked up the recipient in its directory, its mailboxes or the DNS. */
const LOOKED_UP: readonly RegExp[] = [
  NOT_IN_DIRECTORY,
  NO_MAILBOX,
  /domain does not exist|authoritative answer from name server/i,
];

/** Returns whether the reason "user unknown" is certain. Filters use these words too. */
function isProven(telling: string, { reply }: Codes, status: string, said: string): boolean {
  if (ADDRESS_CODE.test(telling) || LOOKED_UP.some((trait) => trait.test(said))) return true;
  return reply >= 500 && (status !== "" || /\brcpt to\b/i.test(said));
}

/** Phrases with which Postfix, Exim, qmail, DragonFly and m-FILTER report refused content. */
const AFTER_CONTENT: readonly RegExp[] = [
  /in\s+reply\s+to\s+(?:end\s+of\s+)?data\b/i,
  /after (?:end of data|i sent the message)/i,
  /did not like our (?:final )?data/i,
  /smtp command\s+data\b/i,
];
/** Phrases with which Postfix, Exim and Sendmail report a refused connection or sender, before RCPT TO. */
const BEFORE_RECIPIENT =
  /(?:in\s+reply\s+to|smtp error from remote mail(?:er| server) after|>>>)\s+(?:initial|helo|ehlo|mail\s+from)\b/i;

/** Returns whether the connection, the sender or the content was refused, and no code concerns the address. */
function isOfOtherCommand(said: string, code: string): boolean {
  if (BEFORE_RECIPIENT.test(said)) return true;
  if (code === "5.1.1" || code === "5.1.10") return false;
  return AFTER_CONTENT.some((trait) => trait.test(said));
}

/** Returns whether a code or text in the bounce contradicts "user unknown". The status 5.7.1 alone is often a guess. */
function isContradicted(telling: string, { enhanced }: Codes, words: string, prose: string): boolean {
  if (/^\s{0,4}5\d\d[ -]5\.7\.1 no such user\b/i.test(words)) return false;
  if (/^5\.[2367]\./.test(enhanced) || (/^5\.[2367]\./.test(telling) && telling !== "5.7.1")) return true;
  return reasonOfWords(prose.replace(WRITER, "")) === "mailbox-full";
}

/** Returns the answer of the other server, which IronPort quotes: `5.1.0 - Unknown address error 550-'…'`. */
function innermost(words: string): string {
  return /\b[45]\d\d-'([^']{3,2000})'/.exec(words)?.[1] ?? words;
}

const MAX_TEXT = 1_500;

const ALL: readonly Phrases[] = [...ABOUT_US, ...ABOUT_RECIPIENT, ...GENERAL];

function reasonOfWords(text: string): Reason {
  const words = text.slice(0, MAX_TEXT).toLowerCase().replace(/[’´`]/g, "'").replace(/\s+/g, " ");
  const found = ALL.find(([, ...phrases]) => phrases.some((phrase) => phrase.test(words)));
  return found?.[0] ?? "unclear";
}
