import type { GatewayPort, InboundItem, ReplyItem } from "@relance/spec";
import { share, type VirtualProcess } from "@relance/testing";
import type { Sending, Word } from "../support/oracle/facts.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Hearing } from "./hearing.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Whoever was told nothing presses once more, so often. */
const PRESSES = 3;

/** What replies mean; everything else is for people to read. */
const SAYS: Readonly<Record<string, string>> = { STOP: "stop", OK: "done" };

/** What somebody sent as a reply, and whether it has come in. */
interface Sent {
  readonly provider: string;
  readonly item: ReplyItem;
  readonly word: Word;
}

/** The people of a life: what they do after a message, and what they are told. */
export interface Town {
  /** A message arrived. */
  read(sending: Sending, ackUrl: string | undefined): Promise<void>;
  /** Replies that a far end still has, and that nobody has taken from it. */
  missed(owner: VirtualProcess, provider: string, since: number): readonly InboundItem[];
}

export interface TownOptions {
  readonly seed: number;
  readonly chronicle: Chronicle;
  readonly outside: VirtualProcess;
  readonly hearing: Hearing;
  note(fact: string): void;
}

export function openTown({ seed, chronicle, outside, hearing, note }: TownOptions): Town {
  const replies: Sent[] = [];
  const now = () => outside.runtime.now();

  function speak(word: Omit<Word, "at">): Word {
    const spoken: Word = { ...word, at: now() };
    chronicle.words.push(spoken);
    return spoken;
  }

  async function press({ key, address }: Sending, token: string, answer: string): Promise<void> {
    const word = speak({ key, says: answer, address });
    const shown = { hash: "", locale: "en", label: answer };
    for (let time = 0; time < PRESSES; time++) {
      const call = (port: GatewayPort) => port.answer(token, answer, shown);
      const heard = await hearing.ask(call);
      if (heard !== undefined) {
        word.toldAt = now();
        word.status = heard.answer?.status ?? "refused";
        note(`${key} answers ${answer}: ${word.status}`);
        return;
      }
      await outside.runtime.sleep(2 * MINUTE); // nobody answered: they were told nothing
    }
  }

  async function reply({ key, address, attemptId, provider }: Sending, text: string): Promise<void> {
    const word = speak({ key, says: SAYS[text] ?? "unclear", address });
    const from = provider === "sms.second" ? address.replace("+", "") : address; // as some vendors write numbers
    const item: ReplyItem = { type: "reply", from, text, eventId: `reply to ${attemptId}` };
    replies.push({ provider: provider, item, word });
    await hearing.tell(provider, [item], (keptAt) => {
      word.toldAt ??= keptAt;
      note(`${key} replies ${text}`);
    });
  }

  return {
    async read(sending, ackUrl) {
      const { key, attemptId, provider } = sending;
      if (ackUrl === undefined || share(seed, key, provider, "reads") > 0.6) return;
      const isQuick = share(seed, attemptId, "hand") < 0.25; // the phone was in their hand
      const mostMs = isQuick ? 15 * SECOND : 40 * MINUTE;
      await outside.runtime.sleep(Math.floor(share(seed, attemptId, "delay") * mostMs));
      const mood = share(seed, attemptId, "mood");
      if (provider.startsWith("sms.") && share(seed, attemptId, "replies") < 0.35) {
        await reply(sending, mood < 0.3 ? "STOP" : mood < 0.6 ? "OK" : "who is this?");
        return;
      }
      if (mood > 0.84) return;
      const answer = mood < 0.6 ? "done" : mood < 0.7 ? "promise" : mood < 0.77 ? "wrong-person" : "help";
      await press(sending, ackUrl.slice(ackUrl.lastIndexOf("/") + 1), answer);
    },
    missed(owner, provider, since) {
      const mine = replies.filter((one) => one.provider === provider && one.word.at >= since);
      const taken = () => {
        for (const { word } of mine) word.toldAt ??= now();
      };
      void owner.runtime.sleep(SECOND).then(taken); // a worker that dies first may have lost them
      return mine.map(({ item }) => item);
    },
  };
}
