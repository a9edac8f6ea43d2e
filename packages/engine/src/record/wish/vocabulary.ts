/** The classes of a word, in any of the seven languages; a star ends a stem. */
const CLASSES = {
  /** Words that end messages without an object, like `leave`. */
  stop: `discontinue stop stopp stopall quit cease desist refrain stop stopper stoppez arret arrete arreter arretez arretes arretons cesse cesser cessez halte stop stopp stoppen stoppt stoppe aufhoren aufhoeren unterlassen unterlassung schluss stop parar paren parad dejen dejad basta cese cesen cesar stoppate stoppa stop basta smettere smettete smettetela smettila smetti fermare fermate fermatevi cessare cessate stopzetten stop stopt stoppen ophouden stop parar pare parem chega cessar cesse cessem deixar deixe deixem`,
  leave: `unsubscribe* unsub optout revoke withdraw desinscri* desabonn* desengag* desist* oppose abmeld* abbestell* abmelde austragen austrage widerruf* desinscri* baja bajas desuscri* desubscri* desapunt* opongo revoco disiscri* cancellami cancellatemi cancellarmi disdett* oppongo afmeld* uitschrijv* afmelding uitschrijving schrijf uitgeschreven afgemeld sair descadastr* desinscrev* desinscri* saia`,
  /** Words that end the object after them, like `remove`. */
  end: `terminate suspend pause cancel end cancelled canceled canceling ending disable deactivate mute silence turnoff resili* suspend* bloqu* terminer terminez annule annuler annulez resilie* fin finir desactive* einstellen einzustellen aussetzen storn* kundig* kuendig* beende* ende abbrechen absage* absagen deaktivier* abstell* ausschalten suspend* interrump* cancelar cancelen cancele cancela cancelad anular anulen anule fin finalizar terminar desactiv* interromp* sospend* annulla annullare annullate fine disdire disdico disdici terminare disattiv* annuleren annuleer annuleert opzeggen einde beeindig* uitzetten interromp* suspend* cancelar cancele cancelem cancela fim terminar anular desativ*`,
  remove: `removed deleted erased purge strike remove removeoff delete erase retires supprimes efface suppression retire retirer retirez supprime supprimer supprimez enleve enlever enlevez effacer effacez rayer rayez geloscht geloescht entfernt gestrichen losch* loesch* entfern* streich* nehmen nehmt nehme nimm tilgen borrado borrada eliminado eliminada eliminacion borrar borren borre borra borrad borrenme eliminar eliminen elimine elimina eliminenme quitar quiten quitenme quitadme quitame quite saquen sacar saquenme sacadme retiren rimosso rimossa cancellato cancellata rimozione cancellazione togliere togli togliete toglietemi toglimi rimuovere rimuovi rimuovete rimuovetemi rimuovimi eliminare eliminate eliminatemi elimina cancella cancellare cancellate verwijder* verwijderen haal haalt wis wissen schrap schrappen gooi removido removida excluido excluida remocao exclusao remover remova removam retirar retire retirem tirar tire tirem apagar apague apaguem excluir exclua excluam eliminar elimine`,
  /** Words for messages and for sending them. */
  write: `text texting texts message messaging msg msging send sending contact contacting write writing bother bothering harass* spamming disturb* annoy* bug bugging pester* messagin txt txting ping pinging email emailing reach hit hmu blow blowing notify notifying remind reminding envoyer envoyez envoie envoies envoi envois contacter contactez contacte ecrire ecrivez ecris deranger derangez derange harceler harcelez harcele solliciter sollicitez importuner embeter emmerder saouler relancer relancez relance spammer texter schick* send* schreib* kontaktier* belastig* belaestig* nerv* storen stort stoeren anschreiben melden zusenden zuschicken texten zuspammen erinnern manden mandar mandes mandeis mandarme mandando enviar envien envies envieis enviarme enviando escriban escribir escribas escribais escribirme escribiendo contacten contactar contactes contacteis contactarme molesten molestar molestes molesteis molestando molestarme acosar acosen acosando avisar avisen mandare mandate mandatemi mandarmi mandi inviare inviate inviatemi inviarmi scrivere scrivete scrivetemi scrivermi contattare contattate contattatemi contattarmi disturbare disturbate disturbatemi disturbarmi rompere rompete sturen stuur stuurt schrijven contacteren contacteer benaderen benader lastig lastigvallen berichten smsen mailen appen storen stoor mandar mande mandem mandando enviar envie enviem enviando escrever escreva escrevam contatar contate contatem contactar contacte contactem incomodar incomode incomodem incomodando perturbar perturbe perturbem`,
  message: `subscription text texts sms message messages msg msgs txt txts notification* reminder* alert* ads ad promo* spam newsletter* marketing email* mail mails communication* update* stuff abonnement sms texto textos message messages mail mails mel courriel* pub pubs publicite* rappel rappels notification* alerte* relances newsletter* sollicitation* spam spams prospection demarchage abo sms nachricht* mitteilung* benachrichtig* erinnerung* werbung werbe* newsletter spam mail mails infos textnachricht* kurznachricht* suscripcion sms mensaje mensajes mensajitos msj msjs publicidad aviso avisos notificacion* recordatorio* correos mails spam propaganda promociones anuncios abbonamento iscrizione sms messaggi messaggio messaggini notific* promemoria pubblicita avviso avvisi comunicazion* spam mail abonnement sms smsjes smsje bericht berichten berichtjes herinnering* melding meldingen reclame spam nieuwsbrief notificatie* mail assinatura inscricao sms mensagem mensagens msg msgs aviso avisos notificac* lembrete* propaganda publicidade spam torpedo*`,
  list: `num service servizio servicio servico dienst info details profile account name list lists number database data system records file contacts phone cell program service nom compte infos liste listes numero fichier fichiers base bases donnees coordonnees repertoire namen konto listen verteiler nummer telefonnummer handynummer daten datenbank einwilligung datenverarbeitung kontakte nombre cuenta lista listas datos sistema consentimiento telefono movil nome contatto elenco dati consenso rubrica naam lijst lijsten gegevens systeem toestemming bestand conta dados cadastro contato contatos consentimento`,
  /** Verbs for what a recipient does with messages. */
  want: `refuse wanna want wish need rather prefer care refuser refusons veux veut voulons voulez souhaite souhaitons desire envie voudrais weigere verweigere wunsche verzichte mochte moechte mochten wuensche wollen wolle rechazo quiero quieren queremos deseo desea deseamos necesito rifiuto voglio vogliamo vorrei desidero desideriamo weiger wil willen wens wensen hoef wilt recuso quero desejo desejamos preciso`,
  receive: `receive receiving get getting hear hearing see seeing recevoir recois recevons recu erhalten bekommen bekomme kriegen kriege empfangen recibir recibo recibirlos recibiendo reciba ricevere ricevo riceverne riceverli ontvangen ontvang krijgen krijg receber recebo recebendo`,
  not: `refuse no not dont never without nomore cant cannot wont didnt doesnt isnt havent wouldnt shouldnt couldnt hasnt wasnt non neither nor refuser refusons ne n pas jamais aucun aucune sans weigere verweigere nicht kein keine keinen keinerlei nie niemals nix nichts ohne rechazo nunca jamas ningun ninguna ni sin nada rifiuto mai nessun nessuno nessuna niente senza weiger niet geen nooit niks zonder recuso nao nenhum nenhuma nem sem`,
  more: `more anymore again further ever longer any plus davantage mehr weiter weitere weiteren wieder weiterhin mas ya piu altri altro meer langer verder mais`,
  subject: `i we he she they im ive id weve hes shes theyve je il elle ils elles qui ich wir yo nosotros ella ellos io noi lui lei ik wij hij zij eu ele ela eles`,
  keep: `keep only except unless if until gardez garde seulement uniquement sauf nur ausser wenn falls behalten bis solo salvo excepto sigan mantengan tranne alleen behalve tenzij apenas exceto`,
  ask: `how why what should can could would will comment pourquoi quand dois puis peux wie warum wieso was soll muss kann darf como cuando debo puedo come perche quando devo posso hoe waarom wat moet kan porque`,
  these: `this these those them that all everything ces cela ca ceci cette cet tout tous toutes diese dieser diesen dieses alle alles das damit davon esto estos estas esta eso esos esas todo todos todas questo questi queste questa tutto tutti deze dit die allemaal isto isso estes esses essas tudo`,
  filler: `but aber pero maar please pls plz thanks thank thx ty you u ur your me my us mine a an the to of from at off out now right away immediately already said told say yes yeah ok okay hi hello hey yo dear sir madam team fing fucking f fuck damn goddamn bloody effing freaking hell bitch asshole and or so just really seriously im for god gods sake once would like this on with in about it here there today forever permanently completely asap kindly sorry all lol ffs omg wtf go guys man dude enough time times last am be do sending both up svp stp merci moi me m mon ma mes de d des du la le les l vos votre ton ta tes vous tu te a au aux s il plait bonjour bonsoir salut oui ok et en une un cordialement monsieur madame maintenant immediatement definitivement desormais bon ben putain bordel merde fois toute tranquille avec par sur pour deja dit suffit urgent vite donc que qu mettre bitte danke mich mir uns meine mein meinen meiner euch ihr ihre ihren ihrer eurer eure aus von vom dem der die den das ein eine mit in auf an zu im am jetzt sofort endlich ja ok hallo guten tag morgen herr frau mist scheiss scheisse verdammt gruss gruesse mfg und oder so doch mal sie ab hiermit umgehend dauerhaft schon will bin habe endgultig ruhe gefalligst dringend por favor porfavor porfa gracias me mi mis a de del la las lo los el en su sus sms ok vale hola si buenos buenas dias tardes y o que se un una con ya solicito pido ruego haga hagan dar darme dadme denme dame deme doy demen inmediatamente ahora mismo urgente vez veces hostia cono mierda puta puto cojones senores les nos os te please no grazie per favore prego mi mio mia miei vostro vostra vostre vostri tuo dal dalla dalle dai di da il lo la i gli le un una a al alla con in e o ok va bene ciao buongiorno salve si subito ora immediatamente cortesemente cortesia cazzo vi ti ci ho detto vogliate alstublieft aub alsjeblieft graag bedankt dank u je jullie mij mijn me ons van uit de het een met en of ok ja nee hallo nu meteen direct onmiddellijk op aan om te sms in hier er uw jou wel eens gewoon per por favor obrigado obrigada pf pfv me meu minha meus a o as os de da do das dos em um uma com e ok sim ola bom boa dia tarde agora ja imediatamente vcs voces voce seu sua seus suas pra para paz porra caralho merda mim eu`,
};

/**
 * Cues in a reply that no rule reads. The refused thing is near a refusing word (`no`, `away`, `end`, `enough`); `law`
 * and `anger` refuse alone; `verb` and `particle` form a verb of two parts ("schrijf me uit"). The other cues show the
 * topic of an ordinary answer.
 */
const CUES = {
  no: `no not dont dnt never without nomore cant wont neither nor nope nah none unwanted unwelcome refus* declin* ne pas plus jamais aucun* sans rien inutile nicht kein* nie niemals nix nichts ohne nein weder unerwunscht verzicht* widersp* nunca jamas ningun* nada nadie niego rechaz* tampoco non nn mai nessun* niente senza rifiut* niet geen nooit niks nee zonder weiger* nao nenhum* nem sem recus* against oppos* oppon* oponho verbiet*`,
  away: `virez weghal* stahp stawp stap quit quits desist ceas* halt lose forget unlist unsub* delete erase erasure remov* purge scrub goodbye begone leave arret* cess* oubliez effac* supprim* ray* retir* enlev* lach* laiss* desabon* desinscri* degag* aufhor* horauf hortauf schluss raus losch* loesch* entfern* streich* vergesst vergiss abmeld* abbestell* abstell* einstellen abschalt* ausschalt* uitzet* lass lasst lassen unterlass* widerruf* dejen dejad olviden olvidense olvida olvidame olvidate olvidenme elimin* borr* quiten quitenme quitame quiteme saquen* sacame sacad* parad paren desuscri* retiren basta smett* piant* levate* levami togli* rimuov* rimoz* cancellat* cancellami dimenticate dimenticatemi dimenticatevi dimentichi finit* fuori disiscri* kap kappen ophoud* hou houop verwijder* haal haalt wis wissen schrap* vergeet uitschrij* afmeld* laat parem pare chega apag* exclu* tira tirem tire esquece esqueca esquecam esquecer larga larguem descadastr* desinscr* retirem deixem deixa sumam some dejame fuera largo aleje* alejad* begone scram vattene sparisci opgehoepeld bye spare epargn* verschon* erspar* ahorren* poupem poupe risparmia* bespaar*`,
  end: `cancelam* cancelac* cancell* annul* suspen* suspend* beeind* beend* kundig* kuendig* opzeg* resili* interromp* interrump* desativ* desactiv* disattiv* deactiv* disabl* terminat* removeoff turnoff use using used nutz* utilis* utiliz* usar usen gebruik*`,
  contact: `text* txt* messag* msg* sms* sending send sends contact* kontakt* contat* writ* mail* email* e-mail* remind* notif* ping* bother* spam* buzz* envoi* envoy* ecri* mecri* contacte* derang* embet* solicit* sollicit* relanc* rappels rappel texto* alert* schreib* schick* zusend* nachricht* erinnerung* erinnern storen belastig* mitteil* benachrichtig* mand* envi* escrib* mensaj* avis* molest* recordat* recuerden moleste* mensag* escrev* lembret* incomod* perturb* inviat* invi* scriv* messagg* promemor* notific* disturb* stur* stuur* schrijv* bericht* herinner* melding* appen apps appjes lastig prospect* newsletter* reclame* publicid* pubblicit* werbung* anschreib* zuspam* insist* promo* communic* comunic* kommunik* avvis* torped* avert* avvert* advert* warn* waarschuw*`,
  receive: `receiv* get getting recev* receb* recib* ricev* erhalt* bekomm* krieg* ontvang* krijg* empfang* subscri* suscri* abon* inscri* iscri*`,
  list: `num service servizio servicio servico dienst list* list lista* liste* lijst* database* datenbank* datei* kartei* verteiler fichier* ficher* registr* archiv* bestand* system* systeem sistema* number* numero* nummer* nr rufnummer* telefoonnummer handynummer* cadastr* rubrica daten gegevens dados datos dati donnees coordonnees record* file files contacts contactos contatos kontakte`,
  me: `telefono telephone me us moi nous mich uns mij ons mi nos ci phone cell mobile handy telefoon`,
  consent: `consen* accord accept* agree* agreed permission autoris* autoriz* zugestimm* zustimm* einwillig* erlaub* toestemm* permis* permess* authori* acced* asked requested gevraagd verlangt demande subscribed signed registered inscrit angemeldet pedi chiesto richiesto solicite`,
  want: `want* wish* interest* interess* desir* besoin envie intend* intent* brauch* mocht* moecht* will wollen wunsch* quier* quer* dese* desej* necesit* precis* bisogno voglio vorrei vogli* wil willen wens* hoef* behoefte lust interes* care like likes souhait* veux veut voulons`,
  more: `more anymore longer again further plus davantage mehr weitere weiteren weiterhin mas piu ulterior* volver* volv* meer verder voltar* voltem`,
  law: `gdpr rgpd dsgvo lgpd tcpa cnil fcc garante aepd anpd bloq* blockier* block blocked blocking blokk* blocc* denunc* denuncio harass* harcel* belastigung belaestig* belastigt acoso acosar* assedio stalk* spam spams reported reporting lawyer* attorney* anwalt* abogad* avvocat* avocat* advocat* advocaat advogad* police polizei policia polizia politie plainte anzeige aangifte segnalo segnaler* segnalat* signaler signale signalez illeg* unerlaubt* unlawful* widerspruch oppositie opposition opposizione oposicion oposicao supresion suppression oubli rechtswidrig* datenschutz* privacy* cease sue suing`,
  anger: `bother* pester* hound* disturb* derang* molest* incomod* perturb* embet* importun* lastig storen stort insist* drop fuck* fck fk piss* bugger sod foutez foutre fout emmerd* saoul* soulez soule marre gonfl* verpiss* nervig* nerv nervt nerven nervst generv* bock kotzt hau haut mierda pesado pesados pesadas harta harto hartos joder flikker* opzout* rot zat gek opdonder* tyf* kanker* fder foder saco chato chatos chata cheio cheia rotto rompi* stufat* stufi stufo scocci* scass* vaffan* cagar encher porra perra annoy* enerv* scram palle irritant* irritier* hate hates odeio odio detest* haat hasse callense callate sparite sparisc* sumam wegwezen ruhe wtf ffs idiot* bastard* screw damn goddamn crap bullshit mist scheiss* merde mierda cazzo merda caralho kut klote gezeur gezeik chatice noia pallose lata quatsch blodsinn vergogna schande shame disgrace* unverschamt* freche* frech`,
  gone: `died dead deceased verstorben gestorben decede* mort fallecio fallecid* murio morto deceduto faleceu falecid* morreu overleden respect respecte* respet* respekt* rispett* respeit*`,
  cost: `cost* charg* kost* cobr* coute* paye paie pay paga* pago zahl* betaal* bezahl*`,
  wake: `wake* waking woke weck* gweckt geweckt reveill* despert* despiert* svegl* acorda* acordam wek* gewekt`,
  i: `i im ive ich je j ik my his her he she ma mein`,
  patron: `patient* pacient* pazient* client* kund* klant* customer* member* mitglied* socio socia lid abonne*`,
  enough: `enough assez suffit genug reicht genoeg basta bast chega suficiente`,
  only: `only just nur solo soltanto solamente unicamente uniquement seulement alleen enkel apenas somente exclusivamente que`,
  paper: `email* mail* e-mail post posta postal brief briefe brieven courriel* courrier* lettre* letter* letters carta* cartas lettera correo* poste whatsapp`,
  topic: `water wasser* agua* acqua eau power electric* strom corriente courant corrente stroom luz produ* modell* model* batch charge ticket* quittung* scontrin* bonnetje bon tienda shop store laden magasin school schule ecole escuela escola scuola colegio open ouvre* abre apre sinto siento sento fuhle voel devolv* devuelt* returned hurt* duele doet weh zug bahn tren treno trein trem card cards karte carte tarjeta tessera pasje cartao ausweis passport tablet* pill* pastill* pillen medic* medik* aspirin* cardioaspirin* remed* remedio tabletten antibiot* insulin* treat* trait* terapi* thera* smok* fum* rauch* drink* eat* essen comer comida eten mangiare jejum fast* nuchter* ayun* link enlace lien code codig* codice result* ergebnis* uitslag resultad* adress* address* direcc* endereco indirizz* adres* directions forms form papers rezept ordonnance prescription receta ricetta recept park* bus* tram* train* car auto voiture coche carro traffic trafic* stau transit* sick ill flu ziek krank* malade* enferm* doent* malat* fever fiebre febre febbre fievre fieber koorts pain dolor* schmerz* mal douleur* dor pijn* late retard* spat* tarde ritardo laat atras* pay* paid bezahl* bill* rechnung* factur* fattur* betaal* betald* pagu* pague pagar pagat* insur* versicher* work* travail* trabaj* trabalh* lavor* arbeit* werk* bring* mitbring* symptom* vaccin* vacun* vaccinat* geimpf* jab shot gevaccin* wheelchair refund* receipt* comprob* order* package colis paket* pakket* cough* hust* appetit* surg* operat* blood blut* bleed* holiday* urlaub* vacation* vakant* vacanc* vacacion* ferie* ferias kid kids child* kind* daughter tochter fille hijo hija filho filha figli* coming came kommen komme kommt venir viens viendr* vengo venire veniamo vamos komen kom chegar ir andare gehen cancelled canceled reschedul* rebook* verschieb* remarc* spostar*`,
  visit: `come appointment* appt* termin* rdv rendez cita citas afspraak* consult* visit* appuntamento* slot booking check checkup`,
  received: `understand* compren* comprend* compris versteh* verstand* entiend* entend* capito capisc* snap begrijp* received got gotten recu recue bekommen erhalten gekriegt recibido recibi recibimos llego llegado ricevuto arrivato arrivata ontvangen gekregen gehad recebi recebido chegou arrived angekommen avuto gehort gehoord sent deleted missed forgot forgotten vergessen vergeten oublie olvide dimenticata dimenticato esqueci new neu neue nueva nuevo nuovo nieuw nieuwe novo nouveau nouvelle changed geandert cambie cambiado cambiato mudei veranderd envoye enviado mandato inviato mandei enviei gestuurd opgestuurd verstuurd geschickt gesendet recogni* reconn* erkenn* reconozco riconosco herken* reconhe* manque lost perdu perdido perdi verloren`,
  yes: `accord ok okay okey k yes yep yeah y sure fine oui ja si sim jo confirm* bestatig* bevestig* perfect* perfekt perfett* prima super great agreed acuerdo akkoord daccord daccordo thanks thank thx merci danke gracias grazie bedankt dank obrigad* noted notiert klar geht passt vale listo hecho hice fatto done erledigt fait gedaan feito impec parfait bien good works bueno bene goed bom top beleza combinado claro present there see then dann tot bis hasta vediamo vemos`,
  ask: `who whos what whats when where which how why is are does can could may might will would should qui quoi quand quel quelle combien comment pourquoi peut puis dois faut wer wann wo welch* wie warum kann darf muss soll ist gibt gibts quien cuando donde cual cuanto como puede pueden puedo debo hay chi cosa quando dove quale quanto puo possiamo posso devo serve wat wanneer waar welk* hoe waarom kan mag moet quem onde qual pode podemos tem precisa`,
  you: `man one you u ya vous sie ihr konnt pueden podem podeis potete jullie kunt wilt`,
  these: `this these that ca cela dit dat deze das diese esto estos eso questo questi isto isso`,
  halt: `stoppen`,
  verb: `das dit meld* stell* nehm* nimm schalt* trag* schrijf* zet haal trek hou houd hor hort hoer hoert lass* mach* turn take cut shut sign get back`,
  particle: `ab af aus uit raus eraf eruit weg off sein ein op auf`,
  when: `night nights nuit nuits nacht nachts noche noches notte noite before after avant apres vor nach antes despues dopo prima voor depois day days giorno giorni dia dias jour jours tag tage tagen dag dagen cedo tard presto fecha today tomorrow tmrw yesterday monday tuesday wednesday thursday thurs friday saturday sunday week month morning* afternoon evening noon hour time early earlier later soon yet minute* min mins aujourd demain hier lundi mardi mercredi jeudi vendredi samedi dimanche semaine mois matin midi heure heures tot encore bientot minutes heute morgen gestern montag dienstag mittwoch donnerstag freitag samstag sonntag woche monat uhr uhrzeit fruh fruher spater noch gleich zeit hoy manana ayer lunes martes miercoles jueves viernes sabado domingo semana mes hora tarde todavia aun luego dia oggi domani ieri lunedi martedi mercoledi giovedi venerdi domenica settimana mese ora ore mattina pomeriggio ancora vandaag gisteren maandag dinsdag woensdag donderdag vrijdag zaterdag zondag maand uur tijd tijdstip vroeg eerder straks nog zo hoje amanha ontem segunda terca quarta quinta sexta manha ainda logo ate`,
  own: `problem problem* souci* worry worries idea idee ahnung affect* betroff* concern* allerg* unterwegs onderweg route damage* injur* sleep* asleep schlaf* dort duerm* durm* dorm* slaap* lukt certo ordnung compr* gekocht gekauft bought achete* wrong equivocado mauvais* sbagliat* errado verkeerd* falsch* safe securite sicherheit veilig hab heb daughter answer answered antwort* repond* contest* respond* rispond* atend* opneem geht find finde trouve encuentro trovo vinden acho i im ive id ill we weve were ich wir je j jai ik wij tengo estoy voy soy puedo hice hago llego fui ho sono sto vado vengo arrivo abbiamo siamo tenho estou to vou sou fiz consigo estamos sorry pardon desole desolee entschuldig* leid perdon disculp* scus* desculp* mistake error erreur fehler errore fout engano my mother mum mom wife husband mari femme mere mann frau mutter madre esposa marido mujer moglie marito vrouw man moeder mulher mae doctor docteur arzt medico huisarts hospital klinik clinic* ruf rufen anruf* call* appel* rappell* llam* chiam* richiam* bel bellen ligar ligue happens found wait* wart* esper* aspett* wacht* vivo chang* cambiar cambiare mudar verzetten wijzig* ander* deplac* decal*`,
};

export type WordClass = keyof typeof CLASSES;
export type Cue = keyof typeof CUES;

/** The words of a text. */
export const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(" "));

type Words<Name> = Readonly<Record<"exact" | "stems", ReadonlyMap<string, ReadonlySet<Name>>>>;

function tablesOf<Name extends string>(lists: Readonly<Record<Name, string>>): Words<Name> {
  const [exact, stems] = [new Map<string, Set<Name>>(), new Map<string, Set<Name>>()];
  for (const [name, list] of Object.entries(lists) as [Name, string][])
    for (const word of list.split(/\s+/)) {
      const [table, key] = word.endsWith("*") ? [stems, word.slice(0, -1)] : [exact, word];
      table.set(key, (table.get(key) ?? new Set()).add(name));
    }
  return { exact, stems };
}

function found<Name>({ exact, stems }: Words<Name>, word: string): Set<Name> {
  const names = new Set(exact.get(word));
  for (let length = Math.min(word.length, 16); length >= 3; length -= 1)
    for (const name of stems.get(word.slice(0, length)) ?? []) names.add(name);
  return names;
}

const BY_CLASS = tablesOf(CLASSES);
const BY_CUE = tablesOf(CUES);

/** All classes of a word; none = any other word. */
export const classesOf = (word: string): ReadonlySet<WordClass> => found(BY_CLASS, word);

/** Classes with the same hint. */
const HINTS: Partial<Readonly<Record<WordClass, readonly Cue[]>>> = {
  stop: ["away", "halt"],
  leave: ["away", "halt"],
  remove: ["away"],
  end: ["end", "halt"],
  write: ["contact"],
  message: ["contact"],
  receive: ["receive"],
  not: ["no"],
};
/** Long words in which a misspelling is detected, whole or by their stem. */
const LONG = [
  ...[...BY_CUE.exact].filter(([word]) => word.length >= 6),
  ...[...BY_CUE.stems].filter(([stem]) => stem.length >= 7).map(([stem, cues]) => [`${stem}*`, cues] as const),
].filter(([, cues]) => !cues.has("law"));

/** All cues of a word, also with one wrong letter. */
export function cuesOf(word: string, classes: ReadonlySet<WordClass>): ReadonlySet<Cue> {
  const cues = found(BY_CUE, word);
  for (const name of classes) for (const cue of HINTS[name] ?? []) cues.add(cue);
  if (cues.size > 0 || classes.size > 0 || word.length < 6 || word.length > 20) return cues;
  return LONG.find(([key]) => isSlipOf(word, key))?.[1] ?? cues;
}

function isSlipOf(word: string, key: string): boolean {
  if (!key.endsWith("*")) return word.at(-1) === key.at(-1) && isOneEdit(word, key);
  const stem = key.slice(0, -1);
  return [0, 1].some((more) => isOneEdit(word.slice(0, stem.length + more), stem));
}

export function isOneEdit(word: string, other: string): boolean {
  if (Math.abs(word.length - other.length) > 1) return false;
  let start = 0;
  while (start < word.length && word[start] === other[start]) start += 1;
  const rest = (text: string, skipped: number) => text.slice(start + skipped);
  return rest(word, 1) === rest(other, 1) || rest(word, 1) === rest(other, 0) || rest(word, 0) === rest(other, 1);
}

/** Word groups that revoke consent without a stop word. */
const STOP = phrases(
  `opt out|opt me out|opt us out|leave me alone|leave us alone|lose my number|lose this number|forget my number|fuck off|piss off|removeoff me|removeoff us|off your list|off this list|off the list|withdraw my consent|revoke my consent|do not consent|dont consent|moi tranquille|nous tranquille|la paix|mon consentement|je m oppose|mich in ruhe|uns in ruhe|in ruhe lassen|aus dem verteiler|von der liste|aus der liste|meldet mich ab|melden sie mich ab|widerrufe meine|meine einwilligung|dar de baja|darme de baja|dadme de baja|denme de baja|deme de baja|dame de baja|dejame en paz|dejenme en paz|dejadme en paz|dejeme en paz|dejame tranquilo|dejame tranquila|dejenme tranquilo|dejenme tranquila|me opongo|mi consentimiento|lasciami in pace|lasciatemi in pace|lasciatemi stare|lasciami stare|mi oppongo|il mio consenso|il consenso|met rust|schrijf me uit|schrijf mij uit|meld me af|meld mij af|mijn toestemming|em paz|meu consentimento`,
);

/** Words that a revoking group gives a meaning to: "opt", "leave". */
export const GROUPED: ReadonlySet<string> = wordsOf(STOP.join(" "));

/** Word groups of a recipient who wants messages again. */
const START = phrases(
  `opt in|opt me in|opt me back|sign me up|sign me back|back on|subscribe me|wieder anmelden|volver a activar|volver a recibir|di nuovo attiv|weer aanmelden|voltar a receber|de nouveau recevoir|recevoir a nouveau|wieder erhalten|start again`,
);
const AGAIN = /\b(?:reactiv|reattiv|riattiv|resubscri|reabonn|reanud|reativ|unstop)/;
const MISTAKE =
  /\b(?:stop|unsubscribe|arret|stopp|baja|afmelden|sair)\b.*\b(?:mistake|accident|accidentally|erreur|versehen|versehentlich|error|sbaglio|errore|ongeluk|vergissing|engano)\b/;
const NEGATED = /\b(?:not|dont|never|didnt|no|ne|n|pas|nicht|kein|nie|non|niet|geen|nao|nunca|jamais)\b/;

function phrases(text: string): readonly string[] {
  return text.split("|").map((phrase) => ` ${phrase} `);
}

/** A group of words that revokes, and is not negated. */
export function hasRevokingGroup(words: readonly string[]): boolean {
  const text = ` ${words.join(" ")} `;
  const group = STOP.find((phrase) => text.includes(phrase));
  return group !== undefined && !NEGATED.test(text.slice(0, text.indexOf(group)));
}

/** The recipient wants messages again, also by calling a STOP a mistake. */
export function startsAgain(words: readonly string[]): boolean {
  const text = ` ${words.join(" ")} `;
  const isWanted = START.some((phrase) => text.includes(phrase)) || AGAIN.test(text);
  const isStopping = words.map(classesOf).some((classes) => classes.has("stop") || classes.has("leave"));
  return isWanted && !NEGATED.test(text) && (!isStopping || MISTAKE.test(text));
}
