import { useEffect, useState } from "preact/hooks";
import type { Wired } from "../../src/wire/wired.ts";

/** After so long without a word the console is not heard from. */
const SILENT_MS = 10_000;

/** What a view has told so far. */
export interface Heard<T> {
  readonly sections: Partial<Wired<T>>;
  readonly isLost: boolean;
  /** The console has said that there is nothing to hear, and is not asked again. */
  readonly isRefused?: boolean;
}

/** The sections of a view as they come; a new view begins with nothing. */
export function useLive<T>(view: string, names: readonly (keyof T & string)[]): Heard<T> {
  const [heard, setHeard] = useState<Heard<T> & { readonly view: string }>({
    view,
    sections: {},
    isLost: false,
  });
  useEffect(() => {
    const source = new EventSource(`live?view=${encodeURIComponent(view)}`);
    let lastAt = performance.now();
    let waiting: Record<string, unknown> = {};
    let frame = 0;
    // sections that come together are drawn together
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
    for (const name of names) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) => {
        lastAt = performance.now();
        waiting[name] = JSON.parse(data);
        if (frame === 0) frame = requestAnimationFrame(draw);
      });
    }
    source.onerror = () => {
      lose();
      if (source.readyState === EventSource.CLOSED)
        setHeard((before) => ({ ...before, view, isRefused: true }));
    };
    const watch = setInterval(() => {
      if (performance.now() - lastAt > SILENT_MS) lose();
    }, 1_000);
    return () => {
      source.close();
      clearInterval(watch);
      cancelAnimationFrame(frame);
    };
  }, [view]);
  return heard.view === view ? heard : { sections: {}, isLost: false };
}
