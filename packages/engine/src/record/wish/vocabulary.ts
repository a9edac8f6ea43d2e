/**
 * What a word can mean in a reply, in whichever language: `stop` and `leave` end messages by themselves, `end` and
 * `remove` end whatever is their object, `write` and `message` name what is sent, `want` and `receive` what the
 * recipient does with it.
 */
export type WordClass =
  | "stop"
  | "leave"
  | "end"
  | "remove"
  | "write"
  | "message"
  | "list"
  | "want"
  | "receive"
  | "not"
  | "more"
  | "subject"
  | "keep"
  | "ask"
  | "these"
  | "filler";

type Words = Partial<Readonly<Record<WordClass, string>>>;

/** Lower case, without accents; a star ends the stem of words that have many endings. */
const LANGUAGES: readonly Words[] = [
  // English
  {
    stop: "discontinue stop stopp stopall quit cease desist refrain",
    leave: "unsubscribe* unsub optout revoke withdraw",
    end: "terminate suspend pause cancel end cancelled canceled canceling ending disable deactivate mute silence turnoff",
    remove: "removed deleted erased purge strike remove removeoff delete erase",
    write:
      "text texting texts message messaging msg msging send sending contact contacting write writing bother bothering harass* spamming disturb* annoy* bug bugging pester* messagin txt txting ping pinging email emailing reach hit hmu blow blowing notify notifying remind reminding",
    message:
      "subscription text texts sms message messages msg msgs txt txts notification* reminder* alert* ads ad promo* spam newsletter* marketing email* mail mails communication* update* stuff",
    list: "info details profile account name list lists number database data system records file contacts phone cell program service",
    want: "refuse wanna want wish need rather prefer care",
    receive: "receive receiving get getting hear hearing see seeing",
    not: "refuse no not dont never without nomore cant cannot wont didnt doesnt isnt havent wouldnt shouldnt couldnt hasnt wasnt non neither nor",
    more: "more anymore again further ever longer any",
    subject: "i we he she they im ive id weve hes shes theyve",
    keep: "keep only except unless if until",
    ask: "how why what should can could would will",
    these: "this these those them that all everything",
    filler:
      "please pls plz thanks thank thx ty you u ur your me my us mine a an the to of from at off out now right away immediately already said told say yes yeah ok okay hi hello hey yo dear sir madam team fing fucking f fuck damn goddamn bloody effing freaking hell bitch asshole and or so just really seriously im for god gods sake once would like this on with in about it here there immediately today forever permanently completely asap kindly sorry all lol ffs omg wtf go guys man dude enough time times last am be do sending both up",
  },
  // French
  {
    stop: "stop stopper stoppez arret arrete arreter arretez arretes arretons cesse cesser cessez halte",
    leave: "desinscri* desabonn* desengag* desist* oppose",
    end: "resili* suspend* bloqu* terminer terminez annule annuler annulez resilie* fin finir desactive*",
    remove:
      "retires supprimes efface suppression retire retirer retirez supprime supprimer supprimez enleve enlever enlevez efface effacer effacez rayer rayez",
    write:
      "envoyer envoyez envoie envoies envoi envois contacter contactez contacte ecrire ecrivez ecris deranger derangez derange harceler harcelez harcele solliciter sollicitez importuner embeter emmerder saouler relancer relancez relance spammer texter",
    message:
      "abonnement sms texto textos message messages mail mails mel courriel* pub pubs publicite* rappel rappels notification* alerte* relances newsletter* sollicitation* spam spams prospection demarchage",
    list: "nom compte infos liste listes numero fichier fichiers base bases donnees coordonnees repertoire contacts",
    want: "refuse refuser refusons veux veut voulons voulez souhaite souhaitons desire envie voudrais",
    receive: "recevoir recois recevons recu",
    not: "refuse refuser refusons ne n pas jamais aucun aucune non sans",
    more: "plus davantage encore",
    subject: "je il elle ils elles qui",
    keep: "gardez garde seulement uniquement sauf",
    ask: "comment pourquoi quand dois puis peux",
    these: "ces cela ca ceci cette cet tout tous tout toutes",
    filler:
      "svp stp merci moi me m mon ma mes de d des du la le les l vos votre ton ta tes vous tu te a au aux s il plait bonjour bonsoir salut oui ok et en une un cordialement monsieur madame maintenant immediatement definitivement desormais bon ben putain bordel merde fois toute tranquille avec par sur pour deja dit suffit svp urgent vite donc que qu mettre",
  },
  // German
  {
    stop: "stop stopp stoppen stoppt stoppe aufhoren aufhoeren unterlassen unterlassung schluss",
    leave: "abmeld* abbestell* abmelde austragen austrage widerruf*",
    end: "einstellen einzustellen aussetzen storn* kundig* kuendig* beende* ende abbrechen absage* absagen deaktivier* abstell* ausschalten",
    remove: "geloscht geloescht entfernt gestrichen losch* loesch* entfern* streich* nehmen nehmt nehme nimm tilgen",
    write:
      "schick* send* schreib* kontaktier* belastig* belaestig* nerv* storen stort stoeren anschreiben melden zusenden zuschicken texten zuspammen erinnern",
    message:
      "abo sms nachricht* mitteilung* benachrichtig* erinnerung* werbung werbe* newsletter spam mail mails infos textnachricht* kurznachricht*",
    list: "namen konto liste listen verteiler nummer telefonnummer handynummer daten datenbank system einwilligung datenverarbeitung kontakte",
    want: "weigere verweigere wunsche verzichte mochte moechte mochten wuensche wollen wolle",
    receive: "erhalten bekommen bekomme kriegen kriege empfangen",
    not: "weigere verweigere nicht kein keine keinen keinerlei nie niemals nix nichts ohne",
    more: "mehr weiter weitere weiteren wieder weiterhin",
    subject: "ich wir",
    keep: "nur ausser wenn falls behalten bis",
    ask: "wie warum wieso was soll muss kann darf",
    these: "diese dieser diesen dieses alle alles das damit davon",
    filler:
      "bitte danke mich mir uns meine mein meinen meiner euch ihr ihre ihren ihrer eurer eure aus von vom dem der die den das ein eine mit in auf an zu im am jetzt sofort endlich ja ok hallo guten tag morgen herr frau mist scheiss scheisse verdammt gruss gruesse mfg und oder so doch mal sie ab hiermit umgehend dauerhaft schon will bin habe endgultig ruhe gefalligst dringend",
  },
  // Spanish
  {
    stop: "stop parar paren parad dejen dejad basta cese cesen cesar",
    leave: "desinscri* baja bajas desuscri* desubscri* desapunt* opongo revoco",
    end: "suspend* interrump* cancelar cancelen cancele cancela cancelad anular anulen anule fin finalizar terminar desactiv*",
    remove:
      "borrado borrada eliminado eliminada eliminacion borrar borren borre borra borrad borrenme eliminar eliminen elimine elimina eliminenme quitar quiten quitenme quitadme quitame quite saquen sacar saquenme sacadme retiren",
    write:
      "manden mandar mandes mandeis mandarme mandando enviar envien envies envieis enviarme enviando escriban escribir escribas escribais escribirme escribiendo contacten contactar contactes contacteis contactarme molesten molestar molestes molesteis molestando molestarme acosar acosen acosando avisar avisen",
    message:
      "suscripcion sms mensaje mensajes mensajitos msj msjs publicidad aviso avisos notificacion* recordatorio* correos mails spam propaganda promociones anuncios",
    list: "nombre cuenta lista listas numero datos base sistema consentimiento telefono movil",
    want: "rechazo quiero quieren queremos deseo desea deseamos necesito",
    receive: "recibir recibo recibirlos recibiendo reciba",
    not: "rechazo no nunca jamas ningun ninguna ni sin nada",
    more: "mas ya",
    subject: "yo nosotros ella ellos",
    keep: "solo salvo excepto sigan mantengan",
    ask: "como cuando debo puedo",
    these: "esto estos estas esta eso esos esas todo todos todas",
    filler:
      "por favor porfavor porfa gracias me mi mis a de del la las lo los el en su sus sms ok vale hola si buenos buenas dias tardes y o que se un una con ya solicito pido ruego haga hagan favor de dar darme dadme denme dame deme doy demen inmediatamente ahora mismo urgente vez veces hostia cono mierda puta puto cojones senores les nos os te please ahora no",
  },
  // Italian
  {
    stop: "stoppate stoppa stop basta smettere smettete smettetela smettila smetti fermare fermate fermatevi cessare cessate",
    leave: "disiscri* cancellami cancellatemi cancellarmi disdett* oppongo",
    end: "interromp* sospend* annulla annullare annullate fine disdire disdico disdici terminare disattiv*",
    remove:
      "rimosso rimossa cancellato cancellata rimozione cancellazione togliere togli togliete toglietemi toglimi rimuovere rimuovi rimuovete rimuovetemi rimuovimi eliminare eliminate eliminatemi elimina cancella cancellare cancellate",
    write:
      "mandare mandate mandatemi mandarmi mandi inviare inviate inviatemi inviarmi scrivere scrivete scrivetemi scrivermi scrivermi contattare contattate contattatemi contattarmi disturbare disturbate disturbatemi disturbarmi rompere rompete",
    message:
      "abbonamento iscrizione sms messaggi messaggio messaggini notific* promemoria pubblicita avviso avvisi comunicazion* spam mail",
    list: "nome contatto lista liste elenco numero dati database sistema consenso rubrica",
    want: "rifiuto voglio vogliamo vorrei desidero desideriamo",
    receive: "ricevere ricevo riceverne riceverli",
    not: "rifiuto non no mai nessun nessuno nessuna niente senza",
    more: "piu ancora altri altro",
    subject: "io noi lui lei",
    keep: "solo tranne salvo",
    ask: "come perche quando devo posso",
    these: "questo questi queste questa tutto tutti",
    filler:
      "grazie per favore prego mi mio mia miei vostro vostra vostre vostri tuo dal dalla dalle dai di da il lo la i gli le un una a al alla con in e o ok va bene ciao buongiorno salve si subito ora immediatamente cortesemente cortesia cazzo vi ti ci ho detto vogliate",
  },
  // Dutch
  {
    stop: "stopzetten stop stopt stoppen ophouden",
    leave: "afmeld* uitschrijv* afmelding uitschrijving schrijf uitgeschreven afgemeld",
    end: "annuleren annuleer annuleert opzeggen einde beeindig* uitzetten",
    remove: "verwijder* verwijderen haal haalt wis wissen schrap schrappen gooi",
    write:
      "sturen stuur stuurt schrijven contacteren contacteer benaderen benader lastig lastigvallen berichten smsen mailen appen storen stoor",
    message:
      "abonnement sms smsjes smsje bericht berichten berichtjes herinnering* melding meldingen reclame spam nieuwsbrief notificatie* mail",
    list: "naam lijst lijsten nummer gegevens database systeem toestemming bestand",
    want: "weiger wil willen wens wensen hoef wilt",
    receive: "ontvangen ontvang krijgen krijg",
    not: "weiger niet geen nooit niks zonder",
    more: "meer langer verder",
    subject: "ik wij hij zij",
    keep: "alleen behalve tenzij",
    ask: "hoe waarom wat moet kan",
    these: "deze dit die alles allemaal",
    filler:
      "alstublieft aub alsjeblieft graag bedankt dank u je jullie mij mijn me ons van uit de het een met en of ok ja nee hallo nu meteen direct onmiddellijk op aan om te sms in hier er uw jou mij wel eens gewoon per",
  },
  // Portuguese
  {
    stop: "stop parar pare parem chega cessar cesse cessem deixar deixe deixem",
    leave: "sair descadastr* desinscrev* desinscri* saia",
    end: "interromp* suspend* cancelar cancele cancelem cancela fim terminar anular desativ*",
    remove:
      "removido removida excluido excluida remocao exclusao remover remova removam retirar retire retirem tirar tire tirem apagar apague apaguem excluir exclua excluam eliminar elimine",
    write:
      "mandar mande mandem mandando enviar envie enviem enviando escrever escreva escrevam contatar contate contatem contactar contacte contactem incomodar incomode incomodem incomodando perturbar perturbe perturbem",
    message:
      "assinatura inscricao sms mensagem mensagens msg msgs aviso avisos notificac* lembrete* propaganda publicidade spam torpedo*",
    list: "nome conta lista listas numero dados cadastro sistema base contato contatos consentimento",
    want: "recuso quero queremos desejo desejamos preciso",
    receive: "receber recebo recebendo",
    not: "recuso nao nunca nenhum nenhuma nem sem nada",
    more: "mais",
    subject: "eu ele ela eles",
    keep: "apenas exceto salvo",
    ask: "como porque quando devo posso",
    these: "isto isso estes estas esses essas tudo todos todas",
    filler:
      "por favor obrigado obrigada pf pfv me meu minha meus a o as os de da do das dos em um uma com e ok sim ola bom boa dia tarde agora ja imediatamente vcs voces voce seu sua seus suas pra para paz porra caralho merda mim eu",
  },
];

const EXACT = new Map<string, Set<WordClass>>();
const STEMS = new Map<string, Set<WordClass>>();
for (const words of LANGUAGES) {
  for (const [name, list] of Object.entries(words) as [WordClass, string][]) {
    for (const word of list.split(" ")) {
      const [table, key] = word.endsWith("*") ? [STEMS, word.slice(0, -1)] : [EXACT, word];
      table.set(key, (table.get(key) ?? new Set()).add(name));
    }
  }
}

const LONGEST_STEM = Math.max(...[...STEMS.keys()].map((stem) => stem.length));

/** Everything that a word can mean; none = any other word. */
export function classesOf(word: string): ReadonlySet<WordClass> {
  const found = new Set(EXACT.get(word));
  for (let length = Math.min(word.length, LONGEST_STEM); length >= 3; length--)
    for (const name of STEMS.get(word.slice(0, length)) ?? []) found.add(name);
  return found;
}
