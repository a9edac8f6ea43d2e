import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import "./style/colors.css";
import "./style/page.css";
import "./style/parts.css";
import "./style/people.css";
import "./style/report.css";
import "./style/tables.css";
import { readSession, SessionContext, VIEWER } from "./live/ask.ts";
import { useRoute } from "./live/use-route.ts";
import { CampaignView } from "./views/campaign.tsx";
import { CampaignsView } from "./views/campaigns.tsx";
import { ProvidersView } from "./views/providers.tsx";
import { WebhooksView } from "./views/webhooks.tsx";
import { OWN_ZONE, showZone } from "./words/numbers.ts";
import { firstLocale, keepLocale, type Locale, LocaleContext, WORDS } from "./words/use-words.ts";

function App() {
  const [locale, setLocale] = useState<Locale>(firstLocale);
  const [session, setSession] = useState(VIEWER);
  const [view = "", id = "", tab = "", person = ""] = useRoute();
  const words = WORDS[locale];
  useEffect(() => {
    void readSession().then(setSession);
  }, []);
  useEffect(() => {
    document.documentElement.lang = locale;
    document.title = words.title;
  }, [locale]);
  const link = (place: string, name: string) => (
    <a href={`#/${place}`} aria-current={view === place ? "page" : undefined}>
      {name}
    </a>
  );
  return (
    <LocaleContext.Provider value={locale}>
      <SessionContext.Provider value={session}>
        <button type="button" class="skip" onClick={toContent}>
          {words.skip}
        </button>
        <header>
          <a class="brand" href="#/">
            relance
          </a>
          <nav aria-label={words.nav.main}>
            {link("", words.nav.campaigns)}
            {link("providers", words.nav.providers)}
            {link("webhooks", words.nav.webhooks)}
          </nav>
          <span class="soft role">{[session.actor, words.role[session.role]].filter(Boolean).join(" · ")}</span>
          <button
            type="button"
            lang={locale === "fr" ? "en" : "fr"}
            onClick={() => {
              const other = locale === "fr" ? "en" : "fr";
              keepLocale(other);
              setLocale(other);
            }}
          >
            {words.otherLocale}
          </button>
        </header>
        <main id="main" tabIndex={-1}>
          {session.isCapture && <p class="card">{words.capture}</p>}
          <View view={view} id={id} tab={tab} person={person} />
        </main>
        <footer>{words.fill(words.zones, { own: OWN_ZONE })}</footer>
      </SessionContext.Provider>
    </LocaleContext.Provider>
  );
}

function View({ view, id, tab, person }: Readonly<Record<"view" | "id" | "tab" | "person", string>>) {
  showZone(undefined); // the page of a campaign sets the campaign's time zone afterwards
  if (view === "providers") return <ProvidersView />;
  if (view === "webhooks") return <WebhooksView />;
  if (view === "campaign") return <CampaignView key={id} campaign={Number(id)} tab={tab} person={person} />;
  return <CampaignsView />;
}

/** Moves the focus to the content. A link to `#content` would change the route, because the hash is the route. */
function toContent(): void {
  document.querySelector<HTMLElement>("main")?.focus();
}

const place = document.querySelector("#app");
if (place !== null) render(<App />, place);
