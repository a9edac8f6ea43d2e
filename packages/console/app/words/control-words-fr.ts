import type { CONTROLS_EN } from "./control-words-en.ts";

/** What the page says about controls, in French. */
export const CONTROLS_FR: typeof CONTROLS_EN = {
  label: "Commandes",
  pause: "Mettre en pause",
  resume: "Reprendre",
  override: "Passer outre la surveillance",
  cancel: "Annuler définitivement",
  yourName: "Votre nom",
  reason: "Pourquoi",
  leave: "Ne rien faire",
  reviewIn: "À revoir dans",
  leadOver: "Ceux qui l’attendent partent par",
  leadNowhere: "rien : ils attendent",
  typeName: (name) => `Écrivez ${name} pour confirmer`,
  pauseMeans: (waiting, inFlight, onWire) =>
    `${waiting} personnes en attente ne recevront rien avant une reprise, et ${inFlight} en cours n’auront pas d’autre message. ${onWire} messages en cours d’envoi aboutiront. Les confirmations, les accusés et l’échéance continuent.`,
  resumeMeans: (waiting, inFlight) =>
    `${waiting} personnes en attente peuvent être contactées aussitôt, et ${inFlight} en cours continuent. Ce que la surveillance retient reste retenu.`,
  overrideMeans: (waiting, atRisk, incidents) =>
    `Tout est libéré, même ce que la surveillance retient : ${waiting} personnes en attente partent comme prévu. Incidents ouverts : ${incidents} ; messages à risque : ${atRisk}.`,
  cancelMeans: (open, inFlight, waiting) =>
    `${open} personnes qui n’ont pas confirmé sont retirées pour de bon (${inFlight} en cours, ${waiting} en attente) et comptées comme annulées. Rien ne peut le défaire.`,
  pauseProviderMeans: (provider, perMinute) =>
    `Personne n’est contacté par ${provider} avant une reprise ; il prend ${perMinute} messages par minute. Ce qu’il a pris aboutira.`,
  overrideProviderMeans: (provider, missing) =>
    `${provider} est de nouveau utilisé, quoi que la surveillance y ait vu et qui que ce soit qui l’ait mis en pause. Accusés manquants : ${missing}.`,
};
