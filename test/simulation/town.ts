import type { GatewayPort, InboundItem, ReplyItem } from "@relance/spec";
import { share, type VirtualProcess } from "@relance/testing";
import type { Sending, Word } from "../support/oracle/facts.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Hearing } from "./hearing.ts";
import type { Letter } from "./letter.ts";
import type { Troubles } from "./troubles.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const PRESSES = 3;

/** Example replies from docs/replies.md, by classification. */
const SAYINGS = {
  stop: ["STOP", "Stop svp", "arrêt", "Ｓｔｏｐ", "STOP 36180", "OK, but stop texting me"],
  doubtful: ["how do I stop these?", "too many messages"],
  done: ["OK", "ok!", "OK 👍", "ＯＫ", "Ok."],
  unclear: ["who is this?", "ok thanks", "cancel my visit", "stopped by yesterday"],
} as const;

interface Sent {
  readonly provider: string;
  readonly item: ReplyItem;
  readonly word: Word;
}

/** Simulated recipients, who may answer each message that they receive. */
export interface Town {
  read(sending: Sending, letter: Letter, ackUrl: string): Promise<void>;
  /** Returns the replies that the provider's API received since `since`, for relance to fetch. */
  missed(owner: VirtualProcess, provider: string, since: number): readonly InboundItem[];
}

export interface TownOptions {
  readonly seed: number;
  readonly chronicle: Chronicle;
  readonly outside: VirtualProcess;
  readonly hearing: Hearing;
  readonly troubles: Troubles;
  judge(doubtful: Word): Promise<void>;
  enrollmentsOn(address: string): number;
  note(fact: string): void;
}

export function openTown({
  seed,
  chronicle,
  outside,
  hearing,
  troubles,
  judge,
  enrollmentsOn,
  note,
}: TownOptions): Town {
  const replies: Sent[] = [];
  const now = () => outside.runtime.now();

  function speak(word: Omit<Word, "at">): Word {
    const spoken: Word = { ...word, at: now() };
    chronicle.words.push(spoken);
    return spoken;
  }

  async function press({ key, campaign, address }: Sending, token: string, answer: string): Promise<void> {
    const word = speak({ key, campaign, says: answer, address });
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
      await outside.runtime.sleep(2 * MINUTE);
    }
  }

  async function reply(sending: Sending, { code }: Letter, meant: keyof typeof SAYINGS): Promise<void> {
    const { key, campaign, address, attemptId, provider } = sending;
    const roll = (name: string) => share(seed, attemptId, name);
    const some = SAYINGS[meant];
    const own = troubles.has("other words") ? some[Math.floor(roll("text") * some.length)] : some[0];
    const isNamed = meant === "done" && roll("code") < 0.5;
    const text = isNamed ? `${own} ${code}` : (own ?? "");
    const isGuess = meant === "done" && !isNamed && enrollmentsOn(address) > 1;
    const about = meant === "done" && !isGuess ? campaign : undefined;
    const isDoubtful = meant === "doubtful";
    const says = isGuess ? "guess" : isDoubtful ? "stop" : meant;
    const word = speak({ key, campaign: about, says, isDoubtful, address, by: "reply" });
    const before = replies.filter(({ word: { address: by } }) => by === address).length;
    const eventId = troubles.has("recurring ids") ? `${before}` : `reply to ${attemptId}`;
    const from = provider === "sms.second" ? address.replace("+", "") : address;
    const item: ReplyItem = { type: "reply", from, text, eventId };
    replies.push({ provider: provider, item, word });
    await hearing.tell(provider, [item], (keptAt) => {
      word.toldAt ??= keptAt;
      note(`${key} replies ${text}`);
    });
    if (isDoubtful && word.toldAt !== undefined) await judge(word);
  }

  return {
    async read(sending, letter, ackUrl) {
      const { key, attemptId, provider } = sending;
      if (share(seed, key, provider, "reads") > 0.6) return;
      const isQuick = share(seed, attemptId, "hand") < 0.25;
      const mostMs = isQuick ? 15 * SECOND : 40 * MINUTE;
      await outside.runtime.sleep(Math.floor(share(seed, attemptId, "delay") * mostMs));
      const mood = share(seed, attemptId, "mood");
      if (provider.startsWith("sms.") && share(seed, attemptId, "replies") < 0.35) {
        const stop = troubles.has("possible STOPs") && share(seed, attemptId, "doubt") < 0.7 ? "doubtful" : "stop";
        await reply(sending, letter, mood < (stop === "doubtful" ? 0.5 : 0.3) ? stop : mood < 0.6 ? "done" : "unclear");
        return;
      }
      if (mood > 0.84) return;
      const isWrong = troubles.has("several contacts")
        ? mood < 0.4 || (mood > 0.7 && mood < 0.77)
        : mood > 0.7 && mood < 0.77;
      const answer = isWrong ? "wrong-person" : mood < 0.6 ? "done" : mood < 0.7 ? "promise" : "help";
      await press(sending, ackUrl.slice(ackUrl.lastIndexOf("/") + 1), answer);
    },
    missed(owner, provider, since) {
      const mine = replies.filter((one) => one.provider === provider && one.word.at >= since);
      const taken = () => {
        for (const { word } of mine) word.toldAt ??= now();
      };
      void owner.runtime.sleep(SECOND).then(taken); // a worker that dies within a second may have lost the reply
      return mine.map(({ item }) => item);
    },
  };
}
