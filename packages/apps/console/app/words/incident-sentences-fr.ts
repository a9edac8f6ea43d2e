/**
 * The sentences about incidents that relance generates, with their French translation. `{provider}` matches one word,
 * and a placeholder of one letter matches a number. Any other placeholder matches text, which `PHRASES_FR` translates.
 */
export const SENTENCES_FR: Readonly<Record<string, string>> = {
  "{provider} makes its receipts up: {n} contacts that cannot receive anything were reported as delivered":
    "{provider} invente ses accusés : {n} contacts qui ne peuvent rien recevoir ont été dits remis",
  "{provider} makes its receipts up: {n} of {m} messages to rented numbers were reported as delivered, but did not arrive":
    "{provider} invente ses accusés : {n} messages sur {m} à des numéros prêtés ont été dits remis et ne sont pas arrivés",
  "{provider} makes its receipts up: they are implausibly good, and its recipients answer far less than others":
    "{provider} invente ses accusés : ils sont trop beaux pour être vrais, et ses destinataires répondent bien moins que les autres",
  "no message was sent through {where} recently": "rien n’est parti récemment par {where}",
  "{where} has stopped answering: {n} of {m} messages have a receipt":
    "{where} ne répond plus : {n} messages sur {m} ont un accusé",
  "{where} answers {x} times slower than usual: {n} of {m} messages have a receipt":
    "{where} répond {x} fois plus lentement que d’habitude : {n} messages sur {m} ont un accusé",
  "{where} has reported only a part of its messages since the first one: {n} of {m} messages have a receipt. Whether it loses the others is unknown. If it never reports more, configure usual.share of {provider} for the watch":
    "{where} n’a signalé qu’une partie de ses messages depuis le premier : {n} messages sur {m} ont un accusé. On ignore s’il perd les autres. S’il n’en signale jamais plus, configurez usual.share de {provider} pour la surveillance",
  "{where} answers again: {n} of {m} messages have a receipt":
    "{where} répond de nouveau : {n} messages sur {m} ont un accusé",
  "{where} shows no loss any more: {n} of {m} messages have a receipt":
    "{where} ne montre plus de perte : {n} messages sur {m} ont un accusé",
  "{where} reports less than it delivers: {n} of {m} messages have a receipt, and {k} of {a} that people answered":
    "{where} signale moins qu’il ne remet : {n} messages sur {m} ont un accusé, et {k} sur {a} de ceux auxquels on a répondu",
  "{where}: {n} of {m} messages have a receipt": "{where} : {n} messages sur {m} ont un accusé",
  "{where} loses about {p} % of its messages: {n} of {m} messages have a receipt":
    "{where} perd environ {p} % de ses messages : {n} messages sur {m} ont un accusé",
  "{where} loses about {p} % of its messages, at least {q} %: {n} of {m} messages have a receipt":
    "{where} perd environ {p} % de ses messages, au moins {q} % : {n} messages sur {m} ont un accusé",
  "in the same time {provider} has a receipt for {n} of {m}":
    "dans le même temps, {provider} a un accusé pour {n} sur {m}",
  "{provider} sends as planned again": "{provider} envoie de nouveau comme prévu",
  "{provider} is slowed down to {n}/s": "{provider} est ralenti à {n}/s",
  "{provider} is tried again with {n}/s": "{provider} est réessayé à {n}/s",
  "a probe had succeeded: it proves nothing about the full rate":
    "un essai avait réussi : il ne prouve rien pour le plein débit",
  "{provider} is paused": "{provider} est en pause",
  "{provider} is paused; its waiting recipients use {ways}":
    "{provider} est en pause ; ceux qui l’attendent partent par {ways}",
  "no recipient is rerouted: the fault is ours": "aucun destinataire n’est dévié : la faute est la nôtre",
  "no recipient is rerouted: the provider is asked about more messages, and its answers are recorded":
    "aucun destinataire n’est dévié : le fournisseur est interrogé sur d’autres messages, et ses réponses sont enregistrées",
  "the campaign is over": "la campagne est terminée",
  "waiting for it would cost people time before their deadline":
    "l’attendre coûterait aux personnes du temps avant leur échéance",
  "the provider makes its receipts up: see the incident of kind fake-receipts":
    "le fournisseur invente ses accusés : voyez l’incident de type fake-receipts",
  "the provider loses messages: see the incident of kind loss":
    "le fournisseur perd des messages : voyez l’incident de type loss",
  "the provider could not be asked about messages without receipts":
    "le fournisseur n’a pas pu être interrogé sur les messages sans accusé",
  "{provider} cannot be asked about messages": "{provider} ne peut pas être interrogé",
  "{provider} does not answer questions about messages": "{provider} ne répond pas aux questions",
  "nothing comes through our own public address": "rien n’arrive par notre propre adresse publique",
  "{provider} answered {n} questions about messages without receipts":
    "{provider} a répondu à {n} questions sur des messages sans accusé",
  "asked about messages without receipts, {provider} knows the outcome of {n} of {m}: its callbacks do not reach us":
    "interrogé sur les messages sans accusé, {provider} sait ce que {n} sur {m} sont devenus : ses rappels ne nous parviennent pas",
  "asked about messages without receipts, {provider} does not know {n} of {m}":
    "interrogé sur les messages sans accusé, {provider} en ignore {n} sur {m}",
  "asked about messages without receipts, {provider} has no news of {n} of {m}":
    "interrogé sur les messages sans accusé, {provider} n’a pas de nouvelles de {n} sur {m}",
  "{n} messages to your own or rented canary numbers did not arrive within 15 minutes":
    "{n} messages à des témoins en main ou prêtés ne sont pas arrivés en 15 minutes",
  "{provider}: {n} of {m} messages were refused or returned recently ({p} %; usually {u} %)":
    "{provider} : {n} messages sur {m} ont été refusés ou renvoyés récemment ({p} % ; d’habitude {u} %)",
  "{provider} reports all of {n} messages as delivered, immediately and with equal delays: no network of phones does":
    "{provider} dit remis la totalité de {n} messages, aussitôt et de la même façon : aucun réseau de téléphones ne fait cela",
  "{provider} is as usual again": "{provider} est de nouveau comme d’habitude",
  "recipients of {where} answer like others again":
    "les destinataires de {where} répondent de nouveau comme les autres",
  "recipients of {where} answer {p} % as often as {others}: {n} of {m} within {age} of step {s}, where {e} were expected":
    "les destinataires de {where} répondent {p} % aussi souvent que {others} : {n} sur {m} en {age} à l’étape {s}, où {e} étaient attendus",
  "more than {n} messages a minute were requested to numbers that begin with {prefix}":
    "plus de {n} messages par minute ont été demandés pour des numéros qui commencent par {prefix}",
  "further ones are refused": "ceux au-delà sont refusés",
  "numbers that begin with {prefix} hardly confirm: {n} of {m}, where {e} were expected":
    "les numéros qui commencent par {prefix} ne confirment guère : {n} sur {m}, où {e} étaient attendus",
  "send() refuses them for an hour": "send() les refuse pendant une heure",
  "numbers that begin with {prefix} are sent to again": "on écrit de nouveau aux numéros qui commencent par {prefix}",
  "current send() requests": "ce qui est demandé maintenant",
  "nothing has arrived through our own public address for {n} s: receipts, replies and answers do not arrive":
    "rien n’est arrivé par notre propre adresse publique depuis {n} s : ni accusés, ni réponses",
  "no recipient is escalated or rerouted for a missing receipt until our public address is reachable again":
    "le silence ne fait avancer ni dévier aucun destinataire avant que notre adresse ne soit de nouveau joignable",
  "our own public address is reachable again": "notre propre adresse publique est de nouveau joignable",
  "missed receipts are fetched, then a missing receipt counts again":
    "ce qui manque est relu, puis le silence compte de nouveau",
  "missed receipts are fetched, then a missing receipt counts again; if a provider has no lookup, recipients with missed receipts wait for the end of their step":
    "ce qui manque est relu, puis le silence compte de nouveau ; là où un prestataire ne répond à aucune question, les destinataires concernés attendent la fin de leur étape",
  "{target} is paused by hand": "{target} : en pause à la main",
  "its recipients use {ways}": "ses destinataires partent par {ways}",
  "{n} recipients wait": "destinataires qui attendent : {n}",
  "recipients of {providers} wait ({n}): the pause is overdue for review":
    "des destinataires de {providers} attendent ({n}) : la pause devait être revue",
  "recipients of {providers} wait ({n}): too little time is left before their deadline, the first at {time}":
    "des destinataires de {providers} attendent ({n}) : il leur reste trop peu de temps avant l’échéance, la première à {time}",
  "the pause of {providers} is overdue for review": "la pause de {providers} devait être revue",
  "messages are sent through {ways} until the pause ends": "les messages partent par {ways} jusqu’à la fin de la pause",
  "no pause is overdue for review, and no recipient waits too long":
    "aucune pause n’attend d’être revue, et aucun destinataire n’attend trop longtemps",
  "no message is sent to these recipients until the pause ends":
    "aucun message ne leur est envoyé avant la fin de la pause",
  "no recipient waits behind such a pause": "aucun destinataire n’attend derrière une telle pause",
  "messages are sent as planned": "les messages partent comme prévu",
  "{target} was resumed by hand": "{target} : envoi repris à la main",
  "{target} was resumed by hand, despite the watch's holds":
    "{target} : envoi repris à la main, quoi que la surveillance retienne",
  "{target} is no longer limited by hand": "{target} : plus de limite posée à la main",
  "{target} is limited to {n}/s by hand": "{target} : limité à {n}/s à la main",
  "the budget is {amount} now": "le budget est maintenant de {amount}",
  "{a} of {b} {currency} are spent": "{a} sur {b} {currency} sont dépensés",
  "{a} of {b} {currency} are spent: one more message would exceed the budget":
    "{a} sur {b} {currency} sont dépensés : un message de plus dépasserait le budget",
  "no further message is sent through {ways} until the budget is raised":
    "plus aucun message ne part par {ways} avant que le budget ne soit relevé",
  "the stopped recipients resume": "ceux qui s’étaient arrêtés pour cela continuent",
  "messages that were not sent were refunded": "des messages qui ne sont pas partis ont rendu de l’argent",
  "{provider} throttles us": "{provider} dit que nous allons trop vite",
  "its API throttles us": "il dit lui-même que nous allons trop vite",
  "messages are sent through {provider} at {n}/s of {m}/s, and the rate rises again":
    "les messages partent par {provider} à {n}/s sur {m}/s, et le débit remonte",
  "{provider} accepts messages at the full rate again": "{provider} prend les messages aussi vite qu’avant",
  "messages are sent through {provider} as planned": "les messages partent par {provider} comme prévu",
  "{provider} does not answer: at least the last {n} messages failed, the latest with {reason}":
    "{provider} ne répond pas : au moins les {n} derniers messages ont échoué, le dernier avec {reason}",
  "{provider} refuses our account: {reason}": "{provider} refuse notre compte : {reason}",
  "no message is sent through {provider}, except for a probe from {time} on":
    "aucun message ne part par {provider}, sauf un essai à partir de {time}",
  "messages through {provider} cannot be rendered: {reason}":
    "les messages par {provider} ne peuvent pas être écrits : {reason}",
  "no message is sent through {provider} before {time}": "aucun message ne part par {provider} avant {time}",
  "messages through {provider} can be rendered": "les messages par {provider} peuvent être écrits",
  "{provider} accepts our messages again": "{provider} prend de nouveau nos messages",
  "the provider has throttled us since {time}": "le fournisseur nous freine depuis {time}",
  "the provider does not answer ({reason})": "le fournisseur ne répond pas ({reason})",
  "the provider refuses our account ({reason})": "le fournisseur refuse notre compte ({reason})",
  "the provider is not used until {time} ({reason})": "le fournisseur n’est pas utilisé avant {time} ({reason})",
  "{why}, and waiting would cost people time before their deadline":
    "{why}, et attendre coûterait aux personnes du temps avant leur échéance",
  "enough time remains to try the provider again": "il reste assez de temps pour réessayer le fournisseur",
  "the provider works again": "le fournisseur fonctionne de nouveau",
  "the recipients who wait": "qui l’attend",
  "see the waiting recipients by campaign": "qui attend, et pour quelle campagne",
  "the provider's rate, and the recipients who wait for the provider": "à quelle vitesse il va, et qui l’attend",
  "see the effect on recipients": "voir ce que cela signifie pour les personnes",
  "who was not reached": "qui n’a pas été joint",
  "send again, and override the holds of the watch": "envoyer de nouveau, quoi que la surveillance retienne",
  "send nothing through the provider; recipients use the next provider of their route":
    "ne rien envoyer par lui ; ses destinataires passent par le fournisseur suivant",
  "which pause stops them": "quelle pause les arrête",
  "send again": "reprendre l’envoi",
  "raise the budget: waiting recipients resume": "le relever : ceux qui attendent continuent",
  "see the recipients who were not reached because of the budget": "qui n’a pas été joint à cause de lui",
  "what people write back": "ce que les personnes répondent",
  "check the public URL and the providers": "si nous sommes joignables, et si les fournisseurs répondent",
};

/** Phrases inside sentences about incidents, with their French translation. */
export const PHRASES_FR: Readonly<Record<string, string>> = {
  "the campaign": "la campagne",
  "the campaign for {destination}": "la campagne vers {destination}",
  "{provider} for {destination}": "{provider} vers {destination}",
  "step {n}": "étape {n}",
  "step {n} for {destination}": "étape {n} vers {destination}",
  "step {n} over {provider}": "étape {n} par {provider}",
  "step {n} over {provider} for {destination}": "étape {n} par {provider} vers {destination}",
  "{provider} to {destination}": "{provider} vers {destination}",
  "{first}, {rest}": "{first}, {rest}",
  "an hour": "une heure",
  "{n} hours": "{n} heures",
  "those of earlier campaigns": "ceux des campagnes précédentes",
  "others who were messaged at the same time": "les autres contactés au même moment",
  "if two in a hundred did": "si deux sur cent le faisaient",
};
