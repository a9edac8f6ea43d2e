import { defineConfig } from "vitepress";
import llms from "vitepress-plugin-llms";
import { packagePages } from "../api.ts";
import { sidebar } from "../pages.ts";

export default defineConfig({
  srcDir: ".tmp/pages",
  cacheDir: ".tmp/cache",
  outDir: "dist",
  title: "relance",
  description: "Every recipient is reached and confirmed, or escalated, or accounted for.",
  cleanUrls: true,
  head: [["link", { rel: "icon", type: "image/svg+xml", href: "/icon.svg" }]],
  markdown: {
    // As GitHub names headings, which links of docs/ go by.
    anchor: {
      slugify: (text) =>
        text
          .toLowerCase()
          .replace(/[^\p{L}\p{M}\p{N}_ -]/gu, "")
          .replaceAll(" ", "-"),
    },
    // Liquid's braces are no expressions of Vue's.
    config: (md) => {
      for (const kind of ["text", "code_inline", "fence", "html_inline"] as const) {
        const print = md.renderer.rules[kind];
        md.renderer.rules[kind] = (...all) => (print?.(...all) ?? "").replaceAll("{{", "&#123;&#123;");
      }
    },
  },
  vite: {
    plugins: [llms({ ignoreFilesPerOutput: { llmsFullTxt: ["api/**"] } })],
    build: { chunkSizeWarningLimit: 2_000 },
  },
  themeConfig: {
    outline: [2, 3],
    search: {
      provider: "local",
      options: {
        // What people learn from comes before what they look up.
        miniSearch: { searchOptions: { boostDocument: (id: string) => (id.includes("/api/") ? 0.2 : 1) } },
      },
    },
    nav: [
      { text: "Start", link: "/first-campaign" },
      { text: "In your app", link: "/in-your-app" },
      { text: "Reference", link: "/reference/gateway" },
      { text: "API", link: "/api/" },
    ],
    sidebar: { "/": sidebar(), "/api/": [{ text: "API", link: "/api/", items: packagePages() }] },
  },
});
