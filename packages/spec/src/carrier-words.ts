/** Words that revoke consent if they are the whole reply; in upper case without accents. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  [
    "STOP STOPALL STOPP STOPPEN UNSUBSCRIBE UNSUB CANCEL END QUIT REVOKE OPTOUT REMOVE TD",
    "ARRET ARRETE ARRETER ARRETEZ DESINSCRIPTION DESINSCRIRE DESABONNER DESABONNEMENT CESSEZ",
    "ABMELDEN ABMELDUNG ABBESTELLEN AUSTRAGEN WIDERRUF",
    "BAJA DESUSCRIBIR DESUSCRIBIRME DESUSCRIBIRSE PARAR DETENER ALTO",
    "DISISCRIVI DISISCRIVIMI DISISCRIVERE DISISCRIZIONE",
    "AFMELDEN UITSCHRIJVEN STOPPA",
    "SAIR REMOVER PARE DESCADASTRAR",
  ].flatMap((line) => line.split(" ")),
);

/** Words that allow messages again if they are the whole reply. YES has this meaning only after a STOP. */
export const START_WORDS: ReadonlySet<string> = new Set(
  [
    "START UNSTOP YES SUBSCRIBE RESUBSCRIBE OPTIN RESUME",
    "REPRENDRE COMMENCER REABONNER REACTIVER ANMELDEN STARTEN ALTA INICIAR REACTIVAR",
    "RIATTIVA INIZIA ISCRIVI ISCRIVIMI AANMELDEN HERVAT HERVATTEN VOLTAR INSCREVER STARTA",
  ].flatMap((line) => line.split(" ")),
);

/** Words that ask for help if they are the whole reply. */
export const HELP_WORDS: ReadonlySet<string> = new Set(["HELP", "INFO", "AIDE"]);
