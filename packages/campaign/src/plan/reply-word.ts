/** A reply word as plans and inbound messages compare it: upper case, without accents. */
export function replyWord(word: string): string {
  return word
    .trim()
    .normalize("NFKD")
    .replace(/[\p{Mn}\p{Me}]/gu, "")
    .toUpperCase();
}

/** Words that carriers and gateways take for themselves: they end or restart all messages to a phone. */
const CARRIER_WORDS: ReadonlySet<string> = new Set([
  ..."STOP STOPALL UNSUBSCRIBE CANCEL END QUIT ARRET ARRETER REVOKE OPTOUT".split(" "),
  ..."START UNSTOP YES HELP INFO AIDE".split(" "),
]);

/** Whether a word never reaches a campaign as an answer, because it belongs to the carriers. */
export function isCarrierWord(word: string): boolean {
  return CARRIER_WORDS.has(replyWord(word));
}
