import { useEffect, useState } from "preact/hooks";

export function useRoute(): readonly string[] {
  const [route, setRoute] = useState(readRoute);
  useEffect(() => {
    const follow = () => {
      setRoute(readRoute());
      document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
      scrollTo(0, 0);
    };
    addEventListener("hashchange", follow);
    setRoute(readRoute()); // the URL may have changed before the listener was added
    return () => removeEventListener("hashchange", follow);
  }, []);
  return route;
}

function readRoute(): readonly string[] {
  return location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
}
