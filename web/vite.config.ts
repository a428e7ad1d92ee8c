import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type HtmlTagDescriptor, type Plugin } from "vite";
import { copyDsfr } from "./copy-dsfr.ts";

/** Pages of the front. A page that is not React on the client carries its markup from the prerendering alone. */
const pages = [
  "index.html",
  "404.html",
  "accessibilite/index.html",
  "mentions-legales/index.html",
  "donnees-personnelles/index.html",
  "mediation/index.html",
  "mediation/demande.html",
  "mediation/organisation.html",
  "suivi.html",
  "avis.html",
  "fichier.html",
  "courriels.html",
  "agent.html",
];

const link = (attrs: Record<string, string>): HtmlTagDescriptor => ({ tag: "link", attrs, injectTo: "head" });

/** What every page has in its head; the theme script is a file of its own because no inline script may run. */
const head: Plugin = {
  name: "guichet-head",
  buildStart: copyDsfr,
  transformIndexHtml: {
    order: "pre",
    handler: () => [
      { tag: "meta", attrs: { charset: "utf-8" }, injectTo: "head-prepend" },
      {
        tag: "meta",
        attrs: { name: "viewport", content: "width=device-width, initial-scale=1" },
        injectTo: "head",
      },
      { tag: "meta", attrs: { name: "color-scheme", content: "light dark" }, injectTo: "head" },
      { tag: "script", attrs: { src: "/theme.js" }, injectTo: "head" },
      link({ rel: "icon", href: "/favicon.svg", type: "image/svg+xml" }),
      link({
        rel: "preload",
        href: "/dsfr/fonts/Marianne-Regular.woff2",
        as: "font",
        type: "font/woff2",
        crossorigin: "",
      }),
      link({ rel: "stylesheet", href: "/dsfr/dsfr.css" }),
      link({ rel: "stylesheet", href: "/ui/identity.css" }),
    ],
  },
};

/** While developing, a page is rendered at each request as `prerender.tsx` renders it after a build. */
const renderInDevelopment: Plugin = {
  name: "guichet-render",
  apply: "serve",
  transformIndexHtml: async (html, { path, server }) => {
    const { renderPage } = (await server?.ssrLoadModule("/app/prerendered.tsx")) ?? {};
    return renderPage ? renderPage(path.replace(/^\//, ""), html) : html;
  },
};

export default defineConfig({
  root: import.meta.dirname,
  publicDir: "public-assets",
  appType: "mpa",
  plugins: [react(), head, renderInDevelopment],
  build: {
    outDir: join(import.meta.dirname, "../.build/web"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: pages.map((page) => join(import.meta.dirname, page)) },
  },
});
