import { useEffect, useState } from "preact/hooks";

/** The route after the `#` of the page's address. */
export function useRoute(): readonly string[] {
  const [route, setRoute] = useState(readRoute);
  useEffect(() => {
    const follow = () => {
      setRoute(readRoute());
      document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
      scrollTo(0, 0);
    };
    addEventListener("hashchange", follow);
    setRoute(readRoute()); // the address may have changed before there was a listener
    return () => removeEventListener("hashchange", follow);
  }, []);
  return route;
}

function readRoute(): readonly string[] {
  return location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
}
