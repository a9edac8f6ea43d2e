/** Word groups that revoke consent without a stop word. */
const STOP = phrases(`
  opt out|opt me out|opt us out|leave me alone|leave us alone|lose my number|lose this number|forget my number
  fuck off|piss off|removeoff me|removeoff us|off your list|off this list|off the list|withdraw my consent|revoke my consent|do not consent|dont consent
  moi tranquille|nous tranquille|la paix|mon consentement|je m oppose
  mich in ruhe|uns in ruhe|in ruhe lassen|aus dem verteiler|von der liste|aus der liste|meldet mich ab|melden sie mich ab
  widerrufe meine|meine einwilligung
  dar de baja|darme de baja|dadme de baja|denme de baja|deme de baja|dame de baja|dejame en paz|dejenme en paz
  dejadme en paz|dejeme en paz|dejame tranquilo|dejame tranquila|dejenme tranquilo|dejenme tranquila|me opongo|mi consentimiento
  lasciami in pace|lasciatemi in pace|lasciatemi stare|lasciami stare|mi oppongo|il mio consenso|il consenso
  met rust|schrijf me uit|schrijf mij uit|meld me af|meld mij af|mijn toestemming
  em paz|meu consentimento
`);

/** Word groups of a recipient who may want no more messages, and does not say so. */
const DOUBT = phrases(`
  not interested|no interest|too many|sign up|signed up|subscribed|opted in|ask for this|asked for this|who gave you|get my number|got my number|have my number|sick of
  tired of|fed up|had enough|enough already|go away|get lost|shut up|fuck you|va te faire|leck mich|verpiss dich|vete a la|vaffanculo|rot op|se foder|knock it off
  cut it out|give it a rest|back off|keep getting|keep receiving|keep sending|keep texting|keep messaging|get these|getting these|getting those|getting your
  receive these|receiving these|one more time|f off|f u|part of no|parte de no|partie de non|parte del no|das lassen|das mal lassen|es lassen|sein lassen|zum teufel
  vai se f|that name|ese nombre|esse nome|questo nome|die naam|diesem namen|ce nom|bien faire|ja deu|op te wachten|otra vez|schon wieder|encore vous|di nuovo|outra vez
  not again|another one|nao comigo|plus a moi|non a me|not to me|her not me|him not me|no a mi|nicht an mich|elke dag|jeden tag|every day|chaque jour|todo dia|cada dia|ogni giorno|mi cancello|me desapunto|lass das|lasst das|lassen sie das|report you|block you|block this|pas interesse|pas interessee|aucun interet|trop de
  ca suffit|marre de|en a marre|ras le bol|kein interesse|nicht interessiert|zu viele|es reicht|mir reicht|reicht jetzt|genug jetzt|melde mich ab|no me interesa
  no estoy interesado|no estoy interesada|demasiados|ya basta|estoy harto|non mi interessa|non sono interessato|non sono interessata|troppi|adesso basta|geen interesse
  niet geinteresseerd|te veel|ben het zat|nao tenho interesse|sem interesse|muitas mensagens|estou farto|estou farta
`);

/** A recipient who asks why they are written to, or where their number is from. */
const WHENCE =
  /\b(?:how|where|who|why|comment|ou|qui|pourquoi|woher|wie|wer|warum|wieso|como|donde|quien|porque|come|dove|chi|perche|hoe|waar|wie|waarom|onde|quem)\b.*\b(?:my number|my phone|mon numero|meine nummer|mi numero|mio numero|mijn nummer|meu numero)\b/;

/** Word groups of a recipient who wants messages again. */
const START = phrases(`
  opt in|opt me in|opt me back|sign me up|sign me back|back on|subscribe me|wieder anmelden|volver a activar
  volver a recibir|di nuovo attiv|weer aanmelden|voltar a receber|de nouveau recevoir|recevoir a nouveau|wieder erhalten|start again
`);
const AGAIN = /\b(?:reactiv|reattiv|riattiv|resubscri|reabonn|reanud|reativ|unstop)/;
const MISTAKE =
  /\b(?:stop|unsubscribe|arret|stopp|baja|afmelden|sair)\b.*\b(?:mistake|accident|accidentally|erreur|versehen|versehentlich|error|sbaglio|errore|ongeluk|vergissing|engano)\b/;
const NEGATED = /\b(?:not|dont|never|didnt|no|ne|n|pas|nicht|kein|nie|non|niet|geen|nao|nunca|jamais)\b/;

function phrases(text: string): readonly string[] {
  return text
    .trim()
    .split(/\s*[|\n]\s*/)
    .map((phrase) => ` ${phrase} `);
}

/** What a group of words says: where it stands behind a negation, no more than that it may be said. */
export function phraseIn(words: readonly string[]): "stop" | "maybe" | undefined {
  const text = ` ${words.join(" ")} `;
  const revoking = STOP.find((phrase) => text.includes(phrase));
  if (revoking !== undefined) return NEGATED.test(text.slice(0, text.indexOf(revoking))) ? "maybe" : "stop";
  return DOUBT.some((phrase) => text.includes(phrase)) || WHENCE.test(text) ? "maybe" : undefined;
}

/** The recipient wants messages again, also where a STOP is called a mistake. */
export function startsAgain(words: readonly string[], isStopping: boolean): boolean {
  const text = ` ${words.join(" ")} `;
  const isWanted = START.some((phrase) => text.includes(phrase)) || AGAIN.test(text);
  return isWanted && !NEGATED.test(text) && (!isStopping || MISTAKE.test(text));
}
