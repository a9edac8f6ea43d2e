/** What our codes of refusals mean, in French. */
export const ERRORS_FR: Record<string, string> = {
  "provider/unreachable": "pas de connexion : rien n’est parti",
  "provider/rate-limited": "trop rapide pour lui",
  "provider/unauthorized": "identifiants refusés",
  "provider/account": "compte suspendu, solde épuisé ou plafond du jour",
  "provider/bad-recipient": "personne à cette adresse",
  "provider/opted-out": "la personne a dit STOP à cet expéditeur",
  "provider/bad-content": "contenu refusé",
  "provider/bad-sender": "expéditeur refusé",
  "provider/recipient-unavailable": "injoignable pour l’instant",
  "provider/unavailable": "il est lui-même en panne",
  "provider/timeout": "pas de réponse à temps : peut-être parti",
  "provider/connection-lost": "réponse perdue : peut-être parti",
  "provider/bad-response": "sa réponse est incompréhensible",
  "provider/forbidden-address": "l’adresse mène à un réseau privé",
  "provider/aborted": "appel arrêté par nous",
  "provider/refused": "refusé, pour une raison inconnue ici",
};
