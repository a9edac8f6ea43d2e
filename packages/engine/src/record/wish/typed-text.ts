/** Longest text that is searched for quotes and signatures, in characters. */
const MAX_RAW = 4_000;
/** Longest text that is read, in characters. */
const MAX_TYPED = 2_000;

/** A line from which on a mail client quotes the message that is answered. */
const QUOTE_STARTS =
  /^\s*(?:[-_=*]{3,}.*|--\s*|(?:on|le|am|el|il|op|em|den)\b.{3,150}(?:wrote|écrit|schrieb|escribió|ha scritto|schreef|escreveu)\s*:?\s*)$/iu;
/** What a phone adds, up to the end of its line. */
const SIGNATURES =
  /\b(?:sent (?:from|via|with|on) |get outlook |envoy[ée]+ (?:de |depuis |à partir )|(?:von (?:meinem|unterwegs)|mit meinem).{0,40}(?:gesendet|geschickt)|gesendet (?:von|mit) |enviado (?:desde|do|de|a partir) |inviato (?:da|dal) |verzonden (?:vanaf|met|via) |verstuurd (?:vanaf|met) )[^\n]*/giu;
/** Frames around replies that were carried as mail or in parts. */
const FRAMES = /^[ \t]*(?:frm|from|subj|to):[^\n]*\n|^[ \t]*msg:|[([]?\b\d{1,2}\s?\/\s?\d{1,2}\b[)\]]/gimu;
const SUBJECT = /^\s*(?:(?:re|aw|antw|sv|fwd?|wg|tr|rv|res|rif|i)\s*:\s*)+([^\n]*)(\n+\s*\S)?/iu;
/** What phones write for a reaction, and machines for a recipient who is away: nothing in it was typed. */
const MACHINES =
  /^\s*(?:auto(?:matic|mated)?[- ]?(?:reply|response)|r[ée]ponse automatique|message automatique|automatische (?:antwort|abwesenheit)|abwesenheits|respuesta autom|resposta autom|risposta autom|automatisch antwoord|out of (?:the )?office|i(?:['’]|\s+a)?m driving\b.{0,60}do not disturb)/iu;
const REACTIONS =
  /^\s*(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted\b.{0,20}to|removed an? \w+ from|a (?:aimé|adoré|réagi)|le (?:gustó|encantó)|ha messo|hat|vond|gostou|adorou|\p{Extended_Pictographic}+\s+(?:to|à|zu|a)).{0,30}["“”„«].*$/isu;
/** A long passage between quotation marks is the sender's message, not the recipient's. */
const QUOTED = /[“„«"][^“”„«»"]{24,}[”“»"]/gu;
/** "STOP to opt out", as senders write it under their messages. */
const INSTRUCTION =
  /\b(?:(?:reply|text|txt|send|répondez|envoyez|antworten sie|sende|responda|envíe|rispondi|antwoord)\s+(?:with\s+|mit\s+|con\s+|par\s+)?)?["'“«]?stopp?["'”»]?\s+(?:to|2|for|pour|zum|um|para|per|om)\s+(?:opt[- ]?out|end|unsubscribe|unsub|quit|cancel|stop|(?:vous |te |se |sich )?(?:abmelden|abbestellen|désabonner|désinscrire|arrêter)|ne plus recevoir|(?:no|não) (?:recibir|receber)(?: más| mais)?|darse de baja|cancellarti|afmelden|sair)\b/giu;

/**
 * Takes out of a reply what its writer did not type: quoted messages, signatures, the frames of carriers, reactions and automatic
 * answers. Where nothing else is left, that is nothing.
 */
export function typedText(text: string): string {
  const raw = text.slice(0, MAX_RAW).replace(/\r\n?/g, "\n");
  if (MACHINES.test(raw) || REACTIONS.test(raw)) return "";
  const lines = raw.split("\n");
  const quote = lines.findIndex((line, place) => QUOTE_STARTS.test(line) && lines.slice(0, place).some(isWritten));
  return (quote < 0 ? lines : lines.slice(0, quote))
    .filter((line) => !/^\s*[>|]/.test(line))
    .join("\n")
    .replace(SIGNATURES, "")
    .replace(FRAMES, "")
    .replace(SUBJECT, (_, subject: string, more: string | undefined) => more ?? subject)
    .replace(QUOTED, " ")
    .replace(INSTRUCTION, " ")
    .slice(0, MAX_TYPED);
}

function isWritten(line: string): boolean {
  return /[\p{L}\p{N}]/u.test(line) && !/^\s*>/.test(line);
}
