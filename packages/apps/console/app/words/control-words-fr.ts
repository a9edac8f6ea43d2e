import type { CONTROLS_EN } from "./control-words-en.ts";

export const CONTROLS_FR: typeof CONTROLS_EN = {
  label: "Commandes",
  pause: "Mettre en pause",
  resume: "Reprendre",
  override: "Passer outre la surveillance",
  cancel: "Annuler définitivement",
  extend: "Reporter l’échéance",
  confirm: "Confirmé par téléphone",
  escalate: "Étape suivante maintenant",
  resumePerson: "Reprendre l’envoi",
  throttle: "Ralentir",
  unthrottle: "Lever la limite",
  newDeadline: (zone) => `Nouvelle échéance (${zone})`,
  inStep: "Dans",
  everyStep: "toutes les étapes",
  onlyDestination: "Seulement vers (préfixe, domaine ou service push)",
  everyDestination: "tout le monde",
  limit: "Messages par minute au plus",
  yourName: "Votre nom",
  reason: "Pourquoi",
  leave: "Ne rien faire",
  close: "Fermer",
  unseen: "C’est fait. Personne de cette partie n’a encore reçu de message : cela vaut pour qui en recevra.",
  reviewIn: "À revoir dans",
  leadOver: "Ses destinataires",
  leadNext: "partent par le fournisseur suivant de leur itinéraire",
  leadBy: (provider) => `partent par ${provider}`,
  leadNowhere: "attendent",
  typeName: (name) => `Écrivez ${name} pour confirmer`,
  pauseMeans: (waiting, inFlight, onWire) =>
    `Qui attend (${waiting}) ne recevra rien avant une reprise, et qui est en cours (${inFlight}) n’aura pas d’autre message. Ce qui est en cours d’envoi (${onWire}) aboutira. Les confirmations, les accusés et l’échéance continuent.`,
  resumeMeans: (waiting, inFlight) =>
    `Qui attend (${waiting}) peut être contacté aussitôt, et qui est en cours (${inFlight}) continue. Ce que la surveillance retient reste retenu.`,
  overrideMeans: (waiting, atRisk, incidents) =>
    `Tout est libéré, même ce que la surveillance retient : qui attend (${waiting}) est contacté comme prévu. Incidents ouverts : ${incidents} ; messages à risque : ${atRisk}.`,
  cancelMeans: (open, inFlight, waiting) =>
    `Qui n’a pas confirmé (${open} : ${inFlight} en cours, ${waiting} en attente) est annulé pour de bon. Rien ne peut le défaire.`,
  pauseProviderMeans: (provider, perMinute) =>
    `Aucun message ne part par ${provider} avant une reprise. Messages par minute en ce moment : ${perMinute}. Ce qu’il a accepté aboutira.`,
  pauseEffect: (waiting, rerouted, ways, isAtMost) => {
    const most = isAtMost ? "au plus " : "";
    const moved = ways === "" ? "" : ` Destinataires qui partent par ${ways} : ${most}${rerouted}.`;
    return `Destinataires qui attendent : ${most}${waiting}.${moved}`;
  },
  resumeProviderMeans: (provider) =>
    `Ceux qui attendent ${provider} peuvent être contactés aussitôt, par lui et par aucun autre fournisseur. Ce que la surveillance retient reste retenu.`,
  overrideProviderMeans: (provider, missing) =>
    `${provider} est de nouveau utilisé, quoi que la surveillance y ait vu et qui que ce soit qui l’ait mis en pause. Accusés manquants : ${missing}.`,
  throttleMeans: (provider, perMinute, steps) =>
    `Il ne partira pas davantage par ${provider}${steps > 1 ? ` dans chacune des ${steps} étapes qu’il sert` : ""}. Messages par minute en ce moment : ${perMinute}. L’échéance court : qui n’est pas contacté à temps n’est pas joint.`,
  unthrottleMeans: (provider) =>
    `${provider} est utilisé aussi vite que la campagne et la surveillance le permettent. Les pauses et les déviations restent.`,
  extendMeans: (open, runOut) =>
    `Qui est en cours ou en attente (${open}) a jusque-là, et qui n’avait plus de temps (${runOut}) reprend à l’étape où il en était et est de nouveau contacté. Une échéance personnelle plus tardive reste. On ne peut que reporter : rien ne peut le défaire.`,
  escalateMeans: (key, step) =>
    `${key} quitte ${step} et reçoit la suivante maintenant, sans attendre de réponse. S’il n’y en a plus, la personne est non jointe.`,
  resumePersonMeans: (key, step) =>
    `L’envoi à ${key} reprend à ${step} : la personne est de nouveau contactée. Pour qui le problème est réglé, comme une demande d’aide.`,
  confirmMeans: (key) =>
    `${key} vous a dit que c’est fait : la personne compte parmi celles qui ont confirmé, et ne reçoit plus de message. Votre nom et votre raison sont inscrits dans son histoire ; relance revoke-confirmation peut le défaire.`,
  helpIsAsked:
    "Cette personne a demandé de l’aide et attend votre appel. Pour lui écrire de nouveau, reportez son échéance.",
  timeIsOver: "Son échéance est passée : reportez-la d’abord, puis la personne peut avancer.",
  notSteered: {
    draft: "Elle n’a pas commencé : il n’y a encore rien à mettre en pause ni à annuler.",
    closed:
      "Elle est terminée : plus rien ne part, il n’y a donc rien à mettre en pause ni à annuler. Avec une échéance plus tardive, elle continue pour qui a manqué de temps ; une seule personne se reprend sur sa page.",
    cancelling: "Elle est en cours d’annulation ; rien ne peut le défaire.",
    cancelled: "Elle a été annulée : plus rien ne s’y commande.",
  },
  refusals: {
    "message/stale-epoch":
      "Rien n’a été fait : cette personne a avancé depuis l’ouverture. Fermez, regardez de nouveau, puis décidez.",
    "message/not-moved":
      "Rien n’a été fait : la personne a confirmé, il ne lui reste ni étape ni adresse, ou son échéance est passée.",
    "message/unknown-recipient": "Personne dans cette campagne n’a cette clé.",
    "campaign/steered-since":
      "Rien n’a été fait : quelqu’un, ou la surveillance, est intervenu depuis l’ouverture. Fermez, regardez de nouveau, puis décidez.",
    "campaign/step-unknown": "Rien n’a été fait : cette étape n’existe pas.",
    "campaign/destination-unknown": "Rien n’a été fait : il n’y a pas de telle partie.",
    "campaign/not-running": "Rien n’a été fait : la campagne est terminée.",
    "campaign/deadline-not-later":
      "Rien n’a été fait : cette heure est passée, ou personne n’a d’échéance plus proche.",
    "config/provider-unknown": "Rien n’a été fait : aucune étape de cette campagne ne passe par ce fournisseur.",
    "console/failed": "Rien n’a été fait : la console n’a pas pu lire les données. Réessayez dans un instant.",
    "console/read-only": "Rien n’a été fait : vous pouvez regarder, sans rien changer.",
  },
};
