import { useEffect, useState } from "preact/hooks";
import type { Wired } from "../../src/wire/wired.ts";
import { type RefusedFor as Refused, whyRefused } from "./ask.ts";

const AGAIN_MS = 2_000;

/** If no message arrives for this long, the page shows the console as unreachable. */
const SILENT_MS = 10_000;

export interface Heard<T> {
  readonly sections: Partial<Wired<T>>;
  readonly isLost: boolean;
  /** The reason why the console refuses the view. After a refusal, the page does not connect again. */
  readonly refused?: Refused | undefined;
}

/** Returns the sections of a view as they arrive from the server. When the view changes, all sections become absent. */
export function useLive<T>(view: string, names: readonly (keyof T & string)[]): Heard<T> {
  const [heard, setHeard] = useState<Heard<T> & { readonly view: string }>({ view, sections: {}, isLost: false });
  useEffect(() => {
    const url = `live?view=${encodeURIComponent(view)}`;
    let source: EventSource;
    let again = 0;
    let isLeft = false;
    let lastAt = performance.now();
    let waiting: Record<string, unknown> = {};
    let frame = 0;
    const draw = () => {
      frame = 0;
      const news = waiting;
      waiting = {};
      setHeard((before) => ({
        view,
        isLost: false,
        sections: { ...(before.view === view ? before.sections : {}), ...news } as Partial<Wired<T>>,
      }));
    };
    const lose = () => setHeard((before) => (before.isLost ? before : { ...before, isLost: true }));
    const listen = () => {
      source = new EventSource(url);
      for (const name of names) {
        source.addEventListener(name, ({ data }: MessageEvent<string>) => {
          lastAt = performance.now();
          waiting[name] = JSON.parse(data);
          if (frame === 0) frame = requestAnimationFrame(draw);
        });
      }
      source.addEventListener("beat", () => {
        lastAt = performance.now();
        setHeard((before) => (before.isLost ? { ...before, isLost: false } : before));
      });
      source.onerror = async () => {
        lose();
        if (source.readyState !== EventSource.CLOSED) return; // the browser reconnects itself
        const refused = await whyRefused(url);
        if (isLeft) return;
        if (refused === undefined) again = window.setTimeout(listen, AGAIN_MS);
        else setHeard((before) => ({ ...before, view, refused }));
      };
    };
    listen();
    const watch = setInterval(() => {
      if (performance.now() - lastAt > SILENT_MS) lose();
    }, 1_000);
    return () => {
      isLeft = true;
      source.close();
      clearTimeout(again);
      clearInterval(watch);
      cancelAnimationFrame(frame);
    };
  }, [view]);
  return heard.view === view ? heard : { sections: {}, isLost: false };
}
