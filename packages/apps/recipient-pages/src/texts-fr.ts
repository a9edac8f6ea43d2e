import type { PageTexts } from "./page-texts.ts";

export const textsFr: PageTexts = {
  languageName: "Français",
  direction: "ltr",
  deadline: "Merci de répondre avant le {deadline}.",
  deadlineAnswered: "La date limite est le {deadline}.",
  late: "La date limite était le {deadline}. Vous pouvez encore répondre ; votre réponse sera enregistrée comme tardive.",
  lateHelp: "Si une démarche reste nécessaire malgré la date limite, contactez directement l’expéditeur sans attendre.",
  deepLink: "Faire la démarche en ligne",
  question: "Votre réponse",
  change: "Modifier votre réponse",
  answers: {
    done: "C’est fait",
    promise: "Je le ferai à temps",
    decline: "Je ne le souhaite pas",
    "wrong-person": "Je ne suis pas la bonne personne",
    help: "J’ai besoin d’aide",
  },
  current: "Votre réponse : {answer}",
  factorHint: "Pour nous assurer que c’est bien vous. Cette réponse est comparée, puis oubliée.",
  factorWrong:
    "La réponse à la question n’était pas la bonne. Un choix ainsi envoyé est enregistré, mais il ne confirme rien. Essais restants : {tries}.",
  factorOver: "Trop de mauvaises réponses à la question. Pour confirmer, contactez l’expéditeur.",
  settled: {
    title: "C’est confirmé",
    text: "Tout est en ordre. Vous n’avez plus rien à faire. Un message déjà parti peut encore vous parvenir.",
  },
  secondThought: {
    title: "Votre réponse est enregistrée",
    text: "La démarche elle-même reste confirmée. Si quelque chose ne va pas ou reste à faire, contactez directement l’expéditeur.",
  },
  recorded: {
    done: {
      title: "Votre réponse est enregistrée",
      text: "Le service ne l’a pas encore confirmée. D’ici là, vous pouvez recevoir un nouveau rappel.",
    },
    promise: { title: "Votre réponse est enregistrée", text: "Merci. Vous pouvez recevoir un nouveau rappel." },
    decline: { title: "Votre réponse est enregistrée", text: "Vous avez indiqué ne pas le souhaiter." },
    "wrong-person": {
      title: "Votre réponse est enregistrée",
      text: "Merci de nous avoir signalé que ce message n’a pas atteint la bonne personne.",
    },
    help: { title: "Votre demande est enregistrée", text: "L’expéditeur sait maintenant que vous avez besoin d’aide." },
    other: { title: "Votre réponse est enregistrée", text: "Vous pouvez la modifier ci-dessous." },
  },
  withdrawn: {
    title: "Ce n’est plus nécessaire",
    text: "L’expéditeur a retiré cette demande. Vous n’avez rien à faire.",
  },
  note: "Ouvrir cette page n’enregistre rien. Seul le bouton choisi est enregistré.",
  languages: "Langue",
  optOut: {
    title: "Ne plus recevoir ces messages ?",
    text: "Vous ne recevrez plus de messages de ce type à cette adresse. Ouvrir cette page n’enregistre rien.",
    button: "Ne plus recevoir ces messages",
  },
  optedOut: { title: "C’est fait", text: "Vous ne recevrez plus de messages de ce type à cette adresse." },
  gone: {
    title: "Ce lien n’est plus actif",
    text: "La date limite est passée depuis longtemps : plus rien ne peut être enregistré ici. Si une démarche reste nécessaire, contactez l’expéditeur.",
  },
  notFound: {
    title: "Ce lien n’est pas valable",
    text: "Vérifiez que le lien est complet, ou utilisez celui du message le plus récent. Rien n’a été enregistré.",
  },
  onceMore: {
    title: "Appuyez encore une fois",
    text: "C’était très rapide. Certaines messageries appuient d’elles-mêmes sur les boutons : rien n’a donc encore été enregistré. Si c’était vous, appuyez encore une fois.",
  },
  tooMany: {
    title: "Trop de demandes",
    text: "Patientez une minute, puis réessayez. Rien n’a été enregistré cette fois.",
  },
  refused: { title: "Cela n’a pas fonctionné", text: "Rien n’a été enregistré. Rouvrez le lien de votre message." },
  failed: {
    title: "Une erreur est survenue de notre côté",
    text: "Rien n’a été enregistré. Réessayez dans un instant.",
  },
  details: "Détails techniques",
};
