import type { PageTexts } from "./page-texts.ts";

export const textsEn: PageTexts = {
  languageName: "English",
  direction: "ltr",
  deadline: "Please answer by {deadline}.",
  deadlineAnswered: "The deadline is {deadline}.",
  late: "The deadline was {deadline}. You can still answer; an answer given now is recorded as late.",
  lateHelp: "If you need help despite the deadline, contact the sender directly and soon.",
  deepLink: "Do it online now",
  question: "Your answer",
  change: "Change your answer",
  answers: {
    done: "I have done it",
    promise: "I will do it in time",
    decline: "I do not want to",
    "wrong-person": "I am not the right person",
    help: "I need help",
  },
  current: "Your answer: {answer}",
  factorHint: "This confirms that it is you. It is only compared, not stored.",
  factorWrong:
    "The answer to the question was wrong. A press with a wrong answer is recorded, but it does not confirm anything. Tries left: {tries}.",
  factorOver: "There were too many wrong answers to the question. To confirm, please contact the sender.",
  settled: {
    title: "Confirmed",
    text: "This matter is settled. You do not need to do anything else. A message that is already on its way may still arrive.",
  },
  secondThought: {
    title: "Your answer is recorded",
    text: "The matter itself stays confirmed. If something is wrong or urgent, contact the sender directly.",
  },
  recorded: {
    done: {
      title: "Your answer is recorded",
      text: "The service has not confirmed it yet. Until it does, you may be reminded again.",
    },
    promise: { title: "Your answer is recorded", text: "Thank you. You may be reminded again." },
    decline: { title: "Your answer is recorded", text: "You have declined." },
    "wrong-person": {
      title: "Your answer is recorded",
      text: "Thank you for telling us that this did not reach the right person.",
    },
    help: { title: "Your request is recorded", text: "The sender now knows that you need help." },
    other: { title: "Your answer is recorded", text: "You can change it below." },
  },
  withdrawn: {
    title: "No longer needed",
    text: "The sender has withdrawn this request. You do not need to do anything.",
  },
  note: "Opening this page changes nothing. Only the button you press is recorded.",
  languages: "Language",
  optOut: {
    title: "Stop these messages?",
    text: "You will get no more messages of this kind at this address. Opening this page changes nothing.",
    button: "Stop these messages",
  },
  optedOut: { title: "Done", text: "You will get no more messages of this kind at this address." },
  gone: {
    title: "This link has expired",
    text: "The deadline passed long ago, so nothing can be recorded here any more. If you still need to act, contact the sender.",
  },
  notFound: {
    title: "This link is not valid",
    text: "Check that you have opened the whole link, or use the link in the latest message. Nothing was recorded.",
  },
  onceMore: {
    title: "Please press once more",
    text: "That was very quick. Some mail programs press buttons by themselves, so nothing has been recorded yet. If it was you, press once more.",
  },
  tooMany: { title: "Too many requests", text: "Wait a minute, then try again. Nothing was recorded this time." },
  refused: { title: "That did not work", text: "Nothing was recorded. Open the link in your message again." },
  failed: { title: "Something went wrong on our side", text: "Nothing was recorded. Please try again in a moment." },
  details: "Technical details",
};
