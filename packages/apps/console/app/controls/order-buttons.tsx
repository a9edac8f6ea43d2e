import { useState } from "preact/hooks";
import { useSession } from "../live/ask.ts";
import { useWords } from "../words/use-words.ts";
import { ConfirmDialog, type Order, type Signed } from "./confirm-dialog.tsx";

type Act = "pause" | "throttle" | "unthrottle" | "resume" | "override" | "extend" | "cancel";

export type Orders<A extends Act> = Readonly<Record<A, Order>>;

interface Props<A extends Act> {
  readonly orders: Orders<A>;
  readonly about: string;
  /** True if screen readers read the text `about` together with the button's name. */
  readonly isNamed?: boolean;
  readonly open: A | undefined;
  readonly begin: (act: A) => void;
  readonly close: () => void;
}

export function OrderButtons<A extends Act>({ orders, about, isNamed = false, open, begin, close }: Props<A>) {
  const { controls } = useWords();
  const acts = Object.keys(orders) as A[];
  return (
    <>
      {acts
        .filter((act) => orders[act].isOffered !== false)
        .map((act) => (
          <button
            key={act}
            type="button"
            class={act === "cancel" ? "danger-quiet" : ""}
            aria-label={isNamed ? `${controls[act]}: ${about}` : undefined}
            onClick={() => begin(act)}
          >
            {controls[act]}
          </button>
        ))}
      {open !== undefined && <ConfirmDialog title={`${controls[open]}: ${about}`} order={orders[open]} close={close} />}
    </>
  );
}

interface OneOrder {
  readonly name: string;
  readonly about?: string;
  readonly means: string;
  readonly send: (by: Signed) => Promise<unknown>;
}

/** A button that opens the dialog of a command. The open dialog shows the facts of the time when it was opened. */
export function OrderButton({ isOffered = true, ...order }: OneOrder & { readonly isOffered?: boolean }) {
  const { role } = useSession();
  const [open, setOpen] = useState<OneOrder>();
  const orderTitle = ({ name, about }: OneOrder) => (about === undefined ? name : `${name}: ${about}`);
  if (role !== "operator") return null;
  return (
    <>
      {isOffered && (
        <button type="button" aria-label={order.about && orderTitle(order)} onClick={() => setOpen(order)}>
          {order.name}
        </button>
      )}
      {open !== undefined && (
        <ConfirmDialog
          title={orderTitle(open)}
          order={{ consequence: <p>{open.means}</p>, send: open.send }}
          close={() => setOpen(undefined)}
        />
      )}
    </>
  );
}
