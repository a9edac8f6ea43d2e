import type { ShownPerson } from "../../src/wire/people.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { ask, useSession } from "../live/ask.ts";
import { useWords } from "../words/use-words.ts";
import { OrderButton } from "./order-buttons.tsx";

const OPEN: readonly string[] = ["pending", "active"];

interface PersonOrdersProps {
  readonly campaign: number;
  readonly person: Wired<ShownPerson>;
  readonly isCancelled: boolean;
}

export function PersonOrders({ campaign, person, isCancelled }: PersonOrdersProps) {
  const { controls, fill, step: stepName } = useWords();
  const { role } = useSession();
  const { key, state, cause, step, revision, deadlinePassed } = person;
  if (role !== "operator" || isCancelled || state === "acknowledged") return null;
  const order = OPEN.includes(state) ? "escalate" : "resume";
  const [name, means] =
    order === "escalate"
      ? [controls.escalate, controls.escalateMeans]
      : [controls.resumePerson, controls.resumePersonMeans];
  return (
    <>
      {deadlinePassed && <p class="soft note">{cause === "help" ? controls.helpIsAsked : controls.timeIsOver}</p>}
      <OrderButton
        isOffered={!deadlinePassed}
        name={name}
        about={key}
        means={fill(means, { key, step: fill(stepName, { number: step }) })}
        send={(by) => ask(`orders/${order}`, { campaign, key, revision, ...by })}
      />
    </>
  );
}

interface ConfirmByPhoneProps {
  readonly campaign: number;
  readonly person: { readonly key: string; readonly state: string };
  readonly done?: (() => void) | undefined;
}

export function ConfirmByPhone({ campaign, person: { key, state }, done }: ConfirmByPhoneProps) {
  const { controls, fill } = useWords();
  if (state === "acknowledged" || state === "refused") return null;
  return (
    <OrderButton
      name={controls.confirm}
      about={key}
      means={fill(controls.confirmMeans, { key })}
      send={async (by) => {
        await ask("orders/confirm", { campaign, key, ...by });
        done?.();
      }}
    />
  );
}
