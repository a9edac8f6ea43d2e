/** Puts what is new into its place and leaves alone what is not, with whatever somebody is typing there. */
export const DEV_SCRIPT = `
const at = (id) => document.getElementById(id), told = new Map();
for (const one of document.querySelectorAll("main [id]")) told.set(one.id, one.outerHTML);
function patch(old, fresh) {
  const wanted = [...fresh.children], ids = new Set(wanted.map(({ id }) => id));
  for (const one of [...old.children]) if (!ids.has(one.id)) one.remove();
  wanted.forEach((next, place) => {
    const html = next.outerHTML, now = at(next.id), here = old.children[place] ?? null;
    if (now === null) old.insertBefore(next, here);
    else {
      if (now !== here) old.insertBefore(now, here);
      if (next.dataset.parts !== undefined) patch(now, next);
      else if (told.get(next.id) !== html) now.replaceWith(next);
    }
    told.set(next.id, html);
  });
}
const feed = new EventSource("dev/live");
feed.onopen = () => { at("lost").hidden = true; };
feed.onerror = () => { at("lost").hidden = false; };
feed.addEventListener("clock", ({ data }) => { at("clock").textContent = JSON.parse(data); });
feed.addEventListener("outbox", ({ data }) => {
  patch(document.querySelector("main"), new DOMParser().parseFromString(JSON.parse(data), "text/html").body);
});
document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target, body = new URLSearchParams(new FormData(form, event.submitter));
  document.body.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { accept: "text/plain" } });
    at("said").textContent = await answer.text();
    if (answer.ok) form.reset();
  } catch { at("lost").hidden = false; }
  document.body.removeAttribute("aria-busy");
});
at("show").addEventListener("change", ({ target }) => { document.querySelector("main").dataset.show = target.value; });
`;
